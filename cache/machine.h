// The processor that code is made for.
#pragma once

#include <string>

namespace adc::cache {

/// What the processor says of itself, and the registers that the system keeps for a process: whatever LLVM looks at to
/// know it by name and by features, as it stands there. Empty where this is unknown. Lives for ever.
[[nodiscard]] const std::string& machine();

}  // namespace adc::cache
