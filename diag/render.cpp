#include "diag/render.h"

#include <fmt/core.h>

#include <algorithm>
#include <string>

#include "diag/unicode.h"

namespace adc::diag {
namespace {

constexpr std::size_t kTab = 4;       // columns that a tab is shown as
constexpr std::size_t kWindow = 100;  // columns of a line that are shown
constexpr std::size_t kLead = 30;     // of them, left of the caret where the line is longer

struct Place {
  std::size_t line = 1;
  std::size_t column = 1;      // in code points
  std::size_t line_begin = 0;  // bytes
  std::size_t line_end = 0;
};

bool is_newline(char c) { return c == '\n' || c == '\r'; }

Place locate(std::string_view text, std::size_t offset) {
  Place place;
  offset = std::min(offset, text.size());
  for (std::size_t i = 0; i < offset; ++i) {
    const bool pair = text[i] == '\r' && i + 1 < text.size() && text[i + 1] == '\n';
    if (!is_newline(text[i]) || pair) continue;
    ++place.line;
    place.line_begin = i + 1;
  }
  place.line_end = place.line_begin;
  while (place.line_end < text.size() && !is_newline(text[place.line_end])) ++place.line_end;
  for (std::size_t i = place.line_begin; i < offset; ++i) {
    if ((static_cast<unsigned char>(text[i]) & 0xC0U) != 0x80U) ++place.column;
  }
  return place;
}

// A piece of a line as it is shown, and the columns that it takes.
struct Shown {
  std::string text;
  std::size_t width = 0;
};

Shown show(std::string_view piece) {
  Shown shown;
  while (!piece.empty()) {
    const auto c = decode(piece);
    if (!c || c->value < 0x20 || (c->value >= 0x7F && c->value < 0xA0)) {  // what a terminal would obey
      const bool tab = c && c->value == '\t';
      shown.text += tab ? std::string(kTab, ' ') : "�";
      shown.width += tab ? kTab : 1;
      piece.remove_prefix(c ? c->bytes : 1);
      continue;
    }
    shown.text += piece.substr(0, c->bytes);
    shown.width += static_cast<std::size_t>(display_width(c->value));
    piece.remove_prefix(c->bytes);
  }
  return shown;
}

// The longest end (or beginning) of `piece` of at most `columns` code points.
std::string_view last_columns(std::string_view piece, std::size_t columns) {
  std::size_t begin = piece.size();
  while (begin > 0 && columns > 0) {
    --begin;
    if ((static_cast<unsigned char>(piece[begin]) & 0xC0U) != 0x80U) --columns;
  }
  return piece.substr(begin);
}
std::string_view first_columns(std::string_view piece, std::size_t columns) {
  std::size_t end = 0;
  while (end < piece.size() && columns > 0) {
    const auto c = decode(piece.substr(end));
    end += c ? c->bytes : 1;
    --columns;
  }
  return piece.substr(0, end);
}

// The line of `span` with a caret under it; of a long line the part around the caret.
std::string excerpt(std::string_view text, Span span, const Place& place) {
  const std::size_t begin = std::min<std::size_t>(span.begin, text.size());
  const std::size_t end = std::clamp<std::size_t>(span.end, begin, std::max(place.line_end, begin));
  std::string_view before = text.substr(place.line_begin, begin - place.line_begin);
  std::string_view marked = text.substr(begin, end - begin);
  std::string_view after = text.substr(end, std::max(place.line_end, end) - end);
  const bool cut_before = before.size() > 4 * kWindow || show(before).width > kWindow - kLead;
  if (cut_before) before = last_columns(before, kLead);
  const std::string_view whole_marked = marked;
  marked = first_columns(marked, kWindow - kLead);
  const bool cut_marked = marked.size() < whole_marked.size();
  const Shown lead = show(before);
  const Shown middle = show(marked);
  const std::size_t room = kWindow - std::min(kWindow, lead.width + middle.width);
  const std::string_view shown_after = cut_marked ? std::string_view{} : first_columns(after, room);
  const bool cut_after = cut_marked || shown_after.size() < after.size();
  const std::string head = cut_before ? "… " : "";
  std::string lines =
      fmt::format("  {}{}{}{}{}\n", head, lead.text, middle.text, show(shown_after).text, cut_after ? " …" : "");
  lines += fmt::format("  {}^", std::string(lead.width + (cut_before ? 2 : 0), ' '));
  if (middle.width > 1) lines += std::string(middle.width - 1, '~');
  return lines + "\n";
}

}  // namespace

LineColumn line_and_column(std::string_view text, std::size_t offset) {
  const Place place = locate(text, offset);
  return {place.line, place.column};
}

bool has_place(const Diagnostic& diagnostic) { return !diagnostic.span.empty() || diagnostic.span.begin > 0; }

std::string render(const Diagnostic& diagnostic, std::string_view source_name, std::string_view text,
                   std::string_view severity, std::size_t first_line) {
  const bool placed = has_place(diagnostic);
  const Place place = locate(text, diagnostic.span.begin);
  const auto heading = [&](const Place& at) {
    return fmt::format("{}:{}:{}: ", source_name, first_line + at.line - 1, at.column);
  };
  std::string out = placed ? heading(place) : std::string();
  out += fmt::format("{}: {} [{}]\n", severity, diagnostic.message, diagnostic.slug);
  if (placed) out += excerpt(text, diagnostic.span, place);
  for (const Label& label : diagnostic.labels) {
    const Place at = locate(text, label.span.begin);
    out += fmt::format("  {}{}\n{}", heading(at), label.text, excerpt(text, label.span, at));
  }
  for (const std::string& help : diagnostic.help) out += fmt::format("  help: {}\n", help);
  return out;
}

}  // namespace adc::diag
