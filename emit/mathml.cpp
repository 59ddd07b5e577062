#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "emit/c_names.h"
#include "emit/markup.h"

namespace adc::emit {
namespace {

std::string escaped(std::string_view text) {
  std::string all;
  for (const char c : text) all += c == '<' ? "&lt;" : c == '>' ? "&gt;" : c == '&' ? "&amp;" : std::string(1, c);
  return all;
}

std::string letter(std::string_view name) {
  const char32_t c = greek_letter(name);
  if (c == 0) return escaped(name);
  return {static_cast<char>(0xC0 | (c >> 6)), static_cast<char>(0x80 | (c & 0x3F))};
}

std::string identifier(const Symbol& symbol) {
  std::string text = fmt::format("<mi>{}</mi>", letter(symbol.head));
  if (!symbol.index.empty()) {
    const bool is_number = std::ranges::all_of(symbol.index, [](char c) { return c >= '0' && c <= '9'; });
    const std::string_view tag = is_number ? "mn" : "mi";
    text = fmt::format("<msub>{}<{}>{}</{}></msub>", text, tag, letter(symbol.index), tag);
  }
  if (symbol.primes == 0) return text;
  std::string primes;
  for (std::size_t i = 0; i < symbol.primes; ++i) primes += "′";
  return fmt::format("<msup>{}<mo>{}</mo></msup>", text, primes);
}

std::string number(std::string_view digits) { return fmt::format("<mn>{}</mn>", digits); }

std::string function(std::string_view name) { return fmt::format("<mi>{}</mi>", escaped(name)); }

std::string sign(std::string_view mark) {
  if (mark == "ᵀ") return "<msup><mrow></mrow><mi>⊤</mi></msup>";
  if (mark == "-") mark = "−";
  if (mark == "⋅") mark = "\u2062";  // an invisible product
  if (mark == "(" || mark == "[") return fmt::format("<mrow><mo>{}</mo>", mark);
  if (mark == ")" || mark == "]") return fmt::format("<mo>{}</mo></mrow>", mark);
  return fmt::format("<mo>{}</mo>", escaped(mark));
}

std::string separate_word(std::string_view word) { return fmt::format("<mtext>\u2003{}\u2003</mtext>", word); }

/// Two hyphens would end it.
std::string comment(std::string_view text) {
  std::string all;
  for (const char c : printable_text(text)) {
    if (c == '-' && all.ends_with('-')) all += ' ';
    all += c;
  }
  return fmt::format("<!-- {} -->\n", all);
}

constexpr Markup kMathml{
    .brackets = {"<mrow><mo>(</mo>", "", "<mo>)</mo></mrow>"},
    .fraction = {"<mfrac><mrow>", "</mrow><mrow>", "</mrow></mfrac>"},
    .power = {"<msup><mrow>", "</mrow><mrow>", "</mrow></msup>"},
    .index = {"<msub><mrow>", "</mrow><mrow>", "</mrow></msub>"},
    .root = {"<msqrt>", "", "</msqrt>"},
    .cube_root = {"<mroot><mrow>", "", "</mrow><mn>3</mn></mroot>"},
    .absolute = {"<mrow><mo>|</mo>", "", "<mo>|</mo></mrow>"},
    .length = {"<mrow><mo>‖</mo>", "", "<mo>‖</mo></mrow>"},
    .floor = {"<mrow><mo>⌊</mo>", "", "<mo>⌋</mo></mrow>"},
    .ceiling = {"<mrow><mo>⌈</mo>", "", "<mo>⌉</mo></mrow>"},
    .binomial = {"<mrow><mo>(</mo><mfrac linethickness=\"0\"><mrow>", "</mrow><mrow>",
                 "</mrow></mfrac><mo>)</mo></mrow>"},
    .truth = {"<mrow><mo>[</mo>", "", "<mo>]</mo></mrow>"},
    .dotted = {"<mover><mrow>", "", "</mrow><mo>˙</mo></mover>"},
    .barred = {"<mover><mrow>", "", "</mrow><mo>¯</mo></mover>"},
    .cases = {"<mrow><mo>{</mo><mtable>", "", "</mtable></mrow>"},
    .row = {"<mtr><mtd>", "</mtd><mtd><mtext>if\u00a0</mtext>", "</mtd></mtr>"},
    .last_row = {"<mtr><mtd>", "", "</mtd><mtd><mtext>otherwise</mtext></mtd></mtr>"},
    .lines = {"<mtable columnalign=\"right left\">\n", "\n", "\n</mtable>"},
    .line = {"<mtr><mtd>", "</mtd><mtd><mo>=</mo>", "</mtd></mtr>"},
    .formula = {"<math xmlns=\"http://www.w3.org/1998/Math/MathML\" display=\"block\">\n", "", "\n</math>"},
    .identifier = &identifier,
    .number = &number,
    .function = &function,
    .sign = &sign,
    .word = &separate_word,
    .comment = &comment};

}  // namespace

const Markup& mathml_markup() { return kMathml; }

}  // namespace adc::emit
