// IR as a formula that people read and that adc reads back.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "emit/formula_parts.h"
#include "ir/function.h"

namespace adc::emit {

/// The outputs of an unlegalised `fn` as text of adc's language: `-sin(sin(x²) + 3x²)·(2x·cos(x²) + 6x)`. One output is
/// an expression; several are bound to their names, where those are names of the language, and listed in a last line
/// `a, b`.
///
/// Terms stand in the order of the instructions. A value that is used more than once is written out, unless that would
/// multiply the text or nest brackets too deeply: then it is bound to a name, `t1 = …`, that `fn` does not use. What
/// occurs often in one expression has a name behind it where the text gets shorter, `diag(s) - s*sᵀ where s =
/// softmax(x)` (formula_parts.h).
///
/// Parsing the text gives a function of the inputs that occur in it with the same real values. (An input with the name
/// of a built-in function or constant has to be declared to the parser.) `copy` is left out. Iterative; linear in the
/// text.
///
/// `known` are names that the program has: a part has the name of the value that it is, and none that another has.
[[nodiscard]] std::string formula(const ir::Function& fn, std::span<const KnownName> known = {});

/// The same, in which nothing has a name behind its expression.
[[nodiscard]] std::string formula_without_names(const ir::Function& fn);

/// Whether the language has words for all that the outputs need: no op is written as the IR names it.
[[nodiscard]] bool is_in_words(const ir::Function& fn);

/// The values that the text of `formula` names behind its expression.
[[nodiscard]] std::vector<NamedPart> named_parts(const ir::Function& fn);

}  // namespace adc::emit
