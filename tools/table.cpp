#include "tools/table.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "tools/output.h"

namespace adc::tools {
namespace {

/// Columns that `text` takes on a screen: its code points. UTF-8 continuation bytes do not count.
std::size_t width(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

}  // namespace

void add_lines(Rows& rows, const std::string& label, std::string_view text) {
  const std::vector<std::string> lines = split(trimmed(text), '\n');
  for (std::size_t i = 0; i < lines.size(); ++i) rows.push_back({i == 0 ? label : "", lines[i]});
}

std::string align(const Rows& rows) {
  std::vector<std::size_t> widths;
  for (const auto& row : rows) {
    widths.resize(std::max(widths.size(), row.size()), 0);
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], width(row[i]));
  }
  std::string text;
  for (const auto& row : rows) {
    std::string line;
    for (std::size_t i = 0; i < row.size(); ++i) line += row[i] + std::string(widths[i] - width(row[i]) + 2, ' ');
    line.erase(line.find_last_not_of(' ') + 1);
    text += line + "\n";
  }
  return text;
}

std::string to_text(double value) {
  if (std::isnan(value)) return "nan";
  char buffer[32];
  const double size = std::fabs(value);
  const bool plain = value == 0 || (size >= 1e-5 && size < 1e16);  // as people write numbers: 100000 rather than 1e+05
  const auto format = plain ? std::chars_format::fixed : std::chars_format::general;
  return {buffer, std::to_chars(buffer, buffer + sizeof buffer, value, format).ptr};
}

}  // namespace adc::tools
