// The computation graph of a program with tensors.
#pragma once

#include <span>

#include "adc/graph.hpp"
#include "analysis/graph_rows.h"
#include "ir/function.h"

namespace adc::analysis {

/// The graph of a function with tensors, prepared by `prepare_graph`, without ranks and layers. What an edge
/// contributes is written as matrix calculus does:
///
///     dL/dy   =  y - t
///     dL/dW2  =  dL/dy*hᵀ
///     dL/dh   =  W2ᵀ*dL/dy
///
/// Throws `Error` ("not-a-loss" if the output is a tensor) and `diag::Failure`. Linear in the program, and evaluates
/// it.
[[nodiscard]] Graph graph_tensors(const ir::Function& fn, const GraphRows& rows, std::span<const double> inputs,
                                  const GraphWords& words);

}  // namespace adc::analysis
