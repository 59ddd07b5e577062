#include "emit/language.h"

#include <fmt/core.h>

#include <charconv>
#include <vector>

namespace adc::emit {
namespace {

template <typename T>
std::string shortest(T x) {
  std::array<char, 32> buffer;
  return {buffer.data(), std::to_chars(buffer.data(), buffer.data() + buffer.size(), x).ptr};
}

}  // namespace

std::string spell(std::string_view pattern, const FloatType& type, std::span<const std::string> operands) {
  std::string text;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    if (pattern[i] != '$') {
      text += pattern[i];
      continue;
    }
    const char what = pattern[++i];
    if (what == 'T')
      text += type.type;
    else if (what == 'f')
      text += type.suffix;
    else if (what == 'B')
      text += type.bits;
    else
      text += operands[static_cast<std::size_t>(what - '0')];
  }
  return text;
}

std::string guarded(std::string_view guard, std::string_view name, std::string_view text) {
  if (guard.empty()) return std::string(text);
  const std::string_view body = text.substr(0, text.find_last_not_of('\n') + 2);
  return spell(guard, {}, std::vector{std::string(name), std::string(body)}) + "\n";
}

std::string rounded(std::string text, const FloatType& type) {
  return type.round.empty() ? text : std::string(type.round) + "(" + text + ")";
}

bool calls_function(ir::Op op) { return !ir::info(op).function.empty() && op != ir::Op::Fma; }

std::size_t invisible_at(std::string_view text) {
  // U+200E, U+200F, U+2028 to U+202E and U+2066 to U+2069 as UTF-8
  if (text.size() < 3 || text[0] != '\xe2') return 0;
  const auto second = static_cast<unsigned char>(text[1]);
  const auto third = static_cast<unsigned char>(text[2]);
  const bool is_mark = second == 0x80 && (third == 0x8e || third == 0x8f || (third >= 0xa8 && third <= 0xae));
  return is_mark || (second == 0x81 && third >= 0xa6 && third <= 0xa9) ? 3 : 0;
}

std::string quoted(std::string_view text, std::string_view point) {
  std::string result = "\"";
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const auto byte = static_cast<unsigned char>(c);
    if (invisible_at(text.substr(i)) > 0) {
      const unsigned low = (static_cast<unsigned char>(text[i + 1]) & 0x3FU) << 6U;
      result += fmt::format(fmt::runtime(point), 0x2000U | low | (static_cast<unsigned char>(text[i + 2]) & 0x3FU));
      i += 2;
    } else if (c == '"' || c == '\\')
      result += {'\\', c};
    else
      result += byte < 0x20 || byte == 0x7f ? fmt::format("\\x{:02x}", byte) : std::string(1, c);
  }
  return result + '"';
}

std::string quoted(std::string_view text) { return quoted(text, "\\u{{{:04x}}}"); }

std::string shortest_decimal(double x, const FloatType& type) {
  std::string text = type.is_single ? shortest(static_cast<float>(x)) : shortest(x);
  if (text.find_first_of(".e") == std::string::npos) text += ".0";
  return text;
}

}  // namespace adc::emit
