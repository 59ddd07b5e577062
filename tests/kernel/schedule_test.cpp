#include "kernel/schedule.h"

#include <catch2/catch.hpp>
#include <random>

#include "kernel/lower.h"
#include "tests/support/op_functions.h"

using namespace adc;
using kernel::Schedule;

namespace {

/// Runs `plan` over tags instead of numbers: each node's tag is itself. Returns whether each chunk finds the operands
/// that it needs, in this chunk or in the workspace.
bool finds_operands(const kernel::Region& region, const Schedule& plan) {
  std::vector<std::uint32_t> workspace(plan.slots, Schedule::kNone);
  for (std::size_t c = 0; c < plan.chunks(); ++c) {
    std::vector<bool> local(region.nodes.size());
    const auto define = [&](std::uint32_t node) {
      local[node] = true;
      if (plan.slot[node] != Schedule::kNone) workspace[plan.slot[node]] = node;
    };
    for (const kernel::NodeId id : plan.chunk(c)) {
      bool all_found = true;
      kernel::for_each_operand(region.nodes[id], [&](kernel::NodeId i) {
        const bool is_leaf = !std::holds_alternative<kernel::Apply>(region.nodes[i]);
        const bool is_stored = plan.slot[i] != Schedule::kNone && workspace[plan.slot[i]] == i;
        all_found = all_found && (is_leaf || local[i] || is_stored);
      });
      if (!all_found) return false;
      define(id);
      if (plan.partner[id] != Schedule::kNone) define(plan.partner[id]);
    }
  }
  return true;
}

kernel::Region region_of(const ir::Function& fn) { return std::get<kernel::Region>(kernel::lower(fn).steps.at(0)); }

}  // namespace

TEST_CASE("each chunk finds its operands") {
  std::mt19937_64 random(6);
  for (const std::size_t size : {10, 600, 3000, 20000}) {
    const ir::Function fn = tests::large_function(random, 4, size, size / 20);
    const kernel::Region region = region_of(fn);
    const Schedule plan = kernel::schedule(region);
    CAPTURE(size);
    CHECK(finds_operands(region, plan));
    CHECK(plan.slots < plan.order.size());
  }
}

TEST_CASE("the workspace of a long chain is small") {
  ir::Builder b("chain");
  ir::ValueId x = b.param("x");
  for (int i = 0; i < 20000; ++i) x = b.add(b.sin(x), x);
  b.output(x);
  CHECK(kernel::schedule(region_of(b.finish())).slots <= 4);
}

TEST_CASE("only what outputs depend on is computed") {
  ir::Builder b("f");
  const ir::ValueId x = b.param("x");
  const ir::ValueId y = b.exp(x);
  b.log(y);
  b.output(b.neg(y));
  CHECK(kernel::schedule(region_of(b.finish())).order.size() == 2);
}

TEST_CASE("sine and cosine of one value are computed once") {
  ir::Builder b("f");
  const ir::ValueId x = b.param("x");
  const ir::ValueId cosine = b.cos(x);
  const ir::ValueId sine = b.sin(x);
  b.output(b.add(sine, cosine));
  const Schedule plan = kernel::schedule(region_of(b.finish()));
  REQUIRE(plan.order.size() == 2);
  CHECK(plan.order[0] == index(cosine));  // all values are needed, so that nodes have their numbers
  CHECK(plan.partner[index(cosine)] == index(sine));
}
