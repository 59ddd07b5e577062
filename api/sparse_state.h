// What a handle to a sparse derivative shares.
#pragma once

#include <memory>

#include "adc/sparse.hpp"
#include "run/sparse.h"

namespace adc::inline ADC_ABI {

struct __attribute__((visibility("hidden"))) SparseDerivative::State {
  run::Compiled program;  ///< what it is derived from
  std::shared_ptr<const run::Sparse> sparse;
};

}  // namespace adc::inline ADC_ABI
