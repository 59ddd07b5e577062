// IR as a formula for a typesetter.
#pragma once

#include <string>
#include <string_view>

#include "emit/markup.h"
#include "ir/function.h"

namespace adc::emit {

/// The outputs of an unlegalised `fn` as mathematics: fractions, roots, powers, Greek letters, indices, cases; one
/// definition a line. It is the expression that emit/formula.h prints: what is shared and long is bound to a name,
/// `t₁`, in a line before. `description` (the program's text) and the inputs with their shapes stand in a comment.
///
/// LaTeX is for math mode, with amsmath, `aligned` where there is more than one line; MathML is an element `math` of
/// presentation markup. Iterative; linear in the text; the same text each time.
[[nodiscard]] std::string typeset(const ir::Function& fn, const std::string& description, const Markup& markup);

/// The one output of `fn` as `typeset` writes it, without its name and what is around it; an input whose name is
/// "dL/dz" as that quotient. As MathML it is the content of an element `math`.
[[nodiscard]] std::string typeset_expression(const ir::Function& fn, const Markup& markup);
/// The same, in which nothing has a name behind it: for a part of a larger formula.
[[nodiscard]] std::string typeset_without_names(const ir::Function& fn, const Markup& markup);

/// A name as `typeset` writes it, and the derivative of what has one name by what has another.
[[nodiscard]] std::string typeset_name(std::string_view name, const Markup& markup);
[[nodiscard]] std::string typeset_quotient(std::string_view of, std::string_view by, const Markup& markup);

}  // namespace adc::emit
