#include "passes/rules/product.h"

#include <algorithm>

#include "passes/rules/structural.h"

namespace adc::passes {
namespace {

using ir::ValueId;

// The axes of a dot's operand that are neither batch nor contracted.
Axes free_axes(const ir::Shape& shape, ir::List batch, ir::List contracted) {
  return other_axes(joined(Axes(batch.begin(), batch.end()), contracted), shape.rank());
}

// Where each axis of an operand stands among those of all terms: batch, free left, free right, contracted.
Axes places(const ir::Shape& shape, ir::List batch, ir::List contracted, std::size_t first_free, std::size_t outer) {
  Axes to(shape.rank());
  const auto place = [&](ir::List axes, std::size_t first) {
    for (const std::int64_t axis : axes) to[static_cast<std::size_t>(axis)] = static_cast<std::int64_t>(first++);
  };
  place(batch, 0);
  place(free_axes(shape, batch, contracted), first_free);
  place(contracted, outer);
  return to;
}

// Σ (mask ? changed·other : 0)
Term sum_of_terms(SharingBuilder& b, const Term& changed, const ir::Shape& shape, ValueId mask, ValueId other,
                  const ir::Contraction& axes) {
  const ir::Shape other_shape = b.function().shape(other);
  const std::size_t batch = axes.lhs_batch.size();
  const Axes own = free_axes(shape, axes.lhs_batch, axes.lhs_contracted);
  const Axes others = free_axes(other_shape, axes.rhs_batch, axes.rhs_contracted);
  const std::size_t outer = batch + own.size() + others.size();
  Axes dims = joined(joined(extents(shape, axes.lhs_batch), extents(shape, own)), extents(other_shape, others));
  dims = joined(std::move(dims), extents(shape, axes.lhs_contracted));
  const Axes to = places(shape, axes.lhs_batch, axes.lhs_contracted, batch, outer);
  const Axes others_to = places(other_shape, axes.rhs_batch, axes.rhs_contracted, batch + own.size(), outer);
  const auto here = [&](ValueId v) { return place(b, v, dims, to); };
  const Term factor{changed.coefficient, here(materialise(b, {1, changed.value}, shape))};
  const Term terms = apply(b, multiply_by(place(b, other, dims, others_to)), factor);
  const Term chosen = select(b, here(mask), terms, {});
  return sum(b, chosen, ir::Shape(dims), axis_range(outer, axes.lhs_contracted.size()));
}

// `other` with 0 for the elements that nothing chosen is multiplied by.
ValueId without_unused(SharingBuilder& b, const ir::Shape& shape, ValueId mask, ValueId other,
                       const ir::Contraction& axes) {
  const ir::Shape other_shape = b.function().shape(other);
  const Axes own = free_axes(shape, axes.lhs_batch, axes.lhs_contracted);
  ValueId used = mask;
  if (!own.empty()) used = b.lt(b.integer(0), b.reduce_sum(b.to_float(mask), own));
  // Its axes in `other`: what is left of each batch and contracted axis.
  Axes to;
  for (std::size_t axis = 0; axis < shape.rank(); ++axis) {
    const auto among = [&](ir::List mine, ir::List theirs) {
      const auto found = std::ranges::find(mine, static_cast<std::int64_t>(axis));
      if (found != mine.end()) to.push_back(theirs[static_cast<std::size_t>(found - mine.begin())]);
    };
    among(axes.lhs_batch, axes.rhs_batch);
    among(axes.lhs_contracted, axes.rhs_contracted);
  }
  const ValueId zero = b.integer(0);
  if (to.empty()) return b.select(used, other, zero);
  return b.select(place(b, used, extents(other_shape), to), other, zero);
}

}  // namespace

Term masked_product(SharingBuilder& b, const Term& changed, const ir::Shape& shape, const Mask& mask, ValueId other,
                    const ir::Contraction& axes) {
  const ir::Shape other_shape = b.function().shape(other);
  const bool is_masked = mask.active && mask.care != Care::None && !changed.is_zero();
  const auto plain = [&](ValueId v) { return product(b, changed, shape, value_term(v), other_shape, axes); };
  if (!is_masked) return plain(other);
  if (b.function().shape(*mask.active).rank() == 0) return select(b, *mask.active, plain(other), {});
  const Axes own = free_axes(shape, axes.lhs_batch, axes.lhs_contracted);
  const bool has_room = shape.rank() + other_shape.rank() - axes.lhs_batch.size() < ir::Shape::kMaxRank;
  const bool by_rows = mask.care == Care::Rows || ir::Shape(extents(shape, own)).elements() == 1 || !has_room;
  if (!by_rows) return sum_of_terms(b, changed, shape, *mask.active, other, axes);
  return plain(without_unused(b, shape, *mask.active, other, axes));
}

DotTranspose::DotTranspose(const OpInput& in, std::size_t k) : in_(in), k_(k) {
  const std::size_t batch = in.lists[0].size();
  const Axes& own = in.lists[2 + k];
  const Axes& other = in.lists[3 - k];
  for (std::size_t side = 0; side < 2; ++side)
    free_[side] = free_axes(in.shapes[side], in.lists[side], in.lists[2 + side]);
  batch_axes_ = axis_range(0, batch);
  const std::size_t first = batch + (k == 0 ? free_[0].size() : 0);
  contracted_ = axis_range(first, free_[1 - k].size());
  // The other operand's contracted axes come out in ascending order.
  Axes paired;
  for (const std::int64_t axis : other_axes(joined(in.lists[1 - k], free_[1 - k]), in.shapes[1 - k].rank()))
    paired.push_back(own[static_cast<std::size_t>(std::ranges::find(other, axis) - other.begin())]);
  ascending_ = joined(joined(in.lists[k], free_[k]), paired);
  swapped_ = joined(joined(in.lists[k], paired), free_[k]);
}

Term DotTranspose::of(const Term& adjoint, const Term& other) const {
  const Axes& batch = in_.lists[1 - k_];
  const ir::Shape& shape = in_.shapes[1 - k_];
  if (std::ranges::is_sorted(swapped_) && !std::ranges::is_sorted(ascending_)) {
    return product(in_.b, other, shape, adjoint, in_.shape, {free_[1 - k_], contracted_, batch, batch_axes_});
  }
  const Term result = product(in_.b, adjoint, in_.shape, other, shape, axes());
  return permute(in_.b, result, inverse(ascending_));
}

Term DotTranspose::of(const Term& adjoint) const {
  const Mask& mask = in_.masks[k_];
  if (!mask.active || mask.care == Care::None) return of(adjoint, value_term(in_.x[1 - k_]));
  const Term result = masked_product(in_.b, adjoint, in_.shape, mask, in_.x[1 - k_], axes());
  return permute(in_.b, result, inverse(ascending_));
}

ir::Contraction DotTranspose::axes() const { return {contracted_, free_[1 - k_], batch_axes_, in_.lists[1 - k_]}; }

namespace {

ir::Contraction axes_of(const OpInput& in) { return {in.lists[2], in.lists[3], in.lists[0], in.lists[1]}; }

// ȧ·b or a·ḃ
Term product_tangent(const OpInput& in, std::size_t k, const Term& tangent) {
  const ir::Contraction axes = axes_of(in);
  const Mask& mask = in.masks[k];
  if (k == 0) return masked_product(in.b, tangent, in.shapes[0], mask, in.x[1], axes);
  if (!mask.active || mask.care == Care::None)
    return product(in.b, value_term(in.x[0]), in.shapes[0], tangent, in.shapes[1], axes);
  const Term swapped = masked_product(in.b, tangent, in.shapes[1], mask, in.x[0],
                                      {axes.rhs_contracted, axes.lhs_contracted, axes.rhs_batch, axes.lhs_batch});
  // From batch, free of b, free of a, to batch, free of a, free of b.
  const std::size_t batch = axes.lhs_batch.size();
  const std::size_t right = in.shapes[1].rank() - batch - axes.rhs_contracted.size();
  const std::size_t left = in.shape.rank() - batch - right;
  return permute(in.b, swapped,
                 joined(joined(axis_range(0, batch), axis_range(batch + right, left)), axis_range(batch, right)));
}

}  // namespace

StructuralRule product_rule() {
  return {.data = {true, true},
          .tangent =
              [](const OpInput& in, std::span<const Term> t) {
                return add(in.b, product_tangent(in, 0, t[0]), product_tangent(in, 1, t[1]));
              },
          .adjoint = [](const OpInput& in, std::size_t k,
                        const Term& adjoint) { return Share{DotTranspose(in, k).of(adjoint)}; },
          .use = [](const OpInput& in, std::size_t k,
                    const Term& used) { return DotTranspose(in, k).of(used, constant_term(1)); },
          .reach =
              [](const OpInput& in, std::size_t k, const Term& changed) {
                const Term one = constant_term(1);
                return product(in.b, k == 0 ? changed : one, in.shapes[0], k == 0 ? one : changed, in.shapes[1],
                               axes_of(in));
              }};
}

}  // namespace adc::passes
