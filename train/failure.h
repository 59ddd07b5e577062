// Errors of training: thrown inside, values outside.
#pragma once

#include "common/failure.h"

namespace adc::inline ADC_ABI::train {

using common::failure;
using common::guarded;

}  // namespace adc::inline ADC_ABI::train
