// Takes any bytes through the whole compiler, within small limits.
#pragma once

#include <string_view>

namespace adc::tests {

/// text (a program, or IR) → parse or read → derive in every mode → interpret, and back through the IR's text and the
/// printed formula. Aborts where something that must hold does not; a text that is refused must be refused with a
/// diagnostic that can be rendered.
void exercise(std::string_view text);

}  // namespace adc::tests
