#include <fmt/core.h>

#include <string>

#include "adc/explain.hpp"
#include "explain/collapse.h"
#include "explain/labels.h"
#include "explain/words.h"

namespace adc::inline ADC_ABI {
namespace {

using namespace explaining;

/// Text in a label of Graphviz's kind of HTML.
std::string font(std::string_view colour, const std::string& text) {
  return text.empty() ? "" : fmt::format("<font color=\"{}\">{}</font>", colour, escaped(text));
}

/// Lines below each other.
std::string lines(std::initializer_list<std::string> all) {
  std::string text;
  for (const std::string& line : all) {
    if (!line.empty()) text += (text.empty() ? "" : "<br/>") + line;
  }
  return text.empty() ? " " : text;
}

constexpr std::string_view kValue = "#0b5cad";
constexpr std::string_view kAdjoint = "#b34700";

std::string node_line(const Graph& graph, std::size_t i) {
  const GraphNode& node = graph.nodes[i];
  const NodeLabel of = label(node);
  std::string look;
  switch (node.kind) {
    case GraphNode::Kind::Input: look = "shape=ellipse"; break;
    case GraphNode::Kind::Data: look = "shape=ellipse, style=dashed"; break;
    case GraphNode::Kind::Step: look = "shape=box, style=rounded"; break;
    case GraphNode::Kind::Result: look = "shape=box, style=\"rounded,bold\""; break;
  }
  return fmt::format(
      "n{} [id=\"node-{}\", {}, label=<{}>];\n", i, i, look,
      lines({fmt::format("<b>{}</b>", escaped(of.title)), font(kValue, of.value), font(kAdjoint, of.adjoint)}));
}

std::string edge_line(const Graph& graph, std::size_t i) {
  const GraphEdge& edge = graph.edges[i];
  const EdgeLabel of = label(graph, edge);
  const bool is_bare = of.local.empty() && of.contribution.empty();
  const std::string text =
      is_bare ? "" : fmt::format(", label=<{}>", lines({escaped(of.local), font(kAdjoint, of.contribution)}));
  return fmt::format("  n{} -> n{} [id=\"edge-{}\"{}];\n", edge.from, edge.to, i, text);
}

}  // namespace

std::string graph_dot(const Graph& graph, const GraphDrawing& options) {
  if (graph.nodes.empty()) return "digraph {}\n";
  const Shown what = shown(graph, options.most_nodes);
  std::string text = fmt::format(
      "digraph \"{}\" {{\n  rankdir=LR;\n  node [fontname=\"sans-serif\", fontsize=12];\n"
      "  edge [fontname=\"sans-serif\", fontsize=10];\n",
      escaped(graph.nodes.back().name.text));
  std::vector<std::string> clusters(graph.layers.size());
  for (const std::size_t i : what.nodes) {
    const GraphNode& node = graph.nodes[i];
    const bool is_inside = node.layer && !node.formula.text.empty();
    (is_inside ? clusters[*node.layer] : text) += (is_inside ? "    " : "  ") + node_line(graph, i);
  }
  for (std::size_t k = 0; k < clusters.size(); ++k) {
    if (clusters[k].empty()) continue;
    text += fmt::format("  subgraph cluster_{} {{\n    label=\"{}\";\n    style=dotted;\n{}  }}\n", k,
                        escaped(graph.layers[k].name), clusters[k]);
  }
  if (what.hidden > 0) text += fmt::format("  rest [shape=plaintext, label=\"… {} more nodes\"];\n", what.hidden);
  for (const std::size_t to : what.cut) text += fmt::format("  rest -> n{};\n", what.nodes[to]);
  for (const std::size_t i : what.edges) text += edge_line(graph, i);
  return text + "}\n";
}

}  // namespace adc::inline ADC_ABI
