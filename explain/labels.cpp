#include "explain/labels.h"

#include <fmt/core.h>

#include "explain/words.h"

namespace adc::explaining {
namespace {

constexpr std::size_t kMostTitle = 36;    ///< characters
constexpr std::size_t kMostFormula = 24;  ///< of a local derivative; a longer one is left out

}  // namespace

NodeLabel label(const GraphNode& node) {
  NodeLabel label;
  const std::string name = pretty(node.name.text);
  label.title =
      node.formula.text.empty() ? name : shortened(fmt::format("{} = {}", name, pretty(node.formula.text)), kMostTitle);
  label.value = short_numbers(node.shape, node.value);
  if (label.value.empty()) label.value = extents_text(node.shape);
  const std::string adjoint = short_numbers(node.shape, node.adjoint);
  if (!adjoint.empty()) label.adjoint = fmt::format("{} = {}", pretty(node.adjoint_name.text), adjoint);
  return label;
}

EdgeLabel label(const Graph& graph, const GraphEdge& edge) {
  if (edge.contribution.empty()) return {};
  const GraphNode& from = graph.nodes[edge.from];
  const GraphNode& to = graph.nodes[edge.to];
  const std::string contribution = short_numbers(from.shape, edge.contribution);
  if (!edge.local_value) {
    const std::string product = pretty(edge.product.text);
    return {shortened(product, kMostTitle), contribution.empty() ? "" : "← " + contribution};
  }
  const std::string number = short_number(*edge.local_value);
  const std::string formula = pretty(edge.local.text);
  std::string local = pretty(edge.local_name.text);
  if (shortened(formula, kMostFormula) == formula) local += " = " + formula;
  if (formula != number) local += " = " + number;
  const bool is_direct = edge.to + 1 == graph.nodes.size();
  const std::string factor = number.starts_with("−") ? "(" + number + ")" : number;
  const std::string factors = is_direct ? "" : fmt::format("{} · {} = ", short_number(to.adjoint[0]), factor);
  return {std::move(local), fmt::format("← {}{}", factors, contribution)};
}

std::string description(const Graph& graph) {
  std::string text;
  for (const GraphNode& node : graph.nodes) {
    const NodeLabel of = label(node);
    text += fmt::format("{}{}: {}{}", text.empty() ? "" : "; ", of.title, of.value,
                        of.adjoint.empty() ? "" : ", " + of.adjoint);
  }
  return text;
}

}  // namespace adc::explaining
