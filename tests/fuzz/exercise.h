// Takes any text through the whole compiler, within small limits.
#pragma once

#include <string_view>

namespace adc::tests {

/// text (a program, or IR; of scalars or of tensors) → parse or read → derive in every mode and at every level →
/// interpret, and back through the IR's text and the printed formula; what is of scalars also as C. Aborts where
/// something that must hold does not: a text that is refused must be refused with a diagnostic that can be rendered,
/// and the value must have the same bits whatever is derived beside it.
void exercise(std::string_view text);

}  // namespace adc::tests
