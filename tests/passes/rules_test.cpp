// Every rule against differences of the op itself in 100 digits: a wrong sign, factor, operand or a lost digit shows.
#include <array>
#include <catch2/catch.hpp>
#include <cfloat>
#include <limits>

#include "ir/special/special.h"
#include "tests/passes/build.h"
#include "tests/reference/reference.h"
#include "tests/support/samples.h"

using namespace adc;
using namespace adc::test;
using ir::Op;

namespace {

// An op with its immediate, applied to inputs; those by which it has no derivative stand behind stop_gradient.
ir::Function one_op(Op op, std::int64_t immediate) {
  return program(ir::info(op).arity, [&](Builder& b, std::vector<ValueId> x) {
    for (std::size_t k = 0; k < x.size(); ++k) {
      if (!ir::has_derivative(op, k)) x[k] = b.stop_gradient(x[k]);
    }
    return b.emit(op, x, immediate);
  });
}

// (f(x + h) − f(x − h)) / 2h as a function of x and h, one input of `fn` varying. Evaluated in 100 digits with a tiny
// h, it has some 30 digits of the derivative of output `output`.
ir::Function central_difference(const ir::Function& fn, std::size_t output, std::size_t input) {
  Builder b("difference");
  std::vector<ValueId> x;
  x.reserve(fn.params().size());
  for (std::size_t i = 0; i < fn.params().size(); ++i) x.push_back(b.param("x" + std::to_string(i)));
  const ValueId h = b.param("h");
  const auto at = [&](ValueId shifted) {
    std::vector<ValueId> to(fn.size());
    for (std::size_t i = 0; i < fn.size(); ++i) {
      std::vector<ValueId> operands;
      for (const ValueId operand : fn.operands(ir::value_id(i))) operands.push_back(to[ir::index(operand)]);
      to[i] = i == input ? shifted : i < x.size() ? x[i] : b.clone(fn, ir::value_id(i), operands);
    }
    return to[ir::index(fn.outputs()[output].value)];
  };
  const ValueId above = at(b.add(x[input], h));
  const ValueId below = at(b.sub(x[input], h));
  b.output(b.div(b.sub(above, below), b.mul(b.integer(2), h)));
  return b.finish();
}

std::vector<Op> smooth_ops() {
  std::vector<Op> ops;
  for (const Op op : ir::elementwise_ops()) {
    if (ir::info(op).op_class == ir::OpClass::Smooth) ops.push_back(op);
  }
  return ops;
}

bool is_near_kink(Op op, const std::vector<double>& x) {
  switch (op) {
    case Op::Min:
    case Op::Max: return x[0] == x[1];
    case Op::Abs:
    case Op::Copysign: return x[0] == 0 || (x.size() > 1 && x[1] == 0);
    case Op::Hypot:
    case Op::Atan2: return x[0] == 0 && x[1] == 0;
    case Op::Mod: return std::abs(x[0] / x[1] - std::nearbyint(x[0] / x[1])) < 1e-9;
    default: return false;
  }
}

// How far from 0 an input may move before a homogeneous function changes by its own size; at most 1.
double nearest_to_zero(const std::vector<double>& x) {
  double nearest = 1;
  for (const double value : x) nearest = value == 0 ? nearest : std::min(nearest, std::abs(value));
  return nearest;
}

// The size of what cancels in the first partial, of which its error may be some units: 2n·y² for a ratio y of integrals
// of erfc, whose order n no derivative below the nth has; else little.
double cancelling(Op op, std::int64_t immediate, const std::vector<double>& x) {
  constexpr double kLittle = 1e-3;
  if (op != Op::IerfcRatio) return kLittle;
  const double y = adc_ierfc_ratio(static_cast<int>(immediate), x[0]);
  return std::max(kLittle, 2 * static_cast<double>(immediate) * y * y);
}

// Errors in units of the last place are counted where the derivative is not near a zero of its own.
double error(double found, const tests::Reference& wanted, double scale) {
  const double tiny = DBL_MIN;
  if (std::abs(wanted.high) < tiny && std::abs(found) <= tiny) return 0;
  return std::min(tests::ulps(found, wanted), tests::absolute_error(found, wanted) / (scale * DBL_EPSILON));
}

}  // namespace

TEST_CASE("every first partial has its digits") {
  for (const Op op : smooth_ops()) {
    for (const std::int64_t immediate : tests::immediates(op)) {
      const ir::Function fn = one_op(op, immediate);
      const ir::Function forward =
          passes::run(fn, {.derive = Derive::Gradient, .mode = Mode::Forward, .wrt = {}, .limits = {}}).value();
      const ir::Function reverse =
          passes::run(fn, {.derive = Derive::Gradient, .mode = Mode::Reverse, .wrt = {}, .limits = {}}).value();
      for (std::size_t input = 0; input < fn.params().size(); ++input) {
        if (!ir::has_derivative(op, input)) continue;
        const ir::Function difference = central_difference(fn, 0, input);
        for (const std::vector<double>& x : tests::points(op)) {
          if (is_near_kink(op, x) || !std::isfinite(evaluate(fn, x)[0])) continue;
          std::vector<double> at = x;
          at.push_back(0x1p-100 * std::max(std::abs(x[input]), 1e-8));
          const tests::Reference wanted = tests::evaluate_reference(difference, at)[0];
          if (!std::isfinite(wanted.high)) continue;
          CAPTURE(ir::info(op).spelling, immediate, x, input, wanted.high);
          const double scale = cancelling(op, immediate, x);
          CHECK(error(evaluate(forward, x)[1 + input], wanted, scale) <= 40);
          CHECK(error(evaluate(reverse, x)[1 + input], wanted, scale) <= 40);
        }
      }
    }
  }
}

