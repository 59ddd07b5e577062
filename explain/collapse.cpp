#include "explain/collapse.h"

#include <algorithm>
#include <deque>
#include <map>

namespace adc::explaining {
namespace {

/// Which nodes are nearest to the last; where room is left, those that it does not depend on.
std::vector<bool> nearest(const Graph& graph, std::size_t most) {
  std::vector<std::vector<std::size_t>> sources(graph.nodes.size());
  for (const GraphEdge& edge : graph.edges) sources[edge.to].push_back(edge.from);
  std::vector<bool> is_shown(graph.nodes.size(), false);
  std::deque<std::size_t> pending{graph.nodes.size() - 1};
  std::size_t left = std::max<std::size_t>(most, 1);
  is_shown.back() = true;
  for (--left; !pending.empty(); pending.pop_front()) {
    for (const std::size_t source : sources[pending.front()]) {
      if (is_shown[source] || left == 0) continue;
      is_shown[source] = true;
      --left;
      pending.push_back(source);
    }
  }
  for (std::size_t i = 0; i < graph.nodes.size() && left > 0; ++i) {
    if (!is_shown[i]) --left;
    is_shown[i] = true;
  }
  return is_shown;
}

}  // namespace

Shown shown(const Graph& graph, std::size_t most) {
  Shown shown;
  if (graph.nodes.empty()) return shown;
  const std::vector<bool> is_shown = nearest(graph, most);
  std::vector<std::size_t> place(graph.nodes.size(), 0);
  std::map<std::size_t, std::size_t> ranks;
  for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
    if (!is_shown[i]) continue;
    place[i] = shown.nodes.size();
    shown.nodes.push_back(i);
    ranks.emplace(graph.nodes[i].rank, 0);
  }
  shown.hidden = graph.nodes.size() - shown.nodes.size();
  std::size_t rank = shown.hidden > 0 ? 1 : 0;  // what stands for the hidden ones comes first
  for (auto& [old, compact] : ranks) compact = rank++;
  for (const std::size_t i : shown.nodes) shown.ranks.push_back(ranks[graph.nodes[i].rank]);
  for (std::size_t i = 0; i < graph.edges.size(); ++i) {
    const GraphEdge& edge = graph.edges[i];
    if (!is_shown[edge.to]) continue;
    if (is_shown[edge.from])
      shown.edges.push_back(i);
    else if (shown.cut.empty() || shown.cut.back() != place[edge.to])
      shown.cut.push_back(place[edge.to]);
  }
  return shown;
}

}  // namespace adc::explaining
