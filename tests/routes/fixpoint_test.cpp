// Two runs of the pass `stable` are one: what it leaves holds nothing that it would still rewrite.
#include <catch2/catch.hpp>
#include <optional>
#include <utility>

#include "ir/text.h"
#include "parser/parse.h"
#include "passes/core/dce.h"
#include "passes/derive/expand_diff.h"
#include "passes/stable/stable.h"
#include "tests/routes/programs.h"
#include "tests/stable/cases.h"

using namespace adc;
using namespace adc::tests;

namespace {

constexpr std::size_t kLimit = 1'000'000;

std::optional<ir::Function> function_of(const Program& program) {
  if (program.text.starts_with("adc-ir")) return ir::read(program.text).value();
  Result<parser::Parsed> parsed = parser::parse(program.text, {});
  return parsed ? std::optional(std::move(parsed->fn)) : std::nullopt;
}

void check_fixpoint(const Program& program) {
  const std::optional<ir::Function> read = function_of(program);
  if (!read) return;
  const ir::Function fn = passes::expand_diff(*read, kLimit);
  for (const int order : {0, 1, 2}) {
    const ir::Function once = passes::dce(passes::stable(fn, order));
    const ir::Function twice = passes::dce(passes::stable(once, order));
    CAPTURE(program.label, program.text, order);
    CHECK(ir::print(once) == ir::print(twice));
  }
}

}  // namespace

TEST_CASE("two runs of stable are one on the formulas that its rules are tested with") {
  for (const test::StableCase& c : test::stable_cases()) check_fixpoint({c.equation, c.text});
}

TEST_CASE("two runs of stable are one on the corpora") { for_each_formula(check_fixpoint); }

TEST_CASE("two runs of stable are one on random programs") { for_each_random_program(2000, check_fixpoint); }

TEST_CASE("two runs of stable are one on random programs of tensors") {
  for_each_random_tensor_program(500, check_fixpoint);
}
