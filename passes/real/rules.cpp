// The identities of functions: what Pool::call makes of an op. Those of conditions and choices are in conditions.cpp.
#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "passes/real/conditions.h"
#include "passes/real/expr.h"

namespace adc::passes::real {
namespace {

using ir::Constant;

constexpr std::size_t kMaxCompared = 16;  // terms of a sum in which a remainder is looked for

// f(−u) = −f(u), f(−u) = f(u), or neither.
enum class Symmetry : std::uint8_t { None, Odd, Even };

Symmetry symmetry(Op op) {
  switch (op) {
    case Op::Sin:
    case Op::Asin:
    case Op::Atan:
    case Op::Acot:
    case Op::Acsc:
    case Op::Sinh:
    case Op::Asinh:
    case Op::Atanh:
    case Op::Acsch:
    case Op::Acoth:
    case Op::Erf:
    case Op::Erfinv:
    case Op::Cbrt:
    case Op::Sign:
    case Op::Trunc:
    case Op::Round: return Symmetry::Odd;
    case Op::Cos:
    case Op::Cosh:
    case Op::Sinc:
    case Op::Abs: return Symmetry::Even;
    default: return Symmetry::None;
  }
}

// f(g(u)) = u wherever g(u) is defined.
bool undoes(Op outer, Op inner) {
  switch (outer) {
    case Op::Sin: return inner == Op::Asin;
    case Op::Cos: return inner == Op::Acos;
    case Op::Sinh: return inner == Op::Asinh;
    case Op::Cosh: return inner == Op::Acosh;
    case Op::Asinh: return inner == Op::Sinh;
    case Op::Expm1: return inner == Op::Log1p;
    case Op::Log1p: return inner == Op::Expm1;
    default: return false;
  }
}

// f(f(u)) = f(u)
bool is_idempotent(Op op) {
  switch (op) {
    case Op::Abs:
    case Op::Sign:
    case Op::Floor:
    case Op::Ceil:
    case Op::Round:
    case Op::Trunc: return true;
    default: return false;
  }
}

// f(0), where it is an integer.
std::optional<std::int64_t> at_zero(Op op) {
  switch (op) {
    case Op::Cos:
    case Op::Cosh:
    case Op::Erfc:
    case Op::Erfcx:
    case Op::Lambertw1p:
    case Op::Sinc: return 1;
    case Op::Asin:
    case Op::Atan:
    case Op::Sin:
    case Op::Sinh:
    case Op::Asinh:
    case Op::Atanh:
    case Op::Erf:
    case Op::Erfinv:
    case Op::Lambertw:
    case Op::LogErfc:
    case Op::Cbrt:
    case Op::Expm1:
    case Op::Log1p:
    case Op::Abs:
    case Op::Sign:
    case Op::Floor:
    case Op::Ceil:
    case Op::Round:
    case Op::Trunc: return 0;
    default: return std::nullopt;
  }
}

class Rules {
 public:
  Rules(Pool& pool, Op op, const std::vector<Expr>& args, std::int64_t immediate)
      : pool_(pool), op_(op), args_(args), immediate_(immediate) {}

  /// The expression that the call equals, or none if no identity applies.
  std::optional<Expr> apply() {
    if (const auto result = arithmetic()) return result;
    if (const auto result = power()) return result;
    if (const auto result = quotient_name()) return result;
    if (is_condition_or_choice(op_)) return apply_to_conditions(pool_, op_, args_);
    return args_.size() == 1 ? unary() : args_.size() == 2 ? binary() : std::nullopt;
  }

 private:
  Expr integer(std::int64_t value) { return pool_.number(Rational(value)); }
  bool is_negated(Expr e) const {
    const NormalForm& form = pool_[e];
    return (form.kind == Kind::Number || form.kind == Kind::Product) && form.number.is_negative();
  }

  std::optional<Expr> arithmetic() {
    switch (op_) {
      case Op::Copy: return args_[0];
      case Op::StopGradient:
        if (pool_.is_number(args_[0])) return args_[0];
        return std::nullopt;
      case Op::Neg: return pool_.scaled(Rational(-1), args_[0]);
      case Op::Add: return pool_.add(args_[0], args_[1]);
      case Op::Sub: return pool_.sub(args_[0], args_[1]);
      case Op::Mul: return pool_.mul(args_[0], args_[1]);
      case Op::Div: return pool_.div(args_[0], args_[1]);
      case Op::Fma: return pool_.add(pool_.mul(args_[0], args_[1]), args_[2]);
      default: return std::nullopt;
    }
  }

