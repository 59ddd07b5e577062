// What holds of every tape (tape/tape.h).
#include "tape/tape.h"

#include <catch2/catch.hpp>
#include <random>
#include <set>

#include "ir/text.h"
#include "passes/lower/legalise.h"
#include "tests/support/op_functions.h"
#include "tests/support/random_function.h"

using namespace adc;
using namespace adc::tests;

namespace {

void require_invariants(const tape::Tape& steps) {
  std::vector<bool> is_written(steps.registers, false);
  for (std::size_t i = 0; i < steps.first_computed(); ++i) is_written[i] = true;
  const std::set<tape::Register> outputs(steps.outputs.begin(), steps.outputs.end());
  for (const tape::Step& step : steps.steps) {
    std::set<tape::Register> read;
    for (const tape::Register x : step.operands) {
      if (x == tape::kNone) continue;
      REQUIRE(x < steps.registers);
      REQUIRE(is_written[x]);
      read.insert(x);
    }
    for (const tape::Register result : {step.result, step.cosine}) {
      if (result == tape::kNone) continue;
      REQUIRE(result >= steps.first_computed());
      REQUIRE(result < steps.registers);
      REQUIRE(!read.contains(result));
      REQUIRE(!(is_written[result] && outputs.contains(result)));
      is_written[result] = true;
    }
    REQUIRE(step.result != step.cosine);
  }
  for (const tape::Register output : steps.outputs) REQUIRE(is_written[output]);
}

std::size_t steps_of(const char* text, tape::For what) {
  return tape::record(passes::legalise(ir::read(text).value()), what).steps.size();
}

}  // namespace

TEST_CASE("invariants of tapes hold") {
  std::mt19937_64 random(3);
  for (const tape::For what : {tape::For::Point, tape::For::Rows, tape::For::VectorRows}) {
    for (std::uint64_t seed = 0; seed < 300; ++seed) {
      require_invariants(tape::record(passes::legalise(random_function(seed, 80, 3)), what));
    }
    require_invariants(tape::record(large_function(random, 5, 20'000, 12), what));
  }
}

TEST_CASE("registers are used again: a chain needs few") {
  ir::Builder b("chain");
  ir::ValueId x = b.param("x");
  for (int i = 0; i < 10'000; ++i) x = b.sin(b.add(x, b.param("y")));
  b.output(x);
  CHECK(tape::record(b.finish(), tape::For::Point).registers < 10'010);
}

TEST_CASE("a sine and a cosine of one value are a step of a point, and arithmetic goes in pairs over rows") {
  const char* const both =
      "adc-ir 1\nfn f(%0: f64 param \"x\") -> (f64, f64) {\n  %1 = cos %0\n  %2 = sin %0\n  ret %1, %2\n}\n";
  CHECK(steps_of(both, tape::For::Point) == 1);
  CHECK(steps_of(both, tape::For::VectorRows) == 2);
  const char* const sum =
      "adc-ir 1\nfn f(%0: f64 param \"x\", %1: f64 param \"y\") -> f64 {\n  %2 = mul %0, %1\n  %3 = sub %1, %2\n"
      "  %4 = mul %3, %3\n  ret %4\n}\n";
  CHECK(steps_of(sum, tape::For::Point) == 3);
  CHECK(steps_of(sum, tape::For::Rows) == 2);
}
