// Rules of ops that are linear in their data operands. Included by structural.cpp alone.
#pragma once

#include "passes/rules/structural.h"

namespace adc::passes {

using ir::Op;
using ir::ValueId;
using Tangents3 = std::span<const Term>;

// NOLINTNEXTLINE(modernize-return-braced-init-list): in braces these would be two elements
inline Axes repeated(std::int64_t number, std::size_t count) { return Axes(count, number); }

// y = x:  ẏ = ẋ,  x̄ = ȳ
template <>
inline StructuralRule rule_of<Op::Copy>() {
  return {.data = {true},
          .tangent = [](const OpInput&, Tangents3 t) { return t[0]; },
          .adjoint = [](const OpInput&, std::size_t, const Term& adjoint) { return Share{adjoint}; }};
}

// y = c ? a : b:  ẏ = c ? ȧ : ḃ,  ā = ȳ where c,  b̄ = ȳ where not c
template <>
inline StructuralRule rule_of<Op::Select>() {
  return {
      .data = {false, true, true},
      .tangent = [](const OpInput& in, Tangents3 t) { return select(in.b, in.x[0], t[1], t[2]); },
      .adjoint = [](const OpInput& in, std::size_t k, const Term& adjoint) { return Share{adjoint, in.x[0], k == 1}; }};
}

// y = Σ x:  ẏ = Σ ẋ,  x̄ = ȳ for each
template <>
inline StructuralRule rule_of<Op::ReduceSum>() {
  return {.data = {true},
          .tangent = [](const OpInput& in, Tangents3 t) { return sum(in.b, t[0], in.shapes[0], in.lists[0]); },
          .adjoint =
              [](const OpInput& in, std::size_t, const Term& adjoint) {
                const Axes kept = other_axes(in.lists[0], in.shapes[0].rank());
                return Share{spread(in.b, adjoint, in.shapes[0], kept)};
              }};
}

// y = x for each:  ẏ = ẋ for each,  x̄ = Σ ȳ
template <>
inline StructuralRule rule_of<Op::Broadcast>() {
  return {.data = {true},
          .tangent = [](const OpInput& in, Tangents3 t) { return spread(in.b, t[0], in.shape, in.lists[1]); },
          .adjoint =
              [](const OpInput& in, std::size_t, const Term& adjoint) {
                return Share{sum(in.b, adjoint, in.shape, other_axes(in.lists[1], in.shape.rank()))};
              }};
}

// The transpose is the inverse permutation.
template <>
inline StructuralRule rule_of<Op::Transpose>() {
  return {.data = {true},
          .tangent = [](const OpInput& in, Tangents3 t) { return permute(in.b, t[0], in.lists[0]); },
          .adjoint = [](const OpInput& in, std::size_t,
                        const Term& adjoint) { return Share{permute(in.b, adjoint, inverse(in.lists[0]))}; }};
}

inline Term reshaped(SharingBuilder& b, const Term& t, const ir::Shape& shape) {
  return move(b, t, [&](ValueId v) { return b.reshape(v, extents(shape)); });
}

template <>
inline StructuralRule rule_of<Op::Reshape>() {
  return {.data = {true},
          .tangent = [](const OpInput& in, Tangents3 t) { return reshaped(in.b, t[0], in.shape); },
          .adjoint = [](const OpInput& in, std::size_t,
                        const Term& adjoint) { return Share{reshaped(in.b, adjoint, in.shapes[0])}; }};
}

// A slice's transpose puts zeros where it took nothing: with stride s, s − 1 between neighbours.
inline Term put_back(const OpInput& in, const Term& t) {
  Axes high;
  for (std::size_t axis = 0; axis < in.shape.rank(); ++axis) {
    const std::int64_t taken = in.shape[axis] == 0 ? 0 : (in.shape[axis] - 1) * in.lists[2][axis] + 1;
    high.push_back(in.shapes[0][axis] - in.lists[0][axis] - taken);
  }
  return map(in.b, t, in.shape, [&](ValueId v) { return in.b.pad(v, in.lists[0], high, shifted(in.lists[2], -1)); });
}

template <>
inline StructuralRule rule_of<Op::Slice>() {
  return {.data = {true},
          .tangent =
              [](const OpInput& in, Tangents3 t) {
                return move(in.b, t[0],
                            [&](ValueId v) { return in.b.slice(v, in.lists[0], in.lists[1], in.lists[2]); });
              },
          .adjoint = [](const OpInput& in, std::size_t, const Term& adjoint) { return Share{put_back(in, adjoint)}; }};
}

// A pad's transpose takes what it kept.
template <>
inline StructuralRule rule_of<Op::Pad>() {
  return {
      .data = {true},
      .tangent =
          [](const OpInput& in, Tangents3 t) {
            return map(in.b, t[0], in.shapes[0],
                       [&](ValueId v) { return in.b.pad(v, in.lists[0], in.lists[1], in.lists[2]); });
          },
      .adjoint =
          [](const OpInput& in, std::size_t, const Term& adjoint) {
            const Axes strides = shifted(in.lists[2], 1);
            Axes stops = in.lists[0];
            for (std::size_t axis = 0; axis < stops.size(); ++axis) {
              const std::int64_t count = in.shapes[0][axis];
              stops[axis] += count == 0 ? 0 : (count - 1) * strides[axis] + 1;
            }
            return Share{move(in.b, adjoint, [&](ValueId v) { return in.b.slice(v, in.lists[0], stops, strides); })};
          }};
}

// y = [a, b]:  ā and b̄ are parts of ȳ.
inline Term part_of_concat(const OpInput& in, std::size_t k, const Term& t) {
  const auto axis = static_cast<std::size_t>(in.lists[0][0]);
  Axes starts = repeated(0, in.shape.rank());
  Axes stops = extents(in.shapes[0]);
  if (k == 1) {
    starts[axis] = in.shapes[0][axis];
    stops[axis] = in.shape[axis];
  }
  return move(in.b, t, [&](ValueId v) { return in.b.slice(v, starts, stops, repeated(1, starts.size())); });
}

// One part's tangent where the other's is 0.
inline Term pad_to_concat(const OpInput& in, std::size_t k, const Term& t) {
  const auto axis = static_cast<std::size_t>(in.lists[0][0]);
  const Axes none = repeated(0, in.shape.rank());
  Axes other = none;
  other[axis] = in.shapes[1 - k][axis];
  return map(in.b, t, in.shapes[k],
             [&](ValueId v) { return in.b.pad(v, k == 0 ? none : other, k == 0 ? other : none, none); });
}

template <>
inline StructuralRule rule_of<Op::Concat>() {
  return {.data = {true, true},
          .tangent =
              [](const OpInput& in, Tangents3 t) {
                if (t[0].value == t[1].value && t[0].coefficient == t[1].coefficient && is_uniform(in.b, t[0]))
                  return t[0];
                if (t[1].is_zero()) return pad_to_concat(in, 0, t[0]);
                if (t[0].is_zero()) return pad_to_concat(in, 1, t[1]);
                return value_term(in.b.concat(materialise(in.b, t[0], in.shapes[0]),
                                              materialise(in.b, t[1], in.shapes[1]), in.lists[0][0]));
              },
          .adjoint = [](const OpInput& in, std::size_t k,
                        const Term& adjoint) { return Share{part_of_concat(in, k, adjoint)}; }};
}

inline Term reversed(const OpInput& in, const Term& t) {
  return move(in.b, t, [&](ValueId v) { return in.b.reverse(v, in.lists[0]); });
}

// Its own transpose.
template <>
inline StructuralRule rule_of<Op::Reverse>() {
  return {.data = {true},
          .tangent = [](const OpInput& in, Tangents3 t) { return reversed(in, t[0]); },
          .adjoint = [](const OpInput& in, std::size_t, const Term& adjoint) { return Share{reversed(in, adjoint)}; }};
}

// Whether positions along an axis of this extent are there, for each element of a tensor of this shape: of slices that
// are taken, or added.
inline ValueId has_position(const OpInput& in, std::int64_t extent, const ir::Shape& shape) {
  SharingBuilder& b = in.b;
  const ValueId whole = b.eq(b.floor(in.x[1]), in.x[1]);
  const ValueId in_range = b.logical_and(b.le(b.integer(0), in.x[1]), b.lt(in.x[1], b.integer(extent)));
  const ValueId valid = b.logical_and(whole, in_range);
  const auto axis = static_cast<std::size_t>(in.lists[0][0]);
  if (shape.rank() == in.shapes[1].rank()) return valid;
  return b.broadcast(valid, extents(shape), axis_range(axis, in.shapes[1].rank()));
}

// Each slice's adjoint goes to where the slice was taken. Where there is no position the nan changes with nothing.
template <>
inline StructuralRule rule_of<Op::Gather>() {
  return {.data = {true, false},
          .tangent =
              [](const OpInput& in, Tangents3 t) {
                const std::int64_t axis = in.lists[0][0];
                Term taken = map(in.b, t[0], in.shapes[0], [&](ValueId v) { return in.b.gather(v, in.x[1], axis); });
                if (taken.is_zero() || in.level == Level::Real || in.b.function().op(in.x[1]) == Op::Iota) return taken;
                const std::int64_t extent = in.shapes[0][static_cast<std::size_t>(axis)];
                return select(in.b, has_position(in, extent, in.shape), taken, {});
              },
          .adjoint =
              [](const OpInput& in, std::size_t, const Term& adjoint) {
                const std::int64_t axis = in.lists[0][0];
                return Share{map(in.b, adjoint, in.shape, [&](ValueId v) {
                  return in.b.scatter_add(v, in.x[1], axis, in.shapes[0][static_cast<std::size_t>(axis)]);
                })};
              }};
}

template <>
inline StructuralRule rule_of<Op::ScatterAdd>() {
  return {.data = {true, false},
          .tangent =
              [](const OpInput& in, Tangents3 t) {
                return map(in.b, t[0], in.shapes[0],
                           [&](ValueId v) { return in.b.scatter_add(v, in.x[1], in.lists[0][0], in.lists[1][0]); });
              },
          .adjoint =
              [](const OpInput& in, std::size_t, const Term& adjoint) {
                const Term taken =
                    map(in.b, adjoint, in.shape, [&](ValueId v) { return in.b.gather(v, in.x[1], in.lists[0][0]); });
                return Share{taken, has_position(in, in.lists[1][0], in.shapes[0])};
              }};
}

}  // namespace adc::passes
