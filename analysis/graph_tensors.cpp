#include "analysis/graph_tensors.h"

#include <numeric>
#include <vector>

#include "adc/result.hpp"
#include "analysis/extract.h"
#include "diag/diagnostics.h"
#include "ir/builder.h"
#include "ir/evaluate_tensors.h"
#include "ir/interpreter.h"
#include "ir/scalars.h"
#include "passes/pipeline.h"

namespace adc::analysis {
namespace {

using ir::index;
using ir::ValueId;

class TensorGraph {
 public:
  TensorGraph(const ir::Function& fn, const GraphRows& rows, std::span<const double> inputs, const GraphWords& words)
      : rows_(rows), words_(words), draft_(draft(fn, rows, words)), graph_(draft_.graph) {
    graph_.is_scalar = false;
    const ir::ValueRanges ranges(fn);
    std::vector<double> numbers(ranges.total());
    ir::evaluate_tensors<double>(fn, ranges, inputs, numbers);
    parts_.resize(graph_.nodes.size());
    for (std::size_t i = 0; i < graph_.nodes.size(); ++i) {
      const ValueId id = rows.rows[i].value;
      const auto range = std::span(numbers).subspan(ranges.begin(id), ranges.size(id));
      graph_.nodes[i].value.assign(range.begin(), range.end());
      if (i < fn.params().size()) continue;
      parts_[i] = extract(fn, id, rows.named);
      graph_.nodes[i].formula = words.formula(parts_[i].fn);
      connect(i);
    }
  }

  Graph run() {
    walk_backward(draft_, [&](GraphEdge& edge) { contribute(edge); });
    return std::move(graph_);
  }

 private:
  void connect(std::size_t i) {
    for (std::size_t k = 0; k < parts_[i].inputs.size(); ++k) {
      const std::size_t from = rows_.row_of.at(index(parts_[i].inputs[k]));
      if (parts_[i].fn.params()[k].kind == ir::ParamKind::Param) draft_.uses[from].push_back(graph_.edges.size());
      graph_.edges.push_back({.from = from, .to = i});
    }
  }

  /// ⟨s, u⟩ as a function of u's inputs and of s, an input named as u's adjoint: its derivative is what u contributes.
  [[nodiscard]] ir::Function paired(std::size_t user) const {
    const ir::Function& part = parts_[user].fn;
    ir::Builder b(part.name());
    std::vector<ValueId> to = ir::copy_params(part, b);
    const ValueId u = part.outputs()[0].value;
    const ValueId seed = b.param(graph_.nodes[user].adjoint_name.text, ir::ParamKind::Data, part.type(u));
    std::vector<ValueId> operands;
    for (std::size_t i = part.params().size(); i < part.size(); ++i) {
      operands.clear();
      for (const ValueId operand : part.operands(ir::value_id(i))) operands.push_back(to[index(operand)]);
      to.push_back(b.clone(part, ir::value_id(i), operands));
    }
    std::vector<std::int64_t> axes(part.shape(u).rank());
    std::iota(axes.begin(), axes.end(), 0);
    b.output(b.dot(seed, to[index(u)], {.lhs_contracted = axes, .rhs_contracted = axes}));
    return b.finish();
  }

  void contribute(GraphEdge& edge) const {
    const Extracted& part = parts_[edge.to];
    const bool is_direct = edge.to + 1 == graph_.nodes.size();
    const ir::Function fn = is_direct ? part.fn : paired(edge.to);
    passes::Plan plan{.derive = Derive::Gradient, .mode = Mode::Reverse};
    std::vector<double> in;
    for (std::size_t k = 0; k < part.inputs.size(); ++k) {
      const std::size_t row = rows_.row_of.at(index(part.inputs[k]));
      const std::vector<double>& given = graph_.nodes[row].value;
      in.insert(in.end(), given.begin(), given.end());
      if (row == edge.from) plan.wrt = {static_cast<std::uint32_t>(k)};
    }
    const std::vector<double>& seed = graph_.nodes[edge.to].adjoint;
    if (!is_direct) in.insert(in.end(), seed.begin(), seed.end());
    const ir::Function compiled = passes::run(fn, plan).value();
    std::vector<double> out(ir::flat_outputs(compiled));
    ir::interpret(compiled, in, out);
    out.erase(out.begin());
    edge.contribution = std::move(out);
    plan.level = Level::Real;
    plan.legalise = false;
    edge.product = words_.formula(keep_output(passes::run(fn, plan).value(), 1));
  }

  const GraphRows& rows_;
  const GraphWords& words_;
  Draft draft_;
  Graph& graph_;
  std::vector<Extracted> parts_;  ///< per node its computation from other nodes
};

}  // namespace

Graph graph_tensors(const ir::Function& fn, const GraphRows& rows, std::span<const double> inputs,
                    const GraphWords& words) {
  if (fn.shape(fn.outputs()[0].value).rank() > 0) {
    throw Error(diag::diagnose("not-a-loss", {}, "a trace is of a number, and the program gives a tensor",
                               {"a sum of its elements, or one of them, is a number"}));
  }
  return TensorGraph(fn, rows, inputs, words).run();
}

}  // namespace adc::analysis
