// The sums of whole vectors, in the order that `lower` gives them.
#pragma once

#include <cstddef>

#include "ir/function.h"
#include "ir/interpreter.h"

namespace adc::kernel {

/// By these `ir::interpret` gives the bits of kernel/run.h, at a fraction of its time, for the functions below.
[[nodiscard]] const ir::VectorSums& vector_sums();

/// Whether nothing but whole vectors is summed in `fn`, a legalised function. O(n).
[[nodiscard]] bool sums_vectors_alone(const ir::Function& fn);

}  // namespace adc::kernel
