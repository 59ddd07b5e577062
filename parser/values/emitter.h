// Emits the meaning of operators: coercions, powers, identities.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "ir/builder.h"
#include "parser/text/operators.h"

namespace adc::parser {

/// A layer over `ir::Builder` that knows the language's types: a boolean in arithmetic is 0 or 1, a condition must be a
/// boolean. It also follows which values are exact rational constants, through arithmetic and copies, so that an
/// exponent such as 6/2 is known to be the integer 3.
class Emitter {
 public:
  explicit Emitter(ir::Builder& builder) : builder_(builder) {}

  ir::ValueId constant(const ir::Constant& constant);
  ir::ValueId integer(std::int64_t n) { return constant(ir::Constant::rational(n)); }
  /// The value as a number.
  ir::ValueId number(ir::ValueId value);
  /// Is the value a condition?
  [[nodiscard]] bool is_boolean(ir::ValueId value) const;
  ir::ValueId unary(Meaning meaning, ir::ValueId x);
  ir::ValueId binary(Meaning meaning, ir::ValueId x, ir::ValueId y);
  ir::ValueId compare(Meaning relation, ir::ValueId x, ir::ValueId y);
  /// `yes` where `condition`, a boolean, holds, else `no`; two booleans stay one.
  ir::ValueId select(ir::ValueId condition, ir::ValueId yes, ir::ValueId no);
  /// log_base(x).
  ir::ValueId log(ir::ValueId x, ir::ValueId base);
  /// The same value with an identity of its own.
  ir::ValueId copy(ir::ValueId value);

  /// The constant whole number `value` ≥ 0 as the order of a derivative; throws "bad-order".
  [[nodiscard]] std::uint64_t order(ir::ValueId value, Span span) const;
  /// The constant whole number `value` as the order of a function of ir/ops.def that has one; throws "bad-order".
  [[nodiscard]] std::int64_t order_of(ir::Op op, ir::ValueId value, Span span) const;
  /// Whether `value` is the constant −1 rather than 0, for a branch of lambertw; throws "bad-order".
  [[nodiscard]] bool is_lower_branch(ir::ValueId value, Span span) const;
  /// The integer that the value is known to be.
  [[nodiscard]] std::optional<std::int64_t> exact_integer(ir::ValueId value) const;
  /// Is the value known exactly?
  [[nodiscard]] bool is_exact(ir::ValueId value) const { return exact(value) != nullptr; }

 private:
  ir::ValueId raise(ir::ValueId base, ir::ValueId exponent);
  ir::ValueId factorial(ir::ValueId x);
  [[nodiscard]] const ir::Rational* exact(ir::ValueId value) const;
  ir::ValueId remember(ir::ValueId value, const std::optional<ir::Rational>& exact);

  ir::Builder& builder_;
  std::vector<std::uint32_t> exact_of_;  // by value: 1 + index into exacts_, 0 where unknown
  std::vector<ir::Rational> exacts_;
  std::vector<ir::Rational> factorials_;  // 0!, 1!, … as far as they were needed
};

}  // namespace adc::parser
