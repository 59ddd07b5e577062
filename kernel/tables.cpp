#include "kernel/tables.h"

#include <cmath>
#include <utility>
#include <vector>

#include "ir/moves.h"
#include "ir/view.h"
#include "kernel/constants.h"

namespace adc::kernel {
namespace {

using ir::Op;
using ir::ValueId;
using ir::View;

/// The constant whose repetition a value is, if it is one.
std::optional<ValueId> repeated(const ir::Function& fn, ValueId id) {
  while (ir::moves_elements(fn.op(id)) || fn.op(id) == Op::Copy) id = fn.operands(id)[0];
  return fn.is_const(id) ? std::optional(id) : std::nullopt;
}

double number_of(const ir::Function& fn, ValueId constant) {
  const Node node = kernel::constant(fn.constant(constant), fn.float_type());
  const auto* const truth = std::get_if<Truth>(&node);
  return truth == nullptr ? std::get<Constant>(node).value : truth->value ? 1 : 0;
}

bool is_row_major(const View& view) {
  const auto strides = view.shape.strides();
  for (std::size_t axis = 0; axis < view.shape.rank(); ++axis) {
    if (view.shape[axis] > 1 && view.strides[axis] != strides[axis]) return false;
  }
  return true;
}

/// Fills a table part by part.
class Filler {
 public:
  Filler(const ir::Function& fn, ValueId id) : fn_(fn), parts_{{id, ir::view_of(fn.shape(id))}} {
    table_.numbers.resize(static_cast<std::size_t>(fn.shape(id).elements()));
  }

  std::optional<Table> run() {
    while (!parts_.empty()) {
      const auto [id, to] = std::move(parts_.back());
      parts_.pop_back();
      if (!fill(id, to)) return std::nullopt;
    }
    return std::move(table_);
  }

 private:
  bool fill(ValueId id, const View& to) {
    if (to.shape.elements() == 0) return true;
    if (const std::optional<ValueId> constant = repeated(fn_, id)) {
      const double number = number_of(fn_, *constant);
      ir::for_each(to, [&](std::size_t at) { table_.numbers[at] = number; });
      return std::isfinite(number);
    }
    if (fn_.op(id) == Op::Concat) return divide(id, to), true;
    if (fn_.op(id) != Op::Reshape || !is_row_major(to)) return false;
    const ValueId operand = fn_.operands(id)[0];
    View whole = ir::view_of(fn_.shape(operand));
    whole.offset = to.offset;
    parts_.emplace_back(operand, whole);
    return true;
  }

  void divide(ValueId concat, const View& to) {
    const auto axis = static_cast<std::size_t>(fn_.list(concat, 0)[0]);
    View part = to;
    for (const ValueId operand : fn_.operands(concat)) {
      part.shape = fn_.shape(operand);
      parts_.emplace_back(operand, part);
      part.offset += part.shape[axis] * part.strides[axis];
    }
  }

  const ir::Function& fn_;
  Table table_;
  std::vector<std::pair<ValueId, View>> parts_;  // what is left to fill
};

}  // namespace

std::optional<Table> table_of(const ir::Function& fn, ValueId id) {
  if (fn.op(id) != Op::Concat || fn.shape(id).elements() == 0) return std::nullopt;
  return Filler(fn, id).run();
}

}  // namespace adc::kernel
