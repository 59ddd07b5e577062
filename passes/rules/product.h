// Rules of multilinear ops.
#pragma once

#include "passes/rules/structural.h"

namespace adc::passes {

/// What `changed`, a tangent or adjoint with the shape of an operand or of the result, gives multiplied by the tensor
/// `other`: Σ changed·other, the axes as in a dot of the two. `mask` says where `changed` is not 0, and how `other` is
/// kept from the rest.
[[nodiscard]] Term masked_product(SharingBuilder& b, const Term& changed, const ir::Shape& shape, const Mask& mask,
                                  ir::ValueId other, const ir::Contraction& axes);

// A dot's result has the batch axes, then the free axes of the left operand, then those of the right. With respect to
// one operand its transpose contracts ȳ with the other operand over the other's free axes.
class DotTranspose {
 public:
  DotTranspose(const OpInput& in, std::size_t k);

  /// What ȳ gives operand k, the other operand being `other`.
  [[nodiscard]] Term of(const Term& adjoint, const Term& other) const;
  /// What ȳ gives operand k: where a mask says where it is not 0, that is selected.
  [[nodiscard]] Term of(const Term& adjoint) const;

 private:
  [[nodiscard]] ir::Contraction axes() const;

  const OpInput& in_;
  std::size_t k_;
  std::array<Axes, 2> free_;
  Axes batch_axes_;  // of ȳ
  Axes contracted_;  // of ȳ
  Axes ascending_;   // the axes of operand k, in the order in which dot(ȳ, other) has them
  Axes swapped_;     // and dot(other, ȳ)
};

// y = a·b:  ẏ = ȧ·b + a·ḃ,  ā = ȳ·bᵀ,  b̄ = aᵀ·ȳ
[[nodiscard]] StructuralRule product_rule();
template <>
inline StructuralRule rule_of<ir::Op::Dot>() {
  return product_rule();
}

}  // namespace adc::passes
