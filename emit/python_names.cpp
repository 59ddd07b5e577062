#include "emit/python_names.h"

#include <algorithm>
#include <array>

#include "emit/c_names.h"

namespace adc::emit {
namespace {

constexpr auto kReserved = std::to_array<std::string_view>(
    {"False",  "None",     "True",   "and",     "as",    "assert", "async",     "await",    "break", "case",
     "class",  "continue", "def",    "del",     "elif",  "else",   "except",    "finally",  "for",   "from",
     "global", "if",       "import", "in",      "is",    "lambda", "match",     "nonlocal", "not",   "or",
     "pass",   "raise",    "return", "try",     "type",  "while",  "with",      "yield",    "xp",    "numpy",
     "math",   "rows",     "print",  "len",     "range", "float",  "int",       "abs",      "round", "tuple",
     "list",   "all",      "any",    "hasattr", "slice", "zip",    "ValueError"});

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Values are v0, v1, …
bool is_value(std::string_view name) {
  return name.size() > 1 && name[0] == 'v' && std::ranges::all_of(name.substr(1), is_digit);
}

}  // namespace

std::string python_identifier(std::string_view name) {
  std::string result = ascii_identifier(name);
  const bool is_taken =
      std::ranges::find(kReserved, result) != kReserved.end() || result.starts_with("adc_") || is_value(result);
  return is_taken ? result + '_' : result;
}

std::string python_doc(std::string_view text) {
  std::string result;
  for (const char c : printable_text(text)) {
    if (c == '\\' || c == '"') result += '\\';
    result += c;
  }
  return result;
}

std::string python_line(std::string_view text) {
  std::string line = python_doc(text);
  std::ranges::replace(line, '\n', ' ');
  return line;
}

}  // namespace adc::emit
