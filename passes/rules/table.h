// Tables with a rule for each op.
#pragma once

#include <array>
#include <cstddef>
#include <utility>

#include "ir/op.h"

namespace adc::passes {

/// An array with an entry per op, `rule.operator()<op>()`. `rule` is a lambda `[]<ir::Op op> { return …; }`; if it
/// names a function template that is deleted but for its specialisations, an op that has none does not compile.
template <class Entry>
constexpr std::array<Entry, ir::kOpCount> table_by_op(auto rule) {
  return [rule]<std::size_t... i>(std::index_sequence<i...>) {
    return std::array<Entry, ir::kOpCount> { rule.template operator()<static_cast<ir::Op>(i)>()... };
  }(std::make_index_sequence<ir::kOpCount>());
}

/// The same for the ops of some classes; the others' entries are empty.
template <class Entry, ir::OpClass... classes>
constexpr std::array<Entry, ir::kOpCount> table_by_class(auto rule) {
  return table_by_op<Entry>([rule]<ir::Op op> {
    if constexpr (((ir::kOpClasses[static_cast<std::size_t>(op)] == classes) || ...)) {
      return Entry { rule.template operator()<op>() };
    } else {
      return Entry{};
    }
  });
}

}  // namespace adc::passes
