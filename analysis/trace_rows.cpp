#include "analysis/trace_rows.h"

#include <fmt/core.h>

#include <algorithm>
#include <deque>
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

TraceRows choose_rows(const ir::Function& fn) {
  TraceRows result;
  Names names;
  const auto add = [&](ValueId value, const std::string& wanted) {
    const std::string name = names.unique(wanted);
    const std::size_t row = result.rows.size();
    if (!fn.is_const(value) && result.named.emplace(index(value), name).second)
      result.row_of.emplace(index(value), row);
    result.rows.push_back({value, name});
  };
  const ir::Output& output = fn.outputs()[0];
  const std::size_t inputs = fn.params().size();
  for (std::size_t i = 0; i < inputs; ++i) add(ir::value_id(i), fn.params()[i].name);

  std::vector<std::pair<ValueId, std::string>> bindings(fn.bindings().begin(), fn.bindings().end());
  std::erase_if(bindings, [&](const auto& binding) { return binding.first >= output.value; });
  const std::vector<bool> reached = reachable(fn, output.value);
  const bool has_bindings =
      std::ranges::any_of(bindings, [&](const auto& binding) { return reached[index(binding.first)]; });
  if (has_bindings) {
    for (const auto& [value, name] : bindings) add(value, name);
  } else {
    for (std::size_t i = inputs; i < index(output.value); ++i) {
      if (!reached[i] || fn.is_const(ir::value_id(i))) continue;
      add(ir::value_id(i), "v" + std::to_string(result.rows.size() - inputs + 1));
    }
  }
  const bool has_own_name = !output.name.empty() && index(output.value) >= inputs;
  std::string name = has_own_name ? output.name : fn.name();
  for (const auto& [value, bound] : fn.bindings()) {
    if (value == output.value) name = bound;
  }
  add(output.value, name);
  return result;
}

Result<ir::Function> prepare_trace(const ir::Function& program) {
  std::vector<std::string> names;
  const bool nested = std::any_of(program.insts().begin(), program.insts().end(),
                                  [](const ir::Inst& inst) { return inst.op == ir::Op::Diff; });
  if (nested) names.emplace_back("expand_diff");
  const ValueId result = program.outputs()[0].value;
  const bool has_bindings = std::any_of(program.bindings().begin(), program.bindings().end(),
                                        [&](const auto& binding) { return binding.first != result; });
  if (!has_bindings) names.emplace_back("cse");
  return passes::apply(program, names);
}

std::vector<std::size_t> backward_order(std::span<const std::vector<std::size_t>> sources) {
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

std::string on_one_line(std::string text) {
  while (!text.empty() && text.back() == '\n') text.pop_back();
  for (std::size_t at = 0; (at = text.find('\n', at)) != std::string::npos;) text.replace(at, 1, "; ");
  return text;
}

}  // namespace adc::analysis
