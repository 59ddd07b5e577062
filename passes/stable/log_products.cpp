// Logarithms of products with exponentials and powers, such as densities and likelihoods, and of sums of such products:
// the factors leave the range long before the logarithm does.
#include <algorithm>
#include <array>
#include <limits>
#include <span>

#include "passes/stable/match_tensors.h"

namespace adc::passes {
namespace {

using std::optional;

constexpr std::size_t kMostFactors = 32;

// f^p
struct Factor {
  ValueId f;
  Rational p;
};

// The factors that v is a product or quotient of, with powers and roots taken apart; empty where they are too many.
std::vector<Factor> factors_of(const Site& s, ValueId v) {
  std::vector<Factor> open{{v, 1}};
  std::vector<Factor> factors;
  const auto raised = [&](ValueId f, const Rational& p, const Rational& by) {
    const optional<Rational> exponent = small_product(p, by);
    if (exponent) open.push_back({f, *exponent});
    return exponent.has_value();
  };
  while (!open.empty()) {
    const ValueId f = unguarded_power(s, open.back().f);
    const Rational p = open.back().p;
    open.pop_back();
    const Rational* exponent = s.is(f, Op::Pow) ? s.rational(s.arg(f, 1)) : nullptr;
    bool taken_apart = true;
    if (s.is(f, Op::Mul) || s.is(f, Op::Div)) {
      taken_apart = raised(s.arg(f, 1), p, s.is(f, Op::Div) ? -1 : 1) && raised(s.arg(f, 0), p, 1);
    } else if (s.is(f, Op::Powi)) {
      taken_apart = raised(s.arg(f), p, s.b.function().immediate(f));
    } else if (s.is(f, Op::Sqrt)) {
      taken_apart = raised(s.arg(f), p, Rational::ratio(1, 2));
    } else if (exponent != nullptr) {
      taken_apart = raised(s.arg(f), p, *exponent);
    } else {
      factors.push_back({f, p});
    }
    if (!taken_apart || factors.size() + open.size() > kMostFactors) return {};
  }
  return factors;
}

// log(f) without f, where f grows so fast that it leaves the range for arguments of common size:
//     log(exp(u)) = u    log(2ᵘ) = u·log(2)    log(exp(−u²)) = −u²    log(uᵛ) = v·log(u)
optional<ValueId> log_of_fast(const Site& s, ValueId f) {
  if (s.is(f, Op::Exp)) return s.arg(f);
  if (s.is(f, Op::Exp2)) return s.b.mul(s.b.log(constant(s, 2)), s.arg(f));
  if (s.is(f, Op::Expnsq)) return s.b.neg(s.b.mul(s.arg(f), s.arg(f)));
  return s.is(f, Op::Pow) ? optional(s.b.xlogy(s.arg(f, 1), s.arg(f, 0))) : std::nullopt;
}

bool is_fast(const Site& s, const Factor& factor) {
  constexpr std::array kFast{Op::Exp, Op::Exp2, Op::Expnsq, Op::Pow};
  return std::ranges::find(kFast, s.b.function().op(factor.f)) != kFast.end();
}

// Σ p·log(f)
ValueId sum_of_logs(const Site& s, const std::vector<Factor>& factors) {
  optional<ValueId> sum;
  for (const auto& [f, p] : factors) {
    const optional<ValueId> fast = log_of_fast(s, f);
    const ValueId term = scaled(s, p, fast ? *fast : s.b.log(f));
    sum = sum ? s.b.add(*sum, term) : term;
  }
  return sum ? *sum : constant(s, 0);
}

ValueId power(const Site& s, ValueId f, const Rational& p) {
  if (p.is_one()) return f;
  if (p == Rational::ratio(1, 2)) return s.b.sqrt(f);
  const optional<std::int64_t> n = p.to_int64();
  return n ? s.b.powi(f, *n) : s.b.pow(f, s.b.rational(p));
}

// Π fᵖ
ValueId product_of(const Site& s, const std::vector<Factor>& factors) {
  optional<ValueId> product;
  for (const auto& [f, p] : factors) {
    const ValueId factor = power(s, f, p);
    product = product ? s.b.mul(*product, factor) : factor;
  }
  return product ? *product : constant(s, 1);
}

// A term f·exp(u), u being of the factors that grow fast.
struct Term {
  ValueId f;
  ValueId u;
};

// The terms of a sum; empty where no factor grows fast, or where a variable stands alone: beside exp(u) it may be 0.
std::vector<Term> scaled_terms(const Site& s, ValueId sum) {
  std::vector<Term> scaled;
  bool any_fast = false;
  for (const ValueId term : terms_of_sum(s, sum)) {
    std::vector<Factor> fast;
    std::vector<Factor> slow;
    for (const Factor& factor : factors_of(s, term)) (is_fast(s, factor) ? fast : slow).push_back(factor);
    if (fast.empty() && !s.is(term, Op::Const)) return {};
    any_fast = any_fast || !fast.empty();
    scaled.push_back(fast.empty() ? Term{term, constant(s, 0)} : Term{product_of(s, slow), sum_of_logs(s, fast)});
  }
  return any_fast ? scaled : std::vector<Term>{};
}

ValueId log_add_exp(const Site& s, const optional<ValueId>& x, ValueId y) { return x ? log_sum_exp(s, {*x, y}) : y; }

// Σ f·σ(u − log Σ exp(other u)), which is Σ f·exp(u)/Σ exp(u)
ValueId weighted_mean(const Site& s, const std::vector<Term>& terms) {
  std::vector<optional<ValueId>> after(terms.size());  // log Σ exp of the u behind each
  for (std::size_t i = terms.size() - 1; i > 0; --i) after[i - 1] = log_add_exp(s, after[i], terms[i].u);
  optional<ValueId> before;
  optional<ValueId> mean;
  for (std::size_t i = 0; i < terms.size(); ++i) {
    const ValueId others = after[i] ? log_add_exp(s, before, *after[i]) : *before;
    const ValueId weighted = s.b.mul(terms[i].f, s.b.sigmoid(difference(s, terms[i].u, others)));
    mean = mean ? s.b.add(*mean, weighted) : weighted;
    before = log_add_exp(s, before, terms[i].u);
  }
  return *mean;
}

// Whether v, or what it is made of, has left the range of numbers whose squares have reciprocals, while the logarithms
// are finite.
ValueId is_out_of_range(const Site& s, ValueId v, std::span<const ValueId> logs) {
  const ValueId infinity = s.b.floating(std::numeric_limits<double>::infinity());
  const ValueId above = s.b.lt(range_bound(s, -400), v);
  ValueId out = s.b.logical_not(s.b.logical_and(above, s.b.lt(v, range_bound(s, 400))));
  for (const ValueId log : logs) {
    if (!s.is(log, Op::Const)) out = s.b.logical_and(out, s.b.lt(s.b.abs(log), infinity));
  }
  return out;
}

Match log_of_product(const Site& s, ValueId product) {
  const std::vector<Factor> factors = factors_of(s, product);
  if (std::ranges::none_of(factors, [&](const Factor& factor) { return is_fast(s, factor); })) return no_match();
  const ValueId sum = sum_of_logs(s, factors);
  const ValueId out = is_out_of_range(s, product, std::array{sum});
  return s.b.select(out, sum, s.b.log(product));
}

// Slow factors stay factors, for a weight may be 0 or tiny: of its logarithm, second derivatives would cancel.
Match log_of_sum(const Site& s, ValueId sum) {
  const std::vector<Term> terms = scaled_terms(s, sum);
  if (terms.size() < 2) return no_match();
  std::vector<ValueId> exponents;
  exponents.reserve(terms.size() + 1);
  for (const Term& term : terms) exponents.push_back(term.u);
  const ValueId largest = log_sum_exp(s, exponents);
  const ValueId rest = s.b.log(weighted_mean(s, terms));
  exponents.push_back(rest);
  const ValueId out = is_out_of_range(s, sum, exponents);
  const ValueId better = s.b.add(largest, rest);
  return s.b.select(out, better, s.b.log(sum));
}

Match log_of_reduced_product(const Site& s, ValueId product) {
  const ValueId sum = s.b.reduce_sum(s.b.log(s.arg(product)), list_of(s, product, 0));
  const ValueId out = is_out_of_range(s, product, std::array{sum});
  return s.b.select(out, sum, s.b.log(product));
}

constexpr StableRule kLogProductRules[] = {
    {Op::Log, "log(exp2(u)) = u·log(2)", "everywhere", When::Always,
     [](const Site& s, const Form& f) -> Match {
       return s.is(f.x[0], Op::Exp2) ? Match(*log_of_fast(s, f.x[0])) : no_match();
     }},
    {Op::Log, "log(exp(−u²)) = −u²", "everywhere", When::Always,
     [](const Site& s, const Form& f) -> Match {
       return s.is(f.x[0], Op::Expnsq) ? Match(*log_of_fast(s, f.x[0])) : no_match();
     }},
    {Op::Log, "log(u^p) = p·log(u) for a constant p that is no integer", "everywhere", When::Always,
     [](const Site& s, const Form& f) -> Match {
       const bool is_power = s.is(f.x[0], Op::Pow) && s.is(s.arg(f.x[0], 1), Op::Const);
       return is_power ? Match(Form(Op::Mul, {s.arg(f.x[0], 1), s.b.log(s.arg(f.x[0]))})) : no_match();
     }},
    {Op::Log, "log(cᵛ) = v·log(c) for a constant c > 0", "everywhere", When::Always,
     [](const Site& s, const Form& f) -> Match {
       const Rational* c = s.is(f.x[0], Op::Pow) ? s.rational(s.arg(f.x[0])) : nullptr;
       const bool is_positive = c != nullptr && Rational(0) < *c;
       return is_positive ? Match(Form(Op::Mul, {s.arg(f.x[0], 1), s.b.log(s.arg(f.x[0]))})) : no_match();
     }},
    {Op::Log, "log(uᵛ) = xlogy(v, u)", "u ≥ 0", When::First,
     [](const Site& s, const Form& f) -> Match {
       if (!s.is(f.x[0], Op::Pow)) return no_match();
       const ValueId u = s.arg(f.x[0]);
       return s.b.select(s.b.le(constant(s, 0), u), s.b.xlogy(s.arg(f.x[0], 1), u), s.b.log(f.x[0]));
     }},
    {Op::Log, "log(Π u^p) = Σ p·log(u), where u is exp(v), 2ᵛ or wᵛ for at least one of them",
     "a product beyond 2⁻⁴⁰⁰ … 2⁴⁰⁰, or one with a factor beyond the range", When::First,
     [](const Site& s, const Form& f) -> Match { return log_of_product(s, f.x[0]); }},
    {Op::Log, "log(Σ f·exp(u)) = log Σ exp(u) + log(Σ f·exp(u)/Σ exp(u)), with 2ᵘ and wᵘ alike",
     "a sum beyond 2⁻⁴⁰⁰ … 2⁴⁰⁰, or one with a factor beyond the range", When::First,
     [](const Site& s, const Form& f) -> Match { return s.is(f.x[0], Op::Add) ? log_of_sum(s, f.x[0]) : no_match(); }},
};

constexpr StableRule kLogOfProdRules[] = {
    {Op::Log, "log(prod(x)) = Σ log(x)", "a product beyond 2⁻⁴⁰⁰ … 2⁴⁰⁰", When::First,
     [](const Site& s, const Form& f) -> Match {
       return s.is(f.x[0], Op::Prod) ? log_of_reduced_product(s, f.x[0]) : no_match();
     }},
};

}  // namespace

std::span<const StableRule> log_product_rules() { return kLogProductRules; }
std::span<const StableRule> log_of_prod_rules() { return kLogOfProdRules; }

}  // namespace adc::passes
