#include "passes/rules/squares.h"

#include <algorithm>
#include <array>
#include <vector>

#include "ir/moves.h"
#include "passes/tensors/axes.h"

namespace adc::passes {
namespace {

using ir::Op;
using ir::ValueId;

// What is known of a smooth value. The signs with "or zero" say also that the value is flat wherever it is 0.
enum class Sign : std::uint8_t { Any, Positive, PositiveOrZero, Negative, NegativeOrZero };

bool is_known(Sign s) { return s != Sign::Any; }
bool is_above(Sign s) { return s == Sign::Positive || s == Sign::PositiveOrZero; }
bool is_strict(Sign s) { return s == Sign::Positive || s == Sign::Negative; }

Sign make(bool above, bool strict) {
  if (above) return strict ? Sign::Positive : Sign::PositiveOrZero;
  return strict ? Sign::Negative : Sign::NegativeOrZero;
}
Sign opposite(Sign s) { return is_known(s) ? make(!is_above(s), is_strict(s)) : s; }
Sign sum(Sign s, Sign t) {
  const bool same = is_known(s) && is_known(t) && is_above(s) == is_above(t);
  return same ? make(is_above(s), is_strict(s) || is_strict(t)) : Sign::Any;
}
Sign product(Sign s, Sign t) {
  if (!is_known(s) || !is_known(t)) return Sign::Any;
  return make(is_above(s) == is_above(t), is_strict(s) && is_strict(t));
}
// Of any number of such terms, or of none.
Sign total(Sign s) { return is_known(s) ? make(is_above(s), false) : s; }
// Of one of two values.
Sign either(Sign s, Sign t) {
  const bool same = is_known(s) && is_known(t) && is_above(s) == is_above(t);
  return same ? make(is_above(s), is_strict(s) && is_strict(t)) : Sign::Any;
}

bool is_one_of(Op op, std::span<const Op> ops) { return std::ranges::find(ops, op) != ops.end(); }

// Positive everywhere.
constexpr std::array kPositive{Op::Exp,     Op::Exp2,     Op::Expnsq, Op::Cosh,   Op::Sech,
                               Op::Sigmoid, Op::Softplus, Op::Erfc,   Op::Softmax};
// Smooth, with the sign of the operand.
constexpr std::array kOdd{Op::Sinh, Op::Asinh, Op::Tanh, Op::Atan, Op::Erf, Op::Expm1, Op::Log1p};
// Beside the ops that only move elements: their elements are some of the operand's.
constexpr std::array kElements{Op::ReduceMax, Op::ReduceMin, Op::Gather};

class Signs {
 public:
  explicit Signs(SharingBuilder& b) : fn_(b.function()), known_(b.facts().signs) {}

  // In the order of the values, so that those of operands are known.
  Sign of(ValueId v) {
    for (std::size_t next = known_.size(); next <= ir::index(v); ++next)
      known_.push_back(static_cast<std::uint8_t>(found(ir::value_id(next))));
    return sign(v);
  }

 private:
  [[nodiscard]] Sign sign(ValueId v) const { return static_cast<Sign>(known_[ir::index(v)]); }
  [[nodiscard]] ValueId arg(ValueId v, std::size_t k) const { return fn_.operands(v)[k]; }
  [[nodiscard]] Sign sign(ValueId v, std::size_t k) const { return sign(arg(v, k)); }

  // Of operands that are known.
  [[nodiscard]] Sign found(ValueId v) const {
    const Op op = fn_.op(v);
    if (is_one_of(op, kPositive)) return Sign::Positive;
    if (is_one_of(op, kOdd) || is_one_of(op, kElements) || ir::moves_elements(op)) return sign(v, 0);
    switch (op) {
      case Op::Const: return of_constant(v);
      case Op::Neg: return opposite(sign(v, 0));
      case Op::Add: return sum(sign(v, 0), sign(v, 1));
      case Op::Sub: return of_difference(v);
      case Op::Mul: return of_product(v);
      case Op::Fma: return sum(of_product(v), sign(v, 2));
      case Op::Div: return of_quotient(v);
      case Op::Powi: return of_integer_power(v);
      case Op::Pow: return of_power(v);
      case Op::Sqrt:
      case Op::Abs: return is_strict(sign(v, 0)) ? Sign::Positive : Sign::Any;
      case Op::Hypot: return is_strict(sign(v, 0)) || is_strict(sign(v, 1)) ? Sign::Positive : Sign::Any;
      case Op::Min:
      case Op::Max:
      case Op::Concat: return either(sign(v, 0), sign(v, 1));
      case Op::Select: return either(sign(v, 1), sign(v, 2));
      case Op::ReduceSum:
      case Op::Pad: return total(sign(v, 0));
      case Op::Dot: return of_dot(v);
      default: return Sign::Any;
    }
  }

