// Lists of axes.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <vector>

#include "ir/lists.h"
#include "ir/type.h"

namespace adc::passes {

using Axes = std::vector<std::int64_t>;

[[nodiscard]] inline bool has_axis(ir::List axes, std::int64_t axis) {
  return std::ranges::find(axes, axis) != axes.end();
}

/// first, first + 1, …, first + count − 1
[[nodiscard]] inline Axes axis_range(std::size_t first, std::size_t count) {
  Axes axes(count);
  std::iota(axes.begin(), axes.end(), static_cast<std::int64_t>(first));
  return axes;
}
[[nodiscard]] inline Axes all_axes(const ir::Shape& shape) { return axis_range(0, shape.rank()); }

/// The axes of a tensor of `rank` axes that are not among `axes`, in ascending order.
[[nodiscard]] inline Axes other_axes(ir::List axes, std::size_t rank) {
  Axes others;
  for (const std::int64_t axis : axis_range(0, rank)) {
    if (!has_axis(axes, axis)) others.push_back(axis);
  }
  return others;
}

[[nodiscard]] inline Axes joined(Axes a, ir::List b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

[[nodiscard]] inline Axes extents(const ir::Shape& shape) { return {shape.dims().begin(), shape.dims().end()}; }

/// The extents of these axes.
[[nodiscard]] inline Axes extents(const ir::Shape& shape, ir::List axes) {
  Axes result;
  for (const std::int64_t axis : axes) result.push_back(shape[static_cast<std::size_t>(axis)]);
  return result;
}

/// q with q[p[k]] = k.
[[nodiscard]] inline Axes inverse(ir::List permutation) {
  Axes result(permutation.size());
  for (std::size_t k = 0; k < permutation.size(); ++k)
    result[static_cast<std::size_t>(permutation[k])] = static_cast<std::int64_t>(k);
  return result;
}

/// Each number of `axes` plus `by`.
[[nodiscard]] inline Axes shifted(ir::List axes, std::int64_t by) {
  Axes result(axes.begin(), axes.end());
  for (std::int64_t& axis : result) axis += by;
  return result;
}

}  // namespace adc::passes
