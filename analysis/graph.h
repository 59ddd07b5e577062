// The computation graph of a program at a point.
#pragma once

#include <span>

#include "adc/graph.hpp"
#include "adc/result.hpp"
#include "ir/function.h"

namespace adc::analysis {

/// `adc::graph` of `program`. `inputs` are the values of the parameters, flat, in order. Errors: "several-outputs",
/// "not-a-loss", "trace-too-long", and those of passes::run. Thread-safe. Linear in the program (and in the formulas of
/// the local derivatives).
[[nodiscard]] Result<Graph> graph(const ir::Function& program, std::span<const double> inputs,
                                  Notation notation = Notation::Text);

}  // namespace adc::analysis
