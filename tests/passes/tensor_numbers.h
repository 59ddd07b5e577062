// Arrays of numbers that programs of tensors take and give.
#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "ir/interpreter.h"

namespace adc::test {

using Ints = std::vector<std::int64_t>;
using Numbers = std::vector<double>;

/// All outputs, flat, of `fn` at flat inputs.
[[nodiscard]] inline Numbers evaluate_flat(const ir::Function& fn, const Numbers& at) {
  Numbers outputs(ir::flat_outputs(fn));
  ir::interpret(fn, at, outputs);
  return outputs;
}

[[nodiscard]] inline Numbers random_numbers(std::size_t n, std::uint64_t seed, double from = 0.25, double to = 1.75) {
  std::mt19937_64 bits(seed);
  Numbers x(n);
  for (double& v : x) v = std::uniform_real_distribution<double>(from, to)(bits);
  return x;
}

/// Where two arrays differ by more than `tolerance` times the largest number wanted, or 1; "" if nowhere.
[[nodiscard]] std::string apart(const Numbers& found, const Numbers& wanted, double tolerance);

}  // namespace adc::test
