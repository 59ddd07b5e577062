#include "passes/sparse/picked.h"

#include <utility>

#include "ir/builder.h"
#include "passes/tensors/axes.h"

namespace adc::passes {
namespace {

using ir::Builder;
using ir::ValueId;

// Vectors, one behind the other, of which there is one at least: by halves, so that no number is moved often.
ValueId concatenated(Builder& b, std::vector<ValueId> parts) {
  while (parts.size() > 1) {
    std::size_t kept = 0;
    for (std::size_t i = 0; i < parts.size(); i += 2)
      parts[kept++] = i + 1 < parts.size() ? b.concat(parts[i], parts[i + 1], 0) : parts[i];
    parts.resize(kept);
  }
  return parts.front();
}

ValueId as_vector(Builder& b, ValueId value) {
  const Axes flat{b.function().shape(value).elements()};
  return b.reshape(value, flat);
}

template <class Numbers>
ValueId constant_vector(Builder& b, const Numbers& numbers) {
  std::vector<ValueId> parts;
  parts.reserve(numbers.size());
  for (const auto number : numbers)
    parts.push_back(as_vector(b, b.constant(ir::Constant::floating(static_cast<double>(number)))));
  return concatenated(b, std::move(parts));
}

}  // namespace

ir::Function picked(const ir::Function& derived, const Picking& what, std::size_t max_instructions) {
  Builder b(what.name, derived.float_type(), max_instructions);
  std::vector<ValueId> to(derived.size());
  for (std::size_t i = 0; i < what.inputs; ++i) to[i] = b.clone(derived, ir::value_id(i), {});
  for (std::size_t s = 0; s < what.seeds.size(); ++s) {
    const ValueId seed = ir::value_id(what.inputs + s);
    to[ir::index(seed)] = b.reshape(constant_vector(b, what.seeds[s]), extents(derived.shape(seed)));
  }
  std::vector<ValueId> operands;
  for (std::size_t i = derived.params().size(); i < derived.size(); ++i) {
    operands.clear();
    for (const ValueId operand : derived.operands(ir::value_id(i))) operands.push_back(to[ir::index(operand)]);
    to[i] = b.clone(derived, ir::value_id(i), operands);
  }
  std::vector<ValueId> found;
  for (std::size_t o = 0; o < derived.outputs().size(); ++o) {
    const ir::Output& output = derived.outputs()[o];
    const ValueId value = to[ir::index(output.value)];
    if (o < what.kept)
      b.output(value, output.name, output.role);
    else
      found.push_back(as_vector(b, value));
  }
  if (found.empty()) found.push_back(b.broadcast(b.integer(0), Axes{0}, {}));
  ValueId values = concatenated(b, std::move(found));
  if (!what.from.empty()) values = b.gather(values, constant_vector(b, what.from), 0);
  b.output(values, "values", ir::OutputRole::Derivative);
  return b.finish();
}

}  // namespace adc::passes
