// Formulas as typesetters want them.
#pragma once

#include <string>
#include <string_view>

#include "adc/adc.hpp"

namespace adc::common {

/// What a function computes, as a formula alone: for LaTeX's math mode (`Target::Latex`), or an element `math` of
/// MathML. Empty where there is none.
[[nodiscard]] std::string typeset(const Function& function, Target target);

/// The same of a formula of adc's.
[[nodiscard]] std::string typeset(std::string_view formula, Target target);

}  // namespace adc::common
