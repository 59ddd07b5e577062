#include "analysis/graph_rows.h"

#include <fmt/core.h>

#include <algorithm>
#include <deque>
#include <functional>
#include <iterator>
#include <unordered_set>

#include "passes/pipeline.h"

namespace adc::analysis {
namespace {

using ir::index;
using ir::ValueId;

/// Names that are not yet taken: a second `t` is `t_2`.
class Names {
 public:
  std::string unique(const std::string& wanted) {
    std::string name = wanted;
    for (int n = 2; !taken_.insert(name).second; ++n) name = fmt::format("{}_{}", wanted, n);
    return name;
  }

 private:
  std::unordered_set<std::string> taken_;
};

/// What the result depends on.
std::vector<bool> reachable(const ir::Function& fn, ValueId result) {
  std::vector<bool> reached(fn.size(), false);
  reached[index(result)] = true;
  for (std::size_t i = index(result) + 1; i-- > 0;) {
    if (!reached[i]) continue;
    for (const ValueId operand : fn.operands(ir::value_id(i))) reached[index(operand)] = true;
  }
  return reached;
}

}  // namespace

namespace {

/// Rows in the making.
class Chooser {
 public:
  explicit Chooser(const ir::Function& fn) : fn_(fn), reached_(reachable(fn, fn.outputs()[0].value)) {
    for (std::size_t i = 0; i < fn.params().size(); ++i) add(ir::value_id(i), fn.params()[i].name);
  }

  void add(ValueId value, const std::string& wanted) {
    const std::string name = names_.unique(wanted);
    const std::size_t row = rows_.rows.size();
    if (!fn_.is_const(value) && rows_.named.emplace(index(value), name).second) rows_.row_of.emplace(index(value), row);
    rows_.rows.push_back({value, name});
  }

  [[nodiscard]] bool is_reached(ValueId value) const { return reached_[index(value)]; }

  /// A row for each operation that the result needs; `name_of` gives it one, or "" for v1, v2, …
  void add_operations(const std::function<std::string(ValueId)>& name_of) {
    const std::size_t inputs = fn_.params().size();
    for (std::size_t i = inputs; i < index(fn_.outputs()[0].value); ++i) {
      const ValueId id = ir::value_id(i);
      if (!is_reached(id) || fn_.is_const(id)) continue;
      const std::string name = name_of(id);
      add(id, name.empty() ? "v" + std::to_string(rows_.rows.size() - inputs + 1) : name);
    }
  }

  void add_result() {
    const ir::Output& output = fn_.outputs()[0];
    const bool has_own_name = !output.name.empty() && index(output.value) >= fn_.params().size();
    std::string name = has_own_name ? output.name : fn_.name();
    for (const auto& [value, bound] : fn_.bindings()) {
      if (value == output.value) name = bound;
    }
    add(output.value, name);
  }

  GraphRows take() { return std::move(rows_); }

