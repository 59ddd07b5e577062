// What is found out about values while they are built, so that each is looked through once.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <tuple>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "ir/function.h"
#include "ir/rational.h"

namespace adc::passes {

/// A value as c·Π above/Π below·rest, where above and below are constants that are no rationals, and rest is 1 where
/// the value is a constant.
struct Part {
  struct Coefficient {
    ir::Rational c = 1;
    std::vector<ir::ValueId> above;
    std::vector<ir::ValueId> below;

    [[nodiscard]] bool is_rational() const { return above.empty() && below.empty(); }
    [[nodiscard]] bool is_one() const { return c.is_one() && is_rational(); }
    [[nodiscard]] Coefficient negative() const { return {-c, above, below}; }
  };
  Coefficient by;
  ir::ValueId rest;
};

/// Kept by a builder for those who look through its values, from call to call; each entry belongs to the header that
/// it names.
struct Facts {
  std::unordered_set<ir::ValueId> unit_seeds;                       ///< passes/derive/jacobian.h
  std::unordered_map<ir::ValueId, ir::ValueId> max_ties;            ///< passes/rules/ties.h
  std::unordered_map<ir::ValueId, ir::ValueId> min_ties;            ///< the same
  std::vector<std::uint8_t> signs;                                  ///< passes/rules/squares.h: of the first values
  std::unordered_map<ir::ValueId, std::vector<ir::ValueId>> roots;  ///< passes/stable/roots_in.h: where there are any
  std::size_t looked_for_roots = 0;                                 ///< in the values before this one
  std::map<std::tuple<ir::ValueId, ir::ValueId, std::size_t>, ir::ValueId> replaced;  ///< the same
  std::deque<Part> parts;              ///< passes/stable/coefficients.cpp, which every rule for a product asks for
  std::vector<std::uint32_t> part_of;  ///< index + 1 into `parts`, or 0; of the first values
};

}  // namespace adc::passes
