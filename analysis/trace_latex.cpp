#include <fmt/core.h>

#include "analysis/table.h"
#include "analysis/trace.h"

namespace adc::analysis {
namespace {

constexpr std::size_t kMostShown = 12;  ///< numbers of a tensor, before it is shortened

/// "6.1 \\cdot 10^{-6}"
std::string latex_number(double value) {
  std::string text = to_text(value);
  if (text.ends_with("nan")) return "\\mathrm{NaN}";
  if (text == "inf") return "\\infty";
  if (text == "-inf") return "-\\infty";
  const std::size_t e = text.find('e');
  if (e == std::string::npos) return text;
  const std::string exponent = text.substr(e + 1);
  return fmt::format("{} \\cdot 10^{{{}}}", text.substr(0, e), std::to_string(std::stoi(exponent)));
}

/// A number, a vector as a column, a matrix; what is large or has more axes as text.
std::string latex_numbers(const GraphNode& node, std::span<const double> numbers) {
  if (node.shape.empty()) return latex_number(numbers[0]);
  if (node.shape.size() > 2 || numbers.size() > kMostShown)
    return fmt::format("\\text{{{}}}", to_text(node.shape, numbers, kMostShown));
  const auto columns = node.shape.size() == 2 ? static_cast<std::size_t>(node.shape[1]) : 1;
  std::string text;
  for (std::size_t i = 0; i < numbers.size(); ++i)
    text += (i == 0 ? "" : i % columns == 0 ? " \\\\ " : " & ") + latex_number(numbers[i]);
  return fmt::format("\\begin{{bmatrix}} {} \\end{{bmatrix}}", text);
}

std::string forward_line(const GraphNode& node) {
  const std::string number = latex_numbers(node, node.value);
  if (node.formula.text.empty()) return fmt::format("{} &= {}", node.name.markup, number);
  const bool is_number = node.shape.empty() && node.formula.text == to_text(node.value[0]);
  return fmt::format("{} &= {}{}", node.name.markup, node.formula.markup, is_number ? "" : " &&= " + number);
}

std::string backward_line(const Graph& graph, const GraphEdge& edge, bool goes_on) {
  const GraphNode& node = graph.nodes[edge.from];
  const bool is_direct = edge.to + 1 == graph.nodes.size();
  std::string local;
  if (edge.local_value && !is_direct) {
    local = fmt::format("{} = {}", edge.local_name.markup, edge.local.markup);
    if (edge.local.text != to_text(*edge.local_value)) local += " = " + latex_number(*edge.local_value);
  }
  const std::string sum =
      goes_on ? fmt::format("{} = {}", node.adjoint_name.markup, latex_numbers(node, edge.sum)) : "";
  return fmt::format("{} &{} {} && {} &&= {} && {}", node.adjoint_name.markup,
                     edge.is_one_of_several ? "\\mathrel{+}=" : "=", edge.product.markup, local,
                     latex_numbers(node, edge.contribution), sum);
}

void add_line(std::string& display, const std::string& line) {
  display += (display.empty() ? "  " : " \\\\\n  ") + line.substr(0, line.find_last_not_of(" &") + 1);
}

/// A caption, and the lines below each other; they may go on on the next page.
std::string display(std::string_view caption, const std::string& lines) {
  return fmt::format(
      "\\textbf{{{}}}\n\\begingroup\\allowdisplaybreaks\n\\begin{{align*}}\n{}\n\\end{{align*}}\n\\endgroup\n", caption,
      lines);
}

}  // namespace

std::string trace_latex(const Graph& graph) {
  std::string forward;
  for (const GraphNode& node : graph.nodes) add_line(forward, forward_line(node));
  std::string backward;
  std::size_t last = graph.nodes.size();
  for (const std::size_t i : graph.backward) {
    const GraphEdge& edge = graph.edges[i];
    add_line(backward, backward_line(graph, edge, edge.from == last));
    last = edge.from;
  }
  return display("Forward", forward) + (backward.empty() ? "" : display("Backward", backward));
}

}  // namespace adc::analysis
