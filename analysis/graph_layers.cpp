#include "analysis/graph_layers.h"

#include <algorithm>
#include <limits>
#include <string>

#include "analysis/extract.h"

namespace adc::analysis {
namespace {

using Kind = GraphNode::Kind;

bool is_input(const GraphNode& node) { return node.kind == Kind::Input || node.kind == Kind::Data; }

bool multiplies(const ir::Function& part) {
  return std::ranges::any_of(part.insts(), [](const ir::Inst& inst) { return inst.op == ir::Op::Dot; });
}

/// Layers in the making. `kLoss` stands for the last one until all others are known.
class Layers {
 public:
  Layers(Graph& graph, const ir::Function& fn, const GraphRows& rows) : graph_(graph), fn_(fn), rows_(rows) {
    sources_.resize(graph.nodes.size());
    for (const GraphEdge& edge : graph.edges) sources_[edge.to].push_back(edge.from);
  }

  void run() {
    std::size_t last = 0;
    for (std::size_t i = fn_.params().size(); i < graph_.nodes.size(); ++i) {
      graph_.nodes[i].layer = layer_of(i);
      if (!graph_.nodes[i].layer) continue;
      for (const std::size_t from : sources_[i]) {
        GraphNode& source = graph_.nodes[from];
        if (source.kind == Kind::Input && !source.layer) source.layer = graph_.nodes[i].layer;
      }
      if (*graph_.nodes[i].layer != kLoss) last = std::max(last, *graph_.nodes[i].layer + 1);
    }
    fill(last);
  }

 private:
  static constexpr std::size_t kLoss = std::numeric_limits<std::size_t>::max();

  [[nodiscard]] std::optional<std::size_t> layer_of(std::size_t i) const {
    std::optional<std::size_t> before;
    bool compares = false;
    bool reduces = false;
    std::size_t weights = 0;  // the most axes of one
    bool has_others = false;
    for (const std::size_t from : sources_[i]) {
      const GraphNode& source = graph_.nodes[from];
      compares = compares || source.kind == Kind::Data;
      reduces = reduces || (graph_.nodes[i].shape.empty() && !source.shape.empty());
      if (source.kind == Kind::Input)
        weights = std::max(weights, source.shape.size());
      else
        has_others = true;
      if (!is_input(source) && source.layer) before = std::max(before.value_or(0), *source.layer);
    }
    if (before == kLoss) return kLoss;
    if ((weights >= 2 || (weights == 1 && has_others)) && multiplies(extract(fn_, rows_.rows[i].value, rows_.named).fn))
      return before ? *before + 1 : 0;
    if (!before) return std::nullopt;
    return compares || reduces ? kLoss : *before;
  }

  /// Makes the list of `layers` layers and, where there is one, the loss.
  void fill(std::size_t layers) {
    if (layers == 0) {
      for (GraphNode& node : graph_.nodes) node.layer.reset();
      return;
    }
    for (std::size_t k = 0; k < layers; ++k) graph_.layers.push_back({.name = "layer " + std::to_string(k + 1)});
    for (std::size_t i = 0; i < graph_.nodes.size(); ++i) {
      GraphNode& node = graph_.nodes[i];
      if (!node.layer) continue;
      if (*node.layer == kLoss) {
        if (graph_.layers.size() == layers) graph_.layers.push_back({.name = "loss"});
        node.layer = layers;
      }
      GraphLayer& layer = graph_.layers[*node.layer];
      (is_input(node) ? layer.weights : layer.steps).push_back(i);
    }
  }

  Graph& graph_;
  const ir::Function& fn_;
  const GraphRows& rows_;
  std::vector<std::vector<std::size_t>> sources_;  ///< per node those that it is computed from
};

}  // namespace

void rank_nodes(Graph& graph) {
  constexpr std::size_t kNone = std::numeric_limits<std::size_t>::max();
  for (const GraphEdge& edge : graph.edges) {
    GraphNode& to = graph.nodes[edge.to];
    to.rank = std::max(to.rank, graph.nodes[edge.from].rank + 1);
  }
  std::vector<std::size_t> first_use(graph.nodes.size(), kNone);
  for (const GraphEdge& edge : graph.edges)
    first_use[edge.from] = std::min(first_use[edge.from], graph.nodes[edge.to].rank);
  for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
    if (is_input(graph.nodes[i]) && first_use[i] != kNone) graph.nodes[i].rank = first_use[i] - 1;
  }
}

void find_layers(Graph& graph, const ir::Function& fn, const GraphRows& rows) { Layers(graph, fn, rows).run(); }

}  // namespace adc::analysis
