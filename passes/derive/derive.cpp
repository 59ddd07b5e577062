#include "passes/derive/derive.h"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "passes/core/dce.h"

namespace adc::passes {
namespace {

using ir::ValueId;

// The wished names for further inputs, numbered where the program has such an input or an earlier wish is the same.
std::vector<std::string> distinct_names(const ir::Function& fn, const std::vector<Wish>& wishes) {
  if (wishes.empty()) return {};
  std::unordered_set<std::string> taken;
  for (const ir::Param& param : fn.params()) taken.insert(param.name);
  std::unordered_map<std::string, std::size_t> used;
  std::vector<std::string> names;
  for (const Wish& wish : wishes) {
    std::string name = wish.name;
    std::size_t& number = used[wish.name];
    while (!taken.insert(name).second) name = wish.name + '_' + std::to_string(++number + 1);
    names.push_back(std::move(name));
  }
  return names;
}

}  // namespace

Primal copy_primal(const ir::Function& fn, SharingBuilder& b, const std::vector<Wish>& wishes) {
  Primal primal;
  const std::vector<std::string> extra = distinct_names(fn, wishes);
  const auto add_extra = [&] {
    for (std::size_t i = 0; i < wishes.size(); ++i) {
      primal.extra.push_back(b.param(extra[i], ir::ParamKind::Data, {fn.float_type(), wishes[i].shape}));
    }
  };
  b.reserve(2 * fn.size());
  std::vector<ValueId> to(fn.size());
  std::vector<ValueId> operands;
  const std::size_t first = wishes.empty() ? b.start_from(fn, fn.size()) : 0;
  for (std::size_t i = 0; i < first; ++i) to[i] = ir::value_id(i);
  for (std::size_t i = first; i < fn.size(); ++i) {
    if (i == fn.params().size()) add_extra();
    operands.clear();
    for (const ValueId operand : fn.operands(ir::value_id(i))) operands.push_back(to[ir::index(operand)]);
    to[i] = b.clone(fn, ir::value_id(i), operands);
  }
  if (fn.size() == fn.params().size()) add_extra();
  primal.params.assign(to.begin(), to.begin() + static_cast<std::ptrdiff_t>(fn.params().size()));
  for (const ir::Output& output : fn.outputs()) {
    primal.outputs.push_back(to[ir::index(output.value)]);
    b.output(primal.outputs.back(), output.name, output.role);
  }
  for (const auto& [value, name] : fn.bindings()) b.bind(to[ir::index(value)], name);
  return primal;
}

std::vector<ValueId> variables_of(const Primal& primal, std::span<const std::uint32_t> wrt) {
  std::vector<ValueId> values;
  for (const std::uint32_t input : wrt) values.push_back(primal.params[input]);
  return values;
}

ir::Function finish(SharingBuilder& b) {
  const bool has_seeds = b.has_facts() && !b.facts().unit_seeds.empty();
  ir::Function fn = b.finish();
  return has_seeds ? dce(std::move(fn)) : std::move(fn);
}

std::string derivative_name(const ir::Function& fn, std::size_t output, std::uint32_t wrt) {
  std::string suffix = "d." + fn.params()[wrt].name;
  if (fn.outputs().size() == 1) return suffix;
  const std::string& name = fn.outputs()[output].name;
  return (name.empty() ? std::to_string(output + 1) : name) + '.' + suffix;
}

std::string gradient_name(const ir::Function& fn) { return fn.name() + ".grad"; }

}  // namespace adc::passes
