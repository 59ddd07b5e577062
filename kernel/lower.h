// The IR to loops over arrays.
#pragma once

#include "ir/function.h"
#include "kernel/program.h"

namespace adc::kernel {

/// The steps that compute the outputs of `fn`, a legalised function. One of scalars is a region without loops, which
/// has its values in their order (kernel/scalars.h). Of tensors: elementwise ops, and ops that only move elements, are
/// part of the loops that need them (kernel/fusion.h); steps of one shape that follow each other are one loop. Arrays
/// that are dead are used again. The number of steps and nodes does not depend on extents. Throws std::runtime_error if
/// `fn` holds an op that passes should have removed. O(n log n).
[[nodiscard]] Program lower(const ir::Function& fn);

}  // namespace adc::kernel
