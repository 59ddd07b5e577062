#include "passes/derive.h"

#include <unordered_map>
#include <unordered_set>

namespace adc::passes {
namespace {

using ir::ValueId;

// The wished names for further inputs, numbered where the program has such an input or an earlier wish is the same.
std::vector<std::string> distinct_names(const ir::Function& fn, const std::vector<std::string>& wishes) {
  std::unordered_set<std::string> taken;
  for (const ir::Param& param : fn.params()) taken.insert(param.name);
  std::unordered_map<std::string, std::size_t> used;
  std::vector<std::string> names;
  for (const std::string& wish : wishes) {
    std::string name = wish;
    std::size_t& number = used[wish];
    while (!taken.insert(name).second) name = wish + '_' + std::to_string(++number + 1);
    names.push_back(std::move(name));
  }
  return names;
}

}  // namespace

Primal copy_primal(const ir::Function& fn, SharingBuilder& b, const std::vector<std::string>& wishes) {
  Primal primal;
  const std::vector<std::string> extra = distinct_names(fn, wishes);
  b.reserve(2 * fn.size());
  std::vector<ValueId> to(fn.size());
  std::vector<ValueId> operands;
  for (std::size_t i = 0; i < fn.size(); ++i) {
    if (i == fn.params().size()) {
      for (const std::string& name : extra) primal.extra.push_back(b.param(name, ir::ParamKind::Data));
    }
    operands.clear();
    for (const ValueId operand : fn.operands(ir::value_id(i))) operands.push_back(to[ir::index(operand)]);
    to[i] = b.clone(fn, ir::value_id(i), operands);
  }
  if (fn.size() == fn.params().size()) {
    for (const std::string& name : extra) primal.extra.push_back(b.param(name, ir::ParamKind::Data));
  }
  primal.params.assign(to.begin(), to.begin() + static_cast<std::ptrdiff_t>(fn.params().size()));
  for (const ir::Output& output : fn.outputs()) {
    primal.outputs.push_back(to[ir::index(output.value)]);
    b.output(primal.outputs.back(), output.name);
  }
  for (const auto& [value, name] : fn.bindings()) b.bind(to[ir::index(value)], name);
  return primal;
}

std::string derivative_name(const ir::Function& fn, std::size_t output, std::uint32_t wrt) {
  const std::string suffix = "d." + fn.params()[wrt].name;
  if (fn.outputs().size() == 1) return suffix;
  const std::string& name = fn.outputs()[output].name;
  return (name.empty() ? std::to_string(output + 1) : name) + '.' + suffix;
}

std::string gradient_name(const ir::Function& fn) { return fn.name() + ".grad"; }

}  // namespace adc::passes
