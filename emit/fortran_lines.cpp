#include "emit/fortran_lines.h"

#include <algorithm>
#include <cstddef>

namespace adc::emit {
namespace {

constexpr std::size_t kColumns = 132;
/// Columns that lines have which are broken, with room for what ends them.
constexpr std::size_t kBroken = 118;

bool is_continuation(char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80; }

/// How much of a statement's line stands before a break, which is in no token: behind a space or, where there is none,
/// a bracket.
std::size_t break_in_statement(std::string_view line, std::size_t begin) {
  for (const char c : {' ', '('}) {
    std::size_t at = line.rfind(c, kBroken);
    if (at == std::string_view::npos || at <= begin) at = line.find(c, begin + 1);
    if (at <= kColumns - 2) return at + 1;
  }
  return line.size();
}

/// The same of a comment: behind a space or, in a word that is too long, before a character.
std::size_t break_in_comment(std::string_view line, std::size_t begin) {
  const std::size_t space = line.rfind(' ', kBroken);
  if (space != std::string_view::npos && space > begin) return space + 1;
  std::size_t end = kBroken;
  while (is_continuation(line[end])) --end;
  return end;
}

void add_line(std::string_view line, std::string& out) {
  const std::size_t indent = std::min(line.find_first_not_of(' '), line.size());
  const bool is_comment = indent < line.size() && line[indent] == '!';
  const std::string head(line.substr(0, is_comment ? line.find_first_not_of("!> ", indent) : indent));
  const std::string next = is_comment ? head : head + "    ";
  std::string rest(line);
  while (rest.size() > kColumns) {
    const std::size_t end = is_comment ? break_in_comment(rest, next.size()) : break_in_statement(rest, next.size());
    if (end == rest.size()) break;
    std::string part = rest.substr(0, end);
    part.erase(part.find_last_not_of(' ') + 1);
    out += part + (is_comment ? "\n" : " &\n");
    rest = next + rest.substr(end);
  }
  out += rest + "\n";
}

}  // namespace

std::string fortran_lines(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    add_line(text.substr(0, end), out);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return out;
}

}  // namespace adc::emit
