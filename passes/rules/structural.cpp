#include "passes/rules/structural.h"

#include <cassert>

#include "passes/rules/linear.h"
#include "passes/rules/product.h"
#include "passes/rules/reductions.h"
#include "passes/rules/smooth.h"
#include "passes/rules/table.h"

namespace adc::passes {

const StructuralRule& structural_rule(ir::Op op) {
  using enum ir::OpClass;
  static const auto kRules =
      table_by_class<StructuralRule, Linear, Multilinear, Composite>([]<ir::Op id> { return rule_of<id>(); });
  return kRules[static_cast<std::size_t>(op)];
}

Term used_elements(const StructuralRule& rule, const OpInput& in, std::size_t k, const Term& used) {
  return rule.use != nullptr ? rule.use(in, k, used) : rule.adjoint(in, k, used).term;
}

Term changed_elements(const StructuralRule& rule, const OpInput& in, std::size_t k, const Term& changed) {
  if (rule.reach != nullptr) return rule.reach(in, k, changed);
  std::array<Term, 3> tangents;
  tangents[k] = changed;
  return rule.tangent(in, tangents);
}

bool amplifies(ir::Op op) {
  switch (ir::info(op).op_class) {
    case ir::OpClass::Smooth: return !is_affine(op);
    case ir::OpClass::Multilinear:
    case ir::OpClass::Linear:
    case ir::OpClass::Composite: return structural_rule(op).amplifies;
    case ir::OpClass::Leaf:
    case ir::OpClass::Inert: return false;
  }
  return false;
}

OpInput input_of(SharingBuilder& b, ir::ValueId y) {
  const ir::Function& fn = b.function();
  OpInput in{.b = b, .y = y, .shape = fn.shape(y)};
  std::size_t k = 0;
  for (const ir::ValueId x : fn.operands(y)) {
    in.x[k] = x;
    in.shapes[k++] = fn.shape(x);
  }
  for (std::size_t i = 0; i < ir::info(fn.op(y)).list_count(); ++i) {
    in.lists[i].assign(fn.list(y, i).begin(), fn.list(y, i).end());
  }
  return in;
}

bool is_differentiable(ir::Op op, std::size_t k) {
  switch (ir::info(op).op_class) {
    case ir::OpClass::Smooth: return true;
    case ir::OpClass::Multilinear:
    case ir::OpClass::Linear:
    case ir::OpClass::Composite: {
      const StructuralRule& rule = structural_rule(op);
      assert(rule.tangent != nullptr && "expand_diff comes first");
      return rule.data[k];
    }
    case ir::OpClass::Leaf:
    case ir::OpClass::Inert: return false;
  }
  return false;
}

}  // namespace adc::passes