 private:
  const ir::Function& fn_;
  std::vector<bool> reached_;
  GraphRows rows_;
  Names names_;
};

}  // namespace

GraphRows choose_rows(const ir::Function& fn) {
  Chooser chooser(fn);
  const ValueId result = fn.outputs()[0].value;
  std::vector<std::pair<ValueId, std::string>> bindings(fn.bindings().begin(), fn.bindings().end());
  std::erase_if(bindings, [&](const auto& binding) { return binding.first >= result; });
  if (std::ranges::any_of(bindings, [&](const auto& binding) { return chooser.is_reached(binding.first); })) {
    for (const auto& [value, name] : bindings) chooser.add(value, name);
  } else {
    chooser.add_operations([](ValueId /*id*/) { return std::string(); });
  }
  chooser.add_result();
  return chooser.take();
}

GraphRows choose_operations(const ir::Function& fn) {
  Chooser chooser(fn);
  std::unordered_map<std::size_t, std::string> names;
  for (const auto& [value, name] : fn.bindings()) names.emplace(index(value), name);
  chooser.add_operations([&](ValueId id) {
    const auto found = names.find(index(id));
    return found == names.end() ? std::string() : found->second;
  });
  chooser.add_result();
  return chooser.take();
}

namespace {

bool has_derivatives(const ir::Function& program) {
  return std::ranges::any_of(program.insts(), [](const ir::Inst& inst) { return inst.op == ir::Op::Diff; });
}

}  // namespace

Result<ir::Function> prepare_graph(const ir::Function& program) {
  const ValueId result = program.outputs()[0].value;
  const bool has_bindings =
      std::ranges::any_of(program.bindings(), [&](const auto& binding) { return binding.first != result; });
  if (!has_bindings) return prepare_operations(program);
  return has_derivatives(program) ? passes::apply(program, {"expand_diff"}) : passes::apply(program, {});
}

Result<ir::Function> prepare_operations(const ir::Function& program) {
  return has_derivatives(program) ? passes::apply(program, {"expand_diff", "cse"}) : passes::apply(program, {"cse"});
}

Draft draft(const ir::Function& fn, const GraphRows& rows, const GraphWords& words) {
  Draft made;
  Graph& graph = made.graph;
  graph.notation = words.notation();
  graph.nodes.resize(rows.rows.size());
  made.uses.resize(rows.rows.size());
  const std::string& result = rows.rows.back().name;
  for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
    GraphNode& node = graph.nodes[i];
    const auto& [value, name] = rows.rows[i];
    const auto dims = fn.shape(value).dims();
    node.shape.assign(dims.begin(), dims.end());
    node.name = words.name(name);
    node.adjoint_name = words.quotient(result, name);
    if (i < fn.params().size())
      node.kind = fn.params()[i].kind == ir::ParamKind::Param ? GraphNode::Kind::Input : GraphNode::Kind::Data;
  }
  graph.nodes.back().kind = GraphNode::Kind::Result;
  return made;
}

namespace {

/// The nodes that the last one depends on, each after all that use it, in the order in which they are met; the last one
/// is left out. `sources`: per node those that it is computed from.
std::vector<std::size_t> backward_order(const std::vector<std::vector<std::size_t>>& sources) {
  std::vector<std::size_t> waiting(sources.size());  // users that are not yet done
  std::vector<bool> counted(sources.size(), false);
  std::deque<std::size_t> pending{sources.size() - 1};
  counted.back() = true;
  for (; !pending.empty(); pending.pop_front()) {
    for (const std::size_t source : sources[pending.front()]) {
      ++waiting[source];
      if (!counted[source]) pending.push_back(source);
      counted[source] = true;
    }
  }
  std::vector<std::size_t> order{sources.size() - 1};
  for (std::size_t i = 0; i < order.size(); ++i) {
    for (const std::size_t source : sources[order[i]]) {
      if (--waiting[source] == 0) order.push_back(source);
    }
  }
  order.erase(order.begin());
  return order;
}

}  // namespace

void walk_backward(Draft& draft, const std::function<void(GraphEdge&)>& add) {
  Graph& graph = draft.graph;
  graph.nodes.back().adjoint = {1.0};
  std::vector<bool> derives(graph.edges.size(), false);
  for (const std::vector<std::size_t>& uses : draft.uses) {
    for (const std::size_t edge : uses) derives[edge] = true;
  }
  std::vector<std::vector<std::size_t>> sources(graph.nodes.size());
  for (std::size_t i = 0; i < graph.edges.size(); ++i) {
    if (derives[i]) sources[graph.edges[i].to].push_back(graph.edges[i].from);
  }
  for (const std::size_t from : backward_order(sources)) {
    std::vector<std::size_t> used;
    std::ranges::copy_if(draft.uses[from], std::back_inserter(used),
                         [&](std::size_t edge) { return !graph.nodes[graph.edges[edge].to].adjoint.empty(); });
    for (const std::size_t i : used) {
      GraphEdge& edge = graph.edges[i];
      edge.is_one_of_several = used.size() > 1;
      add(edge);
      std::vector<double>& adjoint = graph.nodes[from].adjoint;
      if (adjoint.empty()) {
        adjoint = edge.contribution;
      } else {
        std::ranges::transform(adjoint, edge.contribution, adjoint.begin(), std::plus<>());
      }
      edge.sum = adjoint;
      graph.backward.push_back(i);
    }
  }
}

}  // namespace adc::analysis
