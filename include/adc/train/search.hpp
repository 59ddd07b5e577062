// Which settings to try: grids, and random draws.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "adc/export.hpp"
#include "adc/result.hpp"

namespace adc::inline ADC_ABI::train {

/// The values that a setting may have: those of a list, or all between two numbers.
struct Choice {
  std::string name;
  std::vector<std::string> values;  ///< empty for a range
  double low = 0;                   ///< of a range
  double high = 0;
};

/// Values of settings, in the order of their choices: name, value.
using Settings = std::vector<std::pair<std::string, std::string>>;

/// Reads `rate=0.001,0.01; layers=16|32,16; l2=1e-5:0.1`: choices between semicolons; lists between commas, or between
/// bars if there is one (or the name is "layers"), so that values may have commas; LOW:HIGH of two numbers is a range.
/// Errors: "bad-value".
[[nodiscard]] ADC_API Result<std::vector<Choice>> parse_choices(std::string_view text);

/// All combinations, the last choice varying fastest. Errors: "bad-value" for a range, and for more than 100 000.
[[nodiscard]] ADC_API Result<std::vector<Settings>> grid(const std::vector<Choice>& choices);

/// `n` combinations drawn at random (Bergstra and Bengio, JMLR 2012): of a list each value with the same probability;
/// of a range uniformly, of one of positive numbers more than tenfold apart on a logarithmic scale; to four digits.
/// They depend on the choices and the seed alone, and the first are the same for any n. O(n).
[[nodiscard]] ADC_API std::vector<Settings> draw(const std::vector<Choice>& choices, std::size_t n, std::uint64_t seed);

}  // namespace adc::inline ADC_ABI::train
