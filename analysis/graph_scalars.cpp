#include "analysis/graph_scalars.h"

#include <fmt/core.h>

#include <algorithm>
#include <unordered_map>

#include "analysis/extract.h"
#include "diag/diagnostics.h"
#include "ir/interpreter.h"
#include "ir/text.h"
#include "passes/pipeline.h"

namespace adc::analysis {
namespace {

using ir::index;
using ir::ValueId;

/// What a node's computation is derived to, whatever its inputs are called.
struct Derived {
  ir::Function compiled;  ///< the value, then the partials
  ir::Function readable;  ///< the same, for people; empty where nothing varies
};

/// Most nodes of a large graph differ in their names alone; so many that do not are derived, each in its turn.
constexpr std::size_t kMaxShapes = 20'000;
/// Symbolic derivatives take a sweep per input.
constexpr std::size_t kMaxInputs = 1'000;

bool varies(const ir::Function& fn) {
  return std::ranges::any_of(fn.params(), [](const ir::Param& param) { return param.kind == ir::ParamKind::Param; });
}

/// What a function computes, without the names of its inputs.
std::string shape(const ir::Function& fn) {
  const std::string text = ir::print(fn);
  std::string shape = text.substr(text.find("{\n"));
  for (std::size_t i = 0; i < fn.params().size(); ++i) {
    shape += (fn.params()[i].kind == ir::ParamKind::Param ? " param " : " data ") + to_string(fn.type(ir::value_id(i)));
  }
  return shape;
}

[[noreturn]] void refuse(std::string message) {
  diag::fail("trace-too-long", {}, std::move(message),
             {"`adc eval PROGRAM name=value … --grad` gives the derivatives alone"});
}

class ScalarGraph {
 public:
  ScalarGraph(const ir::Function& fn, const GraphRows& rows, std::span<const double> inputs, const GraphWords& words)
      : fn_(fn), rows_(rows), words_(words), draft_(draft(fn, rows, words)), graph_(draft_.graph) {
    for (std::size_t i = 0; i < fn.params().size(); ++i) graph_.nodes[i].value = {inputs[i]};
    chooses_.resize(graph_.nodes.size());
    is_conditional_.resize(graph_.nodes.size());
  }

  Graph run() {
    for (std::size_t i = fn_.params().size(); i < graph_.nodes.size(); ++i) compute(i);
    walk_backward(draft_, [&](GraphEdge& edge) { contribute(edge); });
    return std::move(graph_);
  }

 private:
  void compute(std::size_t i) {
    const Extracted part = extract(fn_, rows_.rows[i].value, rows_.named);
    graph_.nodes[i].formula = words_.formula(part.fn);
    chooses_[i] = std::ranges::any_of(part.fn.insts(), [](const ir::Inst& inst) { return inst.op == ir::Op::Select; });
    differentiate(i, part);
  }

  const Derived& derived(const ir::Function& part) {
    const auto [place, is_new] = derived_.try_emplace(shape(part));
    if (!is_new) return place->second;
    if (derived_.size() > kMaxShapes)
      refuse(fmt::format("the trace has more than {} different operations", kMaxShapes));
    if (part.params().size() > kMaxInputs) refuse(fmt::format("an operation has more than {} inputs", kMaxInputs));
    passes::Plan plan{.derive = varies(part) ? Derive::Gradient : Derive::Value, .mode = Mode::Symbolic};
    place->second.compiled = passes::run(part, plan).value();
    if (!varies(part)) return place->second;
    plan.level = Level::Real;
    plan.legalise = false;
    place->second.readable = passes::run(part, plan).value();
    return place->second;
  }

  /// Fills in the number of a node, and the edges that end there.
  void differentiate(std::size_t i, const Extracted& part) {
    const auto& [compiled, readable] = derived(part.fn);
    std::vector<double> in;
    in.reserve(part.inputs.size());
    for (const ValueId id : part.inputs) in.push_back(graph_.nodes[rows_.row_of.at(index(id))].value[0]);
    std::vector<double> out(compiled.outputs().size());
    ir::interpret(compiled, in, out);
    graph_.nodes[i].value = {out[0]};

    ValueNames names;
    for (std::size_t k = 0; k < part.inputs.size(); ++k) names.emplace(k, part.fn.params()[k].name);
    std::size_t output = 1;
    for (std::size_t k = 0; k < part.inputs.size(); ++k) {
      GraphEdge edge{.from = rows_.row_of.at(index(part.inputs[k])), .to = i};
      if (part.fn.params()[k].kind == ir::ParamKind::Param) {
        edge.local_name = words_.quotient(rows_.rows[i].name, rows_.rows[edge.from].name);
        edge.local = words_.formula(extract(readable, readable.outputs()[output].value, names).fn);
        edge.local_value = out[output++];
        draft_.uses[edge.from].push_back(graph_.edges.size());
      }
      graph_.edges.push_back(std::move(edge));
    }
  }

  /// What a user adds to an adjoint. Where a choice took the other side, nothing, whatever the local derivative.
  void contribute(GraphEdge& edge) {
    const GraphNode& user = graph_.nodes[edge.to];
    edge.is_conditional = is_conditional_[edge.to];
    const bool is_not_chosen = edge.is_conditional && user.adjoint[0] == 0;
    edge.contribution = {is_not_chosen ? 0 : user.adjoint[0] * *edge.local_value};
    if (is_conditional_[edge.to] || chooses_[edge.to]) is_conditional_[edge.from] = true;
    const bool is_direct = edge.to + 1 == graph_.nodes.size();
    edge.product = is_direct ? edge.local : words_.product(user.adjoint_name, edge.local_name);
  }

  const ir::Function& fn_;
  const GraphRows& rows_;
  const GraphWords& words_;
  Draft draft_;
  Graph& graph_;
  std::vector<bool> chooses_;                         ///< its computation has a select
  std::vector<bool> is_conditional_;                  ///< a select decides whether the result depends on it
  std::unordered_map<std::string, Derived> derived_;  ///< by shape
};

}  // namespace

Graph graph_scalars(const ir::Function& fn, const GraphRows& rows, std::span<const double> inputs,
                    const GraphWords& words) {
  return ScalarGraph(fn, rows, inputs, words).run();
}

}  // namespace adc::analysis
