// The program that computes a graph's nodes and edges anew.
#include <fmt/core.h>

#include <algorithm>
#include <cctype>

#include "explain/page_parts.h"

namespace adc::explaining {
namespace {

bool is_input(const GraphNode& node) {
  return node.kind == GraphNode::Kind::Input || node.kind == GraphNode::Kind::Data;
}

/// A name that no node's begins with.
std::string free_prefix(const Graph& graph, std::string prefix) {
  while (std::ranges::any_of(graph.nodes, [&](const GraphNode& node) { return node.name.text.starts_with(prefix); }))
    prefix += "q";
  return prefix;
}

class Writer {
 public:
  explicit Writer(const Graph& graph)
      : graph_(graph), edge_(free_prefix(graph, "edge")), bar_(free_prefix(graph, "bar")) {}

  std::string run(std::vector<std::size_t>& nodes, std::vector<std::size_t>& edges) {
    for (std::size_t i = 0; i < graph_.nodes.size(); ++i) {
      if (is_input(graph_.nodes[i])) continue;
      define(graph_.nodes[i].name.text, graph_.nodes[i].formula.text);
      outputs_ += comma() + graph_.nodes[i].name.text;
      nodes.push_back(i);
    }
    std::string sum;  // what the edges that begin at one node pass back: they follow each other
    for (std::size_t k = 0; k < graph_.backward.size(); ++k) {
      const std::size_t i = graph_.backward[k];
      const GraphEdge& edge = graph_.edges[i];
      const std::string name = edge_ + std::to_string(i);
      define(name, graph_.is_scalar ? edge.local.text : with_bars(edge.product.text));
      outputs_ += comma() + name;
      edges.push_back(i);
      sum += (sum.empty() ? "" : " + ") + name;
      const bool is_last = k + 1 == graph_.backward.size() || graph_.edges[graph_.backward[k + 1]].from != edge.from;
      if (!is_last) continue;
      if (!graph_.is_scalar) define(bar_ + std::to_string(edge.from), sum);
      sum.clear();
    }
    return text_ + outputs_ + "\n";
  }

 private:
  [[nodiscard]] std::string comma() const { return outputs_.empty() ? "" : ", "; }
  /// "name = formula"; what a formula binds on the way comes before.
  void define(const std::string& name, const std::string& formula) {
    const std::size_t last = formula.rfind("; ");
    if (last != std::string::npos) text_ += formula.substr(0, last) + "\n";
    text_ += fmt::format("{} = {}\n", name, last == std::string::npos ? formula : formula.substr(last + 2));
  }

  /// A contribution in which adjoints, "dL/dz", are names.
  [[nodiscard]] std::string with_bars(std::string text) const {
    const auto is_part = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; };
    for (std::size_t i = graph_.nodes.size(); i-- > 0;) {
      const std::string& name = graph_.nodes[i].adjoint_name.text;
      for (std::size_t at = 0; (at = text.find(name, at)) != std::string::npos; ++at) {
        const std::size_t end = at + name.size();
        if ((end < text.size() && is_part(text[end])) || (at > 0 && is_part(text[at - 1]))) continue;
        text.replace(at, name.size(), bar_ + std::to_string(i));
      }
    }
    return text;
  }

  const Graph& graph_;
  std::string edge_;
  std::string bar_;
  std::string text_;
  std::string outputs_;
};

}  // namespace

bool is_small(const Graph& graph) {
  constexpr std::size_t kMostNodes = 1'000;
  constexpr std::size_t kMostNumbers = 100'000;
  std::size_t numbers = 0;
  for (const GraphNode& node : graph.nodes) numbers += node.value.size();
  return graph.nodes.size() <= kMostNodes && numbers <= kMostNumbers;
}

std::optional<Recomputation> recomputation(const Subject& subject) {
  const Graph& graph = subject.graph;
  if (!is_small(graph)) return std::nullopt;
  std::vector<std::size_t> nodes;
  std::vector<std::size_t> edges;
  const std::string text = Writer(graph).run(nodes, edges);
  CompileOptions options{.name = free_prefix(graph, "graph")};
  const Function& f = subject.function;
  options.inputs.assign(f.inputs().begin(), f.inputs().end());
  for (std::size_t i = 0; i < f.inputs().size(); ++i) {
    if (!f.input_shapes()[i].empty()) options.shapes.emplace(f.inputs()[i], f.input_shapes()[i]);
  }
  const Result<Function> function = compile(text, options);
  if (!function || function->outputs().size() != nodes.size() + edges.size()) return std::nullopt;
  Recomputation made{*function, {}, std::move(nodes), std::move(edges)};
  for (const std::string& name : function->inputs()) {
    const std::optional<std::size_t> input = f.input_index(name);
    if (!input) return std::nullopt;
    made.inputs.push_back(*input);
  }
  return made;
}

}  // namespace adc::explaining
