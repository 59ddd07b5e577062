// Lines of a program, indented by the blocks that are open.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace adc::emit {

/// "a, b, c"
[[nodiscard]] inline std::string joined(std::span<const std::string> words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : ", ") + word;
  return text;
}

/// Items of a list in lines of about a hundred columns, each after a `line_end` and an indent: "\n    1,\n    2".
[[nodiscard]] inline std::string in_lines(std::span<const std::string> items, std::string_view line_end = "") {
  constexpr std::size_t kColumns = 90;
  const std::string next = std::string(line_end) + "\n    ";
  std::string text = next;
  std::size_t begin = text.size();
  for (const std::string& item : items) {
    const bool is_first = text.size() == begin;
    const bool is_full = !is_first && text.size() - begin + item.size() > kColumns;
    text += is_full ? "," + next : is_first ? "" : ", ";
    if (is_full) begin = text.size();
    text += item;
  }
  return text;
}

class Lines {
 public:
  explicit Lines(int depth = 0, std::size_t width = 2) : depth_(depth), width_(width) {}

  void line(std::string_view text) {
    text_.append(indent(), ' ');
    text_ += text;
    text_ += '\n';
  }
  /// Begins a block: "for (…) {".
  void open(std::string_view head) {
    line(head);
    ++depth_;
  }
  void close(std::string_view end) {
    --depth_;
    line(end);
  }
  /// Ends a block and begins another: "else".
  void reopen(std::string_view between) {
    close(between);
    ++depth_;
  }
  /// The same as `close` where nothing but the indent ends a block.
  void close() { --depth_; }
  /// Columns that the lines inside the blocks that are open begin with.
  [[nodiscard]] std::size_t indent() const { return width_ * static_cast<std::size_t>(depth_); }
  /// For lines inside the blocks that are open, or that deeper ones will have, to be appended.
  [[nodiscard]] Lines inside(int deeper = 0) const { return Lines(depth_ + deeper, width_); }
  [[nodiscard]] bool is_empty() const { return text_.empty(); }
  void append(const Lines& inner) { text_ += inner.text_; }
  [[nodiscard]] std::string take() { return std::move(text_); }

 private:
  int depth_;
  std::size_t width_;  ///< columns of a level
  std::string text_;
};

}  // namespace adc::emit
