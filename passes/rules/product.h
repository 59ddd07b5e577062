// Rules of multilinear ops. Included by structural.cpp alone.
#pragma once

#include "passes/rules/structural.h"

namespace adc::passes {

using ir::Op;

// A dot's result has the batch axes, then the free axes of the left operand, then those of the right. With respect to
// one operand its transpose contracts ȳ with the other operand over the other's free axes.
class DotTranspose {
 public:
  DotTranspose(const OpInput& in, std::size_t k) : in_(in), k_(k), batch_(in.lists[0].size()) {
    const Axes& own = in.lists[2 + k];
    const Axes& other = in.lists[3 - k];
    for (std::size_t side = 0; side < 2; ++side)
      free_[side] = other_axes(joined(in.lists[side], in.lists[2 + side]), in.shapes[side].rank());
    batch_axes_ = axis_range(0, batch_);
    const std::size_t first = batch_ + (k == 0 ? free_[0].size() : 0);
    contracted_ = axis_range(first, free_[1 - k].size());
    // The other operand's contracted axes come out in ascending order.
    Axes paired;
    for (const std::int64_t axis : other_axes(joined(in.lists[1 - k], free_[1 - k]), in.shapes[1 - k].rank()))
      paired.push_back(own[static_cast<std::size_t>(std::ranges::find(other, axis) - other.begin())]);
    ascending_ = joined(joined(in.lists[k], free_[k]), paired);
    swapped_ = joined(joined(in.lists[k], paired), free_[k]);
  }

  // What ȳ gives operand k, the other operand being `other`.
  [[nodiscard]] Term of(const Term& adjoint, const Term& other) const {
    const Axes& batch = in_.lists[1 - k_];
    const ir::Shape& shape = in_.shapes[1 - k_];
    if (std::ranges::is_sorted(swapped_) && !std::ranges::is_sorted(ascending_)) {
      return product(in_.b, other, shape, adjoint, in_.shape, {free_[1 - k_], contracted_, batch, batch_axes_});
    }
    const Term result =
        product(in_.b, adjoint, in_.shape, other, shape, {contracted_, free_[1 - k_], batch_axes_, batch});
    return permute(in_.b, result, inverse(ascending_));
  }

 private:
  const OpInput& in_;
  std::size_t k_;
  std::size_t batch_;
  std::array<Axes, 2> free_;
  Axes batch_axes_;  // of ȳ
  Axes contracted_;  // of ȳ
  Axes ascending_;   // the axes of operand k, in the order in which dot(ȳ, other) has them
  Axes swapped_;     // and dot(other, ȳ)
};

inline Term product_of(const OpInput& in, const Term& left, const Term& right) {
  const ir::Contraction axes{in.lists[2], in.lists[3], in.lists[0], in.lists[1]};
  return product(in.b, left, in.shapes[0], right, in.shapes[1], axes);
}

// y = a·b:  ẏ = ȧ·b + a·ḃ,  ā = ȳ·bᵀ,  b̄ = aᵀ·ȳ
template <>
inline StructuralRule rule_of<Op::Dot>() {
  return {
      .data = {true, true},
      .tangent =
          [](const OpInput& in, std::span<const Term> t) {
            const Term left = product_of(in, t[0], value_term(in.x[1]));
            return add(in.b, left, product_of(in, value_term(in.x[0]), t[1]));
          },
      .adjoint = [](const OpInput& in, std::size_t k,
                    const Term& adjoint) { return Share{DotTranspose(in, k).of(adjoint, value_term(in.x[1 - k]))}; },
      .use = [](const OpInput& in, std::size_t k,
                const Term& used) { return DotTranspose(in, k).of(used, constant_term(1)); },
      .reach =
          [](const OpInput& in, std::size_t k, const Term& changed) {
            const Term one = constant_term(1);
            return product_of(in, k == 0 ? changed : one, k == 0 ? one : changed);
          }};
}

}  // namespace adc::passes
