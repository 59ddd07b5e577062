#include "passes/sparse/smooth_structure.h"

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "passes/core/rebuild.h"
#include "passes/derive/sweep.h"

namespace adc::passes {
namespace {

using ir::Op;
using ir::ValueId;

struct Rule {
  SharingBuilder b{"", ir::DType::F64, kNoLimit};
  std::vector<ValueId> x;
  Partials partials;

  Rule(Op op, ir::List immediates) {
    for (std::size_t k = 0; k < ir::info(op).arity; ++k) x.push_back(b.param(std::to_string(k), ir::ParamKind::Param));
    const ValueId y = b.emit(op, x, immediates);
    Active wanted{};
    for (std::size_t k = 0; k < x.size(); ++k) wanted[k] = ir::has_derivative(op, k);
    partials = partials_of(b, y, wanted);
  }
};

// Whether a value that a rule has made of operands changes with one. An op in it that does not, as a sign, ends the
// way.
bool changes_with(const SharingBuilder& b, ValueId value, ValueId operand) {
  std::vector<bool> changes(ir::index(value) + 1);
  changes[ir::index(operand)] = true;
  for (std::size_t i = 0; i < changes.size(); ++i) {
    const ValueId id = ir::value_id(i);
    const std::span<const ValueId> x = b.function().operands(id);
    const bool is_smooth = ir::info(b.function().op(id)).op_class == ir::OpClass::Smooth;
    const std::array<bool, 3> first = is_smooth ? first_order(b.function(), id) : std::array<bool, 3>{};
    for (std::size_t k = 0; k < x.size(); ++k) {
      const bool passes = is_smooth ? first[k] : is_differentiable(b.function().op(id), k);
      if (passes && changes[ir::index(x[k])]) changes[i] = true;
    }
  }
  return changes.back();
}

std::array<bool, 3> first_by_rule(Op op, ir::List immediates) {
  const Rule rule(op, immediates);
  std::array<bool, 3> result{};
  for (std::size_t p = 0; p < rule.x.size(); ++p) result[p] = !ir::has_derivative(op, p) || !rule.partials[p].is_zero();
  return result;
}

OperandPairs second_by_rule(Op op, ir::List immediates) {
  const Rule rule(op, immediates);
  OperandPairs result{};
  for (std::size_t p = 0; p < rule.x.size(); ++p) {
    for (std::size_t q = 0; q < rule.x.size(); ++q) {
      bool interacts = !ir::has_derivative(op, p) || !ir::has_derivative(op, q);
      for (const auto& part : {rule.partials[p].factor, rule.partials[p].divisor})
        interacts = interacts || (part && !rule.partials[p].is_zero() && changes_with(rule.b, *part, rule.x[q]));
      if (interacts) result[p][q] = result[q][p] = true;
    }
  }
  return result;
}

// What `find` gives for the op of an instruction.
template <class Found>
Found once(const ir::Function& fn, ValueId id, Found (*find)(Op op, ir::List immediates)) {
  const Op op = fn.op(id);
  if (ir::info(op).op_class != ir::OpClass::Smooth) return {};
  const ir::List immediates = fn.immediates(id);
  if (ir::info(op).immediate == ir::Immediate::Callee)
    return find(op, immediates);  // a number that may become another's
  static thread_local std::map<std::pair<Op, std::int64_t>, Found> known;
  const std::pair key{op, immediates.empty() ? 0 : immediates.front()};
  const auto found = known.find(key);
  return found != known.end() ? found->second : known.emplace(key, find(op, immediates)).first->second;
}

}  // namespace

std::array<bool, 3> first_order(const ir::Function& fn, ValueId id) { return once(fn, id, first_by_rule); }
OperandPairs second_order(const ir::Function& fn, ValueId id) { return once(fn, id, second_by_rule); }

}  // namespace adc::passes
