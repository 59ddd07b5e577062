// What a person is typing, read by the parser of the language: what it is, whether it is finished, how it is coloured,
// and what may stand at the cursor. For whoever builds a session or an editor.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adc/diagnostic.hpp"
#include "adc/export.hpp"

namespace adc::inline ADC_ABI {

struct CompileOptions;

/// A part of what is typed at a session: a statement of the language, a question, or a command.
struct Typed {
  enum class Kind : std::uint8_t {
    Expression,
    Binding,      ///< t = x²
    Function,     ///< f(x) = x²
    Declaration,  ///< param x, y
    Question,     ///< ?sin
    Inspection,   ///< ??f
    Command,      ///< :vars
  };
  Kind kind = Kind::Expression;
  Span span;                       ///< in the text, without blanks, comments and what separates entries
  Span body;                       ///< of definitions what stands behind `=`; else of what the word is followed by
  std::vector<std::string> names;  ///< what is defined, asked for, or the command's word; canonical
  std::vector<std::string>
      uses;  ///< what else it mentions that a session may define: inputs, bindings, functions, sizes
  std::vector<std::string> parameters;  ///< of a Function
  bool uses_itself = false;             ///< of a Binding: it is made of what its name stood for
};

/// A text as entries.
struct Reading {
  std::vector<Typed> entries;       ///< up to the first error
  std::optional<Diagnostic> error;  ///< of what stands behind them; its span is in the text
  bool complete = true;  ///< false where more text may mend the error: a bracket is open, an operator is last
};

/// Reads what is typed at a session that has `options` (whose context are the session's definitions so far). Statements
/// end as in any program; a line that begins with `:` or `?`, where a statement may begin, is a command or a question.
/// `quit`, `exit` and `help` alone, also with `()`, are commands as long as nothing has these names. Nothing is
/// evaluated. Linear in the text and the context, but where lines that begin with `:` or `?` stand inside of brackets.
/// Thread-safe.
[[nodiscard]] ADC_API Reading read_entries(std::string_view text, const CompileOptions& options);

/// The names that stand in a text, canonical, each once, in order; also `y` and `x` of `dy/dx`. What the text means
/// depends on no other names. O(text). Thread-safe.
[[nodiscard]] ADC_API std::vector<std::string> names_in(std::string_view text);

/// A word of a text, as editors colour it.
struct Token {
  enum class Kind : std::uint8_t {
    Number,
    Variable,
    Function,
    Constant,
    Keyword,
    Operator,
    Bracket,
    Comment,
    Command,
    Error
  };
  Kind kind;
  Span span;
};

/// The words of a text, in order; blanks stand between. What no text of the language may have is an Error. O(text).
[[nodiscard]] ADC_API std::vector<Token> tokens(std::string_view text, const CompileOptions& options);

/// What may stand at a cursor.
struct Completions {
  struct Candidate {
    enum class Kind : std::uint8_t { Variable, Function, Constant, Keyword, Option, Command };
    std::string text;    ///< what replaces `span`; of a function with `(`
    std::string detail;  ///< a line about it
    Kind kind;
  };
  Span span;                          ///< what the candidates replace: the part of a name before the cursor
  std::vector<Candidate> candidates;  ///< in order of the alphabet, what the session defines first
};

/// What may stand at `cursor`, a byte of `text`: names of the session and of the language that begin as what stands
/// before it. O(text and names).
[[nodiscard]] ADC_API Completions complete(std::string_view text, std::size_t cursor, const CompileOptions& options);

/// How the function is called whose brackets `cursor` stands in, "log(x, base)", and which argument that is, from 0.
struct CallHint {
  std::string signature;
  std::size_t argument = 0;
};
[[nodiscard]] ADC_API std::optional<CallHint> call_hint(std::string_view text, std::size_t cursor,
                                                        const CompileOptions& options);

/// `diagnostic` of a text that stands `offset` bytes behind the beginning of another one, for that one.
[[nodiscard]] ADC_API Diagnostic shifted(Diagnostic diagnostic, std::uint32_t offset);

}  // namespace adc::inline ADC_ABI
