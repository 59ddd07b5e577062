#include "passes/real/improve.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <map>
#include <set>
#include <utility>

#include "passes/real/layout.h"

namespace adc::passes::real {
namespace {

constexpr int kMaxDepth = 4;                   // of trials within trials
constexpr int kMaxRounds = 4;                  // of improving what was improved
constexpr std::size_t kMaxWork = 1'000'000;    // expressions after which nothing is tried any more
constexpr std::size_t kMaxWorkOnOne = 10'000;  // expressions made while one is improved
constexpr std::size_t kMaxTrialTerms = 24;
constexpr std::size_t kMaxExpanded = 40;
constexpr std::int64_t kMaxExpandedPower = 4;
constexpr std::size_t kMaxDivided = 6;  // terms of a sum that is divided by another

const Rational kOne(1);

struct Square {
  Op op;  // op(u)² = sign·1 + other_sign·other(u)²
  Op other;
  int constant;
  int sign;
};
constexpr std::array<Square, 4> kSquares{
    {{Op::Sin, Op::Cos, 1, -1}, {Op::Cos, Op::Sin, 1, -1}, {Op::Sinh, Op::Cosh, -1, 1}, {Op::Cosh, Op::Sinh, 1, 1}}};

std::optional<std::int64_t> integer(const Pool& pool, Expr e) {
  return pool.is_number(e) ? pool[e].number.to_int64() : std::nullopt;
}

// An exponent as what is symbolic in it and a number.
struct Exponent {
  std::optional<Expr> symbol;
  Rational number;
};

Exponent split_exponent(Pool& pool, Expr e) {
  const Node& node = pool[e];
  if (node.kind == Kind::Number) return {std::nullopt, node.number};
  if (node.kind != Kind::Sum || node.number.is_zero()) return {e, Rational(0)};
  return {pool.sum(Rational(0), node.terms), node.number};
}

// What a sum adds, its constant too; anything else is one part, and zero none.
std::vector<Term> parts_of(const Pool& pool, Expr e) {
  const Node& node = pool[e];
  if (node.kind != Kind::Sum && node.kind != Kind::Number) return {{kOne, e}};
  std::vector<Term> parts;
  for (const std::uint32_t i : node.order) parts.push_back(node.terms[i]);
  if (!node.number.is_zero()) parts.push_back({node.number, pool.one()});
  return parts;
}

// Sum of one variable's powers: people write its terms side by side.
bool is_polynomial_in_one(const Pool& pool, const Node& sum) {
  std::optional<Expr> variable;
  for (const Term& term : sum.terms) {
    const std::vector<Factor> factors = factors_of(pool, term.expr);
    const auto n = integer(pool, factors[0].exponent);
    if (factors.size() != 1 || !n || *n < 0 || !pool.is_call(factors[0].base, Op::Param)) return false;
    if (variable && *variable != factors[0].base) return false;
    variable = factors[0].base;
  }
  return true;
}

}  // namespace

void Improver::consider(Expr& best, std::optional<Expr> candidate) {
  constexpr double kLess = 1e-9;
  if (candidate && pool_[*candidate].cost < pool_[best].cost - kLess) best = *candidate;
}

Expr Improver::improve(Expr e, int depth) {
  if (const auto found = best_.find(e); found != best_.end() && found->second.depth <= depth) return found->second.form;
  if (depth == 0) one_ends_ = std::min(pool_.size() + kMaxWorkOnOne, kMaxWork);
  if (depth > kMaxDepth || pool_.size() > one_ends_) return e;
  Expr best = e;
  for (int round = 0; round < (depth == 0 ? kMaxRounds : 1); ++round) {
    const Expr next = improve_once(best, depth);
    if (next == best) break;
    best = next;
  }
  best_[e] = {best, depth};
  if (depth == 0) best_[best] = {best, depth};
  return best;
}

Expr Improver::improve_once(Expr e, int depth) {
  try {
    switch (pool_[e].kind) {
      case Kind::Sum: return improve_sum(e, depth);
      case Kind::Product: return improve_product(e, depth);
      default: return e;
    }
  } catch (const NoNormalForm&) {
    return e;  // a number in a trial grew past its limit
  }
}

// ---- sums

Expr Improver::improve_sum(Expr e, int depth) {
  Expr best = e;
  if (pool_[e].terms.size() > kMaxTrialTerms) {
    consider(best, factor_common(e, false, kMaxDepth));
    return best;
  }
  std::vector<Expr> forms{e};
  const auto add_form = [&](std::optional<Expr> form) {
    if (form && std::ranges::find(forms, *form) == forms.end()) forms.push_back(*form);
  };
  add_form(merge_choices(e));
  add_form(expand_sum(e));
  add_form(add_angles(e));
  for (const Square& square : kSquares) {
    for (std::size_t i = 0, n = forms.size(); i < n && i < 2; ++i) add_form(replace_squares(forms[i], square.op));
  }
  for (const Expr form : forms) {
    consider(best, form);
    consider(best, half_angle(form));
    if (pool_[form].kind == Kind::Sum) {
      consider(best, variant_of_sum(form, depth));
    } else if (pool_[form].kind == Kind::Product && depth < kMaxDepth) {
      consider(best, improve(form, depth + 1));
    }
  }
  return best;
}

Expr Improver::variant_of_sum(Expr sum, int depth) {
  Expr best = sum;
  consider(best, factor_common(sum, false, depth));
  consider(best, factor_common(sum, true, depth));
  consider(best, group(sum, depth));
  return best;
}

// a·(b + c) = a·b + a·c
std::optional<Expr> Improver::distribute(Expr a, Expr b) {
  const auto parts = [&](Expr e) {
    const Node& node = pool_[e];
    if (node.kind != Kind::Sum) return std::vector<Term>{{kOne, e}};
    std::vector<Term> terms;
    terms.reserve(node.terms.size() + 1);
    for (const std::uint32_t i : node.order) terms.push_back(node.terms[i]);
    if (!node.number.is_zero()) terms.push_back({node.number, pool_.one()});
    return terms;
  };
  const std::vector<Term> left = parts(a);
  const std::vector<Term> right = parts(b);
  if (left.size() * right.size() > kMaxExpanded) return std::nullopt;
  std::vector<Term> terms;
  for (const Term& x : left) {
    for (const Term& y : right) terms.push_back({times(x.coeff, y.coeff), pool_.mul(x.expr, y.expr)});
  }
  return pool_.sum(Rational(0), std::move(terms));
}

std::optional<Expr> Improver::expand_sum(Expr sum) {
  const Node& node = pool_[sum];
  std::vector<Term> terms;
  bool changed = false;
  std::size_t size = 0;
  for (const std::uint32_t i : node.order) {
    const Term& term = node.terms[i];
    const auto expanded = pool_[term.expr].kind == Kind::Product ? expand_product(term.expr, false) : std::nullopt;
    changed = changed || expanded;
    terms.push_back({term.coeff, expanded.value_or(term.expr)});
    size += pool_[terms.back().expr].terms.size() + 1;
  }
  if (!changed || size > 2 * kMaxExpanded) return std::nullopt;
  return pool_.sum(node.number, std::move(terms));
}

// Σ c^a·uᵢ = c^a·Σ uᵢ, and a/b + c/d = (a·d + c·b)/(b·d) where `over_denominator`
std::optional<Expr> Improver::factor_common(Expr sum, bool over_denominator, int depth) {
  const Node& node = pool_[sum];
  struct Common {
    std::optional<Expr> symbol;
    Rational least;
    std::size_t count = 0;
    bool mixed = false;
  };
  std::map<Expr, Common> bases;
  for (const Term& term : node.terms) {
    for (const Factor& factor : factors_of(pool_, term.expr)) {
      const Exponent exponent = split_exponent(pool_, factor.exponent);
      const auto [place, is_new] = bases.try_emplace(factor.base, Common{exponent.symbol, exponent.number, 0, false});
      Common& common = place->second;
      ++common.count;
      common.mixed = common.mixed || common.symbol != exponent.symbol;
      if (exponent.number < common.least) common.least = exponent.number;
    }
  }
  const std::size_t parts = node.terms.size() + (node.number.is_zero() ? 0 : 1);
  std::vector<Factor> common_factors;
  std::map<Expr, Expr> inverse;  // base → what each term is multiplied with, as exponent
  for (auto& [base, common] : bases) {
    if (common.mixed) continue;
    if (common.symbol && !over_denominator && common.least.is_negative()) common.least = Rational(0);
    if (common.count < parts) {
      if (common.symbol) continue;
      if (Rational(0) < common.least) common.least = Rational(0);
    }
    if (common.least.is_zero() && !common.symbol) continue;
    if (common.least.is_negative() && !common.symbol && !over_denominator && common.count < parts) continue;
    Expr exponent = pool_.number(common.least);
    if (common.symbol) exponent = pool_.add(*common.symbol, exponent);
    common_factors.push_back({base, exponent});
    inverse.emplace(base, pool_.scaled(Rational(-1), exponent));
  }
  if (common_factors.empty()) return std::nullopt;
  std::vector<Term> rest;
  rest.reserve(parts);
  const auto divided = [&](const std::vector<Factor>& factors) {
    std::vector<Factor> all = factors;
    for (const auto& [base, exponent] : inverse) all.push_back({base, exponent});
    return pool_.product(kOne, std::move(all));
  };
  for (const std::uint32_t i : node.order) {
    rest.push_back({node.terms[i].coeff, divided(factors_of(pool_, node.terms[i].expr))});
  }
  if (!node.number.is_zero()) rest.push_back({node.number, divided({})});
  Expr inner = pool_.sum(Rational(0), std::move(rest));
  if (depth < kMaxDepth) inner = improve(inner, depth + 1);
  common_factors.push_back({inner, pool_.one()});
  return pool_.product(kOne, std::move(common_factors));
}

// a·c + b·c + d = (a + b)·c + d, for the terms with a power of `base` of this sign
std::optional<Expr> Improver::group_by(Expr sum, Expr base, int sign, int depth) {
  const Node& node = pool_[sum];
  std::vector<Term> chosen;
  std::vector<Term> rest;
  for (const std::uint32_t i : node.order) {
    const Term& term = node.terms[i];
    bool has = false;
    for (const Factor& factor : factors_of(pool_, term.expr)) {
      if (factor.base != base) continue;
      const Node& exponent = pool_[factor.exponent];
      has = exponent.kind == Kind::Number ? exponent.number.is_negative() == (sign < 0) : sign > 0;
    }
    (has ? chosen : rest).push_back(term);
  }
  if (chosen.size() < 2 || (rest.empty() && node.number.is_zero())) return std::nullopt;
  const Expr part = pool_.sum(Rational(0), std::move(chosen));
  if (pool_[part].kind != Kind::Sum) return std::nullopt;
  const auto factored = factor_common(part, false, depth + 1);
  if (!factored || pool_[*factored].kind != Kind::Product) return std::nullopt;
  rest.push_back({kOne, *factored});
  return pool_.sum(node.number, std::move(rest));
}

Expr Improver::group(Expr sum, int depth) {
  Expr best = sum;
  for (int round = 0; round < 6 && depth < kMaxDepth - 1 && pool_.size() <= one_ends_; ++round) {
    const Node& node = pool_[best];
    if (node.kind != Kind::Sum || node.terms.size() > kMaxTrialTerms || is_polynomial_in_one(pool_, node)) break;
    std::map<std::pair<Expr, int>, int> counts;
    for (const Term& term : node.terms) {
      for (const Factor& factor : factors_of(pool_, term.expr)) {
        const Node& exponent = pool_[factor.exponent];
        ++counts[{factor.base, exponent.kind == Kind::Number && exponent.number.is_negative() ? -1 : 1}];
      }
    }
    Expr next = best;
    for (const auto& [key, count] : counts) {
      if (count > 1) consider(next, group_by(best, key.first, key.second, depth));
    }
    if (next == best) break;
    best = next;
  }
  return best;
}

// a·if(c, u, v) + b·if(c, w, z) = if(c, a·u + b·w, a·v + b·z)
std::optional<Expr> Improver::merge_choices(Expr sum) {
  const Node& node = pool_[sum];
  std::map<Expr, std::vector<std::pair<Term, Expr>>>
      by_condition;  // condition → (coefficient and other factors, choice)
  std::vector<Term> rest;
  for (const std::uint32_t i : node.order) {
    const Term& term = node.terms[i];
    std::vector<Factor> others;
    std::optional<Expr> choice;
    for (const Factor& factor : factors_of(pool_, term.expr)) {
      if (!choice && pool_.is_call(factor.base, Op::Select) && pool_.is_number(factor.exponent, 1)) {
        choice = factor.base;
      } else {
        others.push_back(factor);
      }
    }
    if (choice) {
      by_condition[pool_[*choice].args[0]].push_back({{term.coeff, pool_.product(kOne, others)}, *choice});
    } else {
      rest.push_back(term);
    }
  }
  bool merged = false;
  for (const auto& [condition, choices] : by_condition) {
    std::vector<Term> yes;
    std::vector<Term> no;
    for (const auto& [factor, choice] : choices) {
      yes.push_back({factor.coeff, pool_.mul(factor.expr, pool_[choice].args[1])});
      no.push_back({factor.coeff, pool_.mul(factor.expr, pool_[choice].args[2])});
    }
    merged = merged || choices.size() > 1;
    const Expr when_true = improve(pool_.sum(Rational(0), yes), kMaxDepth - 1);
    const Expr when_false = improve(pool_.sum(Rational(0), no), kMaxDepth - 1);
    rest.push_back({kOne, pool_.call(Op::Select, {condition, when_true, when_false})});
  }
  if (!merged) return std::nullopt;
  return pool_.sum(node.number, std::move(rest));
}

// sin²u = 1 − cos²u, cosh²u = 1 + sinh²u, …, in every term
std::optional<Expr> Improver::replace_squares(Expr sum, Op op) {
  const Node& node = pool_[sum];
  if (node.kind != Kind::Sum) return std::nullopt;
  const Square& square = *std::ranges::find(kSquares, op, &Square::op);
  bool changed = false;
  std::vector<Term> terms;
  for (const std::uint32_t i : node.order) {
    std::vector<Factor> factors;
    Expr replaced = pool_.one();
    bool here = false;
    for (const Factor& factor : factors_of(pool_, node.terms[i].expr)) {
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
    const auto term = here ? distribute(replaced, pool_.product(kOne, factors)) : std::optional(node.terms[i].expr);
    if (!term) return std::nullopt;
    terms.push_back({node.terms[i].coeff, *term});
  }
  if (!changed) return std::nullopt;
  return pool_.sum(node.number, std::move(terms));
}

// 2·cos²u − 1 = 1 − 2·sin²u = cos 2u, 2·cosh²u − 1 = 2·sinh²u + 1 = cosh 2u
std::optional<Expr> Improver::half_angle(Expr sum) {
  const Node& node = pool_[sum];
  if (node.kind != Kind::Sum || node.terms.size() != 1 || pool_[node.terms[0].expr].kind != Kind::Product)
    return std::nullopt;
  const std::vector<Factor> factors = factors_of(pool_, node.terms[0].expr);
  if (factors.size() != 1 || !pool_.is_number(factors[0].exponent, 2)) return std::nullopt;
  for (const Square& square : kSquares) {
    if (!pool_.is_call(factors[0].base, square.op)) continue;
    const bool cosine = square.op == Op::Cos || square.op == Op::Cosh;
    const Rational half = times(node.terms[0].coeff, Rational::ratio(1, 2));
    if (!(node.number == (square.op == Op::Sinh ? half : -half))) continue;
    const Expr twice = pool_.scaled(Rational(2), pool_[factors[0].base].args[0]);
    const Op even = cosine ? square.op : square.other;
    return pool_.scaled(square.op == Op::Sin ? -half : half, pool_.call(even, {twice}));
  }
  return std::nullopt;
}

// sin u·cos v ± cos u·sin v = sin(u ± v), cos u·cos v ∓ sin u·sin v = cos(u ± v), with equal other factors
std::optional<Expr> Improver::add_angles(Expr sum) {
  const Node& node = pool_[sum];
  const auto is_angle = [&](const Factor& factor) {
    return (pool_.is_call(factor.base, Op::Sin) || pool_.is_call(factor.base, Op::Cos)) &&
           pool_.is_number(factor.exponent, 1);
  };
  for (const Term& term : node.terms) {
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
    const auto match = std::ranges::find(node.terms, partner, &Term::expr);
    if (match == node.terms.end() || match->expr == term.expr || !(match->coeff.abs() == term.coeff.abs())) continue;
    const bool same = match->coeff == term.coeff;
    const bool mixed = op != other_op;
    const Expr angle = pool_.sum(Rational(0), {{kOne, u}, {Rational(same == mixed ? 1 : -1), v}});
    // sin u·cos v − cos u·sin v = sin(u − v); led by the cosine it is the other way round
    const bool negative = mixed ? !same && op == Op::Cos : op == Op::Sin && !same;
    std::vector<Term> terms;
    for (const std::uint32_t i : node.order) {
      if (node.terms[i].expr != term.expr && node.terms[i].expr != partner) terms.push_back(node.terms[i]);
    }
    terms.push_back(
        {negative ? -term.coeff : term.coeff, pool_.mul(rest, pool_.call(mixed ? Op::Sin : Op::Cos, {angle}))});
    return pool_.sum(node.number, std::move(terms));
  }
  return std::nullopt;
}

// ---- products

Expr Improver::improve_product(Expr e, int depth) {
  std::vector<std::optional<Expr>> forms{double_angle(e), shift_roots(e, -1),           shift_roots(e, 1),
                                         join_roots(e),   clear_denominators(e, depth), split_squares(e),
                                         enter_choice(e), expand_product(e, true),      expand_product(e, false),
                                         divide_sums(e),  reflect_sigmoids(e)};
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

// (a + b)·(c + d) multiplied out; with everything else that stands in the product unless `sums_only`
std::optional<Expr> Improver::expand_product(Expr product, bool sums_only) {
  const Node& node = pool_[product];
  std::vector<Factor> others;
  std::vector<Expr> sums;
  for (const Factor& factor : factors_in_order(node)) {
    const auto n = integer(pool_, factor.exponent);
    if (pool_[factor.base].kind == Kind::Sum && n && *n > 0 && *n <= kMaxExpandedPower) {
      sums.insert(sums.end(), static_cast<std::size_t>(*n), factor.base);
    } else {
      others.push_back(factor);
    }
  }
  if (sums.empty() || (sums_only && sums.size() < 2)) return std::nullopt;
  Expr expanded = sums_only ? pool_.one() : pool_.product(node.number, others);
  for (const Expr sum : sums) {
    const auto next = distribute(expanded, sum);
    if (!next) return std::nullopt;
    expanded = *next;
  }
  if (!sums_only) return expanded;
  others.push_back({improve(expanded, kMaxDepth), pool_.one()});
  return pool_.product(node.number, others);
}

// 1/((a + b)·(c + d)) with the product multiplied out
std::optional<Expr> Improver::expand_below(Expr product) {
  const Node& node = pool_[product];
  std::vector<Factor> below;
  std::vector<Factor> others;
  for (const Factor& factor : factors_in_order(node)) {
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
  return pool_.product(node.number, others);
}

// (k·u + k·v + w)/(u + v) = k + w/(u + v)
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
  const std::vector<Term> dividend = parts_of(pool_, above->base);
  const std::vector<Term> divisor = parts_of(pool_, below->base);
  if (divisor.size() > dividend.size()) return std::nullopt;
  for (const Term& part : dividend) {
    const Expr k = pool_.scaled(over(part.coeff, divisor[0].coeff), pool_.div(part.expr, divisor[0].expr));
    std::vector<Term> terms = dividend;
    for (const Term& term : divisor) terms.push_back({-term.coeff, pool_.mul(k, term.expr)});
    const Expr rest = pool_.sum(Rational(0), std::move(terms));
    if (parts_of(pool_, rest).size() + divisor.size() > dividend.size()) continue;
    std::vector<Factor> others = factors;
    std::erase_if(others, [&](const Factor& f) { return f.base == above->base || f.base == below->base; });
    const Expr outside = pool_.product(pool_[product].number, std::move(others));
    return pool_.add(pool_.mul(outside, k), pool_.mul(outside, pool_.div(rest, below->base)));
  }
  return std::nullopt;
}

// 1 − σ(u) = σ(−u), which another factor may cancel
std::optional<Expr> Improver::reflect_sigmoids(Expr product) {
  const Node& node = pool_[product];
  std::vector<Factor> factors = factors_in_order(node);
  bool changed = false;
  for (Factor& factor : factors) {
    const Node& sum = pool_[factor.base];
    if (sum.kind != Kind::Sum || sum.terms.size() != 1 || !pool_.is_call(sum.terms[0].expr, Op::Sigmoid)) continue;
    if (!(sum.number == -sum.terms[0].coeff)) continue;
    const Expr argument = pool_.scaled(Rational(-1), pool_[sum.terms[0].expr].args[0]);
    factor.base = pool_.scaled(sum.number, pool_.call(Op::Sigmoid, {argument}));
    changed = true;
  }
  if (!changed) return std::nullopt;
  return pool_.product(node.number, std::move(factors));
}

// 1/(1 + 1/u) = u/(u + 1), √(1 − 1/u²) = √(u² − 1)/|u|
std::optional<Expr> Improver::clear_denominators(Expr product, int depth) {
  const Node& node = pool_[product];
  std::vector<Factor> factors;
  bool changed = false;
  for (const Factor& factor : factors_in_order(node)) {
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
  return pool_.product(node.number, factors);
}

// (u/v)^(−1/2)/v = (u/v)^(1/2)/u
std::optional<Expr> Improver::shift_roots(Expr product, int shift) {
  const Node& node = pool_[product];
  std::vector<Factor> factors = factors_in_order(node);
  for (std::size_t i = 0; i < factors.size(); ++i) {
    const Factor root = factors[i];
    if (pool_[root.base].kind != Kind::Product || !pool_.is_number(root.exponent)) continue;
    factors[i].exponent = pool_.add(root.exponent, pool_.number(Rational(shift)));
    factors.push_back({root.base, pool_.number(Rational(-shift))});
    return pool_.product(node.number, factors);
  }
  return std::nullopt;
}

// a·if(c, u, 0) = if(c, a·u, 0)
std::optional<Expr> Improver::enter_choice(Expr product) {
  const Node& node = pool_[product];
  for (const Factor& factor : node.factors) {
    if (!pool_.is_call(factor.base, Op::Select) || !pool_.is_number(factor.exponent, 1)) continue;
    const std::vector<Expr>& args = pool_[factor.base].args;
    if (!pool_.is_number(args[1], 0) && !pool_.is_number(args[2], 0)) continue;
    std::vector<Factor> others = factors_in_order(node);
    std::erase_if(others, [&](const Factor& other) { return other.base == factor.base; });
    const Expr rest = pool_.product(node.number, others);
    return pool_.call(Op::Select, {args[0], pool_.mul(rest, args[1]), pool_.mul(rest, args[2])});
  }
  return std::nullopt;
}

// u^r·v^r = (u·v)^r and u^r·v^−r = (u/v)^r wherever both roots are defined
std::optional<Expr> Improver::join_roots(Expr product) {
  const Node& node = pool_[product];
  for (const Factor& first : node.factors) {
    const Node& exponent = pool_[first.exponent];
    if (exponent.kind != Kind::Number || exponent.number.is_integer()) continue;
    std::vector<Factor> inside;
    std::vector<Factor> outside;
    for (const Factor& factor : factors_in_order(node)) {
      const Node& other = pool_[factor.exponent];
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
    return pool_.product(node.number, outside);
  }
  return std::nullopt;
}

// (sin u·cos u)ⁿ = (sin 2u/2)ⁿ
std::optional<Expr> Improver::double_angle(Expr product) {
  const Node& node = pool_[product];
  for (const auto& [sine, cosine] : {std::pair(Op::Sin, Op::Cos), std::pair(Op::Sinh, Op::Cosh)}) {
    for (const Factor& a : node.factors) {
      if (!pool_.is_call(a.base, sine) || !integer(pool_, a.exponent)) continue;
      const Expr argument = pool_[a.base].args[0];
      const Expr partner = pool_.call(cosine, {argument});
      const auto b = std::ranges::find(node.factors, partner, &Factor::base);
      if (b == node.factors.end() || b->exponent != a.exponent) continue;
      std::vector<Factor> factors;
      for (const Factor& factor : factors_in_order(node)) {
        if (factor.base != a.base && factor.base != partner) factors.push_back(factor);
      }
      const Expr twice = pool_.call(sine, {pool_.scaled(Rational(2), argument)});
      factors.push_back({pool_.scaled(Rational::ratio(1, 2), twice), a.exponent});
      return pool_.product(node.number, factors);
    }
  }
  return std::nullopt;
}

// sin²u = (1 − cos u)·(1 + cos u), where that cancels a factor
std::optional<Expr> Improver::split_squares(Expr product) {
  const Node& node = pool_[product];
  Expr best = product;
  for (std::size_t i = 0; i < node.factors.size(); ++i) {
    const Factor& factor = node.factors[i];
    const auto n = integer(pool_, factor.exponent);
    const auto* square =
        std::ranges::find_if(kSquares, [&](const Square& s) { return pool_.is_call(factor.base, s.op); });
    if (!n || *n % 2 != 0 || square == kSquares.end() || square->op == Op::Cosh) continue;
    const Expr other = pool_.call(square->other, {pool_[factor.base].args[0]});
    const Expr half = pool_.number(Rational(*n / 2));
    std::vector<Factor> factors = node.factors;
    factors[i] = {pool_.sum(Rational(square->constant), {{Rational(-square->constant), other}}), half};
    factors.push_back({pool_.sum(kOne, {{kOne, other}}), half});
    consider(best, pool_.product(node.number, factors));
  }
  return best;
}

}  // namespace adc::passes::real
