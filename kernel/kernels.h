// Cuts a function of tensors into steps, and gives their arrays places.
#pragma once

#include <cstddef>
#include <vector>

#include "ir/function.h"
#include "kernel/kernel.h"

namespace adc::kernel {

/// What to do, in order, and where each array lies.
struct Program {
  std::vector<Step> steps;
  std::vector<Place> places;  ///< by ArrayId
  std::size_t workspace_bytes = 0;
};

/// Arrays in the workspace begin at multiples of this.
inline constexpr std::size_t kArrayAlignment = 64;

/// The steps that compute the outputs of `fn`, a legalised function of tensors. Elementwise ops, and ops that only move
/// elements, are part of the loops that need them (kernel/fusion.h); steps of one shape that follow each other are one
/// loop. Arrays that are dead are used again. The number of steps and nodes does not depend on extents. Throws
/// std::runtime_error if `fn` holds an op that passes should have removed. Without `with_products` all steps are
/// kernels. O(n log n).
[[nodiscard]] Program kernels(const ir::Function& fn, bool with_products = true);

}  // namespace adc::kernel
