#include "parser/helps/look_alikes.h"

#include <fmt/core.h>

#include <utf8proc.h>

#include <algorithm>
#include <array>

#include "diag/diagnostics.h"
#include "diag/unicode.h"

namespace adc::parser {
namespace {

// Letters of other scripts that are drawn as ASCII letters are. Greek ones only where nobody uses them as Greek.
struct Twin {
  char32_t letter;
  char plain;
};
constexpr auto kTwins = std::to_array<Twin>({
    {U'а', 'a'}, {U'е', 'e'}, {U'о', 'o'}, {U'р', 'p'}, {U'с', 'c'}, {U'у', 'y'}, {U'х', 'x'}, {U'ѕ', 's'},
    {U'і', 'i'}, {U'ј', 'j'}, {U'һ', 'h'}, {U'ԁ', 'd'}, {U'ԛ', 'q'}, {U'ԝ', 'w'}, {U'ӏ', 'l'}, {U'А', 'A'},
    {U'В', 'B'}, {U'Е', 'E'}, {U'К', 'K'}, {U'М', 'M'}, {U'Н', 'H'}, {U'О', 'O'}, {U'Р', 'P'}, {U'С', 'C'},
    {U'Т', 'T'}, {U'У', 'Y'}, {U'Х', 'X'}, {U'Ѕ', 'S'}, {U'І', 'I'}, {U'Ј', 'J'}, {U'ο', 'o'}, {U'Α', 'A'},
    {U'Β', 'B'}, {U'Ε', 'E'}, {U'Ζ', 'Z'}, {U'Η', 'H'}, {U'Ι', 'I'}, {U'Κ', 'K'}, {U'Μ', 'M'}, {U'Ν', 'N'},
    {U'Ο', 'O'}, {U'Ρ', 'P'}, {U'Τ', 'T'}, {U'Υ', 'Y'}, {U'Χ', 'X'}, {U'ϲ', 'c'}, {U'ϳ', 'j'}, {U'ı', 'i'},
});

struct Block {
  char32_t first;
  char32_t last;
  std::string_view name;
};
constexpr auto kBlocks = std::to_array<Block>({
    {0x0131, 0x0131, "dotless"},
    {0x0370, 0x03FF, "Greek"},
    {0x0400, 0x052F, "Cyrillic"},
    {0xFF01, 0xFF5E, "full-width"},
    {0x1D400, 0x1D7FF, "mathematical"},
});

bool is_variant(char32_t c) { return (c >= 0xFF01 && c <= 0xFF5E) || (c >= 0x1D400 && c <= 0x1D7FF); }

}  // namespace

std::optional<std::string> look_alike(char32_t c) {
  if (c < 0x80) return std::nullopt;
  const auto* const twin = std::ranges::find(kTwins, c, &Twin::letter);
  if (twin != kTwins.end()) return std::string(1, twin->plain);
  if (!is_variant(c)) return std::nullopt;
  utf8proc_int32_t plain = 0;
  int boundary = 0;
  const auto count =
      utf8proc_decompose_char(static_cast<utf8proc_int32_t>(c), &plain, 1,
                              static_cast<utf8proc_option_t>(UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT), &boundary);
  std::array<utf8proc_uint8_t, 4> bytes{};
  if (count != 1 || static_cast<char32_t>(plain) == c) return std::nullopt;
  const auto size = utf8proc_encode_char(plain, bytes.data());
  return std::string(bytes.begin(), bytes.begin() + size);
}

std::string plain_look_alike(std::string_view name) {
  std::string plain;
  bool any = false;
  while (!name.empty()) {
    const diag::CodePoint c = diag::decode(name).value_or(diag::CodePoint{});
    const auto twin = look_alike(c.value);
    any = any || twin;
    if (!twin && c.value >= 0x0400 && c.value <= 0x052F) return {};  // a word of its own
    plain += twin ? *twin : std::string(name.substr(0, c.bytes));
    name.remove_prefix(c.bytes);
  }
  return any ? plain : std::string();
}

std::string describe_look_alikes(std::string_view name) {
  std::string text;
  while (!name.empty()) {
    const diag::CodePoint c = diag::decode(name).value_or(diag::CodePoint{});
    const auto* const block =
        std::ranges::find_if(kBlocks, [&](const Block& b) { return b.first <= c.value && c.value <= b.last; });
    if (look_alike(c.value) && block != kBlocks.end()) {
      text += fmt::format("{}{} ({}, {})", text.empty() ? "" : ", ", diag::quote(name.substr(0, c.bytes)),
                          diag::code_point_name(c.value), block->name);
    }
    name.remove_prefix(c.bytes);
  }
  return text;
}

}  // namespace adc::parser
