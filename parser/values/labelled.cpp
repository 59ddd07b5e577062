#include "parser/values/labelled.h"

#include <algorithm>
#include <array>

#include "ir/lists.h"
#include "parser/values/shapes.h"

namespace adc::parser {

using ir::ValueId;
using AxisList = std::vector<std::int64_t>;

namespace {

bool has(std::span<const AxisLabel> labels, AxisLabel label) {
  return std::ranges::find(labels, label) != labels.end();
}

std::int64_t position(std::span<const AxisLabel> labels, AxisLabel label) {
  return std::ranges::find(labels, label) - labels.begin();
}

// Adds up what neither the other operand nor the result has.
void reduce_lone(ir::Builder& builder, Labelled& x, std::span<const AxisLabel> other,
                 std::span<const AxisLabel> result) {
  AxisList axes;
  std::vector<AxisLabel> rest;
  for (std::size_t k = 0; k < x.labels.size(); ++k) {
    if (has(other, x.labels[k]) || has(result, x.labels[k])) {
      rest.push_back(x.labels[k]);
    } else {
      axes.push_back(static_cast<std::int64_t>(k));
    }
  }
  if (axes.empty()) return;
  x = {builder.reduce_sum(x.id, axes), std::move(rest)};
}

}  // namespace

ValueId arrange(ir::Builder& builder, const Labelled& value, std::span<const AxisLabel> labels) {
  AxisList permutation;
  for (const AxisLabel label : labels) permutation.push_back(position(value.labels, label));
  return std::ranges::is_sorted(permutation) ? value.id : builder.transpose(value.id, permutation);
}

ValueId contract(ir::Builder& builder, Labelled x, Labelled y, std::span<const AxisLabel> result) {
  reduce_lone(builder, x, y.labels, result);
  reduce_lone(builder, y, x.labels, result);
  if (x.labels.empty() || y.labels.empty()) {
    const ValueId product = builder.mul(x.id, y.id);
    return arrange(builder, {product, x.labels.empty() ? y.labels : x.labels}, result);
  }
  std::array<AxisList, 4> axes;  // batch of x and y, contracted of x and y
  Labelled product{.id = {}, .labels = {}};
  for (const AxisLabel label : result) {
    if (!has(x.labels, label) || !has(y.labels, label)) continue;
    axes[0].push_back(position(x.labels, label));
    axes[1].push_back(position(y.labels, label));
    product.labels.push_back(label);
  }
  for (const AxisLabel label : x.labels) {
    if (!has(y.labels, label)) product.labels.push_back(label);
    if (!has(y.labels, label) || has(result, label)) continue;
    axes[2].push_back(position(x.labels, label));
    axes[3].push_back(position(y.labels, label));
  }
  for (const AxisLabel label : y.labels) {
    if (!has(x.labels, label)) product.labels.push_back(label);
  }
  const std::array operands{x.id, y.id};
  product.id = emit_checked(builder, ir::Op::Dot, operands, ir::pack({axes[0], axes[1], axes[2], axes[3]}));
  return arrange(builder, product, result);
}

}  // namespace adc::parser
