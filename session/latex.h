// Formulas for LaTeX's math mode.
#pragma once

#include <string>
#include <string_view>

#include "adc/adc.hpp"

namespace adc::session {

/// What a function computes, as a formula alone; empty where there is none.
[[nodiscard]] std::string latex_of(const Function& function);

/// The same of a formula of adc's.
[[nodiscard]] std::string latex_of(std::string_view formula);

}  // namespace adc::session
