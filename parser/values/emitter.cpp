#include "parser/values/emitter.h"

#include <fmt/core.h>

#include <cstdlib>

#include "diag/diagnostics.h"

namespace adc::parser {

using ir::Op;
using ir::Rational;
using ir::ValueId;

ValueId Emitter::constant(const ir::Constant& constant) {
  const ValueId value = builder_.constant(constant);
  if (constant.kind() != ir::Constant::Kind::Rational || exact(value) != nullptr) return value;
  return remember(value, constant.as_rational());
}

bool Emitter::is_boolean(ValueId value) const { return builder_.function().type(value).dtype == ir::DType::Bool; }

ValueId Emitter::number(ValueId value) { return is_boolean(value) ? builder_.to_float(value) : value; }

// --- exact constants ----------------------------------------------------------------------------------------------

const Rational* Emitter::exact(ValueId value) const {
  const std::size_t i = ir::index(value);
  return i < exact_of_.size() && exact_of_[i] != 0 ? &exacts_[exact_of_[i] - 1] : nullptr;
}

std::optional<std::int64_t> Emitter::exact_integer(ValueId value) const {
  const Rational* rational = exact(value);
  return rational == nullptr ? std::nullopt : rational->to_int64();
}

ValueId Emitter::remember(ValueId value, const std::optional<Rational>& exact) {
  if (!exact) return value;
  constexpr std::size_t kUsualConstants = 8;
  if (exacts_.empty()) exacts_.reserve(kUsualConstants);
  if (exact_of_.size() <= ir::index(value)) exact_of_.resize(2 * ir::index(value) + kUsualConstants);
  exacts_.push_back(*exact);
  exact_of_[ir::index(value)] = static_cast<std::uint32_t>(exacts_.size());
  return value;
}

ValueId Emitter::copy(ValueId value) {
  const Rational* known = exact(value);
  const std::optional<Rational> rational = known == nullptr ? std::nullopt : std::optional(*known);
  return remember(builder_.copy(value), rational);
}

// --- operators ----------------------------------------------------------------------------------------------------

ValueId Emitter::unary(Meaning meaning, ValueId x) {
  x = number(x);
  if (meaning == Meaning::Plus) return x;
  if (meaning == Meaning::Factorial) return factorial(x);
  const Rational* known = exact(x);
  const std::optional<Rational> negated = known == nullptr ? std::nullopt : std::optional(-*known);
  return remember(builder_.neg(x), negated);
}

// x! = Γ(x + 1), and of a whole number the exact product.
ValueId Emitter::factorial(ValueId x) {
  constexpr std::int64_t kLargest = 170;  // whose factorial is a double
  const auto n = exact_integer(x);
  if (!n || *n < 0 || *n > kLargest)
    return builder_.gamma(builder_.add(x, builder_.constant(ir::Constant::rational(Rational(1)))));
  if (factorials_.empty()) factorials_.emplace_back(1);
  for (auto k = static_cast<std::int64_t>(factorials_.size()); k <= *n; ++k) {
    factorials_.push_back(*ir::mul(factorials_.back(), Rational(k)));
  }
  return constant(ir::Constant::rational(factorials_[static_cast<std::size_t>(*n)]));
}

ValueId Emitter::binary(Meaning meaning, ValueId x, ValueId y) {
  x = number(x);
  y = number(y);
  const Rational* a = exact(x);
  const Rational* b = exact(y);
  const auto fold = [&](auto operation) { return a != nullptr && b != nullptr ? operation(*a, *b) : std::nullopt; };
  using Fold = std::optional<Rational> (*)(const Rational&, const Rational&);
  switch (meaning) {
    case Meaning::Add: {
      const auto exact = fold(static_cast<Fold>(ir::add));
      return remember(builder_.add(x, y), exact);
    }
    case Meaning::Subtract: {
      const auto exact = fold(static_cast<Fold>(ir::sub));
      return remember(builder_.sub(x, y), exact);
    }
    case Meaning::Multiply:
    case Meaning::MultiplyElements: {
      const auto exact = fold(static_cast<Fold>(ir::mul));
      return remember(builder_.mul(x, y), exact);
    }
    case Meaning::Divide:
    case Meaning::DivideElements: {
      const auto exact = fold(static_cast<Fold>(ir::div));
      return remember(builder_.div(x, y), exact);
    }
    case Meaning::Modulo: return builder_.mod(x, y);
    default: return raise(x, y);
  }
}

ValueId Emitter::raise(ValueId base, ValueId exponent) {
  const ir::Function& fn = builder_.function();
  if (fn.is_const(base) && fn.constant(base).kind() == ir::Constant::Kind::E) return builder_.exp(exponent);
  const auto n = exact_integer(exponent);
  if (!n || !ir::is_legal_immediate(Op::Powi, *n)) return builder_.pow(base, exponent);
  constexpr std::int64_t kMaxFolded = 1024;
  const Rational* known = exact(base);
  const auto power = known != nullptr && std::abs(*n) <= kMaxFolded ? ir::pow(*known, *n) : std::nullopt;
  return remember(builder_.powi(base, *n), power);
}

ValueId Emitter::compare(Meaning relation, ValueId x, ValueId y) {
  x = number(x);
  y = number(y);
  switch (relation) {
    case Meaning::Less: return builder_.lt(x, y);
    case Meaning::LessEqual: return builder_.le(x, y);
    case Meaning::Greater: return builder_.lt(y, x);
    case Meaning::GreaterEqual: return builder_.le(y, x);
    case Meaning::Equal: return builder_.eq(x, y);
    default: return builder_.ne(x, y);
  }
}

ValueId Emitter::select(ValueId condition, ValueId yes, ValueId no) {
  if (is_boolean(yes) && is_boolean(no)) return builder_.select(condition, yes, no);
  yes = number(yes);
  no = number(no);
  return builder_.select(condition, yes, no);
}

// log₂ and log₁₀ have functions of their own, which are exact at powers of the base.
ValueId Emitter::log(ValueId x, ValueId base) {
  x = number(x);
  base = number(base);
  const auto n = exact_integer(base);
  if (n == 2) return builder_.log2(x);
  if (n == 10) return builder_.log10(x);
  const ValueId numerator = builder_.log(x);
  return builder_.div(numerator, builder_.log(base));
}

// --- orders -------------------------------------------------------------------------------------------------------

std::uint64_t Emitter::order(ValueId value, Span span) const {
  const auto n = exact_integer(value);
  if (n && *n >= 0) return static_cast<std::uint64_t>(*n);
  diag::fail("bad-order", span, "the order of a derivative is a constant whole number",
             {"for instance `diff(…, …, 2)`"});
}

std::int64_t Emitter::order_of(ir::Op op, ValueId value, Span span) const {
  const auto n = exact_integer(value);
  const std::int64_t highest = ir::max_order(op);
  if (n && *n >= 0 && *n <= highest) return *n;
  diag::fail("bad-order", span,
             fmt::format("the order of {} is a constant whole number from 0 to {}", diag::quote(ir::info(op).spelling),
                         highest));
}

bool Emitter::is_lower_branch(ValueId value, Span span) const {
  const auto n = exact_integer(value);
  if (n && (*n == 0 || *n == -1)) return *n == -1;
  diag::fail("bad-order", span, "the branch of `lambertw` is the constant 0 or −1",
             {"`lambertw(x)` is the branch above −1, `lambertw(x, -1)` that below"});
}

}  // namespace adc::parser
