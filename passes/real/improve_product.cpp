// Forms of a product.
#include <algorithm>

#include "passes/real/improve.h"
#include "passes/real/layout.h"
#include "passes/real/trials.h"

namespace adc::passes::real {
namespace {

constexpr std::size_t kMaxDivided = 6;  // terms of a sum that is divided by another

// What a sum adds, its constant too; anything else is one part, and zero none.
std::vector<Term> parts_to_divide(const Pool& pool, Expr e) {
  const NormalForm& form = pool[e];
  if (form.kind != Kind::Sum && form.kind != Kind::Number) return {{kOne, e}};
  std::vector<Term> parts;
  parts.reserve(form.order.size() + 1);
  for (const std::uint32_t i : form.order) parts.push_back(form.terms[i]);
  if (!form.number.is_zero()) parts.push_back({form.number, pool.one()});
  return parts;
}

}  // namespace

Expr Improver::improve_product(Expr e, int depth) {
  std::vector<std::optional<Expr>> forms{double_angle(e),      shift_roots(e, -1),           shift_roots(e, 1),
                                         join_roots(e),        clear_denominators(e, depth), split_squares(e),
                                         enter_choice(e),      expand_product(e, true),      expand_product(e, false),
                                         divide_sums(e),       reflect_sigmoids(e),          split_powers(e),
                                         multiply_into_sum(e), turn_exponentials(e)};
  if (forms_ == Forms::Last) forms.push_back(divide_by_hyperbolic(e));
  for (std::size_t i = 0, n = forms.size(); i < n; ++i) {
    const Expr form = forms[i].value_or(e);
    if (pool_[form].kind == Kind::Product) forms.push_back(expand_below(form));
  }
  Expr best = e;
  for (const std::optional<Expr>& form : forms) {
    consider(best, form);
    if (form && *form != e && depth < kMaxDepth && pool_[*form].kind == Kind::Sum)
      consider(best, improve(*form, depth + 1));
  }
  return best;
}

std::optional<Expr> Improver::expand_product(Expr product, bool sums_only) {
  const NormalForm& form = pool_[product];
  std::vector<Factor> others;
  std::vector<Expr> sums;
  for (const Factor& factor : factors_in_order(form)) {
    const auto n = integer(pool_, factor.exponent);
    if (pool_[factor.base].kind == Kind::Sum && n && *n > 0 && *n <= kMaxExpandedPower) {
      sums.insert(sums.end(), static_cast<std::size_t>(*n), factor.base);
    } else {
      others.push_back(factor);
    }
  }
  if (sums.empty() || (sums_only && sums.size() < 2)) return std::nullopt;
  Expr expanded = sums_only ? pool_.one() : pool_.product(form.number, others);
  for (const Expr sum : sums) {
    const auto next = distribute(expanded, sum);
    if (!next) return std::nullopt;
    expanded = *next;
  }
  if (!sums_only) return expanded;
  others.push_back({improve(expanded, kMaxDepth), pool_.one()});
  return pool_.product(form.number, others);
}

std::optional<Expr> Improver::divide_sums(Expr product) {
  const std::vector<Factor> factors = factors_in_order(pool_[product]);
  const auto find = [&](std::int64_t exponent) {
    return std::ranges::find_if(factors, [&](const Factor& factor) {
      return pool_[factor.base].kind == Kind::Sum && pool_[factor.base].terms.size() < kMaxDivided &&
             pool_.is_number(factor.exponent, exponent);
    });
  };
  const auto above = find(1);
  const auto below = find(-1);
  if (above == factors.end() || below == factors.end()) return std::nullopt;
  const std::vector<Term> divisor = parts_to_divide(pool_, below->base);
  std::vector<Factor> others = factors;
  std::erase_if(others, [&](const Factor& f) { return f.base == above->base || f.base == below->base; });
  const Expr outside = pool_.product(pool_[product].number, std::move(others));
  for (const std::optional<Expr>& sum : {std::optional(above->base), expand_sum(above->base)}) {
    if (!sum) continue;
    const std::vector<Term> dividend = parts_to_divide(pool_, *sum);
    if (divisor.size() > dividend.size()) continue;
    for (const Term& part : dividend) {
      const Expr k = pool_.scaled(over(part.coeff, divisor[0].coeff), pool_.div(part.expr, divisor[0].expr));
      std::vector<Term> terms = dividend;
      for (const Term& term : divisor) terms.push_back({-term.coeff, pool_.mul(k, term.expr)});
      const Expr rest = pool_.sum(Rational(0), terms);
      if (parts_to_divide(pool_, rest).size() + divisor.size() > dividend.size()) continue;
      const Expr quotient = improve(pool_.mul(outside, pool_.div(rest, below->base)), kMaxDepth);
      return pool_.add(pool_.mul(outside, k), quotient);
    }
  }
  return std::nullopt;
}

std::optional<Expr> Improver::reflect_sigmoids(Expr product) {
  const NormalForm& form = pool_[product];
  std::vector<Factor> factors = factors_in_order(form);
  bool changed = false;
  for (Factor& factor : factors) {
    const NormalForm& sum = pool_[factor.base];
    if (sum.kind != Kind::Sum || sum.terms.size() != 1 || !pool_.is_call(sum.terms[0].expr, Op::Sigmoid)) continue;
    if (!(sum.number == -sum.terms[0].coeff)) continue;
    const Expr argument = pool_.scaled(Rational(-1), pool_[sum.terms[0].expr].args[0]);
    factor.base = pool_.scaled(sum.number, pool_.call(Op::Sigmoid, {argument}));
    changed = true;
  }
  if (!changed) return std::nullopt;
  return pool_.product(form.number, std::move(factors));
}

std::optional<Expr> Improver::expand_below(Expr product) {
  const NormalForm& form = pool_[product];
  std::vector<Factor> below;
  std::vector<Factor> others;
  for (const Factor& factor : factors_in_order(form)) {
    const bool is_divisor = pool_[factor.base].kind == Kind::Sum && pool_.is_number(factor.exponent, -1);
    if (is_divisor) {
      below.push_back({factor.base, pool_.one()});
    } else {
      others.push_back(factor);
    }
  }
  if (below.size() < 2) return std::nullopt;
  const Expr divisor = pool_.product(kOne, below);
  if (pool_[divisor].kind != Kind::Product) return std::nullopt;
  const auto expanded = expand_product(divisor, true);
  if (!expanded) return std::nullopt;
  others.push_back({*expanded, pool_.number(Rational(-1))});
  return pool_.product(form.number, others);
}

std::optional<Expr> Improver::clear_denominators(Expr product, int depth) {
  const NormalForm& form = pool_[product];
  std::vector<Factor> factors;
  bool changed = false;
  for (const Factor& factor : factors_in_order(form)) {
    const bool is_short = pool_[factor.base].kind == Kind::Sum && pool_[factor.base].terms.size() <= kMaxTrialTerms;
    const auto cleared = is_short && pool_.is_number(factor.exponent)
                             ? factor_common(factor.base, true, std::max(depth, kMaxDepth - 1))
                             : std::nullopt;
    if (!cleared || pool_[*cleared].kind != Kind::Product) {
      factors.push_back(factor);
      continue;
    }
    changed = true;
    Factor rest{*cleared, factor.exponent};
    if (!integer(pool_, factor.exponent)) {
      std::vector<Factor> inside;
      for (const Factor& inner : factors_in_order(pool_[*cleared])) {
        const auto n = integer(pool_, inner.exponent);
        if (n && *n % 2 == 0) {
          factors.push_back({pool_.power(inner.base, inner.exponent), factor.exponent});
        } else {
          inside.push_back(inner);
        }
      }
      rest.base = pool_.product(pool_[*cleared].number, inside);
    }
    factors.push_back(rest);
  }
  if (!changed) return std::nullopt;
  return pool_.product(form.number, factors);
}

std::optional<Expr> Improver::shift_roots(Expr product, int shift) {
  const NormalForm& form = pool_[product];
  std::vector<Factor> factors = factors_in_order(form);
  for (std::size_t i = 0; i < factors.size(); ++i) {
    const Factor root = factors[i];
    if (pool_[root.base].kind != Kind::Product || !pool_.is_number(root.exponent)) continue;
    factors[i].exponent = pool_.add(root.exponent, pool_.number(Rational(shift)));
    factors.push_back({root.base, pool_.number(Rational(-shift))});
    return pool_.product(form.number, factors);
  }
  return std::nullopt;
}

std::optional<Expr> Improver::enter_choice(Expr product) {
  const NormalForm& form = pool_[product];
  for (const Factor& factor : form.factors) {
    if (!pool_.is_call(factor.base, Op::Select) || !pool_.is_number(factor.exponent, 1)) continue;
    const std::vector<Expr>& args = pool_[factor.base].args;
    if (!pool_.is_number(args[1], 0) && !pool_.is_number(args[2], 0)) continue;
    std::vector<Factor> others = factors_in_order(form);
    std::erase_if(others, [&](const Factor& other) { return other.base == factor.base; });
    const Expr rest = pool_.product(form.number, others);
    return pool_.call(Op::Select, {args[0], pool_.mul(rest, args[1]), pool_.mul(rest, args[2])});
  }
  return std::nullopt;
}

std::optional<Expr> Improver::join_roots(Expr product) {
  const NormalForm& form = pool_[product];
  for (const Factor& first : form.factors) {
    const NormalForm& exponent = pool_[first.exponent];
    if (exponent.kind != Kind::Number || exponent.number.is_integer()) continue;
    std::vector<Factor> inside;
    std::vector<Factor> outside;
    for (const Factor& factor : factors_in_order(form)) {
      const NormalForm& other = pool_[factor.exponent];
      const bool joins = other.kind == Kind::Number && other.number.abs() == exponent.number.abs();
      if (!joins) {
        outside.push_back(factor);
      } else {
        const bool same = other.number == exponent.number;
        inside.push_back({factor.base, pool_.number(Rational(same ? 1 : -1))});
      }
    }
    if (inside.size() < 2) continue;
    outside.push_back({improve(pool_.product(kOne, inside), kMaxDepth - 1), first.exponent});
    return pool_.product(form.number, outside);
  }
  return std::nullopt;
}

// (x/a)^(k − 1)/a = (x/a)^k/x
std::optional<Expr> Improver::split_powers(Expr product) {
  const NormalForm& form = pool_[product];
  std::vector<Factor> factors;
  bool changed = false;
  for (const Factor& factor : factors_in_order(form)) {
    const NormalForm& exponent = pool_[factor.exponent];
    const std::int64_t n = exponent.kind == Kind::Sum ? exponent.number.to_int64().value_or(0) : 0;
    if (pool_[factor.base].kind != Kind::Product || n == 0) {
      factors.push_back(factor);
      continue;
    }
    factors.push_back({factor.base, pool_.sum(Rational(0), exponent.terms)});
    factors.push_back({factor.base, pool_.number(Rational(n))});
    changed = true;
  }
  if (!changed) return std::nullopt;
  return pool_.product(form.number, std::move(factors));
}

// e^−u/(e^−u + 1) = 1/(1 + e^u)
std::optional<Expr> Improver::multiply_into_sum(Expr product) {
  const NormalForm& form = pool_[product];
  for (const Factor& power : form.factors) {
    if (!pool_.is_constant(power.base, ir::Constant::Kind::E) || pool_.is_number(power.exponent)) continue;
    for (const Factor& divisor : form.factors) {
      if (pool_[divisor.base].kind != Kind::Sum || !pool_.is_number(divisor.exponent, -1)) continue;
      const Expr part = pool_.power(power.base, pool_.scaled(Rational(-1), power.exponent));
      const auto sum = distribute(divisor.base, part);
      if (!sum) continue;
      std::vector<Factor> factors;
      for (const Factor& factor : factors_in_order(form)) {
        if (factor.base == power.base) continue;
        factors.push_back({factor.base == divisor.base ? *sum : factor.base, factor.exponent});
      }
      return pool_.product(form.number, std::move(factors));
    }
  }
  return std::nullopt;
}

}  // namespace adc::passes::real
