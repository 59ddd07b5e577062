#include "passes/real/improve.h"

#include <algorithm>
#include <map>
#include <utility>

#include "passes/real/assume.h"
#include "passes/real/layout.h"
#include "passes/real/trials.h"

namespace adc::passes::real {
namespace {

constexpr int kMaxRounds = 4;                  // of improving what was improved
constexpr std::size_t kMaxWork = 1'000'000;    // (Pool::work) after which nothing is tried any more
constexpr std::size_t kMaxWorkOnOne = 30'000;  // while one expression is improved

constexpr std::size_t kMaxSquared = 8;  // terms among which a square is looked for

// An exponent as what is symbolic in it and a number.
struct Exponent {
  std::optional<Expr> symbol;
  Rational number;
};

Exponent split_exponent(Pool& pool, Expr e) {
  const NormalForm& form = pool[e];
  if (form.kind == Kind::Number) return {std::nullopt, form.number};
  if (form.kind != Kind::Sum || form.number.is_zero()) return {e, Rational(0)};
  return {pool.sum(Rational(0), form.terms), form.number};
}

// Sum of one variable's powers: people write its terms side by side.
bool is_polynomial_in_one(const Pool& pool, const NormalForm& sum) {
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
  if (depth == 0) one_ends_ = std::min(pool_.work() + kMaxWorkOnOne, kMaxWork);
  if (depth > kMaxDepth || pool_.work() > one_ends_) return e;
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
  add_form(join_exponentials(e));
  if (forms_ == Forms::Last) add_form(join_hyperbolic(e));
  add_form(join_sigmoids(e));
  for (std::size_t i = 0, n = forms.size(); i < n && i < 3; ++i) add_form(complete_square(forms[i]));
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

std::optional<Expr> Improver::distribute(Expr a, Expr b) {
  const auto parts = [&](Expr e) {
    const NormalForm& form = pool_[e];
    if (form.kind != Kind::Sum) return std::vector<Term>{{kOne, e}};
    std::vector<Term> terms;
    terms.reserve(form.terms.size() + 1);
    for (const std::uint32_t i : form.order) terms.push_back(form.terms[i]);
    if (!form.number.is_zero()) terms.push_back({form.number, pool_.one()});
    return terms;
  };
  const std::vector<Term> left = parts(a);
  const std::vector<Term> right = parts(b);
  if (left.size() * right.size() > kMaxExpanded) return std::nullopt;
  std::vector<Term> terms;
  for (const Term& x : left) {
    for (const Term& y : right) terms.push_back({times(x.coeff, y.coeff), pool_.mul(x.expr, y.expr)});
  }
  return pool_.sum(Rational(0), terms);
}

std::optional<Expr> Improver::expand_sum(Expr sum) {
  const NormalForm& form = pool_[sum];
  std::vector<Term> terms;
  bool changed = false;
  std::size_t size = 0;
  for (const std::uint32_t i : form.order) {
    const Term& term = form.terms[i];
    const auto expanded = pool_[term.expr].kind == Kind::Product ? expand_product(term.expr, false) : std::nullopt;
    changed = changed || expanded;
    terms.push_back({term.coeff, expanded.value_or(term.expr)});
    size += pool_[terms.back().expr].terms.size() + 1;
  }
  if (!changed || size > 2 * kMaxExpanded) return std::nullopt;
  return pool_.sum(form.number, terms);
}

std::optional<Expr> Improver::factor_common(Expr sum, bool over_denominator, int depth) {
  const NormalForm& form = pool_[sum];
  struct Common {
    std::optional<Expr> symbol;
    Rational least;
    std::size_t count = 0;
    bool mixed = false;
  };
  std::map<Expr, Common> bases;
  for (const Term& term : form.terms) {
    for (const Factor& factor : factors_of(pool_, term.expr)) {
      const Exponent exponent = split_exponent(pool_, factor.exponent);
      const auto [place, is_new] = bases.try_emplace(factor.base, Common{exponent.symbol, exponent.number, 0, false});
      Common& common = place->second;
      ++common.count;
      common.mixed = common.mixed || common.symbol != exponent.symbol;
      if (exponent.number < common.least) common.least = exponent.number;
    }
  }
  const std::size_t parts = form.terms.size() + (form.number.is_zero() ? 0 : 1);
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
  for (const std::uint32_t i : form.order) {
    rest.push_back({form.terms[i].coeff, divided(factors_of(pool_, form.terms[i].expr))});
  }
  if (!form.number.is_zero()) rest.push_back({form.number, divided({})});
  Expr inner = pool_.sum(Rational(0), rest);
  if (depth < kMaxDepth) inner = improve(inner, depth + 1);
  common_factors.push_back({inner, pool_.one()});
  return pool_.product(kOne, std::move(common_factors));
}

// The u of u², where coefficient and exponents are those of a square.
std::optional<Expr> Improver::square_root(const Term& term) {
  const Rational half = Rational::ratio(1, 2);
  if (term.coeff.is_negative()) return std::nullopt;
  const Expr number = pool_.power(pool_.number(term.coeff), pool_.number(half));
  if (!pool_.is_number(number)) return std::nullopt;
  if (pool_.is_number(term.expr)) return number;
  std::vector<Factor> factors;
  for (const Factor& factor : factors_of(pool_, term.expr)) {
    const auto n = integer(pool_, factor.exponent);
    if (!n || *n % 2 != 0) return std::nullopt;
    factors.push_back({factor.base, pool_.number(Rational(*n / 2))});
  }
  return pool_.product(pool_[number].number, std::move(factors));
}

// u² ± 2u·v + v² = (u ± v)²
std::optional<Expr> Improver::complete_square(Expr sum) {
  const NormalForm& form = pool_[sum];
  if (form.kind != Kind::Sum || form.terms.size() > kMaxSquared) return std::nullopt;
  std::vector<Term> terms;
  for (const std::uint32_t i : form.order) terms.push_back(form.terms[i]);
  if (!form.number.is_zero()) terms.push_back({form.number, pool_.one()});
  std::vector<std::optional<Expr>> roots;
  roots.reserve(terms.size());
  for (const Term& term : terms) roots.push_back(square_root(term));
  for (std::size_t i = 0; i < terms.size(); ++i) {
    for (std::size_t j = i + 1; roots[i] && j < terms.size(); ++j) {
      if (!roots[j]) continue;
      const Term cross = pool_.split(pool_.scaled(Rational(2), pool_.mul(*roots[i], *roots[j])));
      const auto found = std::ranges::find_if(
          terms, [&](const Term& term) { return term.expr == cross.expr && term.coeff.abs() == cross.coeff.abs(); });
      if (found == terms.end()) continue;
      const bool plus = found->coeff.is_negative() == cross.coeff.is_negative();
      const Expr root = plus ? pool_.add(*roots[i], *roots[j]) : pool_.sub(*roots[i], *roots[j]);
      std::vector<Term> rest{{kOne, pool_.power(root, pool_.number(Rational(2)))}};
      for (std::size_t k = 0; k < terms.size(); ++k) {
        if (k != i && k != j && terms[k].expr != cross.expr) rest.push_back(terms[k]);
      }
      return pool_.sum(Rational(0), rest);
    }
  }
  return std::nullopt;
}

// u·s + q·s = (u + q)·s for a sum s
std::optional<Expr> Improver::factor_rest(Expr product, Expr rest) {
  if (pool_[rest].kind != Kind::Sum) return std::nullopt;
  for (const Factor& factor : pool_[product].factors) {
    if (pool_[factor.base].kind != Kind::Sum || !pool_.is_number(factor.exponent, 1)) continue;
    const Expr q = pool_.div(rest, factor.base);
    if (!pool_.is_number(q)) continue;
    return pool_.mul(pool_.add(pool_.div(product, factor.base), q), factor.base);
  }
  return std::nullopt;
}

std::optional<Expr> Improver::group_by(Expr sum, Expr base, int sign, int depth) {
  const NormalForm& form = pool_[sum];
  std::vector<Term> chosen;
  std::vector<Term> rest;
  for (const std::uint32_t i : form.order) {
    const Term& term = form.terms[i];
    bool has = false;
    for (const Factor& factor : factors_of(pool_, term.expr)) {
      if (factor.base != base) continue;
      const NormalForm& exponent = pool_[factor.exponent];
      has = exponent.kind == Kind::Number ? exponent.number.is_negative() == (sign < 0) : sign > 0;
    }
    (has ? chosen : rest).push_back(term);
  }
  if (chosen.size() < 2 || (rest.empty() && form.number.is_zero())) return std::nullopt;
  const Expr part = pool_.sum(Rational(0), chosen);
  if (pool_[part].kind != Kind::Sum) return std::nullopt;
  const auto factored = factor_common(part, false, depth + 1);
  if (!factored || pool_[*factored].kind != Kind::Product) return std::nullopt;
  if (const auto both = factor_rest(*factored, pool_.sum(form.number, rest))) return both;
  rest.push_back({kOne, *factored});
  return pool_.sum(form.number, rest);
}

Expr Improver::group(Expr sum, int depth) {
  Expr best = sum;
  for (int round = 0; round < 6 && depth < kMaxDepth - 1 && pool_.work() <= one_ends_; ++round) {
    const NormalForm& form = pool_[best];
    if (form.kind != Kind::Sum || form.terms.size() > kMaxTrialTerms || is_polynomial_in_one(pool_, form)) break;
    std::map<std::pair<Expr, int>, int> counts;
    for (const Term& term : form.terms) {
      for (const Factor& factor : factors_of(pool_, term.expr)) {
        const NormalForm& exponent = pool_[factor.exponent];
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

std::optional<Expr> Improver::merge_choices(Expr sum) {
  const NormalForm& form = pool_[sum];
  struct Chosen {
    Term factor;  // coefficient and other factors
    Expr yes;
    Expr no;
  };
  std::map<Expr, std::vector<Chosen>> by_condition;
  std::vector<Term> rest;
  for (const std::uint32_t i : form.order) {
    const Term& term = form.terms[i];
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
      const std::vector<Expr> args = pool_[*choice].args;
      const Expr opposite = strict(pool_, negated(pool_, args[0]));
      const bool turned = by_condition.contains(opposite);
      const Term factor{term.coeff, pool_.product(kOne, others)};
      by_condition[turned ? opposite : args[0]].push_back({factor, args[turned ? 2 : 1], args[turned ? 1 : 2]});
    } else {
      rest.push_back(term);
    }
  }
  bool merged = false;
  std::vector<Expr> choices;
  for (const auto& [condition, all] : by_condition) {
    std::vector<Term> yes;
    std::vector<Term> no;
    for (const Chosen& one : all) {
      yes.push_back({one.factor.coeff, pool_.mul(one.factor.expr, one.yes)});
      no.push_back({one.factor.coeff, pool_.mul(one.factor.expr, one.no)});
    }
    merged = merged || all.size() > 1;
    const Expr when_true = improve(pool_.sum(Rational(0), yes), kMaxDepth - 1);
    const Expr when_false = improve(pool_.sum(Rational(0), no), kMaxDepth - 1);
    choices.push_back(pool_.call(Op::Select, {condition, when_true, when_false}));
  }
  merged = join_exclusive(choices) || merged;
  if (!merged) return std::nullopt;
  for (const Expr choice : choices) rest.push_back({kOne, choice});
  return pool_.sum(form.number, rest);
}

// if(c, a, 0) + if(d, b, 0) = if(c, a, if(d, b, 0)) where c and d exclude each other
bool Improver::join_exclusive(std::vector<Expr>& choices) {
  const auto is_part = [&](Expr e) { return pool_.is_call(e, Op::Select) && pool_.is_number(pool_[e].args[2], 0); };
  for (std::size_t i = 0; i < choices.size(); ++i) {
    for (std::size_t j = 0; j < choices.size(); ++j) {
      if (i == j || !is_part(choices[i]) || !is_part(choices[j])) continue;
      const std::vector<Expr> first = pool_[choices[i]].args;
      if (follows(pool_, pool_[choices[j]].args[0], first[0], true) != false) continue;
      choices[i] = pool_.call(Op::Select, {first[0], first[1], choices[j]});
      choices.erase(choices.begin() + static_cast<std::ptrdiff_t>(j));
      return true;
    }
  }
  return false;
}

}  // namespace adc::passes::real
