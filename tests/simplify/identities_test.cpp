// The identities of functions, sampled over all of them: whatever level `real` makes of one function in another, of a
// negated argument or of a number has the value that was written.
#include <catch2/catch.hpp>
#include <cfloat>
#include <cmath>

#include "passes/real/simplify_real.h"
#include "tests/support/one_op.h"

using namespace adc;
using namespace adc::tests;
using ir::Op;
using ir::ValueId;

namespace {

/// A function of one number.
struct Call {
  Op op;
  std::int64_t immediate;
};

std::vector<Call> calls() {
  std::vector<Call> result;
  for (const Op op : ir::elementwise_ops()) {
    if (!is_computed(op) || ir::info(op).arity != 1 || is_boolean_operand(op, 0) || op == Op::ToFloat) continue;
    for (const std::int64_t immediate : immediates(op)) result.push_back({op, immediate});
  }
  return result;
}

/// The relative difference of what `fn` and its simplified form give at x; 0 where `fn` has no number there.
double change(const ir::Function& fn, double x) {
  double wanted = 0;
  double found = 0;
  ir::interpret(fn, {&x, 1}, {&wanted, 1});
  if (!std::isfinite(wanted)) return 0;
  ir::interpret(passes::simplify_real(fn), {&x, 1}, {&found, 1});
  return std::fabs(found - wanted) / std::max(std::fabs(wanted), 1.0);
}

/// What rounding may change: arguments move by an ulp, which functions that are as steep as these multiply.
constexpr double kRounding = 1e-9;

template <class Body>
ir::Function of_x(Body body) {
  ir::Builder b("f");
  b.output(body(b, b.param("x")));
  return b.finish();
}

/// Without 0, an isolated point where conventions may differ: sign² becomes 1, and acot(0) has two limits.
constexpr double kPoints[] = {-3.25, -1, -0.75, -0.3, 0.2, 0.5, 1, 1.75, 4};

}  // namespace

TEST_CASE("a function of a negated argument keeps its value at level real") {
  for (const Call& f : calls()) {
    const ir::Function fn = of_x([&](ir::Builder& b, ValueId x) { return b.emit(f.op, {b.neg(x)}, {f.immediate}); });
    for (const double x : kPoints) {
      CAPTURE(ir::info(f.op).spelling, f.immediate, x);
      CHECK(change(fn, x) < kRounding);
    }
  }
}

TEST_CASE("a function of a number keeps its value at level real") {
  for (const Call& f : calls()) {
    for (const int number : {-3, -2, -1, 0, 1, 2, 3, 4}) {
      const ir::Function fn =
          of_x([&](ir::Builder& b, ValueId x) { return b.add(x, b.emit(f.op, {b.integer(number)}, {f.immediate})); });
      CAPTURE(ir::info(f.op).spelling, f.immediate, number);
      CHECK(change(fn, 0.5) < kRounding);
    }
  }
}

TEST_CASE("a function of a function keeps its value at level real") {
  for (const Call& f : calls()) {
    for (const Call& g : calls()) {
      const ir::Function fn = of_x(
          [&](ir::Builder& b, ValueId x) { return b.emit(f.op, {b.emit(g.op, {x}, {g.immediate})}, {f.immediate}); });
      for (const double x : kPoints) {
        CAPTURE(ir::info(f.op).spelling, f.immediate, ir::info(g.op).spelling, g.immediate, x);
        CHECK(change(fn, x) < kRounding);
      }
    }
  }
}
