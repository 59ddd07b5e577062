// The functions that make tensors of numbers, or of another tensor's elements.
#pragma once

#include <cstdint>

#include "ir/builder.h"
#include "parser/values/affine.h"
#include "parser/values/axes.h"
#include "parser/values/emitter.h"
#include "parser/values/value.h"

namespace adc::parser {

class Makers {
 public:
  Makers(ir::Builder& builder, Emitter& emitter, Axes& axes, AffineForms& forms)
      : builder_(builder), emitter_(emitter), axes_(axes), forms_(forms) {}

  Value filled(std::int64_t element, const ir::Shape& shape);
  Value identity(std::int64_t n);
  /// 1 at `k`, of n numbers; a row for each of more than one k.
  Value one_hot(const Operand& k, std::int64_t n);
  /// The diagonal of a matrix, or the matrix whose diagonal is a vector.
  Value diagonal(const Operand& x);
  Value reshape(const Operand& x, const ir::Shape& shape);

 private:
  Value on_diagonal(const Value& vector, Span span);

  ir::Builder& builder_;
  Emitter& emitter_;
  Axes& axes_;
  AffineForms& forms_;
};

}  // namespace adc::parser
