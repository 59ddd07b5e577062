#include "passes/rules/smooth.h"

#include <array>
#include <cassert>

#include "passes/rules/arithmetic.h"
#include "passes/rules/exponentials.h"
#include "passes/rules/hyperbolic.h"
#include "passes/rules/kinks.h"
#include "passes/rules/special.h"
#include "passes/rules/trigonometric.h"

namespace adc::passes {
namespace {

using Rule = Partials (*)(const RuleInput&);

// A smooth op that has no rule is a use of a deleted function here.
constexpr std::array<Rule, ir::kOpCount> kRules = {
#define ADC_RULE_Leaf(Id) nullptr
#define ADC_RULE_Smooth(Id) partials<Op::Id>
#define ADC_RULE_Multilinear(Id) nullptr
#define ADC_RULE_Linear(Id) nullptr
#define ADC_RULE_Composite(Id) nullptr
#define ADC_RULE_Inert(Id) nullptr
#define ADC_OP(Id, spelling, arity, op_class, ...) ADC_RULE_##op_class(Id),
#include "ir/ops.def"
#undef ADC_OP
#undef ADC_RULE_Leaf
#undef ADC_RULE_Smooth
#undef ADC_RULE_Multilinear
#undef ADC_RULE_Linear
#undef ADC_RULE_Composite
#undef ADC_RULE_Inert
};

}  // namespace

Partials smooth_partials(Op op, const RuleInput& in) {
  const Rule rule = kRules[static_cast<std::size_t>(op)];
  assert(rule != nullptr && "not a smooth op");
  return rule(in);
}

}  // namespace adc::passes
