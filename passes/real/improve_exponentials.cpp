// Identities of exponentials, and of the sigmoids that are made of them.
#include <algorithm>
#include <vector>

#include "passes/real/improve.h"
#include "passes/real/layout.h"
#include "passes/real/trials.h"

namespace adc::passes::real {
namespace {

constexpr std::size_t kMaxDivisors = 6;  // of a sum, among which exponentials are looked for
constexpr std::size_t kMaxTurned = 3;    // terms of a divisor, each of which may become a number

// u, where `e` is e^u.
std::optional<Expr> exponent_of(const Pool& pool, Expr e) {
  const NormalForm& form = pool[e];
  const bool is_power = form.kind == Kind::Product && form.number.is_one() && form.factors.size() == 1 &&
                        pool.is_constant(form.factors[0].base, ir::Constant::Kind::E);
  return is_power ? std::optional(form.factors[0].exponent) : std::nullopt;
}

// n, where the factor is a sum to the power of −n.
std::int64_t divides(const Pool& pool, const Factor& factor) {
  const std::int64_t n = pool[factor.base].kind == Kind::Sum ? integer(pool, factor.exponent).value_or(0) : 0;
  return n < 0 ? -n : 0;
}

std::vector<Expr> divisors_of(const Pool& pool, const NormalForm& sum) {
  std::vector<Expr> divisors;
  for (const Term& term : sum.terms) {
    for (const Factor& factor : factors_of(pool, term.expr)) {
      const bool is_new = divides(pool, factor) > 0 && std::ranges::find(divisors, factor.base) == divisors.end();
      if (is_new) divisors.push_back(factor.base);
    }
  }
  return divisors;
}

}  // namespace

// The sum with s·q in place of its divisors s, for an exponential q.
Expr Improver::with_divisor(Expr sum, Expr s, Expr multiple, Expr q) {
  const NormalForm& form = pool_[sum];
  std::vector<Term> terms;
  for (const std::uint32_t i : form.order) {
    std::vector<Factor> factors = factors_of(pool_, form.terms[i].expr);
    for (std::size_t k = 0, n = factors.size(); k < n; ++k) {
      if (factors[k].base != s || divides(pool_, factors[k]) == 0) continue;
      factors[k].base = multiple;
      factors.push_back({q, pool_.scaled(Rational(-1), factors[k].exponent)});
    }
    terms.push_back({form.terms[i].coeff, pool_.product(kOne, std::move(factors))});
  }
  return pool_.sum(form.number, terms);
}

// a/(1 + e^u) + b/(1 + e^−u) = (a·e^−u + b)/(1 + e^−u)
std::optional<Expr> Improver::join_exponentials(Expr sum) {
  const std::vector<Expr> divisors = divisors_of(pool_, pool_[sum]);
  if (divisors.size() < 2 || divisors.size() > kMaxDivisors) return std::nullopt;
  for (const Expr to : divisors) {
    for (const Term& part : pool_[to].terms) {
      if (!exponent_of(pool_, part.expr)) continue;
      const auto from =
          std::ranges::find_if(divisors, [&](Expr other) { return other != to && distribute(other, part.expr) == to; });
      if (from != divisors.end()) return with_divisor(sum, *from, to, part.expr);
    }
  }
  return std::nullopt;
}

// c·e^u + c·e^−u = 2c·cosh(u), c·e^u − c·e^−u = 2c·sinh(u)
std::optional<Expr> Improver::join_hyperbolic(Expr sum) {
  const NormalForm& form = pool_[sum];
  if (form.kind != Kind::Sum || form.terms.size() > kMaxTrialTerms) return std::nullopt;
  for (std::size_t i = 0; i < form.terms.size(); ++i) {
    const auto u = exponent_of(pool_, form.terms[i].expr);
    if (!u) continue;
    const Expr opposite = pool_.power(pool_.e(), pool_.scaled(Rational(-1), *u));
    const auto other = std::ranges::find(form.terms, opposite, &Term::expr);
    if (other == form.terms.end() || !(other->coeff.abs() == form.terms[i].coeff.abs())) continue;
    const bool same = other->coeff == form.terms[i].coeff;
    std::vector<Term> terms{{times(Rational(2), form.terms[i].coeff), pool_.call(same ? Op::Cosh : Op::Sinh, {*u})}};
    for (const std::uint32_t k : form.order) {
      if (k != i && form.terms[k].expr != opposite) terms.push_back(form.terms[k]);
    }
    return pool_.sum(form.number, terms);
  }
  return std::nullopt;
}

// c·σ(u) + d·σ(−u) = d + (c − d)·σ(u)
std::optional<Expr> Improver::join_sigmoids(Expr sum) {
  const NormalForm& form = pool_[sum];
  if (form.kind != Kind::Sum || form.terms.size() > kMaxTrialTerms) return std::nullopt;
  for (const Term& term : form.terms) {
    if (!pool_.is_call(term.expr, Op::Sigmoid)) continue;
    const Expr opposite = pool_.call(Op::Sigmoid, {pool_.scaled(Rational(-1), pool_[term.expr].args[0])});
    const auto other = std::ranges::find(form.terms, opposite, &Term::expr);
    if (other == form.terms.end()) continue;
    std::vector<Term> terms{{other->coeff, pool_.one()}, {-other->coeff, term.expr}};
    for (const std::uint32_t k : form.order) {
      if (form.terms[k].expr != opposite) terms.push_back(form.terms[k]);
    }
    return pool_.sum(form.number, terms);
  }
  return std::nullopt;
}

// c·e^u + c = 2c·e^(u/2)·cosh(u/2), c·e^u − c = 2c·e^(u/2)·sinh(u/2): e^u/(e^u + 1)² = sech²(u/2)/4
std::optional<Expr> Improver::divide_by_hyperbolic(Expr product) {
  const NormalForm& form = pool_[product];
  Expr best = product;
  for (const Factor& divisor : form.factors) {
    const std::int64_t n = divides(pool_, divisor);
    const NormalForm& sum = pool_[divisor.base];
    if (n == 0 || sum.terms.size() != 1 || !(sum.number.abs() == sum.terms[0].coeff.abs())) continue;
    const auto u = exponent_of(pool_, sum.terms[0].expr);
    if (!u) continue;
    const bool adds = sum.number == sum.terms[0].coeff;
    const Expr half = pool_.scaled(Rational::ratio(1, 2), *u);
    const bool turns = adds && pool_[half].kind == Kind::Product && pool_[half].number.is_negative();
    const Expr hyperbolic = pool_.call(adds ? Op::Cosh : Op::Sinh, {turns ? pool_.scaled(Rational(-1), half) : half});
    for (const std::int64_t m : {std::int64_t{2}, n}) {  // of the n divisors
      if (m > n) continue;
      std::vector<Factor> factors;
      for (const Factor& factor : factors_in_order(form)) {
        if (factor.base != divisor.base) factors.push_back(factor);
      }
      factors.push_back({hyperbolic, pool_.number(Rational(-m))});
      factors.push_back({divisor.base, pool_.number(Rational(m - n))});
      factors.push_back({pool_.e(), pool_.scaled(Rational(-m), half)});
      const Rational scale = raised(times(Rational(2), sum.terms[0].coeff), m);
      consider(best, pool_.product(over(form.number, scale), std::move(factors)));
    }
  }
  return best == product ? std::nullopt : std::optional(best);
}

// 1/(a·e^−u + b)ⁿ = e^(n·u)/(a + b·e^u)ⁿ
std::optional<Expr> Improver::turn_exponentials(Expr product) {
  const NormalForm& form = pool_[product];
  Expr best = product;
  for (const Factor& divisor : form.factors) {
    if (divides(pool_, divisor) == 0 || pool_[divisor.base].terms.size() > kMaxTurned) continue;
    for (const Term& term : pool_[divisor.base].terms) {
      std::vector<Factor> turned;
      for (const Factor& factor : factors_of(pool_, term.expr)) {
        if (pool_.is_constant(factor.base, ir::Constant::Kind::E) && !pool_.is_number(factor.exponent))
          turned.push_back({factor.base, pool_.scaled(Rational(-1), factor.exponent)});
      }
      if (turned.empty()) continue;
      const Expr q = pool_.product(kOne, std::move(turned));
      const auto multiple = distribute(divisor.base, q);
      if (!multiple) continue;
      std::vector<Factor> factors;
      for (const Factor& factor : factors_in_order(form))
        factors.push_back({factor.base == divisor.base ? *multiple : factor.base, factor.exponent});
      factors.push_back({q, pool_.scaled(Rational(-1), divisor.exponent)});
      consider(best, pool_.product(form.number, std::move(factors)));
    }
  }
  return best == product ? std::nullopt : std::optional(best);
}

}  // namespace adc::passes::real
