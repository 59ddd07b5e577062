#include "tools/editor/graphemes.h"

#include <utf8proc.h>

#include <algorithm>

namespace adc::tools::editor {
namespace {

constexpr int kTabColumns = 4;
constexpr std::string_view kReplacement = "\uFFFD";
constexpr std::string_view kCircle = "\u25CC";  // that a mark without a letter stands on

struct CodePoint {
  utf8proc_int32_t value = -1;  // -1: the byte is no UTF-8
  std::size_t bytes = 1;
};

CodePoint decode(std::string_view text, std::size_t at) {
  CodePoint c;
  const auto bytes = utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data()) + at,
                                      static_cast<utf8proc_ssize_t>(text.size() - at), &c.value);
  if (bytes <= 0) return {};
  c.bytes = static_cast<std::size_t>(bytes);
  return c;
}

bool is_ascii(char c) { return static_cast<unsigned char>(c) < 0x80; }

bool is_continuation(char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; }

// What changes the direction of what follows: a text is to be shown in the order in which it is read.
bool turns_text(utf8proc_int32_t c) {
  return c == 0x061C || c == 0x200E || c == 0x200F || (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
}

enum class Shape { Tab, Control, AsItIs, OnCircle, Replaced };

struct Look {
  Shape shape = Shape::Replaced;
  int columns = 1;
};

Look look_of(std::string_view grapheme) {
  const auto first = static_cast<unsigned char>(grapheme.front());
  if (first == '\t') return {Shape::Tab, kTabColumns};
  if (first < 0x20 || first == 0x7F) return {Shape::Control, 2};
  if (first < 0x80 && grapheme.size() == 1) return {Shape::AsItIs, 1};
  int columns = 0;
  for (std::size_t at = 0; at < grapheme.size();) {
    const CodePoint c = decode(grapheme, at);
    const auto category = utf8proc_category(c.value);
    if (c.value < 0 || category == UTF8PROC_CATEGORY_CC || turns_text(c.value)) return {};
    columns += std::max(0, utf8proc_charwidth(c.value));
    at += c.bytes;
  }
  if (columns > 0) return {Shape::AsItIs, columns};
  const auto category = utf8proc_category(decode(grapheme, 0).value);
  const bool is_mark = category == UTF8PROC_CATEGORY_MN || category == UTF8PROC_CATEGORY_ME;
  return is_mark ? Look{Shape::OnCircle, 1} : Look{};
}

}  // namespace

std::size_t next_grapheme(std::string_view text, std::size_t at) {
  const bool joins_nothing = at + 1 >= text.size() || is_ascii(text[at + 1]);
  if (is_ascii(text[at]) && joins_nothing) return at + 1;  // nearly always
  CodePoint before = decode(text, at);
  at += before.bytes;
  utf8proc_int32_t state = 0;
  while (before.value >= 0 && at < text.size() && !is_ascii(text[at])) {
    const CodePoint c = decode(text, at);
    if (c.value < 0 || utf8proc_grapheme_break_stateful(before.value, c.value, &state)) break;
    at += c.bytes;
    before = c;
  }
  return at;
}

std::size_t previous_grapheme(std::string_view text, std::size_t at) {
  if (at == 0) return 0;
  // Characters are found forwards, from a place where one begins for sure: at ASCII. Far from any, an approximation.
  constexpr std::size_t kFar = 256;
  std::size_t begin = at - 1;
  while (begin > 0 && !is_ascii(text[begin]) && (at - begin < kFar || is_continuation(text[begin]))) --begin;
  for (;;) {
    const std::size_t next = next_grapheme(text, begin);
    if (next >= at) return begin;
    begin = next;
  }
}

int columns_of(std::string_view grapheme) { return look_of(grapheme).columns; }

int columns_of_text(std::string_view text) {
  int columns = 0;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = next_grapheme(text, at);
    columns += columns_of(text.substr(at, end - at));
    at = end;
  }
  return columns;
}

void append_shown(std::string& out, std::string_view grapheme) {
  switch (look_of(grapheme).shape) {
    case Shape::Tab: out.append(kTabColumns, ' '); return;
    case Shape::Control:
      out += '^';
      out += static_cast<char>(grapheme.front() ^ 0x40);
      return;
    case Shape::AsItIs: out += grapheme; return;
    case Shape::OnCircle:
      out += kCircle;
      out += grapheme;
      return;
    case Shape::Replaced: out += kReplacement; return;
  }
}

std::string shown_within(std::string_view text, int columns) {
  std::string out;
  std::size_t end_of_cut = 0;  // what of `out` leaves a column for "…"
  int used = 0;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = next_grapheme(text, at);
    const std::string_view grapheme = text.substr(at, end - at);
    used += columns_of(grapheme);
    if (used > columns) {
      out.resize(end_of_cut);
      return columns > 0 ? out + "…" : "";
    }
    append_shown(out, grapheme);
    if (used < columns) end_of_cut = out.size();
    at = end;
  }
  return out;
}

bool is_word_at(std::string_view text, std::size_t at) {
  const CodePoint c = decode(text, at);
  if (c.value == '_') return true;
  if (c.value < 0) return false;
  switch (utf8proc_category(c.value)) {
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LT:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO:
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_MC:
    case UTF8PROC_CATEGORY_ME:
    case UTF8PROC_CATEGORY_ND:
    case UTF8PROC_CATEGORY_NL:
    case UTF8PROC_CATEGORY_NO: return true;
    default: return false;
  }
}

}  // namespace adc::tools::editor