TEST_CASE("every second partial has its digits") {
  for (const Op op : smooth_ops()) {
    for (const std::int64_t immediate : tests::immediates(op)) {
      const ir::Function fn = one_op(op, immediate);
      const std::size_t n = fn.params().size();
      std::vector<ir::Function> by_mode;
      for (const Mode mode : kModes) {
        by_mode.push_back(passes::run(fn, {.derive = Derive::Hessian, .mode = mode, .wrt = {}, .limits = {}}).value());
      }
      const ir::Function gradient =
          passes::run(fn,
                      {.derive = Derive::Gradient, .mode = Mode::Forward, .wrt = {}, .legalise = false, .limits = {}})
              .value();
      for (std::size_t i = 0; i < n; ++i) {
        for (std::size_t j = 0; j < n; ++j) {
          if (!ir::has_derivative(op, i) || !ir::has_derivative(op, j)) continue;
          const ir::Function difference = central_difference(gradient, 1 + i, j);
          for (const std::vector<double>& x : tests::points(op)) {
            if (is_near_kink(op, x) || !std::isfinite(evaluate(fn, x)[0])) continue;
            std::vector<double> at = x;
            at.push_back(0x1p-100 * std::max(std::abs(x[j]), 1e-8));
            const tests::Reference wanted = tests::evaluate_reference(difference, at)[0];
            if (!std::isfinite(wanted.high)) continue;
            const double scale =
                std::max(cancelling(op, immediate, x), std::abs(evaluate(gradient, x)[1 + i]) / nearest_to_zero(x));
            for (const ir::Function& hessian : by_mode) {
              CAPTURE(ir::info(op).spelling, immediate, x, i, j, wanted.high);
              CHECK(error(evaluate(hessian, x)[1 + n + i * n + j], wanted, scale) <= 100);
            }
          }
        }
      }
    }
  }
}

TEST_CASE("binomial coefficients have their derivatives by n where gamma functions have poles") {
  const ir::Function fn = one_op(Op::Binomial, 0);
  for (const Mode mode : kModes) {
    const ir::Function hessian =
        passes::run(fn, {.derive = Derive::Hessian, .mode = mode, .wrt = {}, .limits = {}}).value();
    for (const int k : {0, 1, 2, 3, 5, 12}) {
      for (const double n : {0.0, 1.0, 2.0, 2.0000001, 3.0, 4.0, 7.5, 20.0, -0.25, -1.0, -1.5, -2.0, -3.0, -7.0}) {
        // ∏ (n − j)/(j + 1) with its first and second derivative
        double y = 1;
        double first = 0;
        double second = 0;
        double size = 0;  // of what cancels in them
        for (int j = 0; j < k; ++j) {
          const double factor = (n - j) / (j + 1);
          second = second * factor + 2 * first / (j + 1);
          first = first * factor + y / (j + 1);
          y *= factor;
          size = std::max({size, std::abs(first), std::abs(second)});
        }
        const std::vector<double> found = evaluate(hessian, {n, static_cast<double>(k)});
        CAPTURE(n, k, first, second, found[1], found[3]);
        CHECK(std::abs(found[1] - first) <= 1e-13 * size);
        CHECK(std::abs(found[3] - second) <= 1e-12 * size);
      }
    }
  }
}

TEST_CASE("logarithms of binomial coefficients have their derivatives where k + 1 rounds") {
  const ir::Function fn = one_op(Op::Lchoose, 0);
  for (const Mode mode : kModes) {
    const ir::Function gradient =
        passes::run(fn, {.derive = Derive::Gradient, .mode = mode, .wrt = {}, .limits = {}}).value();
    // ψ(1) − ψ(1e17 + 1)
    CHECK(evaluate(gradient, {1e17, 1e17})[2] == Approx(-39.72116224622436));
  }
}

TEST_CASE("derivatives at the ends of ranges are their limits") {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  struct Limit {
    Op op;
    double x;
    std::array<double, 2> derivatives;
  };
  for (const Limit& limit :
       {Limit{Op::Erfinv, 1, {kInfinity, kInfinity}}, Limit{Op::Erfinv, -1, {kInfinity, -kInfinity}},
        Limit{Op::Erfcinv, 0, {-kInfinity, kInfinity}}, Limit{Op::Erfcinv, 2, {-kInfinity, -kInfinity}},
        Limit{Op::ExpintEi, kInfinity, {kInfinity, kInfinity}}, Limit{Op::Lambertw, kInfinity, {0, 0}},
        Limit{Op::ExpintEi, 712, {2.3184146982986436e306, 2.315158497879685e306}}}) {
    for (const Mode mode : kModes) {
      const ir::Function hessian =
          passes::run(one_op(limit.op, 0), {.derive = Derive::Hessian, .mode = mode, .wrt = {}, .limits = {}}).value();
      const std::vector<double> found = evaluate(hessian, {limit.x});
      for (std::size_t i = 0; i < 2; ++i) {
        CAPTURE(ir::info(limit.op).spelling, limit.x, i, found[1 + i]);
        CHECK((found[1 + i] == limit.derivatives[i] || found[1 + i] == Approx(limit.derivatives[i])));
      }
    }
  }
}