  [[nodiscard]] Sign of_constant(ValueId v) const {
    const ir::Constant& c = fn_.constant(v);
    if (c.kind() == ir::Constant::Kind::Bool) return Sign::Any;
    const double x = c.to_double();
    if (x != x) return Sign::Any;
    return x == 0 ? Sign::PositiveOrZero : make(x > 0, true);
  }
  // Also of two constants, such as n − 1.
  [[nodiscard]] Sign of_difference(ValueId v) const {
    const ValueId a = arg(v, 0);
    const ValueId b = arg(v, 1);
    if (!fn_.is_const(a) || !fn_.is_const(b)) return sum(sign(v, 0), opposite(sign(v, 1)));
    const double difference = fn_.constant(a).to_double() - fn_.constant(b).to_double();
    return difference == 0 ? Sign::Any : make(difference > 0, true);
  }
  // Also x·x, and (w·x)·x.
  [[nodiscard]] Sign of_product(ValueId v) const {
    for (const std::size_t k : {std::size_t{0}, std::size_t{1}}) {
      const ValueId x = arg(v, k);
      const ValueId other = arg(v, 1 - k);
      const Sign square = make(true, is_strict(sign(x)));
      if (x == other) return square;
      if (fn_.op(other) != Op::Mul) continue;
      if (arg(other, 0) == x) return product(square, sign(other, 1));
      if (arg(other, 1) == x) return product(square, sign(other, 0));
    }
    return product(sign(v, 0), sign(v, 1));
  }
  [[nodiscard]] Sign of_quotient(ValueId v) const {
    if (!is_known(sign(v, 0)) || !is_known(sign(v, 1))) return Sign::Any;
    return make(is_above(sign(v, 0)) == is_above(sign(v, 1)), is_strict(sign(v, 0)));
  }
  [[nodiscard]] Sign of_integer_power(ValueId v) const {
    const std::int64_t n = fn_.immediate(v);
    const bool strict = n <= 0 || is_strict(sign(v, 0));
    if (n % 2 == 0) return make(true, strict);
    return is_known(sign(v, 0)) ? make(is_above(sign(v, 0)), strict) : Sign::Any;
  }
  // s^p is flat where s is for p ≥ 1.
  [[nodiscard]] Sign of_power(ValueId v) const {
    if (sign(v, 0) == Sign::Positive) return Sign::Positive;
    const ValueId p = arg(v, 1);
    const bool flat = fn_.is_const(p) && fn_.constant(p).to_double() >= 1;
    return flat && sign(v, 0) == Sign::PositiveOrZero ? Sign::PositiveOrZero : Sign::Any;
  }
  // Σ x·x, or of products of one sign.
  [[nodiscard]] Sign of_dot(ValueId v) const {
    const bool pairs = std::ranges::equal(fn_.list(v, 0), fn_.list(v, 1)) &&
                       std::ranges::equal(fn_.list(v, 2), fn_.list(v, 3)) &&
                       fn_.list(v, 0).size() + fn_.list(v, 2).size() == fn_.shape(arg(v, 0)).rank();
    if (arg(v, 0) == arg(v, 1) && pairs) return Sign::PositiveOrZero;
    return total(product(sign(v, 0), sign(v, 1)));
  }

  const ir::Function& fn_;
  std::vector<std::uint8_t>& known_;
};

}  // namespace

bool is_flat_at_zero(SharingBuilder& b, ValueId v) { return Signs(b).of(v) == Sign::PositiveOrZero; }

bool is_nonnegative(SharingBuilder& b, ValueId v) { return is_above(Signs(b).of(v)); }

}  // namespace adc::passes
