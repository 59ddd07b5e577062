#include "analysis/table.h"

#include <algorithm>
#include <vector>

#include "diag/number.h"

namespace adc::analysis {
namespace {

/// Columns that `text` takes on a screen: its code points. UTF-8 continuation bytes do not count.
std::size_t width(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

std::vector<std::size_t> column_widths(const Rows& rows) {
  std::vector<std::size_t> widths;
  for (const auto& row : rows) {
    if (widths.size() < row.size()) widths.resize(row.size(), 0);
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], width(row[i]));
  }
  return widths;
}

}  // namespace

std::string align(const Rows& rows, std::string_view indent) {
  const std::vector<std::size_t> widths = column_widths(rows);
  std::string text;
  for (const auto& row : rows) {
    std::string line(indent);
    for (std::size_t i = 0; i < row.size(); ++i) {
      if (widths[i] == 0) continue;
      line += row[i];
      line.append(widths[i] - width(row[i]) + 2, ' ');
    }
    line.erase(line.find_last_not_of(' ') + 1);
    text += line + "\n";
  }
  return text;
}

std::string to_text(double value) {
  char buffer[diag::kNumberRoom];
  return {buffer, diag::write_number(buffer, value)};
}

namespace {

/// How many of the first and of the last entries of an axis are shown where not all are.
constexpr std::size_t kEdge = 3;

/// Writes a tensor axis by axis; a matrix with semicolons between its rows.
class TensorWriter {
 public:
  TensorWriter(std::span<const std::int64_t> extents, std::span<const double> numbers, bool all)
      : extents_(extents), numbers_(numbers), all_(all) {}

  std::string run() {
    write(0, 0);
    return std::move(text_);
  }

 private:
  void write(std::size_t axis, std::size_t at) {
    const std::size_t rank = extents_.size();
    if (axis == rank) {
      text_ += to_text(numbers_[at]);
      return;
    }
    const bool is_row = axis + 1 == rank && rank >= 2;  // within a matrix, which has the brackets
    const auto extent = static_cast<std::size_t>(extents_[axis]);
    std::size_t stride = 1;
    for (const std::int64_t inner : extents_.subspan(axis + 1)) stride *= static_cast<std::size_t>(inner);
    const char* const separator = axis + 2 == rank ? "; " : ", ";
    if (!is_row) text_ += '[';
    for (std::size_t i = 0; i < extent; ++i) {
      if (i > 0) text_ += separator;
      if (!all_ && extent > 2 * kEdge && i == kEdge) {
        text_ += std::string("…") + separator;
        i = extent - kEdge;
      }
      write(axis + 1, at + i * stride);
    }
    if (!is_row) text_ += ']';
  }

  std::span<const std::int64_t> extents_;
  std::span<const double> numbers_;
  bool all_;
  std::string text_;
};

}  // namespace

std::string to_text(std::span<const std::int64_t> extents, std::span<const double> numbers, std::size_t most) {
  // Without numbers there may be any number of brackets.
  return TensorWriter(extents, numbers, !numbers.empty() && numbers.size() <= most).run();
}

std::string join(std::span<const std::string> words) {
  std::string text;
  for (std::size_t i = 0; i < words.size(); ++i) {
    text += (i == 0 ? "" : i + 1 == words.size() ? " and " : ", ") + words[i];
  }
  return text;
}

}  // namespace adc::analysis
