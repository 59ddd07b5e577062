// Where a tangent or adjoint of 0 may become nan.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "adc/options.hpp"
#include "passes/core/sharing_builder.h"
#include "passes/rules/structural.h"

namespace adc::passes {

/// Whether values may be infinite or nan.
enum class Finiteness : std::uint8_t {
  IfInputsAre,  ///< but for overflow, only where inputs are
  Unknown,
};

/// Which instructions of a sweep may make nan of the zeros that stand where nothing is chosen, and how these are kept
/// out of products of tensors, whose terms cannot be selected for nothing:
///
/// - an operand that may be infinite while the inputs are finite (1/x, log, gathered elements …) is kept from all zeros
/// - other operands, from zeros that stand where they do by position (slices, gathered elements) or by data alone
///   (`if(m[i] > 0, …)`), as for missing data, and from those of unit seeds
/// - from those that a choice by what is derived brings, as relu's, only in products with a vector and in very small
///   ones: networks over a batch, whose inputs are finite, would pay for each of their products
///
/// At level `real`, what a person reads, products are as they are where all is finite.
class Amplification {
 public:
  Amplification(const SharingBuilder& b, Level level) : b_(&b), level_(level) {}

  [[nodiscard]] Level level() const { return level_; }

  /// Before a sweep along `path`; `seeded` says whether unit tensors are seeds.
  void begin(std::span<const ir::ValueId> path, bool seeded);
  /// Whether a 0 of operand k may become nan in passing y, or one of y on the way to operand k.
  [[nodiscard]] bool may(ir::ValueId y, std::size_t k);
  /// Whether `t`, a tangent, may be infinite where a rule multiplies it by a limit of 0.
  [[nodiscard]] bool may_be_infinite(const Term& t) const;
  /// How a product `y` keeps the zeros of `changed`, outside `mask`, from the operand that is not k.
  [[nodiscard]] Care care(ir::ValueId y, std::size_t k, const Term& changed, ir::ValueId mask);

 private:
  struct Source {  // what a value is computed from
    bool known = false;
    bool active = false;
    bool seed = false;
  };
  Finiteness finiteness(ir::ValueId value);
  Source source(ir::ValueId value);
  [[nodiscard]] bool is_seed(ir::ValueId value) const;
  [[nodiscard]] bool is_of_vectors(ir::ValueId y, std::size_t k) const;
  [[nodiscard]] std::int64_t terms(ir::ValueId y) const;

  const SharingBuilder* b_;
  Level level_;
  std::vector<Finiteness> finiteness_;  // of the values so far
  std::vector<Source> sources_;
  bool seeded_ = false;
  bool chosen_by_what_is_given_ = false;
};

}  // namespace adc::passes
