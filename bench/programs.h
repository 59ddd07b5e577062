// Program texts of any size.
#pragma once

#include <cstddef>
#include <string>

namespace adc::bench {

/// A program of at least `operations` operations, + - * / sqrt sin exp, without structure: each line computes a value
/// of earlier ones, which a fixed seed chooses, half of them among those that nothing has used yet. All are used, and
/// no value is much larger than the number of operations. Of the inputs x1 … x16.
[[nodiscard]] std::string without_structure(std::size_t operations);
inline constexpr std::size_t kInputsWithoutStructure = 16;

/// Σ 100(x[i+1] − x[i]²)² + (1 − x[i])² of `n` inputs, every term typed out: x1 … xn.
[[nodiscard]] std::string typed_out_chain(std::size_t n);
/// The same as a sum over an index: of the vector x.
[[nodiscard]] std::string rolled_chain(std::size_t n);

}  // namespace adc::bench
