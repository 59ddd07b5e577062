// What the page's script is given: numbers as JSON, functions as JavaScript.
#include <fmt/core.h>

#include <cmath>

#include "explain/page_parts.h"
#include "explain/words.h"

namespace adc::explaining {
namespace {

using Kind = GraphNode::Kind;

/// A string of JSON, in which nothing looks like a tag.
std::string quoted(std::string_view text) {
  std::string all = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\')
      all += fmt::format("\\{}", c);
    else if (static_cast<unsigned char>(c) < 0x20 || c == '<')
      all += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
    else
      all += c;
  }
  return all + '"';
}

/// JSON has neither nan nor infinities: they are strings.
std::string number(double value) { return std::isfinite(value) ? to_text(value) : quoted(to_text(value)); }

template <typename List, typename Write>
std::string list(const List& all, Write write) {
  std::string text = "[";
  for (const auto& one : all) text += (text.size() == 1 ? "" : ",") + write(one);
  return text + "]";
}

std::string numbers(std::span<const double> all) { return list(all, number); }
std::string indices(const std::vector<std::size_t>& all) {
  return list(all, [](std::size_t i) { return std::to_string(i); });
}
std::string shape_text(const Extents& shape) {
  return list(shape, [](std::int64_t extent) { return std::to_string(extent); });
}
std::string_view truth(bool is) { return is ? "true" : "false"; }

std::string_view kind_of(Kind kind) {
  switch (kind) {
    case Kind::Input: return "input";
    case Kind::Data: return "data";
    case Kind::Step: return "step";
    case Kind::Result: return "result";
  }
  return "";
}

/// `has_numbers`: else their lists are empty.
std::string node_data(const GraphNode& node, bool has_numbers) {
  const std::vector<double> none;
  return fmt::format(
      "{{\"name\":{},\"pretty\":{},\"adjointPretty\":{},\"kind\":\"{}\",\"shape\":{},\"value\":{},\"adjoint\":{}}}",
      quoted(node.name.text), quoted(pretty(node.name.text)), quoted(pretty(node.adjoint_name.text)),
      kind_of(node.kind), shape_text(node.shape), numbers(has_numbers ? node.value : none),
      numbers(has_numbers ? node.adjoint : none));
}

std::string edge_data(const GraphEdge& edge, bool has_numbers) {
  const std::vector<double> none;
  const bool is_number = edge.local_value && edge.local.text == to_text(*edge.local_value);
  return fmt::format(
      "{{\"from\":{},\"to\":{},\"local\":{},\"localIsNumber\":{},\"isConditional\":{},\"contribution\":{},\"sum\":{}}}",
      edge.from, edge.to, edge.local_value ? number(*edge.local_value) : "null", truth(is_number),
      truth(edge.is_conditional), numbers(has_numbers ? edge.contribution : none),
      numbers(has_numbers ? edge.sum : none));
}

std::string layer_data(const GraphLayer& layer) {
  return fmt::format("{{\"name\":{},\"weights\":{},\"steps\":{}}}", quoted(layer.name), indices(layer.weights),
                     indices(layer.steps));
}

/// The value and the gradient that the interpreter gives, laid out by variable.
struct Results {
  double value = 0;
  std::string gradient;
  std::string variables;
};

Results results(const Subject& subject) {
  const Function& f = subject.function;
  std::vector<double> out(1 + f.wrt_size());
  f.evaluate(Derive::Gradient, subject.x, out);
  Results made{.value = out[0], .gradient = "[", .variables = "["};
  std::size_t at = 1;
  for (std::size_t k = 0; k < f.wrt().size(); ++k) {
    const std::size_t size = elements(f.wrt_shapes()[k]);
    const char* const comma = k == 0 ? "" : ",";
    made.gradient += comma + numbers(std::span(out).subspan(at, size));
    made.variables += fmt::format("{}{{\"input\":{},\"shape\":{}}}", comma, f.input_index(f.wrt()[k]).value_or(0),
                                  shape_text(f.wrt_shapes()[k]));
    at += size;
  }
  made.gradient += "]";
  made.variables += "]";
  return made;
}

/// JavaScript in which nothing ends the element that it stands in.
std::string inside_script(std::string_view text) {
  std::string all;
  for (std::size_t i = 0; i < text.size(); ++i) {
    all += text[i];
    if (text[i] == '<' && i + 1 < text.size() && (text[i + 1] == '/' || text[i + 1] == '!')) all += '\\';
  }
  return all;
}

/// The names of the functions that a module exports, in order.
std::vector<std::string> exported(std::string_view module) {
  constexpr std::string_view kMark = "\nexport function ";
  std::vector<std::string> names;
  for (std::size_t at = 0; (at = module.find(kMark, at)) != std::string_view::npos;) {
    at += kMark.size();
    names.emplace_back(module.substr(at, module.find('(', at) - at));
  }
  return names;
}

}  // namespace

