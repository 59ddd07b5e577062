// Numbers that are affine in the indices of sums.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "ir/builder.h"
#include "parser/text/operators.h"
#include "parser/values/axes.h"
#include "parser/values/emitter.h"
#include "parser/values/indices.h"
#include "parser/values/value.h"

namespace adc::parser {

/// constant + Σ factor·index, each index counted from 0 in steps of 1.
struct Affine {
  struct Term {
    Slot slot = 0;
    std::int64_t factor = 0;
  };
  std::int64_t constant = 0;
  FewAxes<Term> terms = {};  ///< outermost first, no factor 0
};

/// The least and the greatest value.
struct Bounds {
  Wide low = 0;
  Wide high = 0;
};

/// Keeps what is affine in indices as a form, for the places and bounds that are made of it, and computes it only where
/// a tensor of numbers is wanted.
class AffineForms {
 public:
  AffineForms(ir::Builder& builder, Emitter& emitter, Indices& indices, Axes& axes)
      : builder_(builder), emitter_(emitter), indices_(indices), axes_(axes) {}

  /// The form of a value that is affine, or a constant whole number.
  [[nodiscard]] std::optional<Affine> of(const Value& value) const;
  [[nodiscard]] std::optional<std::int64_t> exact_integer(const Value& value) const;
  [[nodiscard]] Bounds bounds(const Affine& form) const;

  /// The form as a value that is not computed yet.
  Value lazily(const Affine& form);
  /// What an operator makes of a value that is not computed yet; nothing where that is not affine.
  std::optional<Value> unary(Meaning meaning, const Value& x);
  std::optional<Value> binary(Meaning meaning, const Value& x, const Value& y);

  Value compute(const Affine& form);
  Value computed(const Value& value);
  /// The value computed, as a number or tensor of numbers.
  Value number(const Value& value);

 private:
  Value sum(const Value& x, const Value& y);

  ir::Builder& builder_;
  Emitter& emitter_;
  Indices& indices_;
  Axes& axes_;
  std::vector<Affine> forms_;  // by the payload of their values
};

}  // namespace adc::parser
