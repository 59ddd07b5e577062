// Quotients of what cancels by a power: (x − sin x)/x³ near 0.
#include <algorithm>
#include <array>
#include <cmath>
#include <unordered_map>

#include "diag/diagnostics.h"
#include "ir/builder.h"
#include "passes/series/evaluate.h"
#include "passes/stable/match.h"

namespace adc::passes {
namespace {

using std::optional;

/// What a numerator may have, as a tree of values; more is not looked through.
constexpr std::size_t kMaxValues = 32;
/// Coefficients that are computed, of which the last ones show how fast they fall.
constexpr std::size_t kTerms = 44;
/// Terms of a polynomial, those that are 0 left out.
constexpr std::size_t kMaxTerms = 26;
/// A polynomial is used up to the first of these where it has the digits.
constexpr std::array<double, 5> kRadii{2, 1, 0.5, 0.25, 0.125};

/// v as c·uⁿ, n > 0.
struct PowerOf {
  ValueId u;
  std::int64_t n = 1;
  Rational c = 1;
};

optional<PowerOf> power_of(const Site& s, ValueId v) {
  constexpr std::int64_t kMaxPower = 8;
  PowerOf all{v, 0, 1};
  std::vector<ValueId> factors{v};
  while (!factors.empty()) {
    const Multiple m = multiple(s, factors.back());
    factors.pop_back();
    const optional<Rational> c = mul(all.c, m.c);
    if (!c || c->is_zero() || factors.size() > kMaxPower) return std::nullopt;
    all.c = *c;
    if (s.is(m.u, Op::Mul)) {
      factors.insert(factors.end(), {s.arg(m.u, 0), s.arg(m.u, 1)});
      continue;
    }
    const bool is_power = s.is(m.u, Op::Powi);
    const ValueId u = is_power ? s.arg(m.u) : m.u;
    if (s.is(u, Op::Const) || (all.n > 0 && u != all.u)) return std::nullopt;
    const std::int64_t n = is_power ? s.b.function().immediate(m.u) : 1;
    all.u = u;
    all.n += n;
    if (n <= 0 || all.n > kMaxPower) return std::nullopt;
  }
  return all;
}

bool is_arithmetic(Op op) {
  constexpr std::array kOps{Op::Neg, Op::Add, Op::Sub, Op::Mul, Op::Div, Op::Powi, Op::Fma};
  return std::ranges::find(kOps, op) != kOps.end();
}

/// Functions with rational Taylor coefficients about 0.
bool is_function(Op op) {
  constexpr std::array kOps{Op::Exp,   Op::Expm1, Op::Expnsq, Op::Sin,   Op::Cos,   Op::Tan,
                            Op::Sec,   Op::Sinc,  Op::Sinh,   Op::Cosh,  Op::Tanh,  Op::Sech,
                            Op::Log1p, Op::Asin,  Op::Atan,   Op::Asinh, Op::Atanh, Op::Sqrt};
  return std::ranges::find(kOps, op) != kOps.end();
}

/// A numerator as a function of u alone, whose first output it is. Where a rule chose between two forms of one
/// function, it has the first, and a further output is the difference of the two.
class Numerator {
 public:
  Numerator(const Site& s, ValueId u) : s_(s), b_("numerator") { made_.emplace(u, b_.param("u")); }

  optional<ir::Function> function_of(ValueId v) {
    const optional<ValueId> root = copied(v);
    if (!root || !has_function_) return std::nullopt;
    b_.output(*root, "");
    for (const ValueId difference : differences_) b_.output(difference, "");
    return b_.finish();
  }

