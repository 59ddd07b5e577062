// Sums of products.
#include <algorithm>

#include "passes/real/improve.h"
#include "passes/real/layout.h"
#include "passes/real/trials.h"

namespace adc::passes::real {
namespace {

constexpr std::size_t kMaxTerms = 700;
constexpr std::int64_t kMaxPower = 64;

void check_size(std::size_t terms) {
  if (terms > kMaxTerms) throw NoNormalForm{"more than 700 terms"};
}

// What a sum adds, its constant too; anything else is one part.
std::vector<Term> parts_of(const Pool& pool, Expr e) {
  const NormalForm& form = pool[e];
  if (form.kind != Kind::Sum) return {{Rational(1), e}};
  std::vector<Term> parts;
  parts.reserve(form.order.size() + 1);
  for (const std::uint32_t i : form.order) parts.push_back(form.terms[i]);
  if (!form.number.is_zero()) parts.push_back({form.number, pool.one()});
  return parts;
}

// (Σ aᵢ·uᵢ)·(Σ bₖ·vₖ) = Σ aᵢbₖ·uᵢvₖ
std::vector<Term> multiplied(Pool& pool, const std::vector<Term>& left, const std::vector<Term>& right) {
  std::vector<Term> terms;
  for (const Term& x : left) {
    for (const Term& y : right) terms.push_back({times(x.coeff, y.coeff), pool.mul(x.expr, y.expr)});
  }
  std::vector<Term> collected = parts_of(pool, pool.sum(Rational(0), terms));
  check_size(collected.size());
  return collected;
}

}  // namespace

std::vector<Term> Improver::expanded_parts(Expr e) {
  const NormalForm& form = pool_[e];
  if (form.kind != Kind::Product) return parts_of(pool_, e);
  std::vector<Factor> others;
  std::vector<Expr> sums;
  for (const Factor& factor : factors_in_order(form)) {
    const auto n = integer(pool_, factor.exponent);
    if (pool_[factor.base].kind == Kind::Sum && n && *n > 0 && *n <= kMaxPower) {
      sums.insert(sums.end(), static_cast<std::size_t>(*n), factor.base);
    } else {
      others.push_back(factor);
    }
  }
  std::vector<Term> parts{{form.number, pool_.product(Rational(1), std::move(others))}};
  for (const Expr sum : sums) parts = multiplied(pool_, parts, parts_of(pool_, sum));
  return parts;
}

// A product stays one until it is a part of a sum: what it is for may divide by it.
Expr Improver::expand(Expr e) {
  if (pool_[e].kind != Kind::Sum) return e;
  std::vector<Term> terms;
  for (const Term& term : parts_of(pool_, e)) {
    for (const Term& part : expanded_parts(term.expr)) terms.push_back({times(term.coeff, part.coeff), part.expr});
    check_size(terms.size() / 4);  // of which some are alike
  }
  const Expr sum = pool_.sum(Rational(0), terms);
  check_size(pool_[sum].terms.size());
  return sum;
}

}  // namespace adc::passes::real
