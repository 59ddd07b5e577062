// The derivatives of every smooth op, from a table of calculus: the oracle for the rules in passes/rules. Written for
// 50 digits, which forgive what cancels.
#pragma once

#include <array>

#include "precise/scalar.h"

namespace adc::tests {

using Exact = precise::MpfrOf<50>;

/// An op at a point.
struct ExactPoint {
  const Exact& x;
  const Exact& y;
  const Exact& z;
  const Exact& value;
  int n;  ///< the immediate
};

/// A member per smooth op: ∂/∂x, ∂/∂y, ∂/∂z, where the op is smooth.
struct ExactPartials {
  using P = const ExactPoint&;
  using All = std::array<Exact, 3>;
  using F = ir::Scalar<Exact>;

  static All Neg(P) { return {-1}; }
  static All Add(P) { return {1, 1}; }
  static All Sub(P) { return {1, -1}; }
  static All Mul(P p) { return {p.y, p.x}; }
  static All Div(P p) { return {1 / p.y, -p.x / p.y / p.y}; }
  static All Fma(P p) { return {p.y, p.x, 1}; }

  static All Powi(P p) { return {p.n == 0 ? Exact(0) : Exact(p.n * F::Powi(p.x, p.n - 1))}; }
  static All Pow(P p) {
    const Exact slope = p.y == 0 ? Exact(0) : p.x == 0 ? F::Pow(p.x, p.y - 1) : Exact(p.value / p.x);
    return {p.y * slope, p.value * log(p.x)};
  }
  static All Sqrt(P p) { return {1 / (2 * p.value)}; }
  static All Cbrt(P p) { return {1 / (3 * p.value * p.value)}; }
  static All Hypot(P p) { return {p.x / p.value, p.y / p.value}; }

  static All Exp(P p) { return {p.value}; }
  static All Exp2(P p) { return {p.value * log(Exact(2))}; }
  static All Expm1(P p) { return {exp(p.x)}; }
  static All Expnsq(P p) { return {-2 * p.x * p.value}; }
  static All Log(P p) { return {1 / p.x}; }
  static All Log2(P p) { return {1 / (p.x * log(Exact(2)))}; }
  static All Log10(P p) { return {1 / (p.x * log(Exact(10)))}; }
  static All Log1p(P p) { return {1 / (1 + p.x)}; }
  static All Xlogy(P p) { return {log(p.y), p.x / p.y}; }
  static All Logaddexp(P p) { return {F::Sigmoid(p.x - p.y), F::Sigmoid(p.y - p.x)}; }
  static All Sigmoid(P p) { return {p.value * F::Sigmoid(-p.x)}; }
  static All Softplus(P p) { return {F::Sigmoid(p.x)}; }

  static All Sin(P p) { return {cos(p.x)}; }
  static All Cos(P p) { return {-sin(p.x)}; }
  static All Tan(P p) { return {1 + p.value * p.value}; }
  static All Sec(P p) { return {p.value * tan(p.x)}; }
  static All Csc(P p) { return {-p.value / tan(p.x)}; }
  static All Cot(P p) { return {-1 - p.value * p.value}; }
  static All Asin(P p) { return {1 / sqrt(1 - p.x * p.x)}; }
  static All Acos(P p) { return {-1 / sqrt(1 - p.x * p.x)}; }
  static All Atan(P p) { return {1 / (1 + p.x * p.x)}; }
  static All Asec(P p) { return {1 / (fabs(p.x) * sqrt(p.x * p.x - 1))}; }
  static All Acsc(P p) { return {-1 / (fabs(p.x) * sqrt(p.x * p.x - 1))}; }
  static All Acot(P p) { return {-1 / (1 + p.x * p.x)}; }
  static All Atan2(P p) {
    const Exact square = p.x * p.x + p.y * p.y;
    return {p.y / square, -p.x / square};
  }

  static All Sinh(P p) { return {F::Cosh(p.x)}; }
  static All Cosh(P p) { return {F::Sinh(p.x)}; }
  static All Tanh(P p) { return {F::Sech(p.x) * F::Sech(p.x)}; }
  static All Sech(P p) { return {-p.value * F::Tanh(p.x)}; }
  static All Csch(P p) { return {-p.value / F::Tanh(p.x)}; }
  static All Coth(P p) { return {-F::Csch(p.x) * F::Csch(p.x)}; }
  static All Asinh(P p) { return {1 / sqrt(1 + p.x * p.x)}; }
  static All Acosh(P p) { return {1 / sqrt(p.x * p.x - 1)}; }
  static All Atanh(P p) { return {1 / (1 - p.x * p.x)}; }
  static All Asech(P p) { return {-1 / (p.x * sqrt(1 - p.x * p.x))}; }
  static All Acsch(P p) { return {-1 / (fabs(p.x) * sqrt(1 + p.x * p.x))}; }
  static All Acoth(P p) { return {1 / (1 - p.x * p.x)}; }

