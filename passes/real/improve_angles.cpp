// Identities of trigonometric and hyperbolic functions.
#include <algorithm>
#include <utility>

#include "passes/real/improve.h"
#include "passes/real/layout.h"
#include "passes/real/trials.h"

namespace adc::passes::real {
namespace {}  // namespace

std::optional<Expr> Improver::replace_squares(Expr sum, Op op) {
  const NormalForm& form = pool_[sum];
  if (form.kind != Kind::Sum) return std::nullopt;
  const Square& square = *std::ranges::find(kSquares, op, &Square::op);
  bool changed = false;
  std::vector<Term> terms;
  for (const std::uint32_t i : form.order) {
    std::vector<Factor> factors;
    Expr replaced = pool_.one();
    bool here = false;
    for (const Factor& factor : factors_of(pool_, form.terms[i].expr)) {
      const auto n = integer(pool_, factor.exponent);
      if (!pool_.is_call(factor.base, op) || !n || *n < 2 || *n > 2 * kMaxExpandedPower) {
        factors.push_back(factor);
        continue;
      }
      here = true;
      const Expr argument = pool_[factor.base].args[0];
      const Expr other = pool_.power(pool_.call(square.other, {argument}), pool_.number(Rational(2)));
      const Expr equal = pool_.sum(Rational(square.constant), {{Rational(square.sign), other}});
      for (std::int64_t k = 0; k < *n / 2; ++k) {
        const auto next = distribute(replaced, equal);
        if (!next) return std::nullopt;
        replaced = *next;
      }
      if (*n % 2 != 0) factors.push_back({factor.base, pool_.one()});
    }
    changed = changed || here;
    const auto term = here ? distribute(replaced, pool_.product(kOne, factors)) : std::optional(form.terms[i].expr);
    if (!term) return std::nullopt;
    terms.push_back({form.terms[i].coeff, *term});
  }
  if (!changed) return std::nullopt;
  return pool_.sum(form.number, terms);
}

std::optional<Expr> Improver::half_angle(Expr sum) {
  const NormalForm& form = pool_[sum];
  if (form.kind != Kind::Sum || form.terms.size() != 1 || pool_[form.terms[0].expr].kind != Kind::Product)
    return std::nullopt;
  const std::vector<Factor> factors = factors_of(pool_, form.terms[0].expr);
  if (factors.size() != 1 || !pool_.is_number(factors[0].exponent, 2)) return std::nullopt;
  for (const Square& square : kSquares) {
    if (!pool_.is_call(factors[0].base, square.op)) continue;
    const bool cosine = square.op == Op::Cos || square.op == Op::Cosh;
    const Rational half = times(form.terms[0].coeff, Rational::ratio(1, 2));
    if (!(form.number == (square.op == Op::Sinh ? half : -half))) continue;
    const Expr twice = pool_.scaled(Rational(2), pool_[factors[0].base].args[0]);
    const Op even = cosine ? square.op : square.other;
    return pool_.scaled(square.op == Op::Sin ? -half : half, pool_.call(even, {twice}));
  }
  return std::nullopt;
}

std::optional<Expr> Improver::add_angles(Expr sum) {
  const NormalForm& form = pool_[sum];
  const auto is_angle = [&](const Factor& factor) {
    return (pool_.is_call(factor.base, Op::Sin) || pool_.is_call(factor.base, Op::Cos)) &&
           pool_.is_number(factor.exponent, 1);
  };
  for (const Term& term : form.terms) {
    const std::vector<Factor> factors = factors_of(pool_, term.expr);
    const auto first = std::ranges::find_if(factors, is_angle);
    if (first == factors.end()) continue;
    const auto second = std::find_if(first + 1, factors.end(), is_angle);
    if (second == factors.end()) continue;
    const Op op = pool_[first->base].op;
    const Op other_op = pool_[second->base].op;
    const Expr u = pool_[first->base].args[0];
    const Expr v = pool_[second->base].args[0];
    std::vector<Factor> others = factors;
    std::erase_if(others, [&](const Factor& f) { return f.base == first->base || f.base == second->base; });
    const auto swapped = [&](Op from) { return from == Op::Sin ? Op::Cos : Op::Sin; };
    const Expr rest = pool_.product(kOne, others);
    const Expr partner = pool_.mul(rest, pool_.mul(pool_.call(swapped(op), {u}), pool_.call(swapped(other_op), {v})));
    const auto match = std::ranges::find(form.terms, partner, &Term::expr);
    if (match == form.terms.end() || match->expr == term.expr || !(match->coeff.abs() == term.coeff.abs())) continue;
    const bool same = match->coeff == term.coeff;
    const bool mixed = op != other_op;
    const Expr angle = pool_.sum(Rational(0), {{kOne, u}, {Rational(same == mixed ? 1 : -1), v}});
    // sin u·cos v − cos u·sin v = sin(u − v); led by the cosine it is the other way round
    const bool negative = mixed ? !same && op == Op::Cos : op == Op::Sin && !same;
    std::vector<Term> terms;
    for (const std::uint32_t i : form.order) {
      if (form.terms[i].expr != term.expr && form.terms[i].expr != partner) terms.push_back(form.terms[i]);
    }
    terms.push_back(
        {negative ? -term.coeff : term.coeff, pool_.mul(rest, pool_.call(mixed ? Op::Sin : Op::Cos, {angle}))});
    return pool_.sum(form.number, terms);
  }
  return std::nullopt;
}

std::optional<Expr> Improver::double_angle(Expr product) {
  const NormalForm& form = pool_[product];
  for (const auto& [sine, cosine] : {std::pair(Op::Sin, Op::Cos), std::pair(Op::Sinh, Op::Cosh)}) {
    for (const Factor& a : form.factors) {
      if (!pool_.is_call(a.base, sine) || !integer(pool_, a.exponent)) continue;
      const Expr argument = pool_[a.base].args[0];
      const Expr partner = pool_.call(cosine, {argument});
      const auto b = std::ranges::find(form.factors, partner, &Factor::base);
      if (b == form.factors.end() || b->exponent != a.exponent) continue;
      std::vector<Factor> factors;
      for (const Factor& factor : factors_in_order(form)) {
        if (factor.base != a.base && factor.base != partner) factors.push_back(factor);
      }
      const Expr twice = pool_.call(sine, {pool_.scaled(Rational(2), argument)});
      factors.push_back({pool_.scaled(Rational::ratio(1, 2), twice), a.exponent});
      return pool_.product(form.number, factors);
    }
  }
  return std::nullopt;
}

std::optional<Expr> Improver::split_squares(Expr product) {
  const NormalForm& form = pool_[product];
  Expr best = product;
  for (std::size_t i = 0; i < form.factors.size(); ++i) {
    const Factor& factor = form.factors[i];
    const auto n = integer(pool_, factor.exponent);
    const auto* square =
        std::ranges::find_if(kSquares, [&](const Square& s) { return pool_.is_call(factor.base, s.op); });
    if (!n || *n % 2 != 0 || square == kSquares.end() || square->op == Op::Cosh) continue;
    const Expr other = pool_.call(square->other, {pool_[factor.base].args[0]});
    const Expr half = pool_.number(Rational(*n / 2));
    std::vector<Factor> factors = form.factors;
    factors[i] = {pool_.sum(Rational(square->constant), {{Rational(-square->constant), other}}), half};
    factors.push_back({pool_.sum(kOne, {{kOne, other}}), half});
    consider(best, pool_.product(form.number, factors));
  }
  return best;
}

}  // namespace adc::passes::real
