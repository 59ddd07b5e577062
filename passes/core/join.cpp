#include "passes/core/join.h"

#include <vector>

#include "passes/core/rebuild.h"

namespace adc::passes {
namespace {

using ir::Function;
using ir::ValueId;

// Appends the instructions of `fn` from number `begin` on, those before being `to`.
void append(SharingBuilder& b, const Function& fn, std::size_t begin, std::vector<ValueId>& to) {
  std::vector<ValueId> operands;
  for (std::size_t i = begin; i < fn.size(); ++i) {
    operands.clear();
    for (const ValueId operand : fn.operands(ir::value_id(i))) operands.push_back(to[ir::index(operand)]);
    to.push_back(b.clone(fn, ir::value_id(i), operands));
  }
}

}  // namespace

Function join(const Function& values, const Function& derived) {
  SharingBuilder b(derived.name(), derived.float_type(), kNoLimit);
  b.reserve(values.size() + derived.size());
  const std::size_t inputs = derived.params().size();
  std::vector<ValueId> of_derived;
  of_derived.reserve(inputs);
  for (std::size_t i = 0; i < inputs; ++i) of_derived.push_back(b.clone(derived, ir::value_id(i), {}));
  std::vector<ValueId> of_values(of_derived.begin(),
                                 of_derived.begin() + static_cast<std::ptrdiff_t>(values.params().size()));
  append(b, values, of_values.size(), of_values);
  append(b, derived, inputs, of_derived);
  for (std::size_t o = 0; o < derived.outputs().size(); ++o) {
    const ValueId value = o < values.outputs().size() ? of_values[ir::index(values.outputs()[o].value)]
                                                      : of_derived[ir::index(derived.outputs()[o].value)];
    b.output(value, derived.outputs()[o].name, derived.outputs()[o].role);
  }
  for (const auto& [value, name] : values.bindings()) b.bind(of_values[ir::index(value)], name);
  return b.finish();
}

}  // namespace adc::passes
