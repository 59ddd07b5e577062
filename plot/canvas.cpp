#include "plot/canvas.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace adc::inline ADC_ABI::plot {
namespace {

/// U+2800 and the eight dots, as UTF-8.
std::string braille(std::uint8_t dots) {
  return {static_cast<char>(0xe2), static_cast<char>(0xa0 | (dots >> 6U)), static_cast<char>(0x80 | (dots & 0x3fU))};
}

/// The nearest of the 6×6×6 colours that terminals have.
int terminal_colour(const Colour& colour) {
  const auto level = [](std::uint8_t part) { return part < 48 ? 0 : part < 115 ? 1 : (part - 35) / 40; };
  return 16 + 36 * level(colour.red) + 6 * level(colour.green) + level(colour.blue);
}

}  // namespace

std::vector<std::string_view> code_points(std::string_view text) {
  std::vector<std::string_view> points;
  for (std::size_t begin = 0; begin < text.size();) {
    std::size_t end = begin + 1;
    while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xc0U) == 0x80U) ++end;
    points.push_back(text.substr(begin, end - begin));
    begin = end;
  }
  return points;
}

void Canvas::dot(std::ptrdiff_t x, std::ptrdiff_t y, const Colour& colour) {
  if (x < 0 || y < 0) return;
  const auto column = static_cast<std::size_t>(x) / 2;
  const auto row = static_cast<std::size_t>(y) / 4;
  if (column >= columns_ || row >= rows_) return;
  constexpr std::array<std::array<std::uint8_t, 2>, 4> kDots{{{0x01, 0x08}, {0x02, 0x10}, {0x04, 0x20}, {0x40, 0x80}}};
  Cell& cell = cells_[row * columns_ + column];
  cell.dots |= kDots.at(static_cast<std::size_t>(y) % 4).at(static_cast<std::size_t>(x) % 2);
  cell.colour = colour;
}

void Canvas::line(const Point& from, const Point& to, const Colour& colour, Dash dash) {
  const double steps = std::max(1.0, std::ceil(std::max(std::abs(to.x - from.x), std::abs(to.y - from.y))));
  const auto longest = static_cast<double>(16 * (columns_ + rows_));  // nothing that is seen is longer
  if (!(steps <= longest)) return;
  for (double i = 0; i <= steps; ++i) {
    const auto x = static_cast<std::ptrdiff_t>(std::floor(from.x + (to.x - from.x) * i / steps));
    const auto y = static_cast<std::ptrdiff_t>(std::floor(from.y + (to.y - from.y) * i / steps));
    if (dash == Dash::Dashed && (x + y) % 5 >= 3) continue;
    if (dash == Dash::Dotted && (x + y) % 3 != 0) continue;
    dot(x, y, colour);
  }
}

void Canvas::text(std::ptrdiff_t column, std::ptrdiff_t row, std::string_view text,
                  const std::optional<Colour>& colour) {
  if (row < 0 || static_cast<std::size_t>(row) >= rows_) return;
  for (const std::string_view point : code_points(text)) {
    if (column >= 0 && static_cast<std::size_t>(column) < columns_) {
      Cell& cell = cells_[static_cast<std::size_t>(row) * columns_ + static_cast<std::size_t>(column)];
      cell.character = static_cast<unsigned char>(point[0]) < 0x20 ? " " : point;
      cell.colour = colour;
    }
    ++column;
  }
}

std::string Canvas::text(bool colour) const {
  std::string all;
  for (std::size_t row = 0; row < rows_; ++row) {
    const Cell* const cells = &cells_[row * columns_];
    std::size_t end = columns_;
    while (end > 0 && cells[end - 1].dots == 0 && (cells[end - 1].character.empty() || cells[end - 1].character == " "))
      --end;
    int now = -1;
    for (std::size_t column = 0; column < end; ++column) {
      const Cell& cell = cells[column];
      const bool is_blank = cell.character.empty() ? cell.dots == 0 : cell.character == " ";
      const int wanted = cell.colour && !is_blank && *cell.colour != kInk ? terminal_colour(*cell.colour) : -1;
      if (colour && wanted != now && !is_blank) {
        all += wanted < 0 ? "\033[0m" : fmt::format("\033[38;5;{}m", wanted);
        now = wanted;
      }
      all += !cell.character.empty() ? cell.character : is_blank ? " " : braille(cell.dots);
    }
    if (now >= 0) all += "\033[0m";
    all += '\n';
  }
  return all;
}

}  // namespace adc::inline ADC_ABI::plot
