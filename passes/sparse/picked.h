// A compressed derivative as a function that stands alone.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "ir/function.h"

namespace adc::passes {

/// What is picked of a compressed derivative (passes/sparse/compressed.h).
struct Picking {
  std::string name;                            ///< of the function
  std::size_t inputs = 0;                      ///< of the program; those after it are seeds,
  std::span<const std::vector<double>> seeds;  ///< which are these
  std::size_t kept = 0;                        ///< outputs that stay; those after them are what the sweeps give,
  std::span<const std::uint32_t> from;         ///< of which these numbers, counted flat, are wanted; empty: all
};

/// The function of the program's inputs whose outputs are those that are kept and, as a vector "values", what is
/// picked: seeds and numbers of places are constants in it. `derived` is legalised. Throws `diag::Failure`
/// ("too-many-instructions"). O(n + seeds + places).
[[nodiscard]] ir::Function picked(const ir::Function& derived, const Picking& what, std::size_t max_instructions);

}  // namespace adc::passes
