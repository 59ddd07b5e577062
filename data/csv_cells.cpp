#include "data/csv_cells.h"

#include <fast_float/fast_float.h>
#include <fmt/core.h>
#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <utility>

#include "diag/diagnostics.h"

namespace adc::data {
namespace {

constexpr std::string_view kBlanks = " \t";

Span span(std::size_t begin, std::size_t end) {
  return {static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)};
}

std::string_view trimmed_right(std::string_view text) { return text.substr(0, text.find_last_not_of(kBlanks) + 1); }

/// The first two lines with text.
std::array<std::string_view, 2> first_lines(std::string_view text) {
  std::array<std::string_view, 2> lines;
  for (std::size_t found = 0; found < lines.size() && !text.empty();) {
    const std::size_t end = std::min(text.find_first_of("\r\n"), text.size());
    std::string_view line = trimmed_right(text.substr(0, end));
    line.remove_prefix(std::min(line.find_first_not_of(kBlanks), line.size()));
    if (!line.empty()) lines[found++] = line;
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

/// How often `c` stands in the line outside of quotes.
std::size_t count_unquoted(std::string_view line, char c) {
  std::size_t count = 0;
  bool quoted = false;
  for (const char d : line) {
    if (d == '"') quoted = !quoted;
    if (d == c && !quoted) ++count;
  }
  return count;
}

/// What follows the comments at the begin.
std::string_view without_comments(std::string_view text, bool skips) {
  while (skips) {
    const std::size_t begin = text.find_first_not_of(" \t\r\n");
    if (begin == std::string_view::npos || text[begin] != '#') break;
    text.remove_prefix(std::min(text.find_first_of("\r\n", begin), text.size()));
  }
  return text;
}

char find_separator(std::string_view text) {
  const auto [first, second] = first_lines(text);
  char best = ',';
  std::size_t most = 0;
  for (const char separator : {',', ';', '\t'}) {
    const std::size_t count = count_unquoted(first, separator);
    if (count <= most) continue;
    best = separator;
    most = count;
  }
  const bool by_blanks = most == 0 && count_unquoted(first, ' ') > 0 && count_unquoted(second, ' ') > 0;
  return by_blanks ? ' ' : best;
}

}  // namespace

bool shows_separator(std::string_view text) {
  const std::size_t end = text.find_last_of("\r\n");
  return end != std::string_view::npos && !first_lines(text.substr(0, end))[1].empty();
}

void fail(diag::Slug slug, Span span, std::string message, std::vector<std::string> help) {
  throw Error(diag::diagnose(slug, span, std::move(message), std::move(help)));
}

std::optional<double> number(std::string_view text) {
  if (text.starts_with('+') && !text.starts_with("+-")) text.remove_prefix(1);
  double value = 0;
  const auto [end, error] = fast_float::from_chars(text.data(), text.data() + text.size(), value);
  if (error == std::errc::invalid_argument || end != text.data() + text.size()) return std::nullopt;
  if (std::isnan(value)) return std::nullopt;
  return value;
}

bool is_missing(std::string_view text) {
  if (text.empty()) return true;
  if (text.size() > 4 || std::string_view("?nN-").find(text[0]) == std::string_view::npos) return false;
  std::array<char, 4> lower{};
  std::ranges::transform(text, lower.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  constexpr std::array<std::string_view, 6> kSpellings{"?", "na", "n/a", "nan", "-nan", "null"};
  return std::ranges::find(kSpellings, std::string_view(lower.data(), text.size())) != kSpellings.end();
}

std::string csv_cell(const std::string& text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  std::string quoted = "\"";
  for (const char c : text) quoted += c == '"' ? "\"\"" : std::string(1, c);
  return quoted + "\"";
}

CellReader::CellReader(std::string_view text, char separator, Extent extent, Comments comments)
    : text_(text),
      separator_(separator),
      may_go_on_(extent == Extent::Part),
      skips_comments_(comments == Comments::Yes) {
  if (extent == Extent::Whole && text.starts_with(kByteOrderMark)) begin_ = kByteOrderMark.size();
  if (separator_ == 0) separator_ = find_separator(without_comments(text_.substr(begin_), skips_comments_));
  rewind();
}

void CellReader::rewind() {
  at_ = begin_;
  line_ = 1;
  comment_count_ = 0;
}

void CellReader::skip_newline() {
  const bool pair = text_.substr(at_, 2) == "\r\n";
  at_ += pair ? 2 : 1;
  ++line_;
}

void CellReader::skip_comment() {
  while (!at_end() && !at_newline()) ++at_;
  if (comment_count_++ == 0) first_comment_ = line_;
}

void CellReader::skip_blanks() {
  while (!at_end() && (at_blank() || (separator_ == ' ' && text_[at_] == ' '))) ++at_;
}

bool CellReader::next(std::vector<Cell>& cells) {
  cells.clear();
  unquoted_.clear();
  line_begin_ = at_;
  for (skip_blanks(); !at_end() && !at_half_newline(); skip_blanks()) {
    if (skips_comments_ && text_[at_] == '#') skip_comment();
    if (at_end() || !at_newline()) break;
    skip_newline();
    line_begin_ = at_;
  }
  record_line_ = line_;
  if (at_end() || at_half_newline()) return false;
  while (true) {
    if (cells.size() == kMostColumns) {
      fail("source-too-large", span(at_, at_ + 1),
           fmt::format("a row has more than the limit of {} columns", kMostColumns));
    }
    cells.push_back(cell());
    const std::size_t before = at_;
    skip_blanks();
    if (at_end()) return !may_go_on_;
    if (at_half_newline()) return false;
    if (at_newline()) {
      skip_newline();
      return true;
    }
    if (separator_ == ' ' && at_ > before) continue;
    if (text_[at_] != separator_) {
      fail("unclosed-quote", span(at_, at_ + 1), "something follows the closing quote of a cell",
           {"a quote inside of quotes is written twice"});
    }
    ++at_;
  }
}

Cell CellReader::cell() {
  skip_blanks();
  if (!at_end() && text_[at_] == '"') return quoted_cell();
  const std::size_t begin = at_;
  while (!at_end() && text_[at_] != separator_ && !at_newline()) ++at_;
  const std::string_view text = trimmed_right(text_.substr(begin, at_ - begin));
  return {text, span(begin, begin + text.size())};
}

Cell CellReader::quoted_cell() {
  const std::size_t begin = at_++;
  std::string* unquoted = nullptr;
  std::size_t piece = at_;
  for (; !at_end(); ++at_) {
    if (text_[at_] == '\n' || (text_[at_] == '\r' && text_.substr(at_, 2) != "\r\n")) ++line_;
    if (text_[at_] != '"') continue;
    const std::string_view text = text_.substr(piece, at_ - piece);
    const bool twice = at_ + 1 < text_.size() && text_[at_ + 1] == '"';
    if (twice && unquoted == nullptr) unquoted = &unquoted_.emplace_back();
    if (unquoted != nullptr) unquoted->append(text);
    if (!twice) {
      ++at_;
      return {unquoted != nullptr ? std::string_view(*unquoted) : text, span(begin, at_)};
    }
    piece = ++at_;  // the second of the two is text
  }
  if (may_go_on_) return {};
  fail("unclosed-quote", span(begin, begin + 1), "the quote that opens here is not closed");
}

}  // namespace adc::data
