#include "kernel/schedule.h"

#include <catch2/catch.hpp>
#include <random>

#include "tests/support/op_functions.h"

using namespace adc;
using kernel::Schedule;

namespace {

/// Runs `plan` over tags instead of numbers: each value's tag is itself. Returns whether each chunk finds the operands
/// that it needs, in this chunk or in the workspace.
bool finds_operands(const ir::Function& fn, const Schedule& plan) {
  std::vector<std::uint32_t> workspace(plan.slots, Schedule::kNone);
  for (std::size_t c = 0; c < plan.chunks(); ++c) {
    std::vector<bool> local(fn.size());
    const auto define = [&](std::uint32_t value) {
      local[value] = true;
      if (plan.slot[value] != Schedule::kNone) workspace[plan.slot[value]] = value;
    };
    for (const ir::ValueId id : plan.chunk(c)) {
      for (const ir::ValueId operand : fn.operands(id)) {
        const auto i = static_cast<std::uint32_t>(index(operand));
        const bool is_leaf = fn.op(operand) == ir::Op::Param || fn.is_const(operand);
        if (!is_leaf && !local[i] && (plan.slot[i] == Schedule::kNone || workspace[plan.slot[i]] != i)) return false;
      }
      define(static_cast<std::uint32_t>(index(id)));
      if (plan.partner[index(id)] != Schedule::kNone) define(plan.partner[index(id)]);
    }
  }
  return true;
}

}  // namespace

TEST_CASE("each chunk finds its operands") {
  std::mt19937_64 random(6);
  for (const std::size_t size : {10, 600, 3000, 20000}) {
    const ir::Function fn = tests::large_function(random, 4, size, size / 20);
    const Schedule plan = kernel::schedule(fn);
    CAPTURE(size);
    CHECK(finds_operands(fn, plan));
    CHECK(plan.slots < plan.order.size());
  }
}

TEST_CASE("the workspace of a long chain is small") {
  ir::Builder b("chain");
  ir::ValueId x = b.param("x");
  for (int i = 0; i < 20000; ++i) x = b.add(b.sin(x), x);
  b.output(x);
  CHECK(kernel::schedule(b.finish()).slots <= 4);
}

TEST_CASE("only what outputs depend on is computed") {
  ir::Builder b("f");
  const ir::ValueId x = b.param("x");
  const ir::ValueId y = b.exp(x);
  b.log(y);
  b.output(b.neg(y));
  CHECK(kernel::schedule(b.finish()).order.size() == 2);
}

TEST_CASE("sine and cosine of one value are computed once") {
  ir::Builder b("f");
  const ir::ValueId x = b.param("x");
  const ir::ValueId cosine = b.cos(x);
  const ir::ValueId sine = b.sin(x);
  b.output(b.add(sine, cosine));
  const Schedule plan = kernel::schedule(b.finish());
  REQUIRE(plan.order.size() == 2);
  CHECK(plan.order[0] == cosine);
  CHECK(plan.partner[index(cosine)] == index(sine));
}
