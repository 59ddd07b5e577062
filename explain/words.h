// Names, formulas and numbers as pictures show them.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "adc/array.hpp"

namespace adc::explaining {

/// A formula of adc's language as people write it: "w_11*theta" is "w₁₁·θ", "dJ/du1" is "dJ/du₁". O(text).
[[nodiscard]] std::string pretty(std::string_view formula);

/// Four digits: "−0.8401", "1.2e−6", "nan".
[[nodiscard]] std::string short_number(double value);

/// "[1, 2; 3, 4]" with four digits each; of more than a handful "" .
[[nodiscard]] std::string short_numbers(const Extents& shape, std::span<const double> numbers);

/// "2 × 3"; "" of a number.
[[nodiscard]] std::string extents_text(const Extents& shape);

/// The first `most` code points, the last of them "…" where there are more.
[[nodiscard]] std::string shortened(std::string_view text, std::size_t most);

/// About as wide as `text` is in a font without serifs, in pixels.
[[nodiscard]] double text_width(std::string_view text, double font_size);

/// `text` with what XML reserves written as entities.
[[nodiscard]] std::string escaped(std::string_view text);

}  // namespace adc::explaining
