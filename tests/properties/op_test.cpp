// Properties over the op table: a new row is tested with no new code.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "ir/op.h"
#include "tests/jit/native.h"
#include "tests/properties/one_op.h"
#include "tests/support/exact_judge.h"
#include "tests/support/jets.h"
#include "tests/support/modes.h"
#include "tests/support/mutation.h"
#include "tests/support/samples.h"

namespace adc::tests {
namespace {

/// The value, the gradient and the Hessian of a program by one mode, interpreted and native.
struct Derived {
  NamedMode mode;
  ir::Function fn;
  Native native;

  Derived(const ir::Function& program, const NamedMode& by)
      : mode(by), fn(derived(program, Derive::Hessian, by.mode)), native(fn) {}
};

std::vector<std::unique_ptr<Derived>> in_all_modes(const ir::Function& program) {
  std::vector<std::unique_ptr<Derived>> all;
  for (const NamedMode& mode : kModes) all.push_back(std::make_unique<Derived>(program, mode));
  return all;
}

bool is_finite(const Real& x) { return isfinite(x); }

TEST_CASE("each op has its value, gradient and Hessian in every mode and tier") {
  for (const OneOp& one : float_ops()) {
    CAPTURE(one.name());
    const ir::Function program = function_of(one);
    const auto all = in_all_modes(program);
    for (const Point& point : points(one.op)) {
      const std::vector<Bounded> exact = exact_derivatives(program, point);
      if (!is_finite(exact[0].value)) continue;
      CAPTURE(point);
      for (const auto& by : all) {
        CAPTURE(by->mode.name);
        const std::vector<double> results = interpreted(by->fn, point);
        CHECK(same_bits(results, by->native(point)));
        for (std::size_t i = 0; i < exact.size(); ++i) {
          if (!is_finite(exact[i].value)) continue;
          const Verdict verdict = judge(results[i], exact[i].value, by->fn, point, i);
          if (!verdict) FAIL_CHECK("output " << i << ": " << verdict.text);
        }
      }
    }
  }
}

/// Whether two results mean the same: both nan, the same infinity, or nearly equal numbers.
bool agree(double a, double b) {
  if (std::isnan(a) || std::isnan(b)) return std::isnan(a) && std::isnan(b);
  if (std::isinf(a) || std::isinf(b)) return a == b;
  return std::abs(a - b) <= 1e-12 * std::max(std::abs(a), std::abs(b)) + 1e-307;
}

TEST_CASE("at special values the modes agree, also on nan, and native code with the interpreter") {
  for (const OneOp& one : float_ops()) {
    CAPTURE(one.name());
    const auto all = in_all_modes(function_of(one));
    const std::size_t first_derivatives = 1 + ir::info(one.op).arity;
    for (const Point& point : special_points(one.op)) {
      CAPTURE(point);
      const std::vector<double> symbolic = interpreted(all[0]->fn, point);
      for (const auto& by : all) {
        CAPTURE(by->mode.name);
        const std::vector<double> results = interpreted(by->fn, point);
        CHECK(same_bits(results, by->native(point)));
        for (std::size_t i = 0; i < first_derivatives; ++i) {
          if (!agree(results[i], symbolic[i])) {
            FAIL_CHECK("output " << i << ": " << results[i] << " where symbolic has " << symbolic[i]);
          }
        }
      }
    }
  }
}

/// A convention of ops.def: an op at a point, and what its first derivatives are there.
struct Kink {
  OneOp one;
  Point point;
  std::vector<double> gradient;
};

TEST_CASE("at a kink the derivative is what the op table says") {
  const double inf = std::numeric_limits<double>::infinity();
  const std::vector<Kink> kinks{
      {{ir::Op::Abs, 0}, {0}, {0}},
      {{ir::Op::Abs, 0}, {-0.0}, {0}},
      {{ir::Op::Min, 0}, {2, 2}, {0.5, 0.5}},
      {{ir::Op::Max, 0}, {2, 2}, {0.5, 0.5}},
      {{ir::Op::Max, 0}, {0.0, -0.0}, {0.5, 0.5}},
      {{ir::Op::Min, 0}, {-inf, -inf}, {0.5, 0.5}},
      {{ir::Op::Hypot, 0}, {0, 0}, {0, 0}},
      {{ir::Op::Atan2, 0}, {0, 0}, {0, 0}},
      {{ir::Op::Powi, 0}, {0}, {0}},
      {{ir::Op::Powi, 1}, {0}, {1}},
      {{ir::Op::Powi, 2}, {0}, {0}},
      {{ir::Op::Pow, 0}, {0, 0}, {0, -inf}},
      {{ir::Op::Pow, 0}, {-2, 0}, {0, std::nan("")}},
      {{ir::Op::Pow, 0}, {0, 2}, {0, 0}},
      {{ir::Op::Pow, 0}, {0, 1}, {1, 0}},
      {{ir::Op::Pow, 0}, {0, 0.5}, {inf, 0}},
      {{ir::Op::Sqrt, 0}, {0}, {inf}},
      {{ir::Op::Cbrt, 0}, {0}, {inf}},
      {{ir::Op::Mod, 0}, {6, 3}, {1, -2}},
      {{ir::Op::Mod, 0}, {-7, 3}, {1, 3}},
      {{ir::Op::Copysign, 0}, {0, -3}, {0, 0}},
      {{ir::Op::Copysign, 0}, {2, -3}, {-1, 0}},
      {{ir::Op::Copysign, 0}, {2, 0}, {1, 0}},
      {{ir::Op::Sign, 0}, {0}, {0}},
      {{ir::Op::Floor, 0}, {2}, {0}},
      {{ir::Op::Ceil, 0}, {2}, {0}},
      {{ir::Op::Round, 0}, {2.5}, {0}},
      {{ir::Op::Trunc, 0}, {-2}, {0}},
      {{ir::Op::Xlogy, 0}, {0, 0}, {-inf, 0}},
      {{ir::Op::Xlogy, 0}, {0, 2}, {std::log(2.0), 0}},
      {{ir::Op::Log, 0}, {0}, {inf}},
  };
  for (const Kink& kink : kinks) {
    for (const NamedMode& mode : kModes) {
      CAPTURE(kink.one.name(), kink.point, kink.gradient, mode.name);
      const ir::Function fn = derived(function_of(kink.one), Derive::Gradient, mode.mode);
      const std::vector<double> results = interpreted(fn, kink.point);
      CAPTURE(results);
      for (std::size_t i = 0; i < kink.gradient.size(); ++i) CHECK(agree(results[i + 1], kink.gradient[i]));
    }
  }
}

TEST_CASE("every op whose row states a kink has it tested or is a step") {
  std::set<std::string> with_kink;
  for (const ir::Op op : ir::elementwise_ops()) {
    if (!ir::info(op).kink.empty() && ir::info(op).op_class != ir::OpClass::Inert) {
      with_kink.emplace(ir::info(op).spelling);
    }
  }
  const std::set<std::string> tested{"powi", "pow", "hypot", "xlogy",    "atan2", "abs",
                                     "min",  "max", "mod",   "copysign", "select"};
  CHECK(with_kink == tested);
}

/// Numbers that a wrong rule would give instead of `right`: another sign, factor, nothing at all.
std::vector<double> mutations(double right) { return {-right, 2 * right, right / 2, right * (1 + 1e-9), 0}; }

TEST_CASE("a partial with another sign, factor or none at all is told from the right one") {
  for (const OneOp& one : float_ops()) {
    if (ir::info(one.op).op_class == ir::OpClass::Inert) continue;
    const ir::Function program = function_of(one);
    const ir::Function fn = derived(program, Derive::Gradient, Mode::Reverse);
    for (std::size_t k = 0; k < program.params().size(); ++k) {
      bool told = false;
      bool always_zero = true;
      for (const Point& point : points(one.op)) {
        if (told) break;
        const Real partial = exact_gradient(program, std::vector<Real>(point.begin(), point.end()))[k];
        if (!is_finite(partial) || partial == 0) continue;
        always_zero = false;
        const double right = interpreted(fn, point)[k + 1];
        told = true;
        for (const double wrong : mutations(right)) told = told && !judge(wrong, partial, fn, point, k + 1);
      }
      CAPTURE(one.name(), k);
      // xⁿ has no derivative for n = 0, and copysign none by its second operand.
      const bool zero = (one.op == ir::Op::Powi && one.immediate == 0) || (one.op == ir::Op::Copysign && k == 1) ||
                        !ir::has_derivative(one.op, k);
      CHECK(always_zero == zero);
      CHECK(told != zero);
    }
  }
}

/// Ordinary points of an op, then those of its special points where it is finite: kinks.
std::vector<std::pair<Point, std::vector<Real>>> points_with_gradients(const OneOp& one, const ir::Function& program) {
  std::vector<std::pair<Point, std::vector<Real>>> all;
  std::vector<Point> candidates = points(one.op);
  if (candidates.size() > 60) candidates.resize(60);
  for (const Point& point : special_points(one.op)) candidates.push_back(point);
  for (const double x : {-1.5, 0.0, 2.0}) candidates.emplace_back(ir::info(one.op).arity, x);
  for (const Point& point : candidates) {
    if (!std::all_of(point.begin(), point.end(), [](double x) { return std::abs(x) < 1e10; })) continue;
    std::vector<Real> exact{exact_values(program, point)[index(program.outputs()[0].value)]};
    for (const Real& partial : exact_gradient(program, std::vector<Real>(point.begin(), point.end()))) {
      exact.push_back(partial);
    }
    if (is_finite(exact[0])) all.emplace_back(point, std::move(exact));
  }
  return all;
}

bool caught(const ir::Function& mutant, const ir::Function& fn,
            const std::vector<std::pair<Point, std::vector<Real>>>& points) {
  for (const auto& [point, exact] : points) {
    const std::vector<double> results = interpreted(mutant, point);
    for (std::size_t i = 0; i < exact.size(); ++i) {
      if (is_finite(exact[i]) && !judge(results[i], exact[i], fn, point, i)) return true;
    }
  }
  return false;
}

/// Whether both compute the same in exact arithmetic: then they differ in rounding alone, which tests/accuracy
/// measures.
bool same_but_for_rounding(const ir::Function& mutant, const ir::Function& fn,
                           const std::vector<std::pair<Point, std::vector<Real>>>& points) {
  return std::ranges::all_of(points, [&](const auto& at) {
    const std::vector<Real> values = exact_values(fn, at.first);
    const std::vector<Real> others = exact_values(mutant, at.first);
    for (std::size_t i = 0; i < fn.outputs().size(); ++i) {
      const Real& value = values[index(fn.outputs()[i].value)];
      const Real& other = others[index(mutant.outputs()[i].value)];
      if (is_finite(value) != is_finite(other)) return false;
      if (is_finite(value) && abs(value - other) > abs(value) * Real("1e-100")) return false;
    }
    return true;
  });
}

TEST_CASE("a gradient that is wrong in one instruction is caught") {
  std::set<std::string> survivors;
  for (const OneOp& one : float_ops()) {
    if (ir::info(one.op).op_class == ir::OpClass::Inert) continue;
    const ir::Function program = function_of(one);
    const auto points = points_with_gradients(one, program);
    const ir::Function fn = derived(program, Derive::Gradient, Mode::Reverse);
    for (const Mutant& mutant : mutants(fn)) {
      if (caught(mutant.fn, fn, points) || same_but_for_rounding(mutant.fn, fn, points)) continue;
      survivors.insert(one.name() + " " + mutant.what);
    }
  }
  CHECK(survivors == std::set<std::string>{});
}

}  // namespace
}  // namespace adc::tests
