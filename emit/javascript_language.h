// The words of JavaScript for loops over arrays.
#pragma once

#include "emit/language.h"
#include "emit/signature.h"

namespace adc::emit {

[[nodiscard]] const Language& javascript_language();
[[nodiscard]] const Naming& javascript_naming();

}  // namespace adc::emit
