// Poles, jumps, kinks, holes and edges of a graph.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "plot/graph_sampling.h"

namespace adc::inline ADC_ABI::plot {

/// The intervals between samples, by their left one, in which the graph may be not smooth: the numbers and slopes at
/// both ends do not belong to one smooth function that neighbours would show, or one end has no value.
[[nodiscard]] std::vector<std::size_t> suspicious_intervals(std::span<const Sample> samples, const Extent& seen);

/// What is in an interval, found by bisection to the last bits: nullopt where the graph is only steep.
struct Suspect {
  Sample left;
  Sample right;
};
[[nodiscard]] std::vector<std::optional<Feature>> features_in(const Graph& graph, std::vector<Suspect> suspects,
                                                              const Extent& x, const Extent& seen,
                                                              const std::atomic<bool>* stop);

}  // namespace adc::inline ADC_ABI::plot
