#include "ir/matrices.h"

namespace adc::ir {
namespace {

bool is_square(const Shape& shape) { return shape.rank() == 2 && shape[0] == shape[1]; }

}  // namespace

bool is_on_diagonal(const Function& fn, ValueId v) {
  if (fn.op(v) != Op::Eq || !is_square(fn.shape(v))) return false;
  const auto counters = fn.operands(v);
  const auto axis = [&](std::size_t k) { return fn.op(counters[k]) == Op::Iota ? fn.list(counters[k], 1)[0] : -1; };
  return axis(0) >= 0 && axis(1) >= 0 && axis(0) != axis(1);
}

bool is_identity(const Function& fn, ValueId v) {
  return fn.op(v) == Op::ToFloat && is_on_diagonal(fn, fn.operands(v)[0]);
}

std::optional<ValueId> diagonal_of(const Function& fn, ValueId v) {
  if (fn.op(v) != Op::Reshape || !is_square(fn.shape(v))) return std::nullopt;
  const ValueId pad = fn.operands(v)[0];
  if (fn.op(pad) != Op::Pad || fn.shape(pad).rank() != 1) return std::nullopt;
  const ValueId vector = fn.operands(pad)[0];
  const std::int64_t n = fn.shape(v)[0];
  const bool spaced = fn.list(pad, 0)[0] == 0 && fn.list(pad, 1)[0] == 0 && fn.list(pad, 2)[0] == n;
  return spaced && fn.shape(vector)[0] == n ? std::optional(vector) : std::nullopt;
}

}  // namespace adc::ir
