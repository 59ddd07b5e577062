// The first step: a text as a flat sequence of operands, marks, operators and brackets.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "adc/diagnostic.hpp"
#include "parser/text/symbols.h"

namespace adc::parser {

enum class LexemeKind : std::uint8_t {
  Number,    ///< value: ConstantId
  Name,      ///< value: SymbolId
  Operator,  ///< value: first row of the spelling in operators.def
  Open,      ///< code: '(', '[' or '{'
  Close,     ///< code: ')', ']' or '}'
  Equals,    ///< a lone =
  Question,
  Colon,
  Comma,
  Semicolon,
  Superscript,  ///< value: ConstantId of the exponent
  Prime,        ///< code: 1 to 4 for how many
  Transpose,
  Bars,  ///< code: '|', or 'N' for ‖
  End,
};

struct Lexeme {
  LexemeKind kind = LexemeKind::End;
  char code = 0;
  bool starts_line = false;  ///< a newline stands between it and the lexeme before
  std::uint32_t value = 0;
  Span span;
};

/// Throws `diag::Failure` ("invalid-utf8") if `text` is not UTF-8, or has a NUL byte. O(text).
void check_encoding(std::string_view text);

/// Reads all of `text`; the last lexeme is `End`. It knows nothing of precedence, and brackets need not match.
/// Throws `diag::Failure` where a character means nothing. O(text).
[[nodiscard]] std::vector<Lexeme> read_lexemes(std::string_view text, Symbols& symbols, Numbers& numbers);

}  // namespace adc::parser
