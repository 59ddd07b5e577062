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

/// The place nearest by that people write with few digits, if it is as near as bisection can tell.
[[nodiscard]] double rounded_place(double place, const Extent& x);

/// What is found on a graph.
struct Features {
  std::vector<Feature> all;  ///< from left to right, each once
  bool are_more = false;     ///< there were more places to look at than `most`; then those are spread evenly
};

/// What is at the zeros of `divisors` and in the suspicious intervals of `samples`: where exactly, is found by
/// bisection to the last bits, and what it is by values nearer and nearer from both sides. A divisor's zeros are exact,
/// and found where the graph itself shows nothing, as at (x² − 1)/(x − 1); so what the graph shows within a hair of one
/// is that.
[[nodiscard]] Features features_of(const Graph& graph, std::span<const Graph> divisors, std::span<const Sample> samples,
                                   const Extent& x, const Extent& seen, std::size_t most, const Stop& stop);

}  // namespace adc::inline ADC_ABI::plot
