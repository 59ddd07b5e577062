// Graphs that are too large to be looked at.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "adc/graph.hpp"

namespace adc::explaining {

/// What of a graph is drawn. Nodes and edges have the numbers that they have in the graph.
struct Shown {
  std::vector<std::size_t> nodes;  ///< ascending
  std::vector<std::size_t> edges;  ///< between these
  std::vector<std::size_t> ranks;  ///< per node of `nodes`: its column, from 0 without gaps
  std::size_t hidden = 0;          ///< how many nodes are not shown
  std::vector<std::size_t> cut;    ///< indices into `nodes` of those that are computed from hidden ones
};

/// The `most` nodes nearest to the result, by the number of edges between; the same for the same graph. O(graph).
[[nodiscard]] Shown shown(const Graph& graph, std::size_t most);

}  // namespace adc::explaining
