#include "parser/values/derivatives.h"

#include <algorithm>
#include <array>
#include <numeric>
#include <vector>

#include "parser/values/shapes.h"

namespace adc::parser {

using ir::ValueId;
using Dims = std::vector<std::int64_t>;

// Where x has axes of indices, y at some values of those indices depends on x at the same values alone; so the
// derivative of the sum of y over these indices is that of each y.
Value Derivatives::derivative(const Operand& y, const Operand& x, std::uint64_t order) {
  Value value = forms_.number(y.value);
  const Value by = x.value;
  for (; order > 0; --order) {
    Labelled of = axes_.labelled(axes_.spread(value, axes_.unite(value.slots, by.slots)));
    Dims axes;
    std::vector<AxisLabel> labels;
    for (std::size_t k = 0; k < of.labels.size(); ++k) {
      const bool shared = std::ranges::find(by.slots, static_cast<Slot>(of.labels[k])) != by.slots.end();
      if (of.labels[k] >= 0 && shared) {
        axes.push_back(static_cast<std::int64_t>(k));
      } else {
        labels.push_back(of.labels[k]);
      }
    }
    if (!axes.empty()) of.id = builder_.reduce_sum(of.id, axes);
    const std::size_t rank = axes_.shape(value).rank();
    for (const Slot slot : by.slots) labels.push_back(slot);
    for (std::size_t k = 0; k < axes_.shape(by).rank(); ++k) labels.push_back(own_label(rank + k));
    const std::array operands{of.id, by.id};
    value = axes_.arranged({emit_checked(builder_, ir::Op::Diff, operands, {}), std::move(labels)});
  }
  return value;
}

Value Derivatives::elementwise(const Value& y, const Value& x, std::uint64_t order) {
  Value value = y;
  for (; order > 0; --order) {
    Dims axes(builder_.function().shape(value.id).rank());
    std::iota(axes.begin(), axes.end(), 0);
    const ValueId sum = axes.empty() ? value.id : builder_.reduce_sum(value.id, axes);
    value = Value::tensor(builder_.diff(sum, x.id), x.slots);
  }
  return value;
}

}  // namespace adc::parser
