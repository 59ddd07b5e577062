// The special functions that code needs, and what they need themselves.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "emit/special_tree.h"

namespace adc::emit::special {

struct Functions {
  std::vector<Declaration> items;  ///< in an order in which each needs only earlier ones
  std::set<std::string> library;   ///< functions of C's library that are called, by them or from outside
};

/// What it takes to call the functions of ir/special/ and of C's library that are named. Of a language without `erf`,
/// `erfc`, `lgamma` and `tgamma`, these are `adc_standard_erf` and so on instead, among the items. O(size of the
/// sources).
[[nodiscard]] Functions functions(const std::set<std::string>& names, bool has_all_of_c);

/// What the names of functions begin with that stand for those of C's library that other languages lack:
/// "adc_standard_erf" for erf.
inline constexpr std::string_view kStandard = "adc_standard_";

}  // namespace adc::emit::special
