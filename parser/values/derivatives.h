// Derivatives of one value by another.
#pragma once

#include <cstdint>

#include "ir/builder.h"
#include "parser/values/affine.h"
#include "parser/values/axes.h"
#include "parser/values/value.h"

namespace adc::parser {

class Derivatives {
 public:
  Derivatives(ir::Builder& builder, Axes& axes, AffineForms& forms) : builder_(builder), axes_(axes), forms_(forms) {}

  /// The derivative of each of `y` by each of `x`, taken `order` times.
  Value derivative(const Operand& y, const Operand& x, std::uint64_t order);
  /// The derivative of an elementwise function: element by element, `y` of the same element of `x` alone.
  Value elementwise(const Value& y, const Value& x, std::uint64_t order);

 private:
  ir::Builder& builder_;
  Axes& axes_;
  AffineForms& forms_;
};

}  // namespace adc::parser
