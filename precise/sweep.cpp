#include "precise/sweep.h"

#include <limits>

#include "ir/op.h"

namespace adc::precise {
using ir::Op;

std::vector<Real> exact_values(const ir::Function& fn, std::span<const Real> inputs) {
  std::vector<Real> values(fn.size());
  ir::evaluate<Real>(fn, inputs, values);
  return values;
}

std::vector<Real> exact_values(const ir::Function& fn, std::span<const double> inputs) {
  return exact_values(fn, std::vector<Real>(inputs.begin(), inputs.end()));
}

std::span<const Real> Sweep::values() {
  if (values_.empty()) values_ = exact_values(fn_, inputs_);
  return values_;
}

const Real& Sweep::partial(std::size_t instruction, std::size_t k) {
  partials_.resize(fn_.size());
  std::optional<Real>& known = partials_[instruction][k];
  if (!known) {
    const ir::ValueId id = ir::value_id(instruction);
    std::vector<Real> operands;
    for (const ir::ValueId operand : fn_.operands(id)) operands.push_back(values()[index(operand)]);
    known = Partials(fn_, id, operands, values()[instruction]).first(k).value;
  }
  return *known;
}

std::vector<Real> Sweep::adjoints(ir::ValueId output) {
  std::vector<Real> adjoints(fn_.size(), Real(0));
  adjoints[index(output)] = 1;
  for (std::size_t i = index(output) + 1; i-- > 0;) {
    if (adjoints[i] == 0) continue;
    const std::span<const ir::ValueId> operands = fn_.operands(ir::value_id(i));
    for (std::size_t k = 0; k < operands.size(); ++k) {
      if (fn_.type(operands[k]).dtype == ir::DType::Bool) continue;
      adjoints[index(operands[k])] += adjoints[i] * partial(i, k);
    }
  }
  return adjoints;
}

std::vector<Real> exact_gradient(const ir::Function& fn, std::span<const Real> inputs) {
  std::vector<Real> adjoints = Sweep(fn, inputs).adjoints(fn.outputs()[0].value);
  adjoints.resize(fn.params().size());
  return adjoints;
}

Real exact_result(const ir::Function& fn, ir::ValueId id, std::span<const double> values) {
  if (fn.op(id) == Op::Param) return values[index(id)];
  if (fn.is_const(id)) return ir::Scalar<Real>::constant(fn.constant(id));
  std::vector<Real> operands;
  for (const ir::ValueId operand : fn.operands(id)) operands.emplace_back(values[index(operand)]);
  return apply(fn.op(id), immediate_of(fn, id), operands);
}

std::vector<bool> used_values(const ir::Function& fn, std::span<const Real> values, ir::ValueId output) {
  std::vector<bool> used(fn.size(), false);
  used[index(output)] = true;
  for (std::size_t i = index(output) + 1; i-- > 0;) {
    if (!used[i]) continue;
    const ir::ValueId id = ir::value_id(i);
    const std::span<const ir::ValueId> operands = fn.operands(id);
    for (std::size_t k = 0; k < operands.size(); ++k) {
      const bool left = fn.op(id) == Op::Select && k == (values[index(operands[0])] != 0 ? 2 : 1);
      if (!left) used[index(operands[k])] = true;
    }
  }
  return used;
}

bool stays_in_range(const ir::Function& fn, std::span<const Real> values, ir::ValueId output) {
  const std::vector<bool> used = used_values(fn, values, output);
  for (std::size_t i = 0; i < fn.size(); ++i) {
    if (!used[i] || values[i] == 0) continue;
    const Real size = abs(values[i]);
    if (!(size >= std::numeric_limits<double>::min() && size <= std::numeric_limits<double>::max())) return false;
  }
  return true;
}

}  // namespace adc::precise
