#include "passes/stable.h"

namespace adc::passes {
namespace {

using ir::Op;
using ir::Rational;
using ir::ValueId;
using Result = std::optional<Replacement>;

Result none() { return std::nullopt; }

Result folded(const Site& s, const std::optional<Rational>& value) {
  return value ? Result(s.b.rational(*value)) : none();
}

using Arithmetic = std::optional<Rational> (*)(const Rational&, const Rational&);

Result fold(const Site& s, const Form& f, Arithmetic operation) {
  const Rational* x = s.rational(f.x[0]);
  const Rational* y = s.rational(f.x[1]);
  return x != nullptr && y != nullptr ? folded(s, operation(*x, *y)) : none();
}

// c·d where it is so small that moving it past a product neither overflows nor underflows.
std::optional<ValueId> small_product(const Site& s, ValueId c, ValueId d) {
  const Rational* x = s.rational(c);
  const Rational* y = s.rational(d);
  if (x == nullptr || y == nullptr) return std::nullopt;
  const std::optional<Rational> product = mul(*x, *y);
  if (!product) return std::nullopt;
  const Rational limit = std::int64_t{1} << 20U;
  const bool small = product->numerator().abs() <= limit && product->denominator() <= limit;
  return small ? std::optional(s.b.rational(*product)) : std::nullopt;
}

// v as −u or u − …: the operand of exp in 1/(1 + exp(v)) is negated.
ValueId negated(const Site& s, ValueId v) {
  if (s.is(v, Op::Neg)) return s.arg(v);
  if (s.is(v, Op::Sub)) return s.b.sub(s.arg(v, 1), s.arg(v, 0));
  if (s.is(v, Op::Mul)) {
    if (const Rational* c = s.rational(s.arg(v, 0))) {
      const Rational opposite = -*c;
      return opposite.is_one() ? s.arg(v, 1) : s.b.mul(s.b.rational(opposite), s.arg(v, 1));
    }
  }
  return s.b.neg(v);
}

// u where v is 1 + exp(u).
std::optional<ValueId> one_plus_exp(const Site& s, ValueId v) {
  if (!s.is(v, Op::Add)) return std::nullopt;
  for (const std::size_t k : {std::size_t{0}, std::size_t{1}}) {
    const ValueId power = s.arg(v, 1 - k);
    if (s.is_rational(s.arg(v, k), 1) && s.is(power, Op::Exp)) return s.arg(power);
  }
  return std::nullopt;
}

// Whether v = 0 follows from p = 0, but for nan: v is p, −p, p·z or p/z.
bool vanishes_with(const Site& s, ValueId v, ValueId p) {
  if (v == p) return true;
  if (s.is(v, Op::Neg) || s.is(v, Op::Div)) return s.arg(v) == p;
  return s.is(v, Op::Mul) && (s.arg(v, 0) == p || s.arg(v, 1) == p);
}

constexpr Rewrite kRewrites[] = {
    {Op::Neg, "−(c) = −c",
     [](const Site& s, const Form& f) -> Result {
       const Rational* c = s.rational(f.x[0]);
       return c != nullptr && !c->is_zero() ? folded(s, -*c) : none();
     }},
    {Op::Neg, "−(c·x) = (−c)·x",
     [](const Site& s, const Form& f) -> Result {
       if (!s.is(f.x[0], Op::Mul)) return none();
       const Rational* c = s.rational(s.arg(f.x[0], 0));
       return c != nullptr ? Result(Form(Op::Mul, {s.b.rational(-*c), s.arg(f.x[0], 1)})) : none();
     }},
    {Op::Add, "c + d, exactly", [](const Site& s, const Form& f) { return fold(s, f, ir::add); }},
    {Op::Sub, "c − d, exactly", [](const Site& s, const Form& f) { return fold(s, f, ir::sub); }},
    {Op::Mul, "c·d, exactly", [](const Site& s, const Form& f) { return fold(s, f, ir::mul); }},
    {Op::Div, "c/d, exactly", [](const Site& s, const Form& f) { return fold(s, f, ir::div); }},
    {Op::Powi, "cⁿ, exactly",
     [](const Site& s, const Form& f) -> Result {
       const Rational* c = s.rational(f.x[0]);
       return c != nullptr ? folded(s, pow(*c, f.immediate)) : none();
     }},
    {Op::Mul, "1·x = x",
     [](const Site& s, const Form& f) -> Result { return s.is_rational(f.x[0], 1) ? Result(f.x[1]) : none(); }},
    {Op::Mul, "c·(d·x) = (c·d)·x",
     [](const Site& s, const Form& f) -> Result {
       if (s.rational(f.x[0]) == nullptr || !s.is(f.x[1], Op::Mul)) return none();
       for (const std::size_t k : {std::size_t{0}, std::size_t{1}}) {
         const auto product = small_product(s, f.x[0], s.arg(f.x[1], k));
         if (product) return Form(Op::Mul, {*product, s.arg(f.x[1], 1 - k)});
       }
       return none();
     }},
    {Op::Div, "1/(1 + exp(u)) = σ(−u)",
     [](const Site& s, const Form& f) -> Result {
       if (!s.is_rational(f.x[0], 1)) return none();
       const std::optional<ValueId> u = one_plus_exp(s, f.x[1]);
       return u ? Result(Form(Op::Sigmoid, {negated(s, *u)})) : none();
     }},
    {Op::Powi, "(1 + exp(u))⁻¹ = σ(−u)",
     [](const Site& s, const Form& f) -> Result {
       const std::optional<ValueId> u = one_plus_exp(s, f.x[0]);
       return u && f.immediate == -1 ? Result(Form(Op::Sigmoid, {negated(s, *u)})) : none();
     }},
    {Op::Log, "log(1 + exp(u)) = softplus(u)",
     [](const Site& s, const Form& f) -> Result {
       const std::optional<ValueId> u = one_plus_exp(s, f.x[0]);
       return u ? Result(Form(Op::Softplus, {*u})) : none();
     }},
    {Op::Mul, "p·log(q) = xlogy(p, q) where q vanishes with p",
     [](const Site& s, const Form& f) -> Result {
       if (!s.is(f.x[1], Op::Log) || s.is(f.x[0], Op::Const)) return none();
       const ValueId q = s.arg(f.x[1]);
       return vanishes_with(s, q, f.x[0]) ? Result(Form(Op::Xlogy, {f.x[0], q})) : none();
     }},
    {Op::Mul, "(−p)·log(q) = −xlogy(p, q) where q vanishes with p",
     [](const Site& s, const Form& f) -> Result {
       if (!s.is(f.x[1], Op::Log) || !s.is(f.x[0], Op::Neg)) return none();
       const ValueId p = s.arg(f.x[0]);
       const ValueId q = s.arg(f.x[1]);
       return vanishes_with(s, q, p) ? Result(Form(Op::Neg, {s.b.xlogy(p, q)})) : none();
     }},
    {Op::Mul, "(c·p)·log(q) = c·xlogy(p, q) where q vanishes with p",
     [](const Site& s, const Form& f) -> Result {
       if (!s.is(f.x[1], Op::Log) || !s.is(f.x[0], Op::Mul)) return none();
       const ValueId q = s.arg(f.x[1]);
       for (const std::size_t k : {std::size_t{1}, std::size_t{0}}) {
         const ValueId p = s.arg(f.x[0], k);
         if (vanishes_with(s, q, p) && !s.is(p, Op::Const))
           return Form(Op::Mul, {s.arg(f.x[0], 1 - k), s.b.xlogy(p, q)});
       }
       return none();
     }},
    {Op::Mul, "pⁿ·log(p) = xlogy(pⁿ, p) for n > 0",
     [](const Site& s, const Form& f) -> Result {
       if (!s.is(f.x[1], Op::Log) || !s.is(f.x[0], Op::Powi)) return none();
       const bool vanishes = s.b.function().immediate(f.x[0]) > 0 && s.arg(f.x[0]) == s.arg(f.x[1]);
       return vanishes ? Result(Form(Op::Xlogy, {f.x[0], s.arg(f.x[1])})) : none();
     }},
};

}  // namespace

std::span<const Rewrite> stable_rewrites() { return kRewrites; }

ir::Function stable(const ir::Function& fn) { return rewrite_all(fn, kRewrites); }

}  // namespace adc::passes
