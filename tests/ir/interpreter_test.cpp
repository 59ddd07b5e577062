#include "ir/interpreter.h"

#include <bit>
#include <catch2/catch.hpp>
#include <cmath>
#include <complex>
#include <limits>

#include "ir/builder.h"
#include "ir/runtime.h"
#include "ir/scalars.h"
#include "tests/support/one_op.h"

using namespace adc::ir;
using namespace adc::tests;

namespace {

constexpr double kInf = std::numeric_limits<double>::infinity();
constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

}  // namespace

TEST_CASE("the interpreter computes the lecture's formula") {
  Builder b("J");
  const ValueId x = b.param("x");
  const ValueId t = b.powi(x, 2);
  b.output(b.cos(b.add(b.sin(t), b.mul(b.integer(3), t))), "J");
  const Function fn = b.finish();
  const double at[] = {0.5};
  double y = 0;
  interpret(fn, at, {&y, 1});
  CHECK(y == Approx(0.54248497571403240).epsilon(1e-15));
  const std::vector<double> all = interpret_all(fn, at);
  CHECK(all.size() == fn.size());
  CHECK(all[1] == 0.25);
  CHECK(all.back() == y);
}

TEST_CASE("commutative ops have the same bits for swapped operands") {
  for (const Op op : elementwise_ops()) {
    if (!info(op).is(kCommutative)) continue;
    CAPTURE(info(op).spelling);
    for (const Point& p : special_points(op)) CHECK(same_bits(evaluate_op(op, p), evaluate_op(op, {p[1], p[0]})));
    for (const Point& p : points(op)) CHECK(same_bits(evaluate_op(op, p), evaluate_op(op, {p[1], p[0]})));
  }
}

TEST_CASE("an op with a function calls it") {
  for (const Op op : elementwise_ops()) CHECK((function_address(op) != nullptr) == !info(op).function.empty());
  using Unary = double (*)(double);
  for (const Op op : elementwise_ops()) {
    if (info(op).arity != 1 || info(op).immediate != Immediate::None || info(op).function.empty()) continue;
    CAPTURE(info(op).spelling);
    const auto function = reinterpret_cast<Unary>(const_cast<void*>(function_address(op)));
    for (const Point& p : points(op)) CHECK(same_bits(evaluate_op(op, p), function(p[0])));
  }
}

TEST_CASE("sincos gives the bits of sin and cos") {
  using SinCos = void (*)(double, double*, double*);
  const auto function = reinterpret_cast<SinCos>(const_cast<void*>(sincos_address()));
  for (const double x : extreme_samples(Domain::AnyReal)) {
    double sine = 0;
    double cosine = 0;
    function(x, &sine, &cosine);
    CHECK(same_bits(sine, std::sin(x)));
    CHECK(same_bits(cosine, std::cos(x)));
  }
}

TEST_CASE("a nan operand gives nan, but where the other operand decides") {
  for (const Op op : elementwise_ops()) {
    if (!is_computed(op) || info(op).domain == Domain::Boolean) continue;
    if (info(op).op_class == OpClass::Inert && info(op).arity == 2) continue;  // comparisons
    if (op == Op::Select || op == Op::Pow || op == Op::Hypot) continue;
    CAPTURE(info(op).spelling);
    for (std::size_t i = 0; i < info(op).arity; ++i) {
      Point point(info(op).arity, 0.5);
      point[i] = kNan;
      CHECK(std::isnan(evaluate_op(op, point, 1)));
    }
  }
  CHECK(evaluate_op(Op::Pow, {kNan, 0}) == 1);
  CHECK(evaluate_op(Op::Pow, {1, kNan}) == 1);
  CHECK(evaluate_op(Op::Powi, {kNan}, 0) == 1);
  CHECK(evaluate_op(Op::Hypot, {kNan, kInf}) == kInf);
  CHECK(evaluate_op(Op::Lt, {kNan, 1}) == 0);
  CHECK(evaluate_op(Op::Ne, {kNan, kNan}) == 1);
}

TEST_CASE("minimum and maximum order the zeros and keep nan") {
  CHECK(same_bits(evaluate_op(Op::Min, {0.0, -0.0}), -0.0));
  CHECK(same_bits(evaluate_op(Op::Max, {-0.0, 0.0}), 0.0));
  CHECK(std::isnan(evaluate_op(Op::Min, {kNan, -kInf})));
  CHECK(std::isnan(evaluate_op(Op::Max, {kInf, kNan})));
  CHECK(evaluate_op(Op::Max, {-kInf, -5}) == -5);
}

