// Functions about 0 whose coefficients have a closed form, and those that are singular there.
#include "passes/series/evaluate.h"

namespace adc::passes::series {

using ir::Op;

std::optional<Series> Evaluator::at_zero(Op op, std::int64_t immediate, const std::vector<Series>& x,
                                         const std::vector<Expr>& limits) {
  const Series& u = x.back();
  if (!k_.pool().is_number(limits.back(), 0) || u.is_zero()) return std::nullopt;
  std::vector<Expr> coefficients{k_.pool().zero()};
  switch (op) {
    case Op::Besselj:
    case Op::Besseli:
      if (immediate != 0 || !as_constant(x[0])) return std::nullopt;
      return bessel(op == Op::Besseli, limits[0], u);
    case Op::ExpintEi:
    case Op::ExpintE1: {  // Ei(u) = γ + log|u| + Σ uᵏ/(k·k!), and E₁(u) = −Ei(−u) where u > 0
      Rational factorial(1);
      const bool is_ei = op == Op::ExpintEi;
      for (std::size_t k = 1; k <= a_.terms(); ++k) {
        const auto n = static_cast<std::int64_t>(k);
        factorial = real::times(factorial, Rational(is_ei ? n : -n));
        coefficients.push_back(
            k_.pool().number(real::over(Rational(is_ei ? 1 : -1), real::times(factorial, Rational(n)))));
      }
      const Expr gamma = k_.scaled(Rational(-1), k_.call(Op::Digamma, {k_.pool().one()}));
      const Series start = a_.add(a_.constant(gamma), a_.log(is_ei ? absolute(u) : u));
      return a_.add(is_ei ? start : a_.scaled(Rational(-1), start), a_.composed(coefficients, u));
    }
    case Op::Lambertw: {  // Σ (−k)^(k − 1)·uᵏ/k!
      Rational factorial(1);
      for (std::size_t k = 1; k <= a_.terms(); ++k) {
        const auto n = static_cast<std::int64_t>(k);
        factorial = real::times(factorial, Rational(n));
        coefficients.push_back(k_.pool().number(real::over(real::raised(Rational(-n), n - 1), factorial)));
      }
      return a_.composed(coefficients, u);
    }
    default: return std::nullopt;
  }
}

// J_n(u) = (u/2)ⁿ·Σ (−u²/4)ᵏ/(k!·Γ(n + k + 1)), I_n without the sign, for n ≥ 0 or n that is not whole (NIST Digital
// Library of Mathematical Functions, 10.2 and 10.25)
Series Evaluator::bessel(bool modified, Expr order, const Series& u) {
  Pool& pool = k_.pool();
  const auto whole = k_.floor_of(order);
  const bool is_whole = whole && whole->exact;
  const Rational reflected(is_whole && whole->whole % 2 != 0 && !modified ? -1 : 1);
  if (is_whole && whole->whole < 0) return a_.scaled(reflected, bessel(modified, k_.scaled(Rational(-1), order), u));
  const Expr first = k_.call(Op::Gamma, {k_.add(order, pool.one())});
  Expr coefficient = k_.inverse(first);
  if (is_whole) {
    Rational factorial(1);
    for (std::int64_t j = 2; j <= whole->whole; ++j) factorial = real::times(factorial, Rational(j));
    coefficient = pool.number(real::over(Rational(1), factorial));
  }
  std::vector<Expr> coefficients;
  for (std::size_t k = 0; k <= a_.terms() / 2 + 1; ++k) {
    coefficients.push_back(coefficient);
    const auto n = static_cast<std::int64_t>(k) + 1;
    const Expr next = k_.scaled(Rational(modified ? n : -n), k_.add(order, pool.number(Rational(n))));
    coefficient = k_.mul(coefficient, k_.inverse(next));
  }
  const Series half = a_.scaled(Rational::ratio(1, 2), u);
  return a_.mul(a_.power(half, order), a_.composed(coefficients, square(half)));
}

}  // namespace adc::passes::series
