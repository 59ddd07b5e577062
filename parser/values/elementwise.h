// What happens element by element.
#pragma once

#include <cstdint>
#include <span>

#include "ir/builder.h"
#include "parser/text/operators.h"
#include "parser/values/affine.h"
#include "parser/values/axes.h"
#include "parser/values/emitter.h"
#include "parser/values/index_numbers.h"
#include "parser/values/value.h"

namespace adc::parser {

/// The operators and functions that take elements at the same place of tensors of one shape; a number goes with all
/// elements. Fails with both shapes where two clash. What is affine in indices stays so where it can.
class Elementwise {
 public:
  Elementwise(ir::Builder& builder, Emitter& emitter, Axes& axes, AffineForms& forms, IndexNumbers& index_numbers)
      : builder_(builder), emitter_(emitter), axes_(axes), forms_(forms), index_numbers_(index_numbers) {}

  Value unary(Meaning meaning, const Operand& x);
  Value binary(Meaning meaning, const Operand& x, const Operand& y);
  Value compare(Meaning relation, const Operand& x, const Operand& y);
  Value logical(ir::Op op, const Operand& x, const Operand& y);
  Value negation(const Value& condition);
  Value select(const Operand& condition, const Operand& yes, const Operand& no);
  /// An elementwise op of ir/ops.def; the operands are changed.
  Value apply(ir::Op op, std::span<Operand> operands, std::int64_t immediate = 0);
  Value log(const Operand& x, const Operand& base);
  /// √(x² + y² + …) without overflow, smooth but where all are 0.
  Value hypot(std::span<const Operand> x);
  /// The same number with an identity of its own.
  Value copy(const Value& value);

 private:
  FewAxes<Slot> align(std::span<Operand> operands);

  ir::Builder& builder_;
  Emitter& emitter_;
  Axes& axes_;
  AffineForms& forms_;
  IndexNumbers& index_numbers_;
};

}  // namespace adc::parser
