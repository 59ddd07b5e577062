// The spellings of numbers and dates.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "adc/typed_table.hpp"

namespace adc::data {

/// What stands around a number.
struct Decoration {
  bool percent = false;
  std::string_view currency;  ///< a sign; empty: none

  friend bool operator==(const Decoration&, const Decoration&) = default;
};

/// What stands around the number that `text` may be.
[[nodiscard]] Decoration decoration(std::string_view text);

/// The number that a cell of this format is; nullopt if it is written otherwise. Not for `Text`.
[[nodiscard]] std::optional<double> value(std::string_view text, const CellFormat& format);

/// All formats but text, without decorations, those that are to be preferred first.
[[nodiscard]] std::span<const CellFormat> cell_formats();

/// Whether a cell is of one of these formats, with anything around it.
[[nodiscard]] bool is_value(std::string_view text);

/// What adc::describe gives.
[[nodiscard]] std::string in_words(const CellFormat& format);

/// What adc::shown_cell gives.
[[nodiscard]] std::string shown(std::string_view text);

/// Whether the cell has no value: one of the usual spellings, or of `more`.
[[nodiscard]] bool is_absent(std::string_view text, std::span<const std::string> more);

}  // namespace adc::data
