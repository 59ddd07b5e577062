// How numbers are read.
#pragma once

#include <string_view>

#include "adc/diagnostic.hpp"
#include "ir/constant.h"

namespace adc::parser {

/// The number that `text` ("12", ".5", "2e-3") writes: exact where a rational holds it, else the nearest double.
/// Throws `diag::Failure` ("number-out-of-range") at `span` if it is too large or too small for a double.
[[nodiscard]] ir::Constant read_number(std::string_view text, Span span);

/// The integer that superscripts ("²", "⁻¹⁰") write. Throws as `read_number`.
[[nodiscard]] ir::Constant read_superscript(std::string_view text, Span span);

/// The value of a vulgar fraction such as "½"; `text` must be one of those that the grammar knows.
[[nodiscard]] ir::Constant read_fraction(std::string_view text);

/// The superscript digits and signs, and what they stand for, in one list: index 0 to 9 are digits, 10 is +, 11 is −.
inline constexpr std::string_view kSuperscripts[] = {"⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹", "⁺", "⁻"};

struct VulgarFraction {
  std::string_view sign;
  int num;
  int den;
};
inline constexpr VulgarFraction kFractions[] = {{"½", 1, 2}, {"⅓", 1, 3}, {"⅔", 2, 3}, {"¼", 1, 4}, {"¾", 3, 4},
                                                {"⅕", 1, 5}, {"⅖", 2, 5}, {"⅗", 3, 5}, {"⅘", 4, 5}, {"⅙", 1, 6},
                                                {"⅚", 5, 6}, {"⅐", 1, 7}, {"⅛", 1, 8}, {"⅜", 3, 8}, {"⅝", 5, 8},
                                                {"⅞", 7, 8}, {"⅑", 1, 9}, {"⅒", 1, 10}};

}  // namespace adc::parser
