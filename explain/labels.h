// What stands at the nodes and edges of a graph's picture.
#pragma once

#include <string>

#include "adc/graph.hpp"

namespace adc::explaining {

struct NodeLabel {
  std::string title;    ///< "u₁ = sin(t)"
  std::string value;    ///< "0.2474"
  std::string adjoint;  ///< "dJ/du₁ = −0.8401"; "" where there is none
};

struct EdgeLabel {
  std::string local;         ///< "du₁/dt = cos(t) = 0.9689", of tensors what is contributed as a formula
  std::string contribution;  ///< "← −0.8401 · 0.9689 = −0.8139"; both "" where nothing is passed back
};

[[nodiscard]] NodeLabel label(const GraphNode& node);
[[nodiscard]] EdgeLabel label(const Graph& graph, const GraphEdge& edge);

/// What a picture says of itself to those who cannot see it.
[[nodiscard]] std::string description(const Graph& graph);

}  // namespace adc::explaining
