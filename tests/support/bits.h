// When results count as the same.
#pragma once

#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "ir/interpreter.h"

namespace adc::tests {

/// Equal bits, or both nan.
inline bool same_bits(double a, double b) {
  return std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b) || (std::isnan(a) && std::isnan(b));
}

inline bool same_bits(std::span<const double> a, std::span<const double> b) {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (!same_bits(a[i], b[i])) return false;
  }
  return true;
}

/// The outputs of `fn` at `inputs`, by the interpreter.
inline std::vector<double> interpreted(const ir::Function& fn, std::span<const double> inputs) {
  std::vector<double> outputs(fn.outputs().size());
  ir::interpret(fn, inputs, outputs);
  return outputs;
}

}  // namespace adc::tests
