#include "ir/spelling.h"

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <cmath>
#include <cstdint>

namespace adc::ir {
namespace {

constexpr bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }

}  // namespace

void append_quoted(std::string& out, std::string_view text) {
  constexpr std::string_view kHex = "0123456789abcdef";
  out += '"';
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (byte < 0x20 || byte == 0x7f) {
      out += "\\x";
      out += kHex[byte >> 4];
      out += kHex[byte & 15];
    } else {
      out += c;
    }
  }
  out += '"';
}

void append_float(std::string& out, double number) {
  if (std::isnan(number)) {
    const auto bits = std::bit_cast<std::uint64_t>(number);
    constexpr std::uint64_t kQuiet = 0x7ff8000000000000;
    out += "nan";
    if (bits == kQuiet) return;
    std::array<char, 16> digits;
    out += "(0x";
    out.append(digits.data(), std::to_chars(digits.begin(), digits.end(), bits, 16).ptr);
    out += ')';
    return;
  }
  if (std::signbit(number)) out += '-';
  if (std::isinf(number)) {
    out += "inf";
    return;
  }
  std::array<char, 32> digits;
  out += "0x";
  out.append(digits.data(), std::to_chars(digits.begin(), digits.end(), std::fabs(number), std::chars_format::hex).ptr);
}

std::string call_text(const OpInfo& op) {
  constexpr const char* kNames[] = {"x", "y", "z"};
  std::string text = std::string(op.spelling) + "(";
  if (const std::size_t own = op.text.find(text); own != std::string_view::npos)
    return std::string(op.text.substr(own, op.text.find(')', own) + 1 - own));
  if (op.immediate == Immediate::Order) text += "n, ";
  for (std::size_t i = 0; i < op.arity; ++i) {
    if (i > 0) text += ", ";
    text += kNames[i];
  }
  return text + ")";
}

bool is_plain_name(std::string_view name) {
  if (name.empty() || !is_letter(name.front())) return false;
  return std::ranges::all_of(name, [](char c) { return is_letter(c) || is_digit(c) || c == '.'; });
}

}  // namespace adc::ir
