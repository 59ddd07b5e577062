#include "tools/editor/motions.h"

#include "tools/editor/graphemes.h"

namespace adc::tools::editor {
namespace {

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n'; }

}  // namespace

std::size_t line_begin(std::string_view text, std::size_t at) {
  const std::size_t newline = at == 0 ? std::string_view::npos : text.rfind('\n', at - 1);
  return newline == std::string_view::npos ? 0 : newline + 1;
}

std::size_t line_end(std::string_view text, std::size_t at) {
  const std::size_t newline = text.find('\n', at);
  return newline == std::string_view::npos ? text.size() : newline;
}

std::size_t word_left(std::string_view text, std::size_t at) {
  std::size_t before = previous_grapheme(text, at);
  while (at > 0 && !is_word_at(text, before)) {
    at = before;
    before = previous_grapheme(text, at);
  }
  while (at > 0 && is_word_at(text, before)) {
    at = before;
    before = previous_grapheme(text, at);
  }
  return at;
}

std::size_t word_right(std::string_view text, std::size_t at) {
  while (at < text.size() && !is_word_at(text, at)) at = next_grapheme(text, at);
  while (at < text.size() && is_word_at(text, at)) at = next_grapheme(text, at);
  return at;
}

std::size_t blank_word_left(std::string_view text, std::size_t at) {
  while (at > 0 && is_blank(text[at - 1])) --at;
  while (at > 0 && !is_blank(text[at - 1])) --at;
  return at;
}

int column_of(std::string_view text, std::size_t at) {
  const std::size_t begin = line_begin(text, at);
  return columns_of_text(text.substr(begin, at - begin));
}

std::size_t at_column(std::string_view text, std::size_t begin, int column) {
  int passed = 0;
  while (begin < text.size() && text[begin] != '\n') {
    const std::size_t next = next_grapheme(text, begin);
    passed += columns_of(text.substr(begin, next - begin));
    if (passed > column) break;
    begin = next;
  }
  return begin;
}

}  // namespace adc::tools::editor