TEST_CASE("steps") {
  CHECK(same_bits(evaluate_op(Op::Sign, {-0.0}), -0.0));
  CHECK(evaluate_op(Op::Sign, {-kInf}) == -1);
  CHECK(evaluate_op(Op::Sign, {5e-324}) == 1);
  CHECK(evaluate_op(Op::Round, {2.5}) == 2);
  CHECK(evaluate_op(Op::Round, {-3.5}) == -4);
  CHECK(same_bits(evaluate_op(Op::Round, {-0.25}), -0.0));
  CHECK(evaluate_op(Op::Round, {0x1p52 + 1}) == 0x1p52 + 1);
  CHECK(evaluate_op(Op::Trunc, {-1.75}) == -1);
  CHECK(evaluate_op(Op::Floor, {-1.25}) == -2);
  CHECK(evaluate_op(Op::Ceil, {1.25}) == 2);
}

TEST_CASE("mod is floored, with the sign of the divisor") {
  CHECK(evaluate_op(Op::Mod, {7, 3}) == 1);
  CHECK(evaluate_op(Op::Mod, {-7, 3}) == 2);
  CHECK(evaluate_op(Op::Mod, {7, -3}) == -2);
  CHECK(evaluate_op(Op::Mod, {-7, -3}) == -1);
  CHECK(same_bits(evaluate_op(Op::Mod, {6, -3}), -0.0));
  CHECK(evaluate_op(Op::Mod, {0x1p1000, 3}) == 1);
  CHECK(evaluate_op(Op::Mod, {2, kInf}) == 2);
  CHECK(evaluate_op(Op::Mod, {-2, kInf}) == kInf);
  CHECK(std::isnan(evaluate_op(Op::Mod, {1, 0})));
  CHECK(std::isnan(evaluate_op(Op::Mod, {kInf, 1})));
}

TEST_CASE("choice and logic") {
  CHECK(evaluate_op(Op::Select, {1, 2, kNan}) == 2);
  CHECK(evaluate_op(Op::Select, {0, kNan, 3}) == 3);
  for (const double p : {0.0, 1.0}) {
    CHECK(evaluate_op(Op::Not, {p}) == 1 - p);
    CHECK(evaluate_op(Op::ToFloat, {p}) == p);
    for (const double q : {0.0, 1.0}) {
      CHECK(evaluate_op(Op::And, {p, q}) == p * q);
      CHECK(evaluate_op(Op::Or, {p, q}) == std::fmax(p, q));
    }
  }
}

TEST_CASE("a function of f32 is computed in float") {
  for (const Op op : elementwise_ops()) {
    if (!is_computed(op)) continue;
    CAPTURE(info(op).spelling);
    for (const std::int64_t n : immediates(op)) {
      const Function fn = one_op(op, n, DType::F32);
      for (Point p : points(op)) {
        for (double& x : p) x = static_cast<float>(x);
        double y = 0;
        interpret(fn, p, {&y, 1});
        const double wide = evaluate_op(op, p, n);
        CHECK(same_bits(y, static_cast<float>(y)));
        // Float arithmetic is the double result rounded once more; only fma is rounded directly.
        if (op != Op::Fma) CHECK(same_bits(y, static_cast<float>(wide)));
      }
    }
  }
  double y = 0;
  interpret(one_op(Op::Fma, 0, DType::F32), std::vector<double>{1 + 0x1p-12, 1 + 0x1p-12, 0x1p-80}, {&y, 1});
  CHECK(y == 1 + 0x1p-11 + 0x1p-23);  // a double sum would drop the last operand and go to even
}

TEST_CASE("analytic ops agree with their real values on the real axis") {
  for (const Op op : elementwise_ops()) {
    if (!is_computed(op) || !info(op).is(kAnalytic)) continue;
    CAPTURE(info(op).spelling);
    for (const std::int64_t n : immediates(op)) {
      for (const Point& p : points(op)) {
        const std::vector<std::complex<double>> z(p.begin(), p.end());
        const std::complex<double> w = evaluate<std::complex<double>>(one_op(op, n), z)[0];
        const double y = evaluate_op(op, p, n);
        if (std::isfinite(y)) CHECK(std::abs(w - y) <= 1e-13 * std::abs(y));
      }
    }
  }
}
