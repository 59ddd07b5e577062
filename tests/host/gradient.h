// What a program does with adc, whatever else it is linked with.
#pragma once

namespace adc::tests {

/// Compiles a formula to native code and calls its gradient; says what is wrong. True if all is well.
[[nodiscard]] bool native_gradient_is_right();

}  // namespace adc::tests
