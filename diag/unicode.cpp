#include "diag/unicode.h"

#include <utf8proc.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <memory>

namespace adc::diag {
namespace {

// Subscript characters and what they stand for.
struct Subscript {
  char32_t sign;
  std::string_view letter;
};
constexpr auto kSubscriptLetters = std::to_array<Subscript>({
    {U'ₐ', "a"}, {U'ₑ', "e"}, {U'ₕ', "h"}, {U'ᵢ', "i"}, {U'ⱼ', "j"}, {U'ₖ', "k"}, {U'ₗ', "l"}, {U'ₘ', "m"},
    {U'ₙ', "n"}, {U'ₒ', "o"}, {U'ₚ', "p"}, {U'ᵣ', "r"}, {U'ₛ', "s"}, {U'ₜ', "t"}, {U'ᵤ', "u"}, {U'ᵥ', "v"},
    {U'ₓ', "x"}, {U'ᵦ', "β"}, {U'ᵧ', "γ"}, {U'ᵨ', "ρ"}, {U'ᵩ', "φ"}, {U'ᵪ', "χ"},
});

std::string subscript(char32_t c) {
  if (c >= U'₀' && c <= U'₉') return {static_cast<char>('0' + (c - U'₀'))};
  const Subscript* const found = std::ranges::find(kSubscriptLetters, c, &Subscript::sign);
  return found == kSubscriptLetters.end() ? std::string{} : std::string(found->letter);
}

bool is_ascii_letter(char32_t c) { return (c >= U'a' && c <= U'z') || (c >= U'A' && c <= U'Z'); }

utf8proc_category_t category(char32_t c) { return utf8proc_category(static_cast<utf8proc_int32_t>(c)); }

// Replaces what NFC leaves apart: subscripts and the micro sign.
std::string fold(std::string_view name) {
  std::string folded;
  bool in_subscript = false;
  while (!name.empty()) {
    const CodePoint c = decode(name).value_or(CodePoint{});
    const std::string plain = subscript(c.value);
    if (plain.empty()) {
      folded += c.value == U'µ' ? std::string_view("μ") : name.substr(0, c.bytes);
    } else {
      if (!in_subscript && !folded.empty() && folded.back() != '_') folded += '_';
      folded += plain;
    }
    in_subscript = !plain.empty();
    name.remove_prefix(c.bytes);
  }
  return folded;
}

}  // namespace

std::optional<CodePoint> decode(std::string_view text) {
  const auto first = static_cast<unsigned char>(text.front());
  if (first < 0x80) return CodePoint{first, 1};
  utf8proc_int32_t value = -1;
  const auto bytes = utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                                      static_cast<utf8proc_ssize_t>(text.size()), &value);
  if (bytes <= 0) return std::nullopt;
  return CodePoint{static_cast<char32_t>(value), static_cast<std::uint32_t>(bytes)};
}

std::optional<std::size_t> first_invalid(std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if (byte == 0) return i;
    if (byte < 0x80) {
      ++i;
      continue;
    }
    const auto c = decode(text.substr(i));
    if (!c) return i;
    i += c->bytes;
  }
  return std::nullopt;
}

bool starts_name(char32_t c) {
  if (c < 0x80) return is_ascii_letter(c) || c == U'_';
  switch (category(c)) {
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LT:
    case UTF8PROC_CATEGORY_LO: return c != U'ª' && c != U'º';
    default: return c == U'∞';
  }
}

bool continues_name(char32_t c) {
  if (c < 0x80) return is_ascii_letter(c) || c == U'_' || (c >= U'0' && c <= U'9');
  if (starts_name(c) || !subscript(c).empty()) return c != U'∞';
  return category(c) == UTF8PROC_CATEGORY_MN || category(c) == UTF8PROC_CATEGORY_MC;
}

bool is_blank(char32_t c) {
  if (c < 0x80) return c == U' ' || c == U'\t' || c == U'\f' || c == U'\v';
  return category(c) == UTF8PROC_CATEGORY_ZS;
}

std::string canonical_name(std::string_view name) {
  if (std::ranges::all_of(name, [](char c) { return static_cast<unsigned char>(c) < 0x80; })) return std::string(name);
  const std::string folded = fold(name);
  utf8proc_uint8_t* composed = nullptr;
  const auto bytes = utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(folded.data()),
                                  static_cast<utf8proc_ssize_t>(folded.size()), &composed,
                                  static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPOSE));
  const std::unique_ptr<utf8proc_uint8_t, decltype(&std::free)> owner(composed, &std::free);
  return bytes < 0 ? folded : std::string(reinterpret_cast<const char*>(composed), static_cast<std::size_t>(bytes));
}

char32_t lower_case(char32_t c) { return static_cast<char32_t>(utf8proc_tolower(static_cast<utf8proc_int32_t>(c))); }

int display_width(char32_t c) { return std::max(0, utf8proc_charwidth(static_cast<utf8proc_int32_t>(c))); }

std::string code_point_name(char32_t c) {
  std::array<char, 16> text{};
  const int size = std::snprintf(text.data(), text.size(), "U+%04X", static_cast<unsigned>(c));
  return {text.data(), static_cast<std::size_t>(size)};
}

}  // namespace adc::diag
