#include "kernel/scalars.h"

#include <fmt/core.h>

#include <stdexcept>
#include <string>

#include "kernel/constants.h"

namespace adc::kernel {
namespace {

using ir::Op;
using ir::ValueId;

Node node_of(const ir::Function& fn, ValueId id, const std::vector<NodeId>& node_of_value) {
  if (fn.op(id) == Op::Param) return Load{static_cast<ArrayId>(index(id)), {}, {}};
  if (fn.is_const(id)) return constant(fn.constant(id), fn.float_type());
  if (fn.op(id) == Op::Diff) throw std::runtime_error("loops cannot be made of an op that passes should have removed");
  Apply node{fn.op(id), std::nullopt, {}};
  for (const ValueId x : fn.operands(id)) node.operands.push_back(node_of_value[index(x)]);
  if (ir::info(fn.op(id)).immediate != ir::Immediate::None) node.immediate = static_cast<int>(fn.immediate(id));
  return node;
}

void check_type(const ir::Function& fn, ValueId id) {
  const ir::DType dtype = fn.type(id).dtype;
  if (dtype == fn.float_type() || dtype == ir::DType::Bool) return;
  throw std::runtime_error(fmt::format("loops over values of type {} are not supported", to_string(fn.type(id))));
}

std::vector<bool> live(const ir::Function& fn) {
  std::vector<bool> result(fn.size(), false);
  for (const ir::Output& output : fn.outputs()) result[index(output.value)] = true;
  for (std::size_t i = fn.size(); i-- > 0;) {
    if (!result[i]) continue;
    for (const ValueId operand : fn.operands(ir::value_id(i))) result[index(operand)] = true;
  }
  return result;
}

}  // namespace

Region region_of_scalars(const ir::Function& fn) {
  Region region;
  const std::vector<bool> is_live = live(fn);
  std::vector<NodeId> nodes(fn.size(), 0);
  for (std::size_t i = 0; i < fn.size(); ++i) {
    if (!is_live[i]) continue;
    check_type(fn, ir::value_id(i));
    nodes[i] = static_cast<NodeId>(region.nodes.size());
    region.nodes.push_back(node_of(fn, ir::value_id(i), nodes));
  }
  for (std::size_t i = 0; i < fn.outputs().size(); ++i) {
    region.stores.emplace_back(Set{nodes[index(fn.outputs()[i].value)], static_cast<ArrayId>(fn.size() + i), {}});
  }
  return region;
}

}  // namespace adc::kernel