  std::optional<Expr> power() {
    switch (op_) {
      case Op::Powi: return pool_.power(args_[0], integer(immediate_));
      case Op::Pow: return pool_.power(args_[0], args_[1]);
      case Op::Sqrt:
        if (pool_.is_number(args_[0], 0)) return args_[0];
        return pool_.power(args_[0], pool_.number(Rational::ratio(1, 2)));
      case Op::Exp: return pool_.power(pool_.e(), args_[0]);
      case Op::Exp2: return pool_.power(integer(2), args_[0]);
      // e^(−u²)
      case Op::Expnsq: return pool_.power(pool_.e(), pool_.scaled(Rational(-1), pool_.power(args_[0], integer(2))));
      // x·log y
      case Op::Xlogy: return pool_.mul(args_[0], pool_.call(Op::Log, {args_[1]}));
      default: return std::nullopt;
    }
  }

  Expr ratio(Op top, Op bottom) {
    const std::vector<Expr> argument{args_[0]};
    if (top == Op::Const) return pool_.power(pool_.call(bottom, argument), integer(-1));
    return pool_.div(pool_.call(top, argument), pool_.call(bottom, argument));
  }

  // tan u = sin u/cos u, sec u = 1/cos u, …; layout gives the names back.
  std::optional<Expr> quotient_name() {
    switch (op_) {
      case Op::Tan: return ratio(Op::Sin, Op::Cos);
      case Op::Cot: return ratio(Op::Cos, Op::Sin);
      case Op::Sec: return ratio(Op::Const, Op::Cos);
      case Op::Csc: return ratio(Op::Const, Op::Sin);
      case Op::Tanh: return ratio(Op::Sinh, Op::Cosh);
      case Op::Coth: return ratio(Op::Cosh, Op::Sinh);
      case Op::Sech: return ratio(Op::Const, Op::Cosh);
      case Op::Csch: return ratio(Op::Const, Op::Sinh);
      default: return std::nullopt;
    }
  }

  std::optional<Expr> unary() {
    const Expr x = args_[0];
    const NormalForm& inner = pool_[x];
    if (inner.kind == Kind::Number && inner.number.is_zero()) {
      if (const auto value = at_zero(op_)) return integer(*value);
    }
    if (is_negated(x)) {
      const Symmetry kind = symmetry(op_);
      const Expr positive = kind == Symmetry::None ? x : pool_.scaled(Rational(-1), x);
      if (kind == Symmetry::Even) return pool_.call(op_, {positive});
      if (kind == Symmetry::Odd) return pool_.scaled(Rational(-1), pool_.call(op_, {positive}));
    }
    if (inner.kind == Kind::Call && !inner.args.empty()) {
      if (undoes(op_, inner.op)) return inner.args[0];
      if (op_ == inner.op && is_idempotent(op_)) return x;
    }
    switch (op_) {
      case Op::Sin:
      case Op::Cos: return at_multiple_of_pi();
      case Op::Log: return log();
      case Op::Abs: return abs();
      case Op::Sign: return sign();
      case Op::Sigmoid:
        if (pool_.is_number(x, 0)) return pool_.number(Rational::ratio(1, 2));
        return std::nullopt;
      case Op::Floor:
      case Op::Ceil:
      case Op::Round:
      case Op::Trunc:
        if (inner.kind == Kind::Number && inner.number.is_integer()) return x;
        return whole_quotient();
      default: return std::nullopt;
    }
  }

  // (u − mod(u, v))/v is whole, and ⌊u/v⌋
  std::optional<Expr> whole_quotient() {
    const NormalForm& quotient = pool_[args_[0]];
    if (quotient.kind != Kind::Product) return std::nullopt;
    for (const Factor& factor : quotient.factors) {
      const NormalForm& difference = pool_[factor.base];
      if (difference.kind != Kind::Sum || difference.terms.size() > kMaxCompared) continue;
      for (const Term& term : difference.terms) {
        if (!pool_.is_call(term.expr, Op::Mod)) continue;
        const std::vector<Expr>& mod = pool_[term.expr].args;
        if (pool_.div(pool_.sub(mod[0], term.expr), mod[1]) != args_[0]) continue;
        return pool_.call(Op::Floor, {pool_.div(mod[0], mod[1])});
      }
    }
    return std::nullopt;
  }

  // sin and cos of k·π/2
  std::optional<Expr> at_multiple_of_pi() {
    const Term part = pool_.split(args_[0]);
    if (!pool_.is_constant(part.expr, Constant::Kind::Pi)) return std::nullopt;
    const auto k = times(part.coeff, Rational(2)).to_int64();
    if (!k) return std::nullopt;
    const std::int64_t quarter = ((*k + (op_ == Op::Cos ? 1 : 0)) % 4 + 4) % 4;
    return integer(quarter == 1 ? 1 : quarter == 3 ? -1 : 0);
  }

