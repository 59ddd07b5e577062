// Two runs of the pass `stable` are one: what it leaves holds nothing that it would still rewrite.
#include <catch2/catch.hpp>
#include <fstream>

#include "ir/text.h"
#include "parser/parse.h"
#include "passes/cost.h"
#include "passes/dce.h"
#include "passes/expand_diff.h"
#include "passes/stable/stable.h"
#include "tests/routes/programs.h"
#include "tests/stable/cases.h"

using namespace adc;
using namespace adc::tests;

namespace {

constexpr std::size_t kLimit = 1'000'000;

void check_fixpoint(const Program& program) {
  const Result<parser::Parsed> parsed = parser::parse(program.text, {});
  if (!parsed) return;
  const ir::Function fn = passes::expand_diff(parsed->fn, kLimit);
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
