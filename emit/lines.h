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

class Lines {
 public:
  explicit Lines(int depth = 0) : depth_(depth) {}

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
  /// Columns that the lines inside the blocks that are open begin with.
  [[nodiscard]] std::size_t indent() const { return 2 * static_cast<std::size_t>(depth_); }
  /// For lines inside the blocks that are open, to be appended.
  [[nodiscard]] Lines inside() const { return Lines(depth_); }
  void append(const Lines& inner) { text_ += inner.text_; }
  [[nodiscard]] std::string take() { return std::move(text_); }

 private:
  int depth_;
  std::string text_;
};

}  // namespace adc::emit
