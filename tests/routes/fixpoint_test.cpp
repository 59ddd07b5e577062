// Two runs of the pass `stable` are one: what it leaves holds nothing that it would still rewrite. And its forms for
// values and for derivatives, made together, are those that it makes one by one.
#include <catch2/catch.hpp>
#include <optional>
#include <utility>
#include <vector>

#include "ir/builder.h"
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

// Of what is live, each constant where it is first used: rules that were tried in vain may have made it earlier.
std::string text_of(const ir::Function& fn) {
  const ir::Function live = passes::dce(fn);
  ir::Builder b(live.name(), live.float_type());
  std::vector<ir::ValueId> to(live.size());
  const auto place = [&](ir::ValueId id) {
    return live.is_const(id) ? b.constant(live.constant(id)) : to[ir::index(id)];
  };
  for (std::size_t i = 0; i < live.size(); ++i) {
    const ir::ValueId id = ir::value_id(i);
    if (live.is_const(id)) continue;
    std::vector<ir::ValueId> operands;
    for (const ir::ValueId operand : live.operands(id)) operands.push_back(place(operand));
    to[i] = b.clone(live, id, operands);
  }
  for (const ir::Output& output : live.outputs()) b.output(place(output.value), output.name, output.role);
  return ir::print(b.finish());
}

void check_forms(const ir::Function& fn, int order) {
  const passes::StableForms forms = passes::stable_forms(fn, {.order = order});
  CHECK(text_of(forms.values) == text_of(passes::stable(fn)));
  CHECK(text_of(forms.derived_of.value_or(forms.values)) == text_of(passes::stable(fn, {.order = order})));
  if (!forms.values_settled) return;
  const ir::Function values = passes::dce(forms.values);
  CHECK(text_of(passes::stable(values, {.settled = values.size()})) == text_of(passes::stable(values)));
}

void check_fixpoint(const Program& program) {
  const std::optional<ir::Function> read = function_of(program);
  if (!read) return;
  const ir::Function fn = passes::expand_diff(*read, kLimit);
  for (const int order : {0, 1, 2}) {
    const ir::Function once = passes::dce(passes::stable(fn, {.order = order}));
    const ir::Function twice = passes::dce(passes::stable(once, {.order = order}));
    CAPTURE(program.label, program.text, order);
    CHECK(ir::print(once) == ir::print(twice));
    if (order > 0) check_forms(fn, order);
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
