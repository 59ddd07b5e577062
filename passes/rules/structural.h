// Rules of the ops that are no smooth elementwise ones: linear, multilinear, composite.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>

#include "adc/options.hpp"
#include "passes/derive/term.h"
#include "passes/tensors/axes.h"

namespace adc::passes {

/// How a product keeps the zeros of one operand from what is infinite in the other.
enum class Care : std::uint8_t {
  None,
  Rows,   ///< elements of the other are left out where all that they are multiplied by is 0
  Terms,  ///< each term of the product is left out where its factor is 0
};

/// Where a tangent or an adjoint is not 0, where that is known and matters.
struct Mask {
  std::optional<ir::ValueId> active = {};
  Care care = Care::None;
};

/// What a rule may use: an instruction of `b`, copied, because building more instructions moves it.
struct OpInput {
  SharingBuilder& b;
  ir::ValueId y;
  ir::Shape shape;  ///< of the result
  std::array<ir::ValueId, 3> x{};
  std::array<ir::Shape, 3> shapes{};  ///< of the operands
  std::array<Axes, 4> lists{};
  Level level = Level::Stable;
  bool meets_infinities = false;  ///< whether a weight that is 0 in the limit is to be kept from what is infinite
  std::array<Mask, 3> masks{};    ///< for `tangent`, of the operands' tangents; for `adjoint`, of ȳ for each operand
};

/// What the adjoint of a result gives one operand: `term`, where `condition` is `holds`.
struct Share {
  Term term;
  std::optional<ir::ValueId> condition = {};
  bool holds = true;
};

/// How an op is differentiated. Terms stand for tensors of the shape of what they are the tangent or adjoint of.
struct StructuralRule {
  /// Which operands have a derivative.
  std::array<bool, 3> data{};
  /// ẏ, from an entry per operand.
  Term (*tangent)(const OpInput& in, std::span<const Term> tangents) = nullptr;
  /// What ȳ gives operand k.
  Share (*adjoint)(const OpInput& in, std::size_t k, const Term& adjoint) = nullptr;
  /// For a term that is positive where elements of the result are used and 0 elsewhere: one that is positive where
  /// elements of operand k are.
  /// Without it `adjoint`.
  Term (*use)(const OpInput& in, std::size_t k, const Term& used) = nullptr;
  /// The other way: for a term that is positive where elements of operand k are changed and 0 elsewhere, one that is
  /// positive where elements of the result are. Without it `tangent`.
  Term (*reach)(const OpInput& in, std::size_t k, const Term& changed) = nullptr;
  /// Whether what an operand is given may be nan or infinite where ȳ is 0.
  bool amplifies = false;
};

/// The rule of `op`, of class Linear, Multilinear or Composite.
[[nodiscard]] const StructuralRule& structural_rule(ir::Op op);

/// There is no general rule: an op of these classes without one does not compile.
template <ir::Op op>
StructuralRule rule_of() = delete;

/// Which elements of operand k those of the result are made of, and the other way, as `StructuralRule` says.
[[nodiscard]] Term used_elements(const StructuralRule& rule, const OpInput& in, std::size_t k, const Term& used);
[[nodiscard]] Term changed_elements(const StructuralRule& rule, const OpInput& in, std::size_t k, const Term& changed);

/// The instruction that makes `y`.
[[nodiscard]] OpInput input_of(SharingBuilder& b, ir::ValueId y);

/// Whether derivatives pass through operand `k` of `op`, of any class: false for control operands and inert ops.
[[nodiscard]] bool is_differentiable(ir::Op op, std::size_t k);

/// Whether a tangent or adjoint of 0 may become nan in passing `op`, of any class, whatever its operands.
[[nodiscard]] bool amplifies(ir::Op op);

}  // namespace adc::passes
