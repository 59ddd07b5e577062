#include "emit/python_text.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdlib>
#include <variant>

namespace adc::emit::python {

using special::Expr;
using special::Type;

namespace {

std::string python_comment(std::string_view comment) {
  std::string text;
  comment.remove_prefix(std::min<std::size_t>(2, comment.size()));
  if (comment.ends_with("*/")) comment.remove_suffix(2);
  while (!comment.empty()) {
    const std::size_t end = comment.find('\n');
    std::string_view line = comment.substr(0, end);
    comment.remove_prefix(end == std::string_view::npos ? comment.size() : end + 1);
    const std::size_t first = line.find_first_not_of(" *");
    if (first == std::string_view::npos) continue;
    line = line.substr(first, line.find_last_not_of(' ') - first + 1);
    text += "# " + std::string(line) + "\n";
  }
  return text;
}

}  // namespace

Precedence precedence_of(std::string_view binary) {
  if (binary == "||") return kOr;
  if (binary == "&&") return kAnd;
  if (binary == "&") return kBits;
  if (binary == "+" || binary == "-") return kSum;
  return binary == "*" || binary == "/" || binary == "%" ? kProduct : kCompare;
}

std::string within(const Text& inner, Precedence level) {
  return inner.level < level ? fmt::format("({})", inner.text) : inner.text;
}

bool is_integer(const Expr& x) { return x.type.kind == Type::Kind::Int && !x.type.is_pointer; }

std::string number_text(const Expr& x) {
  if (!x.word.starts_with("0x")) return x.word;
  std::array<char, 32> digits;
  const double value = std::strtod(x.word.c_str(), nullptr);
  std::string text(digits.data(), std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr);
  return text.find_first_of(".e") == std::string::npos ? text + ".0" : text;
}

Lines python_lines() { return Lines(0, 4); }

std::string with_comment(const special::Declaration& item, const std::string& text) {
  if (text.empty()) return "";
  const bool is_function = std::holds_alternative<special::Function>(item.what);
  return python_comment(item.comment) + text + (is_function ? "\n\n" : "\n");
}

}  // namespace adc::emit::python
