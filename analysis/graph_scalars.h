// The computation graph of a program of numbers.
#pragma once

#include <span>

#include "adc/graph.hpp"
#include "analysis/graph_rows.h"
#include "ir/function.h"

namespace adc::analysis {

/// The graph of a function of scalars, prepared by `prepare_graph`, without ranks. Throws `diag::Failure`
/// ("trace-too-long").
[[nodiscard]] Graph graph_scalars(const ir::Function& fn, const GraphRows& rows, std::span<const double> inputs,
                                  const GraphWords& words);

}  // namespace adc::analysis
