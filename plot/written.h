// Expressions of a program's text, as people read them beside a picture.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "adc/export.hpp"

namespace adc::inline ADC_ABI::plot {

/// The expressions that the text gives, and not the bindings and functions that it defines, in order: as they are
/// written, without comments, each on one line. O(text).
[[nodiscard]] std::vector<std::string> expressions_in(std::string_view text);

/// The elements of a list such as "[x, x^2]"; empty if it is something else.
[[nodiscard]] std::vector<std::string> elements_in(std::string_view list);

/// What stands on both sides of a comparison: its first `=`, `==`, `<`, … outside of brackets.
[[nodiscard]] std::optional<std::pair<std::string, std::string>> sides_in(std::string_view comparison);

/// So much of a text as finds room beside a picture, with "…" for the rest.
[[nodiscard]] std::string elided(const std::string& text);

}  // namespace adc::inline ADC_ABI::plot
