#include "passes/tensors/batch.h"

#include <array>
#include <cassert>
#include <string>

#include "diag/diagnostics.h"
#include "passes/core/rebuild.h"
#include "passes/rules/table.h"
#include "passes/tensors/axes.h"

namespace adc::passes {
namespace {

using ir::Op;
using ir::ValueId;

// An instruction to be lifted, copied, because building more instructions moves it.
struct LiftInput {
  SharingBuilder& b;
  std::int64_t n;
  Op op;
  std::vector<std::int64_t> immediates;
  ir::Shape shape;  // of the result, without the leading axis
  std::array<Lifted, 3> x{};
  std::array<ir::Shape, 3> shapes{};  // of the operands, without the leading axis
  std::size_t arity = 0;

  [[nodiscard]] Axes list(std::size_t i) const {
    const ir::List list = ir::unpack(immediates, i);
    return {list.begin(), list.end()};
  }
  [[nodiscard]] ValueId batched(std::size_t k) const { return with_leading_axis(b, x[k], n); }
  // n, then the extents
  [[nodiscard]] Axes behind_n(const ir::Shape& of) const { return joined({n}, extents(of)); }
};

diag::Failure failure(diag::Slug slug, std::string message, Span span) {
  return diag::Failure(diag::diagnose(slug, span, std::move(message)));
}

void check_shape(const ir::Shape& shape, std::int64_t n, Span span) {
  if (shape.rank() >= ir::Shape::kMaxRank) {
    throw failure("too-many-axes", "a batch or derivative would have more than 8 axes", span);
  }
  std::int64_t elements = 0;
  if (__builtin_mul_overflow(shape.elements(), n, &elements) || elements > ir::kMaxElements) {
    throw failure("too-many-elements", "a batch or derivative would have too many elements", span);
  }
}

Axes behind_first(ir::List axes) { return joined({0}, shifted(axes, 1)); }

ValueId move_to_front(SharingBuilder& b, ValueId v, std::size_t axis) {
  if (axis == 0) return v;
  const std::size_t rank = b.function().shape(v).rank();
  const Axes front{static_cast<std::int64_t>(axis)};
  return b.transpose(v, joined(front, other_axes(front, rank)));
}

// Scalars that have no leading axis go with each element as they are.
ValueId lift_elementwise(const LiftInput& in) {
  std::array<ValueId, 3> x{};
  for (std::size_t k = 0; k < in.arity; ++k) {
    x[k] = in.x[k].value;
    if (in.shapes[k].rank() > 0) {
      x[k] = in.batched(k);
    } else if (in.x[k].batched && in.shape.rank() > 0) {
      x[k] = in.b.broadcast(x[k], in.behind_n(in.shape), Axes{0});
    }
  }
  return in.b.emit(in.op, std::span<const ValueId>(x.data(), in.arity), in.immediates);
}

// There is no general rule: an op of tensors without one does not compile.
template <Op op>
ValueId lift_rule(const LiftInput& in) = delete;

// The leading axis of one operand alone is one of its free axes, and moves to the front of the result.
template <>
ValueId lift_rule<Op::Dot>(const LiftInput& in) {
  const Axes lhs_batch = in.list(0);
  const Axes rhs_batch = in.list(1);
  const Axes lhs = in.list(2);
  const Axes rhs = in.list(3);
  const ValueId x = in.x[0].value;
  const ValueId y = in.x[1].value;
  if (in.x[0].batched && in.x[1].batched) {
    return in.b.dot(x, y, {shifted(lhs, 1), shifted(rhs, 1), behind_first(lhs_batch), behind_first(rhs_batch)});
  }
  const std::size_t batch = lhs_batch.size();
  if (in.x[0].batched) {
    return move_to_front(in.b, in.b.dot(x, y, {shifted(lhs, 1), rhs, shifted(lhs_batch, 1), rhs_batch}), batch);
  }
  const std::size_t lhs_free = in.shapes[0].rank() - batch - lhs.size();
  const std::size_t rhs_free = in.shapes[1].rank() - batch - rhs.size();
  if (rhs_free == 0) {
    return move_to_front(in.b, in.b.dot(y, x, {shifted(rhs, 1), lhs, shifted(rhs_batch, 1), lhs_batch}), batch);
  }
  const ValueId product = in.b.dot(x, y, {lhs, shifted(rhs, 1), lhs_batch, shifted(rhs_batch, 1)});
  return move_to_front(in.b, product, batch + lhs_free);
}

// Ops along axes, and the leading axis beside them.
ValueId lift_axes(const LiftInput& in) {
  return in.b.emit(in.op, std::array{in.x[0].value}, ir::pack({shifted(in.list(0), 1)}));
}
template <>
ValueId lift_rule<Op::ReduceSum>(const LiftInput& in) {
  return lift_axes(in);
}
template <>
ValueId lift_rule<Op::ReduceMax>(const LiftInput& in) {
  return lift_axes(in);
}
template <>
ValueId lift_rule<Op::ReduceMin>(const LiftInput& in) {
  return lift_axes(in);
}
template <>
ValueId lift_rule<Op::Prod>(const LiftInput& in) {
  return lift_axes(in);
}
template <>
ValueId lift_rule<Op::Norm>(const LiftInput& in) {
  return lift_axes(in);
}
template <>
ValueId lift_rule<Op::Logsumexp>(const LiftInput& in) {
  return lift_axes(in);
}
template <>
ValueId lift_rule<Op::Softmax>(const LiftInput& in) {
  return lift_axes(in);
}
template <>
ValueId lift_rule<Op::LogSoftmax>(const LiftInput& in) {
  return lift_axes(in);
}
template <>
ValueId lift_rule<Op::Argmax>(const LiftInput& in) {
  return lift_axes(in);
}
template <>
ValueId lift_rule<Op::Reverse>(const LiftInput& in) {
  return lift_axes(in);
}

template <>
ValueId lift_rule<Op::Broadcast>(const LiftInput& in) {
  return in.b.broadcast(in.x[0].value, in.behind_n(in.shape), behind_first(in.list(1)));
}

template <>
ValueId lift_rule<Op::Transpose>(const LiftInput& in) {
  return in.b.transpose(in.x[0].value, behind_first(in.list(0)));
}

template <>
ValueId lift_rule<Op::Reshape>(const LiftInput& in) {
  return in.b.reshape(in.x[0].value, in.behind_n(in.shape));
}

template <>
ValueId lift_rule<Op::Slice>(const LiftInput& in) {
  return in.b.slice(in.x[0].value, joined({0}, in.list(0)), joined({in.n}, in.list(1)), joined({1}, in.list(2)));
}

template <>
ValueId lift_rule<Op::Pad>(const LiftInput& in) {
  return in.b.pad(in.x[0].value, joined({0}, in.list(0)), joined({0}, in.list(1)), joined({0}, in.list(2)));
}

template <>
ValueId lift_rule<Op::Concat>(const LiftInput& in) {
  return in.b.concat(in.batched(0), in.batched(1), in.list(0)[0] + 1);
}

// Positions [n, …] along an axis of this extent as positions along one axis of all examples; −1 where there is none.
ValueId joint_positions(const LiftInput& in, std::int64_t extent) {
  SharingBuilder& b = in.b;
  constexpr std::int64_t kMostInF32 = std::int64_t{1} << 24U;
  if (b.function().float_type() == ir::DType::F32 && extent * in.n > kMostInF32) {
    throw failure("too-many-elements", "f32 cannot number the positions of a gather in a batch", {});
  }
  const ValueId p = in.batched(1);
  const ValueId example = b.iota(in.behind_n(in.shapes[1]), 0);
  const ValueId whole = b.eq(b.floor(p), p);
  const ValueId valid = b.logical_and(whole, b.logical_and(b.le(b.integer(0), p), b.lt(p, b.integer(extent))));
  return b.select(valid, b.add(b.mul(b.integer(extent), example), p), b.integer(-1));
}

// [n, before…, axis, after…] as [n·extent, before…, after…]
template <>
ValueId lift_rule<Op::Gather>(const LiftInput& in) {
  SharingBuilder& b = in.b;
  const std::int64_t axis = in.list(0)[0];
  const auto before = static_cast<std::size_t>(axis);
  if (!in.x[1].batched) return b.gather(in.x[0].value, in.x[1].value, axis + 1);
  if (!in.x[0].batched) return move_to_front(b, b.gather(in.x[0].value, in.x[1].value, axis), before);
  const std::int64_t extent = in.shapes[0][before];
  const Axes first{0, axis + 1};
  const Axes rest = other_axes(first, in.shapes[0].rank() + 1);
  const ValueId aside = b.transpose(in.x[0].value, joined(first, rest));
  const Axes rest_extents = extents(in.shapes[0], shifted(rest, -1));
  const ValueId flat = b.reshape(aside, joined({in.n * extent}, rest_extents));
  const ValueId taken = b.gather(flat, joint_positions(in, extent), 0);  // [n, positions…, before…, after…]
  const std::size_t positions = in.shapes[1].rank();
  Axes order = joined({0}, axis_range(1 + positions, before));
  order = joined(joined(std::move(order), axis_range(1, positions)),
                 axis_range(1 + positions + before, rest.size() - before));
  return b.transpose(taken, order);
}

template <>
ValueId lift_rule<Op::ScatterAdd>(const LiftInput& in) {
  SharingBuilder& b = in.b;
  const std::int64_t axis = in.list(0)[0];
  const std::int64_t extent = in.list(1)[0];
  if (!in.x[1].batched) return b.scatter_add(in.x[0].value, in.x[1].value, axis + 1, extent);
  const auto before = static_cast<std::size_t>(axis);
  const std::size_t positions = in.shapes[1].rank();
  const std::size_t after = in.shapes[0].rank() - before - positions;
  Axes order = joined(joined({0}, axis_range(1 + before, positions)), axis_range(1, before));
  order = joined(std::move(order), axis_range(1 + before + positions, after));
  const ValueId aside = b.transpose(in.batched(0), order);  // [n, positions…, before…, after…]
  const ValueId flat = b.scatter_add(aside, joint_positions(in, extent), 0, in.n * extent);
  const Axes rest = joined(axis_range(0, before), axis_range(before + 1, after));  // of the result
  const ValueId parts = b.reshape(flat, joined({in.n, extent}, extents(in.shape, rest)));
  Axes back = joined(joined({0}, axis_range(2, before)), Axes{1});
  return b.transpose(parts, joined(std::move(back), axis_range(2 + before, after)));
}

// Depends on no operand, so it is never lifted.
template <>
ValueId lift_rule<Op::Iota>(const LiftInput& in) {
  return in.b.iota(in.list(0), in.list(1)[0]);
}

using LiftRule = ValueId (*)(const LiftInput&);

constexpr auto kLiftRules = table_by_op<LiftRule>([]<Op op> {
  if constexpr (ir::is_elementwise(op)) {
    return LiftRule{lift_elementwise};
  } else {
    return LiftRule{lift_rule<op>};
  }
});

}  // namespace

ValueId with_leading_axis(SharingBuilder& b, const Lifted& value, std::int64_t n) {
  if (value.batched) return value.value;
  const ir::Shape shape = b.function().shape(value.value);
  check_shape(shape, n, b.function().span(value.value));
  return b.broadcast(value.value, joined({n}, extents(shape)), axis_range(1, shape.rank()));
}

ValueId lift(SharingBuilder& b, const ir::Function& fn, ValueId id, std::span<const Lifted> x, std::int64_t n) {
  assert(fn.op(id) != Op::Diff && "expand_diff comes first");
  LiftInput in{.b = b,
               .n = n,
               .op = fn.op(id),
               .immediates = {fn.immediates(id).begin(), fn.immediates(id).end()},
               .shape = fn.shape(id)};
  for (const ValueId operand : fn.operands(id)) {
    in.x[in.arity] = x[in.arity];
    in.shapes[in.arity++] = fn.shape(operand);
  }
  check_shape(in.shape, n, fn.span(id));
  b.set_span(fn.span(id));
  return kLiftRules[static_cast<std::size_t>(in.op)](in);
}

namespace {

// The values of `fn` in `b`, with inputs that have a leading axis; `more()` makes further ones.
template <class More>
std::vector<Lifted> lift_all(SharingBuilder& b, const ir::Function& fn, const std::vector<bool>& batched,
                             std::int64_t n, More more) {
  std::vector<Lifted> to(fn.size());
  std::vector<Lifted> lifted;
  std::vector<ValueId> operands;
  for (std::size_t i = 0; i < fn.size(); ++i) {
    const ValueId id = ir::value_id(i);
    if (i == fn.params().size()) more();
    if (i < fn.params().size() && batched[i]) {
      check_shape(fn.shape(id), n, fn.span(id));
      const ir::Type type{fn.type(id).dtype, ir::Shape(joined({n}, extents(fn.shape(id))))};
      to[i] = {b.param(fn.params()[i].name, fn.params()[i].kind, type), true};
      continue;
    }
    lifted.clear();
    operands.clear();
    for (const ValueId operand : fn.operands(id)) {
      lifted.push_back(to[ir::index(operand)]);
      operands.push_back(lifted.back().value);
    }
    const bool any = std::ranges::any_of(lifted, &Lifted::batched);
    to[i] = {any ? lift(b, fn, id, lifted, n) : b.clone(fn, id, operands), any};
  }
  if (fn.size() == fn.params().size()) more();
  for (const auto& [value, name] : fn.bindings()) b.bind(to[ir::index(value)].value, name);
  return to;
}

}  // namespace

ir::Function batch(const ir::Function& fn, const std::vector<bool>& batched, std::int64_t n,
                   std::size_t max_instructions) {
  SharingBuilder b(fn.name(), fn.float_type(), max_instructions);
  const std::vector<Lifted> to = lift_all(b, fn, batched, n, [] {});
  for (const ir::Output& output : fn.outputs()) {
    b.set_span(fn.span(output.value));
    b.output(with_leading_axis(b, to[ir::index(output.value)], n), output.name, output.role);
  }
  return b.finish();
}

namespace {

/// The other outputs, with a leading axis, behind a first one.
void output_rest(SharingBuilder& b, const ir::Function& fn, const std::vector<Lifted>& to, ValueId first,
                 std::int64_t n) {
  for (std::size_t i = 0; i < fn.outputs().size(); ++i) {
    const ir::Output& output = fn.outputs()[i];
    b.set_span(fn.span(output.value));
    b.output(i == 0 ? first : with_leading_axis(b, to[ir::index(output.value)], n), output.name, output.role);
  }
}

}  // namespace

ir::Function mean_over_batch(const ir::Function& fn, const std::vector<bool>& batched, std::int64_t n,
                             std::size_t max_instructions) {
  SharingBuilder b(fn.name(), fn.float_type(), max_instructions);
  const std::vector<Lifted> to = lift_all(b, fn, batched, n, [] {});
  const ir::Output& loss = fn.outputs()[0];
  auto [value, is_batched] = to[ir::index(loss.value)];
  b.set_span(fn.span(loss.value));
  if (is_batched) value = b.div(b.reduce_sum(value, Axes{0}), b.integer(n));
  output_rest(b, fn, to, value, n);
  return b.finish();
}

ir::Function weighted_sum_over_batch(const ir::Function& fn, const std::vector<bool>& batched, std::int64_t n,
                                     std::size_t max_instructions) {
  SharingBuilder b(fn.name(), fn.float_type(), max_instructions);
  ValueId weights{};
  const std::vector<Lifted> to = lift_all(b, fn, batched, n, [&] {
    weights = b.param("weights of examples", ir::ParamKind::Data, {fn.float_type(), ir::Shape({n})});
  });
  const ir::Output& loss = fn.outputs()[0];
  b.set_span(fn.span(loss.value));
  const ValueId losses = with_leading_axis(b, to[ir::index(loss.value)], n);
  output_rest(b, fn, to, b.reduce_sum(b.mul(weights, losses), Axes{0}), n);
  return b.finish();
}

}  // namespace adc::passes
