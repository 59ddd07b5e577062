// Program text to IR.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adc/limits.hpp"
#include "adc/result.hpp"
#include "adc/syntax.hpp"
#include "ir/function.h"

namespace adc::parser {

struct ParseOptions {
  Limits limits;
  /// Name of the resulting function where the text gives none.
  std::string name = "f";
  /// Names that are given values (`name=value`). They win over constants (`e`, `pi`) and built-in functions; one that
  /// the program does not use is the error "unused-input".
  std::vector<std::string> inputs;
  /// The names of a table's columns: they win over constants, too, and the program need not use them.
  std::vector<std::string> columns = {};
  /// Names that have values, as in a session: they are inputs where the program uses them, and win over constants and
  /// built-in functions. Their `shapes` may be unused, too.
  std::vector<std::string> known = {};
  /// The only names, beside those of `inputs`, `columns` and `shapes`, that may be inputs: they win like given ones,
  /// and the program need not use them. Nullopt: any name may be one.
  std::optional<std::vector<std::string>> allowed = {};
  /// Functions of the host that the text may call; their names win over all but what the text defines.
  struct External {
    std::string name;
    std::uint32_t arity;
    std::int64_t number;  ///< ir/external.h
  };
  std::vector<External> externals = {};
  /// The shapes of tensors that are given to names, declared or not; they fix the sizes in declared types. A name that
  /// is here need not be in `inputs`; one in neither is a number, unless it is declared as something else.
  std::map<std::string, ir::Shape> shapes;
  /// The sizes that `dim n` names. A name that is given here need not be declared, unless `inputs` has it too: then it
  /// is a size where the program declares it as one, else an input. One that the program does not use is the error
  /// "unused-input".
  std::map<std::string, std::int64_t> dims;
  /// Texts that stand before this one, such as a REPL's earlier lines, already accepted one by one. Their bindings and
  /// functions are in scope; diagnostics point into the text alone.
  std::vector<std::string> context;
  /// How the text is written; the context is in adc's language.
  Syntax syntax = Syntax::Auto;
  /// As in a REPL: a binding to a constant is an input with that default value, and a text may end in a binding or a
  /// function without anything being computed.
  bool bindings_are_inputs = false;
};

struct Parsed {
  /// Inputs in order of first appearance in the text, outputs by name where they have one. Bindings are recorded.
  /// May hold `Diff`, which passes/derive/expand_diff.h expands.
  ir::Function fn;
  /// The default value of each input that has one (`bindings_are_inputs`).
  std::vector<std::optional<double>> defaults;
  /// Notes and warnings, such as a variable that hides a constant.
  std::vector<Diagnostic> notes;
  /// True if the text defines a function or a binding and is otherwise without a result of its own.
  bool only_defines = false;
};

/// Throws `diag::Failure` ("source-too-large") if `text` has more than `limit` bytes, or more than places can name.
void check_size(std::string_view text, std::size_t limit);

/// Parses and lowers `text`. Every error has its span in `text`. Linear in the text and in the instructions made;
/// stack use is bounded by `limits.nesting`. Thread-safe.
[[nodiscard]] Result<Parsed> parse(std::string_view text, const ParseOptions& options = {});

/// The names nearest to `name` by edit distance, capitals and small letters alike, at most three; for "did you mean".
[[nodiscard]] std::vector<std::string> suggest(std::string_view name, const std::vector<std::string>& candidates);

}  // namespace adc::parser