  static All Erf(P p) { return {2 / sqrt(acos(Exact(-1))) * exp(-p.x * p.x)}; }
  static All Erfc(P p) { return {-Erf(p)[0]}; }
  static All Gamma(P p) { return {p.value * F::Digamma(p.x)}; }
  static All Lgamma(P p) { return {F::Digamma(p.x)}; }
  static All Digamma(P p) { return {F::Polygamma(1, p.x)}; }
  static All PolygammaDifference(P p) {
    return {F::PolygammaDifference(p.n + 1, p.x, p.y), F::Polygamma(p.n + 1, p.x + p.y)};
  }
  static All Erfcx(P p) { return {-2 * p.value * F::IerfcRatio(1, p.x)}; }
  static All IerfcRatio(P p) {
    if (p.n > 0 && p.x < 0) return {p.value / F::IerfcRatio(p.n - 1, p.x) - 1};
    return {2 * p.value * (p.n * p.value - (p.n + 1) * F::IerfcRatio(p.n + 1, p.x))};
  }
  static All ErfcHazard(P p) { return {2 * p.value * F::IerfcRatio(1, p.x)}; }
  static All LogErfc(P p) { return {-F::ErfcHazard(p.x)}; }
  static All NormalCdf(P p) { return {density(p.x)}; }
  static All LogNormalCdf(P p) { return {F::ErfcHazard(-p.x / sqrt(Exact(2))) / sqrt(Exact(2))}; }
  static All Erfinv(P p) { return {sqrt(acos(Exact(-1))) / 2 * exp(p.value * p.value)}; }
  static All Erfcinv(P p) { return {-Erfinv(p)[0]}; }
  static All Beta(P p) {
    const All slopes = Lbeta(p);
    return {p.value * slopes[0], p.value * slopes[1]};
  }
  static All Lbeta(P p) { return {-F::PolygammaDifference(0, p.x, p.y), -F::PolygammaDifference(0, p.y, p.x)}; }
  static All Binomial(P p) {
    const All slopes = Lchoose(p);
    return {p.value * slopes[0], p.value * slopes[1]};
  }
  static All Lchoose(P p) {
    return {F::PolygammaDifference(0, p.x - p.y + 1, p.y), F::PolygammaDifference(0, p.y + 1, p.x - 2 * p.y)};
  }
  static All Sinc(P p) { return {F::SincDerivative(1, p.x)}; }
  static All SincDerivative(P p) { return {F::SincDerivative(p.n + 1, p.x)}; }
  static All Lambertw(P p) { return {exp(-p.value) / F::Lambertw1p(p.x)}; }
  static All LambertwLower(P p) { return {exp(-p.value) / F::LambertwLower1p(p.x)}; }
  static All Lambertw1p(P p) { return {exp(1 - p.value) / p.value}; }
  static All LambertwLower1p(P p) { return {exp(1 - p.value) / p.value}; }
  static All Polygamma(P p) { return {F::Polygamma(p.n + 1, p.x)}; }

  static All Besselj(P p) { return {0, F::Besselj(p.n + 1, p.x, p.y)}; }
  static All Bessely(P p) { return {0, F::Bessely(p.n + 1, p.x, p.y)}; }
  static All Besseli(P p) { return {0, F::Besseli(p.n + 1, p.x, p.y)}; }
  static All Besselk(P p) { return {0, F::Besselk(p.n + 1, p.x, p.y)}; }
  static All Gammainc(P p) { return {0, F::Gammainc(p.n + 1, p.x, p.y)}; }
  static All Gammaincc(P p) { return {0, -F::Gammainc(1, p.x, p.y)}; }
  static All Betainc(P p) { return {0, 0, F::Betainc(p.n + 1, p.x, p.y, p.z)}; }
  static All ExpintEi(P p) { return {exp(p.x) / p.x}; }
  static All ExpintE1(P p) { return {-exp(-p.x) / p.x}; }
  static All External1(P) { return {}; }
  static All External2(P) { return {}; }
  static All External3(P) { return {}; }
  static All Zeta(P p) { return {F::Zeta(p.n + 1, p.x)}; }
  static All AiryAi(P p) { return {p.n == 0 ? F::AiryAi(1, p.x) : Exact(p.x * F::AiryAi(0, p.x))}; }
  static All AiryBi(P p) { return {p.n == 0 ? F::AiryBi(1, p.x) : Exact(p.x * F::AiryBi(0, p.x))}; }

  static All Abs(P p) { return {sign(p.x)}; }
  static All Min(P p) { return {share(p.x, p.y), share(p.y, p.x)}; }
  static All Max(P p) { return {share(p.y, p.x), share(p.x, p.y)}; }
  static All Mod(P p) { return {1, -floor(p.x / p.y + (p.value == 0 ? 0.5 : 0.0))}; }
  static All Copysign(P p) { return {sign(p.x) * (signbit(p.y) ? -1 : 1), 0}; }

 private:
  static Exact sign(const Exact& x) { return x == 0 ? 0 : x > 0 ? 1 : -1; }
  static Exact density(const Exact& x) { return exp(-x * x / 2) / sqrt(2 * acos(Exact(-1))); }
  static Exact share(const Exact& winner, const Exact& loser) { return winner == loser ? 0.5 : winner < loser ? 1 : 0; }
};

}  // namespace adc::tests
