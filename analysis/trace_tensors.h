// The tables of a trace for programs with tensors.
#pragma once

#include <span>
#include <string>

#include "ir/function.h"

namespace adc::analysis {

/// `trace` (analysis/trace.h) of a function with tensors, prepared by `prepare_trace`. Backward, each row is what one
/// user contributes to an adjoint, as matrix calculus:
///
///     dL/dy   =  y - t
///     dL/dW2  =  dL/dy*hᵀ
///     dL/dh   =  W2ᵀ*dL/dy
///
/// Throws `Error` ("not-a-loss" if the output is a tensor) and `diag::Failure`. Linear in the program, and evaluates
/// it.
[[nodiscard]] std::string trace_tensors(const ir::Function& fn, std::span<const double> inputs);

}  // namespace adc::analysis
