// How many numbers a function of the public API takes and gives for each kind of derivative.
#pragma once

#include <cstddef>
#include <functional>
#include <numeric>

#include "adc/adc.hpp"

namespace adc::tests {

/// The product of the extents.
inline std::size_t elements(const Extents& extents) {
  return static_cast<std::size_t>(
      std::accumulate(extents.begin(), extents.end(), std::int64_t{1}, std::multiplies<>()));
}

/// The numbers in all that `evaluate` gives.
inline std::size_t result_size(const Function& f, Derive derive) {
  std::size_t all = 0;
  for (const Extents& extents : f.result_shapes(derive)) all += elements(extents);
  return all;
}

/// The numbers that `evaluate` takes beside the inputs: tangents or seeds.
inline std::size_t further_inputs(const Function& f, Derive derive) {
  if (derive == Derive::Jvp || derive == Derive::Hvp) return f.wrt_size();
  return derive == Derive::Vjp ? f.output_size() : 0;
}

}  // namespace adc::tests
