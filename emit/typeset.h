// IR as a formula for a typesetter.
#pragma once

#include <string>

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

}  // namespace adc::emit
