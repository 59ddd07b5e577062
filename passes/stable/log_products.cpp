// Logarithms of products with exponentials and powers, such as densities and likelihoods, and of sums of such products:
// the factors leave the range long before the logarithm does.
#include <array>
#include <limits>
#include <span>

#include "passes/stable/match.h"

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

// Σ p·log(f) over the factors fᵖ of v; nullopt where none of them grows fast.
optional<ValueId> sum_of_logs(const Site& s, ValueId v) {
  const std::vector<Factor> factors = factors_of(s, v);
  const bool any_fast = std::ranges::any_of(factors, [&](const Factor& factor) {
    constexpr std::array kFast{Op::Exp, Op::Exp2, Op::Expnsq, Op::Pow};
    return std::ranges::find(kFast, s.b.function().op(factor.f)) != kFast.end();
  });
  if (!any_fast) return std::nullopt;
  optional<ValueId> sum;
  for (const auto& [f, p] : factors) {
    const optional<ValueId> fast = log_of_fast(s, f);
    const ValueId term = scaled(s, p, fast ? *fast : s.b.log(f));
    sum = sum ? s.b.add(*sum, term) : term;
  }
  return sum;
}

// The terms of a sum, or one; empty where they are too many.
std::vector<ValueId> terms_of(const Site& s, ValueId v) {
  std::vector<ValueId> open{v};
  std::vector<ValueId> terms;
  while (!open.empty()) {
    const ValueId term = open.back();
    open.pop_back();
    if (s.is(term, Op::Add)) {
      open.push_back(s.arg(term, 1));
      open.push_back(s.arg(term, 0));
    } else {
      terms.push_back(term);
    }
    if (terms.size() + open.size() > kMostFactors) return {};
  }
  return terms;
}

// Terms that are no constants, and no products with factors that grow fast.
bool is_plain(const Site& s, ValueId term) { return !s.is(term, Op::Const) && !sum_of_logs(s, term); }

// The logarithms of the terms of a sum, where one of them at least has a factor that grows fast; else none.
std::vector<ValueId> logs_of_terms(const Site& s, std::span<const ValueId> terms) {
  std::vector<ValueId> logs;
  bool any_fast = false;
  for (const ValueId term : terms) {
    const optional<ValueId> log = sum_of_logs(s, term);
    any_fast = any_fast || log;
    logs.push_back(log ? *log : s.b.log(term));
  }
  return any_fast ? logs : std::vector<ValueId>{};
}

// Whether v, or what it is made of, has left the range of numbers whose squares have reciprocals, while the logarithms
// are finite.
ValueId is_out_of_range(const Site& s, ValueId v, std::span<const ValueId> logs) {
  const ValueId infinity = s.b.floating(std::numeric_limits<double>::infinity());
  const ValueId above = s.b.lt(range_bound(s, -400), v);
  ValueId out = s.b.logical_not(s.b.logical_and(above, s.b.lt(v, range_bound(s, 400))));
  for (const ValueId log : logs) out = s.b.logical_and(out, s.b.lt(s.b.abs(log), infinity));
  return out;
}

Match log_of_product(const Site& s, ValueId product) {
  const optional<ValueId> sum = sum_of_logs(s, product);
  if (!sum) return no_match();
  const ValueId out = is_out_of_range(s, product, std::array{*sum});
  return s.b.select(out, *sum, s.b.log(product));
}

// The second derivative of log(v) for a tiny term v beside others would be 0·∞.
Match log_of_sum(const Site& s, ValueId sum) {
  const std::vector<ValueId> terms = terms_of(s, sum);
  const std::vector<ValueId> logs = logs_of_terms(s, terms);
  if (logs.empty()) return no_match();
  ValueId out = is_out_of_range(s, sum, logs);
  for (const ValueId term : terms) {
    if (is_plain(s, term)) out = s.b.logical_and(out, s.b.lt(range_bound(s, -400), term));
  }
  const ValueId better = log_sum_exp(s, logs);
  return s.b.select(out, better, s.b.log(sum));
}

constexpr StableRule kRules[] = {
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
    {Op::Log, "log(Σ Π u^p) = logaddexp(Σ p·log(u), …), where u is exp(v), 2ᵛ or wᵛ for at least one of them",
     "a sum beyond 2⁻⁴⁰⁰ … 2⁴⁰⁰, or one with a factor beyond the range", When::First,
     [](const Site& s, const Form& f) -> Match { return s.is(f.x[0], Op::Add) ? log_of_sum(s, f.x[0]) : no_match(); }},
};

}  // namespace

std::span<const StableRule> log_product_rules() { return kRules; }

}  // namespace adc::passes
