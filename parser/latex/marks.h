// The first step of reading LaTeX: a text as marks that have a meaning each.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adc/diagnostic.hpp"

namespace adc::parser::latex {

enum class Kind : std::uint8_t {
  Letter,      ///< text: the name that it is
  Word,        ///< text: several letters, or what `\text` has; code f if it was said to be a function
  Function,    ///< text: the function of adc's that it is, which needs no brackets
  Digit,       ///< text: the digit
  Point,       ///< a decimal point
  OpenBrace,   ///< code: `{`, which groups and is not seen
  CloseBrace,  ///<
  Open,        ///< code: ( [ {, f of a floor, c of a ceiling, '.' of none
  Close,       ///< the same
  Bars,        ///< code: | or N; which way, parser/latex/bars.h finds
  OpenBars,    ///<
  CloseBars,   ///<
  Script,      ///< code: ^ or _
  Prime,       ///<
  Sign,        ///< text: + or -
  Times,       ///< text: the operator
  Divide,      ///<
  Relation,    ///<
  Equals,      ///<
  Logical,     ///<
  Not,         ///<
  Factorial,   ///<
  Comma,       ///<
  Semicolon,   ///<
  Row,         ///< `\\`
  Cell,        ///< &
  Begin,       ///< text: the kind of environment (`Environment`)
  End,         ///<
  Fraction,    ///< \frac
  Binomial,    ///< \binom
  Root,        ///< \sqrt
  Sum,         ///< text: sum or prod
  Partial,     ///< ∂
  Nabla,       ///< ∇
  Transpose,   ///< ⊤
  Circle,      ///< ∘
  If,          ///< before the condition of a case
  Otherwise,   ///< in place of one
  Break,       ///< what separates formulas
  Stop,        ///< behind the last

  // Of commands alone: no mark has these.
  Font,     ///< \mathrm{…}
  Accent,   ///< \hat{…}
  Blank,    ///< \,
  Sized,    ///< \left
  Skipped,  ///< \label{…}
  Refused,  ///< \int
};

/// How a letter or word is set, where that tells names apart.
enum class Style : std::uint8_t { Italic, Roman, Bold, Script };

/// The code of an environment.
enum Environment : char { kCases = 'c', kMatrix = 'm', kLines = 'l' };

struct Mark {
  Kind kind = Kind::Stop;
  char code = 0;
  Style style = Style::Italic;
  std::string text;
  Span span;
  std::uint32_t partner = 0;  ///< of an `OpenBrace`: the mark that closes it, or `Stop`
};

/// Reads all of `text`, which must be UTF-8; the last mark is `Stop`. Comments, blanks and what only says how something
/// looks are left out; a subscript stands before the superscript of the same symbol. Throws `diag::Failure` for what is
/// no LaTeX of formulas, or has no meaning here, and where braces nest deeper than `nesting`. O(text), once more for
/// each level of scripts within scripts.
[[nodiscard]] std::vector<Mark> read_marks(std::string_view text, std::size_t nesting);

/// Finds the partners of the braces again, where marks have been taken out.
void match_braces(std::vector<Mark>& marks);

/// What `word`, behind a backslash, is; nullopt for a command that `read_marks` does not know.
[[nodiscard]] std::optional<Kind> kind_of_command(std::string_view word);

/// The mark behind the argument that begins at `at`: a group in braces, or one mark. O(1), but for \frac and \sqrt.
[[nodiscard]] std::size_t behind_argument(const std::vector<Mark>& marks, std::size_t at);

/// Whether a value can begin, or end, with the mark.
[[nodiscard]] bool begins_value(const Mark& mark);
[[nodiscard]] bool ends_value(const Mark& mark);

}  // namespace adc::parser::latex
