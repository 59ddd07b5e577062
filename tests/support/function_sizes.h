// How many numbers a function of the public API takes and gives for each kind of derivative.
#pragma once

#include <cstddef>

#include "adc/adc.hpp"

namespace adc::tests {

/// The numbers in all that `evaluate` gives.
inline std::size_t result_size(const Function& f, Derive derive) {
  std::size_t all = 0;
  for (const Extents& extents : f.result_shapes(derive)) all += elements(extents);
  return all;
}

/// The numbers that `evaluate` takes beside the inputs: tangents or seeds.
inline std::size_t further_inputs(const Function& f, Derive derive) {
  return Layout(derive, f.output_size(), f.wrt_size()).directions();
}

}  // namespace adc::tests
