// IR as a formula that people read and that adc reads back.
#pragma once

#include <string>

#include "ir/function.h"

namespace adc::emit {

/// The outputs of an unlegalised `fn` as text of adc's language: `-sin(sin(x²) + 3x²)·(2x·cos(x²) + 6x)`. A value used
/// more than once is written out where it is short and bound to a name (`t1 = …`) where writing it out would multiply
/// the text. Parsing the text gives a function of the same inputs and the same real values. Iterative; linear in the text.
[[nodiscard]] std::string formula(const ir::Function& fn);

}  // namespace adc::emit
