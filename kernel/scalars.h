// A function of scalars as a region without loops.
#pragma once

#include "ir/function.h"
#include "kernel/program.h"

namespace adc::kernel {

/// The one step of `fn`, a legalised function of scalars: a node for each value that an output depends on, in the order
/// of instructions, and a store for each output, in their order. Parameters, constants and outputs are arrays of one
/// element, named as kernel/place.h wants them: by value, outputs by the size of `fn` plus their number. Throws
/// std::runtime_error if `fn` holds a `Diff`, or values that are neither of its float type nor Bool. O(n).
[[nodiscard]] Region region_of_scalars(const ir::Function& fn);

}  // namespace adc::kernel
