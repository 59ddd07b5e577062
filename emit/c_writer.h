// Lines of C, indented by the blocks that are open.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

namespace adc::emit {

class CWriter {
 public:
  explicit CWriter(int depth = 0) : depth_(depth) {}

  void line(std::string_view text) {
    text_.append(indent(), ' ');
    text_ += text;
    text_ += '\n';
  }
  /// Begins a block: "for (…) {"; "" for a plain one.
  void open(std::string_view head) {
    line(std::string(head) + (head.empty() ? "{" : " {"));
    ++depth_;
  }
  void close() {
    --depth_;
    line("}");
  }
  /// Columns that the lines inside the blocks that are open begin with.
  [[nodiscard]] std::size_t indent() const { return 2 * static_cast<std::size_t>(depth_); }
  /// A writer for what stands inside the blocks that are open, to be appended.
  [[nodiscard]] CWriter inside() const { return CWriter(depth_); }
  void append(const CWriter& inner) { text_ += inner.text_; }
  [[nodiscard]] bool is_empty() const { return text_.empty(); }
  [[nodiscard]] std::string take() { return std::move(text_); }

 private:
  int depth_;
  std::string text_;
};

}  // namespace adc::emit
