// A grid of characters, with dots of Braille and text.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adc/scene.hpp"

namespace adc::inline ADC_ABI::plot {

/// Dots two to a character across and four down, as Unicode's Braille patterns have them, and texts over them.
class Canvas {
 public:
  Canvas(std::size_t columns, std::size_t rows) : columns_(columns), rows_(rows), cells_(columns * rows) {}

  [[nodiscard]] std::size_t columns() const { return columns_; }
  [[nodiscard]] std::size_t rows() const { return rows_; }

  /// Sets the dot at a place in dots; nothing outside. A character has the colour of the last dot that was set in it.
  void dot(std::ptrdiff_t x, std::ptrdiff_t y, const Colour& colour);
  /// Sets the dots of a line between places in dots.
  void line(const Point& from, const Point& to, const Colour& colour, Dash dash = Dash::Solid);
  /// Writes a text from a character on, cut where the row ends; it hides dots. A column per code point.
  void text(std::ptrdiff_t column, std::ptrdiff_t row, std::string_view text, const std::optional<Colour>& colour);

  /// The rows, each with a newline and without blanks at its end.
  [[nodiscard]] std::string text(bool colour) const;

 private:
  struct Cell {
    std::uint8_t dots = 0;
    std::string character;  ///< empty: the dots are seen
    std::optional<Colour> colour;
  };

  std::size_t columns_;
  std::size_t rows_;
  std::vector<Cell> cells_;
};

/// The code points of a text, each by itself.
[[nodiscard]] std::vector<std::string_view> code_points(std::string_view text);

}  // namespace adc::inline ADC_ABI::plot
