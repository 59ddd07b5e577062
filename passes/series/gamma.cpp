// The gamma function and its derivatives, at their poles and for large arguments.
#include "passes/series/evaluate.h"

namespace adc::passes::series {

using ir::Op;

std::optional<Series> Evaluator::gamma_family(Op op, std::int64_t order, const Series& u) {
  const bool is_one = op == Op::Gamma || op == Op::Lgamma || op == Op::Digamma || op == Op::Polygamma;
  if (!is_one) return std::nullopt;
  if (u.begin() < 0) return stirling(op, u);
  a_.require_finite(u, "`" + std::string(ir::info(op).spelling) + "`");
  const auto pole = k_.floor_of(a_.constant_of(u));
  if (!pole || !pole->exact || pole->whole > 0) return std::nullopt;
  return at_pole(op, order, u, pole->whole);
}

// Γ(u) = Γ(u + n + 1)/(u·(u + 1)⋯(u + n)), and what follows for its logarithm and for ψ⁽ᵐ⁾
std::optional<Series> Evaluator::at_pole(Op op, std::int64_t order, const Series& u, std::int64_t pole) {
  constexpr std::int64_t kMostFactors = 64;
  if (pole < -kMostFactors) Algebra::refuse("there is no series that is known so far below 0");
  const Series shifted = a_.add(u, a_.number(Rational(1 - pole)));
  Series y = of_op(op, order, {shifted});
  Rational factor(1);  // (−1)ᵐ·m!
  for (std::int64_t m = 1; m <= order; ++m) factor = real::times(factor, Rational(-m));
  for (std::int64_t j = 0; j <= -pole; ++j) {
    const Series part = a_.add(u, a_.number(Rational(j)));
    switch (op) {
      case Op::Gamma: y = a_.div(y, part); break;
      case Op::Lgamma: y = a_.sub(y, a_.log(absolute(part))); break;
      default: y = a_.sub(y, a_.scaled(factor, a_.power(part, Rational(-order - 1)))); break;
    }
  }
  return y;
}

namespace {

// B₀ … Bₙ, by Σ binomial(m + 1, k)·B_k = 0
std::vector<Rational> bernoulli_numbers(std::int64_t n) {
  std::vector<Rational> b{Rational(1)};
  for (std::int64_t m = 1; m <= n; ++m) {
    Rational sum(0);
    Rational choose(1);
    for (std::int64_t k = 0; k < m; ++k) {
      sum = real::plus(sum, real::times(choose, b[static_cast<std::size_t>(k)]));
      choose = real::times(choose, Rational::ratio(m + 1 - k, k + 1));
    }
    b.push_back(real::over(-sum, Rational(m + 1)));
  }
  return b;
}

}  // namespace

// log Γ(u) ~ (u − 1/2)·log u − u + log(2π)/2 + Σ B₂ₖ/(2k·(2k − 1)·u^(2k−1)), and ψ(u) ~ log u − 1/(2u) − Σ
// B₂ₖ/(2k·u^2k) (NIST Digital Library of Mathematical Functions, 5.11)
std::optional<Series> Evaluator::stirling(Op op, const Series& u) {
  if (op == Op::Gamma || op == Op::Polygamma) return std::nullopt;
  if (a_.sign(u) < 0) Algebra::refuse("there is no power series: it has poles as far as there are numbers");
  asymptotic_ = true;
  const bool is_log = op == Op::Lgamma;
  const Series log = a_.log(u);
  const Series below = a_.inverse(u);
  const Series steps = square(below);
  Series y = is_log ? a_.sub(a_.mul(a_.sub(u, a_.number(Rational::ratio(1, 2))), log), u)
                    : a_.sub(log, a_.scaled(Rational::ratio(1, 2), below));
  if (is_log) {
    const Expr two_pi = k_.scaled(Rational(2), k_.pool().pi());
    y = a_.add(y, a_.constant(k_.scaled(Rational::ratio(1, 2), k_.call(Op::Log, {two_pi}))));
  }
  const std::int64_t last = static_cast<std::int64_t>(a_.terms()) / 2 + 2;
  const std::vector<Rational> b = bernoulli_numbers(2 * last);
  Series power = is_log ? below : steps;
  for (std::int64_t k = 1; k <= last; ++k) {
    const Rational weight = is_log ? Rational::ratio(1, 2 * k * (2 * k - 1)) : Rational::ratio(-1, 2 * k);
    y = a_.add(y, a_.scaled(real::times(weight, b[static_cast<std::size_t>(2 * k)]), power));
    power = a_.mul(power, steps);
  }
  Series rest = power;
  rest.truncation = rest.begin();
  rest.coefficients.clear();
  return a_.add(y, rest);
}

}  // namespace adc::passes::series
