// A derivative rule by rule, as by hand.
#pragma once

#include <cstddef>

#include "adc/derivation.hpp"
#include "ir/function.h"

namespace adc::analysis {

/// `adc::derivation` of `program` by the input of this index.
[[nodiscard]] Result<Derivation> derivation(const ir::Function& program, std::size_t variable, Notation notation);

}  // namespace adc::analysis
