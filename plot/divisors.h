// What a program divides by: where that is zero, its graph may have a pole or a hole.
#pragma once

#include <vector>

#include "plot/graph_sampling.h"

namespace adc::inline ADC_ABI::plot {

/// The numbers that the output divides by, or takes the logarithm of, and that depend on the one input, as graphs; 16
/// at most. What is read is the program as it was written.
[[nodiscard]] std::vector<Graph> divisors_of(const Function& function, std::size_t output);

/// Zeros of a graph in a range, from left to right: where it changes its sign between two of 1,000 even places, or
/// comes down to zero between two and leaves again. To the last bits where it changes its sign.
[[nodiscard]] std::vector<double> zeros_of(const Graph& graph, const Extent& x, const Stop& stop);

}  // namespace adc::inline ADC_ABI::plot
