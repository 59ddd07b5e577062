#include "passes/stable/match.h"

namespace adc::passes {
namespace {

using Result = std::optional<Replacement>;

Result folded(const Site& s, const std::optional<Rational>& value) {
  return value ? Result(s.b.rational(*value)) : Result();
}

using Arithmetic = std::optional<Rational> (*)(const Rational&, const Rational&);

Result fold(const Site& s, const Form& f, Arithmetic operation) {
  const Rational* x = s.rational(f.x[0]);
  const Rational* y = s.rational(f.x[1]);
  return x != nullptr && y != nullptr ? folded(s, operation(*x, *y)) : Result();
}

// c·d for constants c and d.
std::optional<ValueId> product_of(const Site& s, ValueId c, ValueId d) {
  const Rational* x = s.rational(c);
  const Rational* y = s.rational(d);
  const auto product = x != nullptr && y != nullptr ? small_product(*x, *y) : std::nullopt;
  return product ? std::optional(s.b.rational(*product)) : std::nullopt;
}

constexpr Rewrite kFoldingRewrites[] = {
    {Op::Neg, "−(c) = −c",
     [](const Site& s, const Form& f) -> Result {
       const Rational* c = s.rational(f.x[0]);
       return c != nullptr && !c->is_zero() ? folded(s, -*c) : Result();
     }},
    {Op::Neg, "−(−x) = x",
     [](const Site& s, const Form& f) -> Result { return s.is(f.x[0], Op::Neg) ? Result(s.arg(f.x[0])) : Result(); }},
    {Op::Neg, "−(c·x) = (−c)·x",
     [](const Site& s, const Form& f) -> Result {
       if (!s.is(f.x[0], Op::Mul)) return std::nullopt;
       const Rational* c = s.rational(s.arg(f.x[0], 0));
       return c != nullptr ? Result(Form(Op::Mul, {s.b.rational(-*c), s.arg(f.x[0], 1)})) : Result();
     }},
    {Op::Add, "x + (−y) = x − y",
     [](const Site& s, const Form& f) -> Result {
       return s.is(f.x[1], Op::Neg) ? Result(Form(Op::Sub, {f.x[0], s.arg(f.x[1])})) : Result();
     }},
    {Op::Sub, "x − (−y) = x + y, (−x) − (−y) = y − x",
     [](const Site& s, const Form& f) -> Result {
       if (!s.is(f.x[1], Op::Neg)) return std::nullopt;
       const ValueId y = s.arg(f.x[1]);
       return s.is(f.x[0], Op::Neg) ? Form(Op::Sub, {y, s.arg(f.x[0])}) : Form(Op::Add, {f.x[0], y});
     }},
    {Op::Add, "c + d, exactly", [](const Site& s, const Form& f) { return fold(s, f, ir::add); }},
    {Op::Sub, "c − d, exactly", [](const Site& s, const Form& f) { return fold(s, f, ir::sub); }},
    {Op::Mul, "c·d, exactly", [](const Site& s, const Form& f) { return fold(s, f, ir::mul); }},
    {Op::Div, "c/d, exactly", [](const Site& s, const Form& f) { return fold(s, f, ir::div); }},
    {Op::Powi, "cⁿ, exactly",
     [](const Site& s, const Form& f) -> Result {
       const Rational* c = s.rational(f.x[0]);
       return c != nullptr ? folded(s, pow(*c, f.immediate)) : Result();
     }},
    {Op::Mul, "1·x = x",
     [](const Site& s, const Form& f) -> Result { return s.is_rational(f.x[0], 1) ? Result(f.x[1]) : Result(); }},
    {Op::Mul, "c·(d·x) = (c·d)·x",
     [](const Site& s, const Form& f) -> Result {
       if (s.rational(f.x[0]) == nullptr || !s.is(f.x[1], Op::Mul)) return std::nullopt;
       for (const std::size_t k : {std::size_t{0}, std::size_t{1}}) {
         const auto product = product_of(s, f.x[0], s.arg(f.x[1], k));
         if (product) return Form(Op::Mul, {*product, s.arg(f.x[1], 1 - k)});
       }
       return std::nullopt;
     }},
};

}  // namespace

std::span<const Rewrite> folding_rewrites() { return kFoldingRewrites; }

}  // namespace adc::passes