 private:
  optional<ValueId> copied(ValueId root) {
    std::vector<ValueId> stack{root};
    while (!stack.empty()) {
      const ValueId v = stack.back();
      if (made_.contains(v)) {
        stack.pop_back();
        continue;
      }
      const Op op = s_.b.function().op(v);
      const bool is_choice = op == Op::Select && is_guard(s_.arg(v));
      if (op != Op::Const && !is_choice && !is_arithmetic(op) && !is_function(op)) return std::nullopt;
      if (op == Op::Const && s_.rational(v) == nullptr) return std::nullopt;
      bool ready = true;
      std::vector<ValueId> operands;
      for (std::size_t k = is_choice ? 1 : 0; k < s_.b.function().operands(v).size(); ++k) {
        const auto found = made_.find(s_.arg(v, k));
        if (found == made_.end()) {
          stack.push_back(s_.arg(v, k));
          ready = false;
        } else {
          operands.push_back(found->second);
        }
      }
      if (!ready) continue;
      stack.pop_back();
      if (made_.size() > kMaxValues) return std::nullopt;
      has_function_ = has_function_ || is_function(op);
      made_.emplace(v, made(v, operands));
    }
    return made_.at(root);
  }

  ValueId made(ValueId v, const std::vector<ValueId>& operands) {
    const Op op = s_.b.function().op(v);
    if (op == Op::Const) return b_.rational(*s_.rational(v));
    if (op == Op::Select) {
      differences_.push_back(b_.sub(operands[0], operands[1]));
      return operands[0];
    }
    return b_.emit(op, operands, op == Op::Powi ? s_.b.function().immediate(v) : 0);
  }

  // |v| < c, as rules have it
  [[nodiscard]] bool is_guard(ValueId condition) const {
    const bool is_less = s_.is(condition, Op::Lt) || s_.is(condition, Op::Le);
    return is_less && s_.is(s_.arg(condition), Op::Abs) && s_.is(s_.arg(condition, 1), Op::Const);
  }

