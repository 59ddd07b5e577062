#include "data/text_encoding.h"

#include <algorithm>
#include <array>

#include "data/csv_cells.h"
#include "diag/unicode.h"

namespace adc::data {
namespace {

constexpr std::string_view kMarkLe = "\xFF\xFE";
constexpr std::string_view kMarkBe = "\xFE\xFF";

/// What Windows-1252 has at 0x80–0x9F; the five that are free stay what they are.
constexpr std::array<char16_t, 32> kWindows1252{0x20AC, 0x81,   0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
                                                0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0x8D,   0x017D, 0x8F,
                                                0x90,   0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
                                                0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x9D,   0x017E, 0x0178};

void append(std::string& text, char32_t c) {
  const auto last = [&](unsigned shift) { text += static_cast<char>(0x80U | ((c >> shift) & 0x3FU)); };
  if (c < 0x80) {
    text += static_cast<char>(c);
  } else if (c < 0x800) {
    text += static_cast<char>(0xC0U | (c >> 6U));
    last(0);
  } else if (c < 0x10000) {
    text += static_cast<char>(0xE0U | (c >> 12U));
    last(6);
    last(0);
  } else {
    text += static_cast<char>(0xF0U | (c >> 18U));
    last(12);
    last(6);
    last(0);
  }
}

std::string from_latin1(std::string_view bytes) {
  std::string text;
  text.reserve(bytes.size() + bytes.size() / 8);
  for (const char byte : bytes) {
    const auto c = static_cast<unsigned char>(byte);
    append(text, c >= 0x80 && c < 0xA0 ? kWindows1252[c - 0x80U] : c);
  }
  return text;
}

std::string from_utf16(std::string_view bytes, bool lower_first) {
  std::string text;
  text.reserve(bytes.size() / 2);
  const auto refuse = [&](std::size_t at) {
    const auto begin = static_cast<std::uint32_t>(at);
    fail("invalid-utf8", {begin, begin + 1}, "the text is not UTF-16 here: a character has only its first half",
         {"if the file has another encoding: `--encoding utf8` or `--encoding latin1`"});
  };
  const auto unit = [&](std::size_t at) -> char32_t {
    const auto a = static_cast<unsigned char>(bytes[at]);
    const auto b = static_cast<unsigned char>(bytes[at + 1]);
    return lower_first ? b * 256U + a : a * 256U + b;
  };
  if (bytes.size() % 2 == 1) refuse(bytes.size() - 1);
  for (std::size_t at = 0; at < bytes.size(); at += 2) {
    char32_t c = unit(at);
    if (c >= 0xD800 && c < 0xE000) {
      const bool is_pair = c < 0xDC00 && at + 2 < bytes.size() && unit(at + 2) >= 0xDC00 && unit(at + 2) < 0xE000;
      if (!is_pair) refuse(at);
      at += 2;
      c = 0x10000 + ((c - 0xD800) << 10U) + (unit(at) - 0xDC00);
    }
    if (c != 0xFEFF || at > 0) append(text, c);
  }
  return text;
}

/// Whether many a second byte at the begin is NUL, as in UTF-16 of letters and digits without a byte order mark.
bool looks_like_utf16(std::string_view bytes) {
  const std::size_t n = std::min<std::size_t>(bytes.size(), 64) / 2 * 2;
  std::size_t even = 0;
  std::size_t odd = 0;
  for (std::size_t i = 0; i < n; i += 2) {
    even += bytes[i] == 0 ? 1 : 0;
    odd += bytes[i + 1] == 0 ? 1 : 0;
  }
  return n >= 4 && 4 * std::max(even, odd) >= n;  // half of the pairs
}

}  // namespace

std::optional<std::string> to_utf8(std::string_view bytes, TextEncoding encoding) {
  if (encoding == TextEncoding::Auto && bytes.starts_with(kMarkLe)) encoding = TextEncoding::Utf16Le;
  if (encoding == TextEncoding::Auto && bytes.starts_with(kMarkBe)) encoding = TextEncoding::Utf16Be;
  if (encoding == TextEncoding::Latin1) return from_latin1(bytes);
  if (encoding == TextEncoding::Utf16Le || encoding == TextEncoding::Utf16Be) {
    return from_utf16(bytes, encoding == TextEncoding::Utf16Le);
  }
  return std::nullopt;
}

void require_utf8(std::string_view text) {
  const std::optional<std::size_t> invalid = diag::first_invalid(text);
  if (!invalid) return;
  const auto at = static_cast<std::uint32_t>(*invalid);
  if (text[at] != '\0') {
    fail("invalid-utf8", {at, at + 1}, "the text is not UTF-8 here",
         {"if the file is from a program that writes Latin-1 (Windows-1252): `--encoding latin1`",
          "or save it as UTF-8"});
  }
  const std::string help = looks_like_utf16(text) ? "it looks like UTF-16: `--encoding utf16le` or `--encoding utf16be`"
                                                  : "is it a binary file?";
  fail("invalid-utf8", {at, at + 1}, "the text holds a NUL byte", {help});
}

}  // namespace adc::data
