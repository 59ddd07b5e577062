// Errors of pictures: thrown inside, values outside.
#pragma once

#include <atomic>

#include "adc/adc.hpp"
#include "common/failure.h"

namespace adc::inline ADC_ABI::plot {

using common::failure;
using common::guarded;

/// Throws "interrupted" once `stop` is set.
inline void check_stop(const std::atomic<bool>* stop) {
  if (stop != nullptr && stop->load(std::memory_order_relaxed)) throw failure("interrupted", "drawing was interrupted");
}

}  // namespace adc::inline ADC_ABI::plot
