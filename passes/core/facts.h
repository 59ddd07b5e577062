// What is found out about values while they are built, so that each is looked through once.
#pragma once

#include <cstdint>
#include <map>
#include <tuple>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "ir/function.h"

namespace adc::passes {

/// Kept by a builder for those who look through its values, from call to call; each entry belongs to the header that
/// it names.
struct Facts {
  std::unordered_set<ir::ValueId> unit_seeds;                       ///< passes/derive/jacobian.h
  std::unordered_map<ir::ValueId, ir::ValueId> max_ties;            ///< passes/rules/ties.h
  std::unordered_map<ir::ValueId, ir::ValueId> min_ties;            ///< the same
  std::unordered_map<ir::ValueId, std::uint8_t> signs;              ///< passes/rules/squares.h
  std::unordered_map<ir::ValueId, std::vector<ir::ValueId>> roots;  ///< passes/stable/roots_in.h: where there are any
  std::size_t looked_for_roots = 0;                                 ///< in the values before this one
  std::map<std::tuple<ir::ValueId, ir::ValueId, std::size_t>, ir::ValueId> replaced;  ///< the same
};

}  // namespace adc::passes