  const Site& s_;
  ir::Builder b_;
  std::unordered_map<ValueId, ValueId> made_;
  std::vector<ValueId> differences_;
  bool has_function_ = false;
};

/// Taylor coefficients of a numerator about 0: of uᵏ for k ≥ valuation, the first of which is not 0.
struct Coefficients {
  std::int64_t valuation = 0;
  std::vector<Rational> values;
};

/// The series of the outputs in u = ±t, as the algebra has them.
optional<Coefficients> coefficients_of(const ir::Function& fn, real::Pool& pool, series::Algebra& algebra, int sign) {
  const series::Series u = series::Algebra::monomial(pool.number(Rational(sign)), 1);
  const std::vector<series::Series> all = series::Evaluator(algebra).evaluate(fn, {u});
  for (std::size_t i = 1; i < all.size(); ++i) {
    if (!all[i].coefficients.empty()) return std::nullopt;
  }
  const series::Series& y = all[0];
  if (y.ramification != 1 || y.coefficients.empty() || y.is_complete()) return std::nullopt;
  Coefficients result{y.valuation, {}};
  for (std::size_t i = 0; i < y.coefficients.size(); ++i) {
    if (!pool.is_number(y.coefficients[i])) return std::nullopt;
    const bool is_odd = (y.valuation + static_cast<std::int64_t>(i)) % 2 != 0;
    const Rational& c = pool[y.coefficients[i]].number;
    result.values.push_back(sign < 0 && is_odd ? -c : c);
  }
  return result;
}

optional<Coefficients> coefficients_of(const ir::Function& fn) {
  real::Pool pool;
  series::Coefficients field(
      pool, {"u"}, [](const ir::Function&, const std::vector<double>&) { return std::nullopt; },
      [](const ir::Function&) { return std::string(); });
  series::Algebra algebra(field, kTerms);
  try {
    const optional<Coefficients> above = coefficients_of(fn, pool, algebra, 1);
    if (!above || !algebra.is_sided()) return above;
    const optional<Coefficients> below = coefficients_of(fn, pool, algebra, -1);
    return below && below->valuation == above->valuation && below->values == above->values ? above : std::nullopt;
  } catch (const diag::Failure& failure) {
    if (failure.diagnostic().slug != "no-series") throw;
  } catch (const real::NoNormalForm&) {
  } catch (const series::TooFewTerms&) {
  }
  return std::nullopt;
}

/// The first coefficients, and up to where they are enough: what is left out is less than an eighth of an ulp of the
/// first, also after four derivatives, and the others together are at most half of it, so that rounding is no more than
/// that of a few operations.
struct Polynomial {
  std::size_t count = 0;
  double radius = 0;
};

optional<Polynomial> polynomial_of(const Coefficients& c) {
  const double first = std::fabs(c.values[0].to_double());
  for (const double radius : kRadii) {
    double sum = 0;
    double power = 1;
    std::vector<double> sizes;
    for (const Rational& value : c.values) {
      sizes.push_back(std::fabs(value.to_double()) * power / first);
      power *= radius;
    }
    for (std::size_t k = 1; k < sizes.size(); ++k) sum += sizes[k];
    if (!(sum <= 0.5)) continue;
    std::size_t count = sizes.size();
    double rest = 0;
    const auto weight = [](std::size_t k) { return std::pow(static_cast<double>(k), 4); };
    while (count > 1 && rest + sizes[count - 1] * weight(count) <= 0x1p-56) {
      --count;
      rest += sizes[count] * weight(count + 1);
    }
    const auto terms = std::count_if(c.values.begin(), c.values.begin() + static_cast<std::ptrdiff_t>(count),
                                     [](const Rational& value) { return !value.is_zero(); });
    const bool falls = count + 4 <= sizes.size();  // what was not computed is less than what was
    if (falls && static_cast<std::size_t>(terms) <= kMaxTerms) return Polynomial{count, radius};
  }
  return std::nullopt;
}

// Σ cₖ·uᵏ by Horner's rule, in u² where every other coefficient is 0
ValueId horner(const Site& s, const std::vector<Rational>& c, ValueId u) {
  bool even = true;
  for (std::size_t k = 1; k < c.size(); k += 2) even = even && c[k].is_zero();
  const std::size_t step = even ? 2 : 1;
  const ValueId w = even ? s.b.mul(u, u) : u;
  std::size_t k = (c.size() - 1) / step * step;
  ValueId sum = s.b.rational(c[k]);
  while (k >= step) {
    k -= step;
    const ValueId product = s.b.mul(sum, w);
    sum = c[k].is_zero() ? product : s.b.add(product, s.b.rational(c[k]));
  }
  return sum;
}

/// u^(m − n)·polynomial
ValueId with_power(const Site& s, ValueId sum, ValueId u, std::int64_t exponent) {
  for (std::int64_t i = 0; i < exponent; ++i) sum = s.b.mul(sum, u);
  for (std::int64_t i = 0; i > exponent; --i) sum = s.b.div(sum, u);
  return sum;
}

constexpr StableRule kQuotientRules[] = {
    {Op::Div, "f(u)/uⁿ = u^(m − n)·(c₀ + c₁·u + …) for a sum f(u) = uᵐ·(c₀ + c₁·u + …), m > 1, as (u − sin(u))/u³",
     "|u| < r, the first of 2, 1, ½, … where few terms are enough", When::First,
     [](const Site& s, const Form& f) -> Match {
       const ValueId sum = multiple(s, f.x[0]).u;
       const bool is_sum = s.is(sum, Op::Add) || s.is(sum, Op::Sub) || s.is(sum, Op::Select);
       const optional<PowerOf> below = is_sum ? power_of(s, f.x[1]) : std::nullopt;
       if (!below) return no_match();
       const optional<ir::Function> above = Numerator(s, below->u).function_of(f.x[0]);
       if (!above) return no_match();
       optional<Coefficients> c = coefficients_of(*above);
       if (!c || c->valuation < 2) return no_match();
       const optional<Polynomial> polynomial = polynomial_of(*c);
       if (!polynomial) return no_match();
       c->values.resize(polynomial->count);
       for (Rational& value : c->values) {
         const optional<Rational> quotient = div(value, below->c);
         if (!quotient) return no_match();
         value = *quotient;
       }
       const ValueId near = with_power(s, horner(s, c->values, below->u), below->u, c->valuation - below->n);
       const ValueId close = s.b.lt(s.b.abs(below->u), s.b.floating(polynomial->radius));
       return s.b.select(close, near, s.b.div(f.x[0], f.x[1]));
     },
     4},
};

}  // namespace

std::span<const StableRule> quotient_rules() { return kQuotientRules; }

}  // namespace adc::passes
