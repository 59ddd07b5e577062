// What the rules of tensors are recognised with, beside match.h.
#pragma once

#include "passes/stable/match.h"
#include "passes/tensors/axes.h"

namespace adc::passes {

[[nodiscard]] inline ir::Shape shape_of(const Site& s, ValueId v) { return s.b.function().shape(v); }
/// List `i` of those that belong to v.
[[nodiscard]] inline Axes list_of(const Site& s, ValueId v, std::size_t i) {
  const ir::List list = s.b.function().list(v, i);
  return {list.begin(), list.end()};
}
/// w where v is w for each element along `axes` of `shape`.
[[nodiscard]] std::optional<ValueId> unspread(const Site& s, ValueId v, const ir::Shape& shape, const Axes& axes);
/// Whether a dot is the sum of the products of all elements, each with the one at its place.
[[nodiscard]] bool pairs_all(const Site& s, const Form& dot);

}  // namespace adc::passes
