// Truncated series in a small positive t, with fractional powers and logarithms: what arithmetic makes of them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "passes/series/coefficients.h"

namespace adc::passes::series {

/// Σ cᵢ·t^((valuation + i)/ramification) + O(t^(truncation/ramification)), t > 0. The first coefficient is not 0. What
/// has no truncation is all there is: a polynomial in t^(±1/ramification), whose coefficients may hold ln t, as a
/// constant of the field (`Coefficients::log`): every recurrence here is an identity of power series over a ring.
struct Series {
  static constexpr std::int64_t kNone = std::numeric_limits<std::int64_t>::max() / 4;
  std::int64_t ramification = 1;
  std::int64_t valuation = 0;
  std::vector<Expr> coefficients;
  std::int64_t truncation = kNone;

  [[nodiscard]] bool is_complete() const { return truncation >= kNone; }
  /// 0, and nothing beyond.
  [[nodiscard]] bool is_zero() const { return coefficients.empty() && is_complete(); }
  /// The exponent of its first term, times the ramification; of what has none as far as it goes, where it ends.
  [[nodiscard]] std::int64_t begin() const { return coefficients.empty() ? truncation : valuation; }
};

/// Thrown where leading terms cancel as far as the series go: with more terms the work may succeed.
struct TooFewTerms {};

/// Arithmetic of series to `terms` coefficients each. Sums of products take O(terms²) products of coefficients, as does
/// each function by the recurrence of its differential equation (Brent & Kung, Fast algorithms for manipulating formal
/// power series, J. ACM 25, 1978; Knuth, The Art of Computer Programming 2, 4.7). Throws `diag::Failure` ("no-series")
/// where there is no such series, `TooFewTerms`, `real::NoNormalForm`. Not thread-safe.
class Algebra {
 public:
  /// `log_of_inverse`: the logarithm of the field is that of 1/t, and not of t.
  Algebra(Coefficients& field, std::size_t terms, bool log_of_inverse = false)
      : k_(field), terms_(terms), log_sign_(log_of_inverse ? -1 : 1) {}

  [[nodiscard]] Coefficients& field() { return k_; }
  [[nodiscard]] std::size_t terms() const { return terms_; }

  [[nodiscard]] Series constant(Expr c);
  [[nodiscard]] Series number(const Rational& c) { return constant(k_.pool().number(c)); }
  /// c·t^(exponent)
  [[nodiscard]] static Series monomial(Expr c, std::int64_t exponent);

  [[nodiscard]] Series add(const Series& a, const Series& b) { return combine(a, b, Rational(1)); }
  [[nodiscard]] Series sub(const Series& a, const Series& b) { return combine(a, b, Rational(-1)); }
  [[nodiscard]] Series scaled(const Rational& by, const Series& a);
  [[nodiscard]] Series mul(const Series& a, const Series& b);
  [[nodiscard]] Series div(const Series& a, const Series& b);
  [[nodiscard]] Series inverse(const Series& a) { return div(number(Rational(1)), a); }
  /// u^c for a number c
  [[nodiscard]] Series power(const Series& u, const Rational& c);
  /// u^c for a constant c of the field
  [[nodiscard]] Series power(const Series& u, Expr c);

  [[nodiscard]] Series exp(const Series& u);
  [[nodiscard]] Series log(const Series& u);
  struct Pair {
    Series sin;
    Series cos;
  };
  [[nodiscard]] Pair sin_cos(const Series& u) { return pair(u, ir::Op::Sin, ir::Op::Cos, Rational(-1)); }
  [[nodiscard]] Pair sinh_cosh(const Series& u) { return pair(u, ir::Op::Sinh, ir::Op::Cosh, Rational(1)); }

  /// constant + ∫ p·du, where du = u′·dt. A term t^−1 of the integrand makes a logarithm.
  [[nodiscard]] Series integral(Expr constant, const Series& p, const Series& u);
  /// Σ cᵢ·(u − u₀)ⁱ, where u₀ is the constant of u, by Horner's rule.
  [[nodiscard]] Series composed(const std::vector<Expr>& coefficients, const Series& u);

  /// −1, 0 or 1: the sign of u for small t > 0. Fails where it depends on inputs.
  [[nodiscard]] int sign(const Series& u);
  /// u − u₀, where u₀ is the constant term.
  [[nodiscard]] Series without_constant(const Series& u);
  [[nodiscard]] Expr constant_of(const Series& u);
  /// Throws unless u has a finite limit; `what` is told to who asked.
  void require_finite(const Series& u, const std::string& what);

  /// Whether something would be another at the other side of the point: a root, a logarithm, a sign.
  [[nodiscard]] bool is_sided() const { return sided_; }
  /// Remembers so of a sign, or a root, of u.
  void note_side(const Series& u);

  /// Throws `diag::Failure`, slug "no-series".
  [[noreturn]] static void refuse(const std::string& message, std::vector<std::string> help = {});

 private:
  [[nodiscard]] Series combine(const Series& a, const Series& b, const Rational& scale);
  [[nodiscard]] Series normal(Series a);
  [[nodiscard]] std::size_t count(const Series& a) const;
  [[nodiscard]] Pair pair(const Series& u, ir::Op sine, ir::Op cosine, const Rational& sign);
  [[nodiscard]] Expr leading(const Series& a);
  [[nodiscard]] std::vector<Expr> unit_power(const Series& u, Expr c);
  [[nodiscard]] Series whole_power(const Series& u, std::int64_t n);

  Coefficients& k_;
  std::size_t terms_;
  Rational log_sign_;
  bool sided_ = false;
};

}  // namespace adc::passes::series
