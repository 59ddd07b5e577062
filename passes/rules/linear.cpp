#include "passes/rules/linear.h"

#include <array>
#include <cassert>

namespace adc::passes {
namespace {

using ir::Op;
using ir::ValueId;

struct LinearRule {
  std::size_t controls = 0;  // how many operands, from the first, have no derivative
  Term (*tangent)(SharingBuilder& b, std::span<const ValueId> x, std::span<const Term> tangents) = nullptr;
  Share (*transpose)(std::span<const ValueId> x, std::size_t k, const Term& adjoint) = nullptr;
};

// There is no general rule: a linear op without one does not compile.
template <Op op>
LinearRule linear_rule() = delete;

// y = x:  ẏ = ẋ,  x̄ = ȳ
template <>
LinearRule linear_rule<Op::Copy>() {
  return {.controls = 0,
          .tangent = [](SharingBuilder&, std::span<const ValueId>, std::span<const Term> t) { return t[0]; },
          .transpose = [](std::span<const ValueId>, std::size_t, const Term& adjoint) -> Share {
            return {.term = adjoint, .condition = {}};
          }};
}

// y = c ? a : b:  ẏ = c ? ȧ : ḃ,  ā = ȳ where c,  b̄ = ȳ where not c
template <>
LinearRule linear_rule<Op::Select>() {
  return {.controls = 1,
          .tangent = [](SharingBuilder& b, std::span<const ValueId> x,
                        std::span<const Term> t) { return select(b, x[0], t[1], t[2]); },
          .transpose = [](std::span<const ValueId> x, std::size_t k, const Term& adjoint) -> Share {
            return {.term = adjoint, .condition = x[0], .holds = k == 1};
          }};
}

const LinearRule& rule(Op op) {
  static const std::array<LinearRule, ir::kOpCount> kRules = {
#define ADC_RULE_Leaf(Id) \
  LinearRule {}
#define ADC_RULE_Smooth(Id) \
  LinearRule {}
#define ADC_RULE_Multilinear(Id) \
  LinearRule {}
#define ADC_RULE_Linear(Id) linear_rule<Op::Id>()
#define ADC_RULE_Composite(Id) \
  LinearRule {}
#define ADC_RULE_Inert(Id) \
  LinearRule {}
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
  return kRules[static_cast<std::size_t>(op)];
}

std::array<ValueId, 3> operands_of(const SharingBuilder& b, ValueId y) {
  std::array<ValueId, 3> x{};
  std::size_t k = 0;
  for (const ValueId operand : b.function().operands(y)) x[k++] = operand;
  return x;
}

}  // namespace

Term linear_tangent(SharingBuilder& b, ValueId y, std::span<const Term> tangents) {
  return rule(b.function().op(y)).tangent(b, operands_of(b, y), tangents);
}

Share linear_transpose(SharingBuilder& b, ValueId y, std::size_t k, const Term& adjoint) {
  return rule(b.function().op(y)).transpose(operands_of(b, y), k, adjoint);
}

bool is_differentiable(Op op, std::size_t k) {
  switch (ir::info(op).op_class) {
    case ir::OpClass::Smooth:
    case ir::OpClass::Multilinear: return true;
    case ir::OpClass::Linear: return k >= rule(op).controls;
    case ir::OpClass::Composite: assert(false && "expand_diff comes first"); return false;
    case ir::OpClass::Leaf:
    case ir::OpClass::Inert: return false;
  }
  return false;
}

}  // namespace adc::passes
