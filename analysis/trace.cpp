#include "analysis/trace.h"

#include <fmt/core.h>

#include "analysis/graph.h"
#include "analysis/table.h"

namespace adc::analysis {
namespace {

using Kind = GraphNode::Kind;

constexpr std::size_t kShown = 12;  ///< numbers of a tensor, before it is shortened

bool is_input(const GraphNode& node) { return node.kind == Kind::Input || node.kind == Kind::Data; }

/// " = NUMBER", unless the formula is that number.
std::string equals(const std::string& formula, double number) {
  const std::string text = to_text(number);
  return formula == text ? "" : "= " + text;
}

std::string shown(const GraphNode& node, std::span<const double> numbers) {
  return "= " + to_text(node.shape, numbers, kShown);
}

std::string point(const Graph& graph) {
  std::string text;
  if (!graph.is_scalar) return text;
  for (const GraphNode& node : graph.nodes) {
    if (is_input(node))
      text += fmt::format("{}{} = {}", text.empty() ? ", at " : ", ", node.name.text, to_text(node.value[0]));
  }
  return text;
}

Rows forward(const Graph& graph) {
  Rows table;
  for (const GraphNode& node : graph.nodes) {
    const std::string formula = is_input(node) ? "" : "= " + node.formula.text;
    if (!graph.is_scalar)
      table.push_back({node.name.text, formula, shown(node, node.value)});
    else if (!is_input(node))
      table.push_back({node.name.text, formula, equals(node.formula.text, node.value[0])});
  }
  return table;
}

Rows backward(const Graph& graph) {
  Rows table;
  std::size_t last = graph.nodes.size();  // whose adjoint the row before adds to
  for (const std::size_t i : graph.backward) {
    const GraphEdge& edge = graph.edges[i];
    const GraphNode& node = graph.nodes[edge.from];
    const bool is_direct = edge.to + 1 == graph.nodes.size();
    std::string local;
    if (edge.local_value && !is_direct)
      local =
          fmt::format("{} = {} {}", edge.local_name.text, edge.local.text, equals(edge.local.text, *edge.local_value));
    table.push_back({node.adjoint_name.text, (edge.is_one_of_several ? "+= " : "=  ") + edge.product.text, local,
                     shown(node, edge.contribution),
                     edge.from == last ? fmt::format("{} {}", node.adjoint_name.text, shown(node, edge.sum)) : ""});
    last = edge.from;
  }
  return table;
}

}  // namespace

std::string trace_text(const Graph& graph) {
  return fmt::format("forward{}\n{}backward\n{}", point(graph), align(forward(graph), "  "),
                     align(backward(graph), "  "));
}

std::string trace(const Graph& graph) {
  switch (graph.notation) {
    case Notation::Latex: return trace_latex(graph);
    case Notation::Mathml: return trace_html(graph);
    case Notation::Text: break;
  }
  return trace_text(graph);
}

Result<std::string> trace(const ir::Function& program, std::span<const double> inputs) {
  const Result<Graph> made = graph(program, inputs);
  if (!made) return made.error();
  return trace_text(*made);
}

}  // namespace adc::analysis