std::span<const double> input_numbers(const Subject& subject, std::size_t input) {
  std::size_t at = 0;
  for (std::size_t i = 0; i < input; ++i) at += elements(subject.function.input_shapes()[i]);
  return subject.x.subspan(at, elements(subject.function.input_shapes()[input]));
}

std::string page_data(const Subject& subject, const std::optional<Recomputation>& recomputation) {
  const Graph& graph = subject.graph;
  const Results at = results(subject);
  const bool has_numbers = is_small(graph);
  std::string inputs = "[";
  for (std::size_t i = 0; i < subject.function.inputs().size(); ++i) {
    const std::string& name = subject.function.inputs()[i];
    inputs += fmt::format("{}{{\"name\":{},\"pretty\":{},\"shape\":{},\"value\":{}}}", i == 0 ? "" : ",", quoted(name),
                          quoted(pretty(name)), shape_text(subject.function.input_shapes()[i]),
                          numbers(input_numbers(subject, i)));
  }
  inputs += "]";
  const std::vector<std::size_t> none;
  return fmt::format(
      "{{\"result\":{{\"name\":{},\"pretty\":{}}},\"isScalar\":{},\"isSmall\":{},\"value\":{},\"gradient\":{},\"wrt\":{"
      "},\n"
      "\"inputs\":{},\n\"nodes\":{},\n\"edges\":{},\n\"backward\":{},\"layers\":{},\n"
      "\"graphInputs\":{},\"graphNodes\":{},\"graphEdges\":{}}}",
      quoted(graph.nodes.back().name.text), quoted(pretty(graph.nodes.back().name.text)), truth(graph.is_scalar),
      truth(has_numbers), number(at.value), at.gradient, at.variables, inputs,
      list(graph.nodes, [&](const GraphNode& node) { return node_data(node, has_numbers); }),
      list(graph.edges, [&](const GraphEdge& edge) { return edge_data(edge, has_numbers); }), indices(graph.backward),
      list(graph.layers, layer_data), indices(recomputation ? recomputation->inputs : none),
      indices(recomputation ? recomputation->nodes : none), indices(recomputation ? recomputation->edges : none));
}

std::string page_program(const Subject& subject, const std::optional<Recomputation>& recomputation) {
  std::vector<Emitted> functions{{subject.function, Derive::Gradient}};
  if (recomputation) functions.push_back({recomputation->function, Derive::Value});
  Result<std::string> module = emit_all(functions, Target::Javascript);
  if (!module && recomputation) module = emit_all(std::span(functions).first(1), Target::Javascript);
  const std::string text = std::move(module).value();
  const std::vector<std::string> names = exported(text);
  return fmt::format("{}\nconst adc = {{ gradient: {}, nodes: {} }};\n", inside_script(text), names.at(0),
                     names.size() > 1 ? names[1] : "null");
}

}  // namespace adc::explaining