  // log 1 = 0, log e^u = u
  std::optional<Expr> log() {
    if (pool_.is_number(args_[0], 1)) return integer(0);
    if (pool_.is_constant(args_[0], Constant::Kind::E)) return integer(1);
    const NormalForm& inner = pool_[args_[0]];
    const bool exponential = inner.kind == Kind::Product && inner.number.is_one() && inner.factors.size() == 1 &&
                             pool_.is_constant(inner.factors[0].base, Constant::Kind::E);
    if (!exponential) return std::nullopt;
    return inner.factors[0].exponent;
  }

  // True if base^exponent ≥ 0 wherever it is defined.
  bool is_nonnegative(const Factor& factor) const {
    const NormalForm& exponent = pool_[factor.exponent];
    if (pool_.is_constant(factor.base, Constant::Kind::E) || pool_.is_constant(factor.base, Constant::Kind::Pi))
      return true;
    if (pool_.is_call(factor.base, Op::Abs)) return true;
    const auto n = exponent.kind == Kind::Number ? exponent.number.to_int64() : std::nullopt;
    return n ? *n % 2 == 0 : exponent.kind == Kind::Number;
  }

  // |c·u·v| = |c|·|u·v| with every factor that cannot be negative in front
  std::optional<Expr> abs() {
    const NormalForm& inner = pool_[args_[0]];
    if (inner.kind == Kind::Number) return pool_.number(inner.number.abs());
    if (inner.kind != Kind::Product) return is_positive_constant() ? std::optional(args_[0]) : std::nullopt;
    std::vector<Factor> outside;
    std::vector<Factor> inside;
    for (const Factor& factor : inner.factors) (is_nonnegative(factor) ? outside : inside).push_back(factor);
    if (outside.empty() && inner.number.is_one()) return std::nullopt;
    const Rational size = inner.number.abs();
    if (!inside.empty()) outside.push_back({pool_.call(Op::Abs, {pool_.product(Rational(1), inside)}), pool_.one()});
    return pool_.product(size, outside);
  }

  // sign(c·u·v) = sign(c)·sign(u·v) without the factors that cannot be negative
  std::optional<Expr> sign() {
    const NormalForm& inner = pool_[args_[0]];
    if (inner.kind == Kind::Number) return integer(inner.number.is_negative() ? -1 : 1);
    if (inner.kind != Kind::Product) return is_positive_constant() ? std::optional(integer(1)) : std::nullopt;
    std::vector<Factor> inside;
    for (const Factor& factor : inner.factors) {
      if (!pool_.is_constant(factor.base, Constant::Kind::E)) inside.push_back(factor);
    }
    if (inside.size() == inner.factors.size() && inner.number.is_one()) return std::nullopt;
    if (inside.empty()) return integer(inner.number.is_negative() ? -1 : 1);
    return pool_.scaled(Rational(inner.number.is_negative() ? -1 : 1),
                        pool_.call(Op::Sign, {pool_.product(Rational(1), inside)}));
  }

  bool is_positive_constant() const {
    return pool_.is_constant(args_[0], Constant::Kind::E) || pool_.is_constant(args_[0], Constant::Kind::Pi) ||
           pool_.is_call(args_[0], Op::Cosh);
  }

  std::optional<Expr> binary() {
    if (op_ == Op::Hypot) return hypot();
    if (op_ != Op::Min && op_ != Op::Max) return std::nullopt;
    if (args_[0] == args_[1]) return args_[0];
    if (!pool_.is_number(args_[0]) || !pool_.is_number(args_[1])) return std::nullopt;
    const bool first = pool_[args_[0]].number < pool_[args_[1]].number;
    return args_[first == (op_ == Op::Min) ? 0 : 1];
  }

  // hypot(u, c) = √(u² + c²) reads better than a hypotenuse that nobody wrote.
  std::optional<Expr> hypot() {
    if (pool_.is_written(Op::Hypot) || (!pool_.is_number(args_[0]) && !pool_.is_number(args_[1]))) return std::nullopt;
    const Expr squares = pool_.add(pool_.power(args_[0], integer(2)), pool_.power(args_[1], integer(2)));
    return pool_.power(squares, pool_.number(Rational::ratio(1, 2)));
  }

  Pool& pool_;
  Op op_;
  const std::vector<Expr>& args_;
  std::int64_t immediate_;
};

}  // namespace

bool Pool::are_same_powers(Expr a, Expr b) {
  const auto has_power = [&](Expr e) {
    const NormalForm& form = (*this)[e];
    return form.kind == Kind::Product &&
           std::ranges::any_of(form.factors, [&](const Factor& factor) { return !is_number(factor.exponent); });
  };
  return has_power(a) && has_power(b) && is_number(div(a, b), 1);
}

Expr Pool::call(Op op, std::vector<Expr> args, std::int64_t immediate) {
  if (const auto result = Rules(*this, op, args, immediate).apply()) return *result;
  return opaque(op, std::move(args), immediate);
}

}  // namespace adc::passes::real
