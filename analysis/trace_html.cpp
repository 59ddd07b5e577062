#include <fmt/core.h>

#include <algorithm>
#include <cstdlib>
#include <vector>

#include "analysis/table.h"
#include "analysis/trace.h"
#include "emit/markup.h"

namespace adc::analysis {
namespace {

constexpr std::size_t kMostInCell = 12;     ///< numbers of a tensor, before it is shortened
constexpr std::size_t kMostDigits = 4'096;  ///< numbers of a cell that has all digits of all of them

std::string math(const std::string& content) { return fmt::format("<math>{}</math>", content); }

std::string equation(const std::string& left, std::string_view mark, const std::string& right) {
  return math(fmt::format("{}<mo>{}</mo>{}", left, mark, right));
}

/// As a person reads it; all digits stand in an attribute.
std::string short_number(double value) { return fmt::format("{:.6g}", value); }

std::string short_numbers(const GraphNode& node, std::span<const double> numbers) {
  if (node.shape.empty()) return short_number(numbers[0]);
  std::vector<double> rounded;
  rounded.reserve(numbers.size());
  // not stod, to which subnormal numbers are errors
  for (const double number : numbers) rounded.push_back(std::strtod(short_number(number).c_str(), nullptr));
  return to_text(node.shape, rounded, kMostInCell);
}

/// A cell with numbers of the shape of a node.
std::string numbers_cell(const GraphNode& node, std::span<const double> numbers) {
  if (numbers.empty()) return "<td></td>";
  std::string all;
  if (numbers.size() <= kMostDigits) {
    for (const double number : numbers) all += (all.empty() ? "" : " ") + to_text(number);
  }
  return fmt::format("<td class=\"number\" data-{}=\"{}\">{}</td>", node.shape.empty() ? "value" : "values", all,
                     short_numbers(node, numbers));
}

std::string cell(const std::string& content) { return fmt::format("<td>{}</td>", content); }

std::string head(std::string_view name, std::string_view caption, const std::vector<std::string_view>& columns) {
  std::string text = fmt::format("<table class=\"trace {}\">\n<caption>{}</caption>\n<thead><tr>", name, caption);
  for (const std::string_view column : columns) text += fmt::format("<th scope=\"col\">{}</th>", column);
  return text + "</tr></thead>\n<tbody>\n";
}

constexpr std::string_view kEnd = "</tbody>\n</table>\n";

std::string forward_row(const GraphNode& node, std::size_t i) {
  const std::string formula = node.formula.text.empty() ? "" : equation("", "=", node.formula.markup);
  return fmt::format("<tr data-node=\"{}\"><th scope=\"row\">{}</th>{}{}</tr>\n", i, math(node.name.markup),
                     cell(formula), numbers_cell(node, node.value));
}

/// Which columns of the second table have anything.
struct Columns {
  bool has_local = false;
  bool has_sum = false;
};

Columns columns_of(const Graph& graph) {
  return {graph.is_scalar, std::ranges::any_of(graph.edges, &GraphEdge::is_one_of_several)};
}

std::string backward_row(const Graph& graph, std::size_t i, bool goes_on, const Columns& columns) {
  const GraphEdge& edge = graph.edges[i];
  const GraphNode& node = graph.nodes[edge.from];
  const bool is_direct = edge.to + 1 == graph.nodes.size();
  std::string local = columns.has_local ? "<td></td>" : "";
  if (edge.local_value && !is_direct) {
    std::string content = fmt::format("{}<mo>=</mo>{}", edge.local_name.markup, edge.local.markup);
    const std::string number = to_text(*edge.local_value);
    if (edge.local.text != number) content += fmt::format("<mo>=</mo><mn>{}</mn>", short_number(*edge.local_value));
    local = fmt::format("<td data-value=\"{}\">{}</td>", number, math(content));
  }
  return fmt::format("<tr data-edge=\"{}\"><th scope=\"row\">{}</th>{}{}{}{}</tr>\n", i, math(node.adjoint_name.markup),
                     cell(equation("", edge.is_one_of_several ? "+=" : "=", edge.product.markup)), local,
                     numbers_cell(node, edge.contribution),
                     !columns.has_sum ? ""
                     : goes_on        ? numbers_cell(node, edge.sum)
                                      : "<td></td>");
}

}  // namespace

std::string trace_html(const Graph& graph) {
  std::string text = head("forward", "Forward pass", {"name", "formula", "value"});
  for (std::size_t i = 0; i < graph.nodes.size(); ++i) text += forward_row(graph.nodes[i], i);
  text += kEnd;
  if (graph.backward.empty()) return text;
  const Columns columns = columns_of(graph);
  std::vector<std::string_view> names{"adjoint", "contribution", "local derivative", "value", "sum"};
  if (!columns.has_sum) names.pop_back();
  if (!columns.has_local) names.erase(names.begin() + 2);
  text += head("backward", "Backward pass", names);
  std::size_t last = graph.nodes.size();
  for (const std::size_t i : graph.backward) {
    text += backward_row(graph, i, graph.edges[i].from == last, columns);
    last = graph.edges[i].from;
  }
  return text.append(kEnd);
}

}  // namespace adc::analysis
