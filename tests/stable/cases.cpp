#include "tests/stable/cases.h"

#include <limits>

namespace adc::test {
namespace {

constexpr double kInf = std::numeric_limits<double>::infinity();
constexpr Range kLine{-kInf, kInf};
constexpr Range kPositive{0, kInf};

constexpr Range kExponent{-1000, 1000};
constexpr Range kSquarable{-1e150, 1e150};

// Exponents on such a grid have exact differences.
constexpr double kGrid = 0x1p-30;
// Where log Σ exp of several terms is small, its terms are rounded where they are about 1.
constexpr double kUnitRounding = 0x1p-53;

}  // namespace

std::span<const StableCase> stable_cases() {
  static const std::vector<StableCase> cases = {
      // Exponentials
      {"1/(1 + exp(u))", "1/(1 + exp(-x))", {kLine}},
      {"1/(1 + exp(u))", "exp(x)/(1 + exp(x))", {kLine}},
      {"exp(u)/(exp(u) + Σ", "exp(x)/(exp(x) + exp(y))", {kExponent, kExponent}},
      {"exp(u)/(exp(u) + Σ", "exp(x)/(exp(x) + exp(y) + exp(z))", {kExponent, kExponent, kExponent}},
      {"(1 + exp(u))⁻¹", "(1 + exp(x))^-1", {kLine}},
      {"1/exp(u)", "1/exp(x)", {kLine}},
      {"1 − σ(u)", "1 - sigmoid(x)", {kLine}},
      {"σ(u) − 1", "sigmoid(x) - 1", {kLine}},
      {"exp(u) − 1", "exp(x) - 1", {kLine}},
      {"1 − exp(u)", "1 - exp(x)", {kLine}},
      {"1 + expm1(u)", "1 + expm1(x)", {kLine}},
      {"exp(u)/expm1(u)", "exp(x)/(exp(x) - 1)", {kLine}},
      {"exp(u) − exp(−u)", "exp(x) - exp(-x)", {kLine}},
      {"exp(u) − exp(−u)", "exp(-x) - exp(x)", {kLine}},
      {"exp(u) − 2 + exp(−u)", "exp(x) - 2 + exp(-x)", {kLine}},
      {"exp(u) + exp(−u) − 2", "exp(x) + exp(-x) - 2", {kLine}},
      {"2·sinh(u)/(exp(u)", "(exp(x) - exp(-x))/(exp(x) + exp(-x))", {kLine}},
      {"expm1(u)/(1 + exp(u))", "(exp(2*x) - 1)/(exp(2*x) + 1)", {kLine}},
      {"expm1(u)/(1 + exp(u))", "(1 - exp(-2*x))/(1 + exp(-2*x))", {kLine}},
      {"sinh(u)/cosh(u)", "sinh(x)/cosh(x)", {kLine}},
      {"cosh(u)/sinh(u)", "cosh(x)/sinh(x)", {kLine}},
      {"1/cosh(u)", "1/cosh(x)", {kLine}},
      {"1/sinh(u)", "1/sinh(x)", {kLine}},
      {"1 − tanh(u)", "1 - tanh(x)", {kLine}},
      {"tanh(u) − 1", "tanh(x) - 1", {kLine}},
      {"1 + tanh(u)", "1 + tanh(x)", {kLine}},
      {"1 − erf(u)", "1 - erf(x)", {kLine}},
      {"1 + erf(u)", "1 + erf(x)", {kLine}},
      {"1 − erfc(u)", "1 - erfc(x)", {kLine}},
      {"exp(−u²)", "exp(-x^2)", {kLine}},
      {"c/(1 + exp(u))", "2/(1 + exp(-2*x))", {kLine}},
      {"c/(1 + exp(u))", "3/(exp(x) + 1)", {kLine}},
      {"2·σ(u) − 1", "2/(1 + exp(-2*x)) - 1", {kLine}},
      {"1 − 2·σ(u)", "1 - 2*sigmoid(x)", {kLine}},
      {"(exp(u) + exp(−u))/2", "(exp(x) + exp(-x))/2", {kLine}},
      {"2·sinh(u)/2", "(exp(x) - exp(-x))/2", {kLine}},
      {"2/(exp(u) + exp(−u))", "2/(exp(x) + exp(-x))", {kLine}},
      {"expm1(2u)/expm1(u)", "(exp(2*x) - 1)/(exp(x) - 1)", {kLine}},
      // Hyperbolic functions
      {"cosh(u) − 1", "cosh(x) - 1", {kLine}},
      {"1 − cosh(u)", "1 - cosh(x)", {kLine}},
      {"cosh²(u) − sinh²(u)", "cosh(x)^2 - sinh(x)^2", {kLine}},
      {"cosh(u) − sinh(u)", "cosh(x) - sinh(x)", {kLine}},
      {"sinh(u) − cosh(u)", "sinh(x) - cosh(x)", {kLine}},
      {"cosh(u) + sinh(u)", "sinh(x) + cosh(x)", {kLine}},
      {"1 − tanh²(u)", "1 - tanh(x)^2", {kLine}},
      {"log(cosh(u))", "log(cosh(x))", {kLine}},
      {"log(u + √(u² + 1))", "log(x + sqrt(x^2 + 1))", {kLine}},
      {"log(u + √(u² + 1))", "log(hypot(1, x) + x)", {kLine}},
      {"log(√(u² + 1) − u)", "log(sqrt(1 + x*x) - x)", {kLine}},
      {"log(u + √(u² − 1))", "log(x + sqrt(x^2 - 1))", {kLine}},
      {"log(u + √(u² − 1))", "log(sqrt(x - 1)*sqrt(x + 1) + x)", {kLine}},
      {"log(u − √(u² − 1))", "log(x - sqrt(x^2 - 1))", {kLine}},
      // Logarithms
      {"log(exp(u))", "log(exp(x))", {kLine}},
      {"log Σ exp(u)", "log(1 + exp(x))", {kLine}},
      {"log Σ exp(u)", "log(exp(x) + exp(y))", {kExponent, kExponent}, 0, kUnitRounding},
      {"log Σ exp(u)", "log(exp(x) + exp(y) + exp(z))", {kExponent, kExponent, kExponent}, 0, kUnitRounding},
      {"log(exp(u)/Σ", "log(exp(x)/(exp(y) + exp(z)))", {kExponent, kExponent, kExponent}, kGrid, kUnitRounding},
      {"log σ(u)", "log(1/(1 + exp(-x)))", {kLine}},
      {"log(exp(u)/Σ", "log(exp(x)/(exp(x) + exp(y)))", {kExponent, kExponent}, kGrid},
      {"log(exp(u)/Σ",
       "log(exp(x)/(exp(x) + exp(y) + exp(z)))",
       {kExponent, kExponent, kExponent},
       kGrid,
       kUnitRounding},
      {"log1p(−σ(u))", "log1p(-sigmoid(x))", {kLine}},
      {"log1p(exp(u))", "log1p(exp(x))", {kLine}},
      {"log1p(expm1(u))", "log1p(expm1(x))", {kLine}},
      {"log(−expm1(u))", "log(1 - exp(x))", {kLine}},
      {"log1p(−exp(u))", "log1p(-exp(x))", {kLine}},
      {"log((1 + u)/(1 − u))", "log((1 + x)/(1 - x))", {{-1, 1}}},
      {"log((1 + u)/(1 − u))", "log((1 - x)/(1 + x))", {{-1, 1}}},
      {"log(1 + u) = log1p(u)", "log(1 + x)", {kLine}},
      {"log(1 − u) = log1p(−u)", "log(1 - x)", {kLine}},
      {"log(1/u)", "log(1/x)", {kPositive}},
      {"log(u + c) − log(u)", "log(x + 1) - log(x)", {kPositive}},
      {"log(u + c) − log(u)", "log(x) - log(x + 3)", {kPositive}},
      {"log(u/(1 − u))", "log(x/(1 - x))", {kLine}},
      {"log1p(2u/(1 − u))", "log1p(2*x/(1 - x))", {{-1, 1}}},
      {"(u + 1)·log(u + 1) − u·log(u)", "(x + 1)*log(x + 1) - x*log(x)", {kPositive}},
      {"(u + 1)·log(u + 1) − u·log(u)", "(x + 1)*log(1 + x) - x*log(x) - 1", {{6, kInf}}},
      {"softplus(u) − softplus(−u)", "softplus(x) - softplus(-x)", {kLine}},
      {"p·log(q)", "x*log(x)", {kPositive}},
      {"p·log(q)", "x*log(x/y)", {kPositive, kPositive}},
      {"(−p)·log(q)", "-x*log(x)", {kPositive}},
      {"(c·p)·log(q)", "y*x*log(x)", {kPositive, kPositive}},
      {"pⁿ·log(p)", "x^2*log(x)", {kPositive}},
      // Differences
      {"√(1 + u) − 1", "sqrt(1 + x) - 1", {kLine}},
      {"√(1 + u) − 1", "1 - sqrt(1 - x^2)", {kLine}},
      {"∛u − ∛v", "cbrt(x + 1) - cbrt(x)", {kLine}},
      {"(u + c)² − c²", "(x + 1)^2 - 1", {kLine}},
      {"(u + c)² − c²", "(x - 3)^2 - 9", {kLine}},
      {"(u + v)² − u²", "(x + y)^2 - x^2", {kLine, kLine}},
      {"(u + v)ⁿ − uⁿ", "(x + y)^3 - x^3", {kLine, kLine}},
      {"(u + v)ⁿ − uⁿ", "(x + y)^-2 - x^-2", {kLine, kLine}},
      {"(1 + u)^p − 1", "(1 + x)^10 - 1", {kLine}},
      {"(1 + u)^p − 1", "1 - (1 + x)^(-y)", {kLine, {-1000, 1000}}},
      {"(1 + u)^p − 1", "2^x - 1", {kLine}},
      {"exp(u + v) − exp(u)", "exp(x + y) - exp(x)", {kExponent, {-2, 2}}},
      {"log(u + v) − log(u)", "log(x + y) - log(x)", {kPositive, kLine}},
      {"1/(u + v) − 1/u", "1/(x + y) - 1/x", {kLine, kLine}},
      {"1/(u + 1) − 2/u + 1/(u − 1)", "1/(x + 1) - 2/x + 1/(x - 1)", {kLine}},
      {"1/(u + 1) + 1/(u − 1) − 2/u", "1/(x + 1) + 1/(x - 1) - 2/x", {kLine}},
      {"hypot(u, v) − u", "hypot(x, y) - x", {kLine, kLine}},
      {"u − hypot(u, v)", "x - hypot(x, y)", {kLine, kLine}},
      {"hypot(u, v) + u", "hypot(y, x) + x", {kLine, kLine}},
      // Powers and roots
      {"√(u²) =", "sqrt(x^2)", {kLine}},
      {"√(u² + v²) =", "sqrt(x^2 + y^2)", {kLine, kLine}},
      {"√(u² + v² + w²)", "sqrt(x^2 + y^2 + z^2)", {kLine, kLine, kLine}},
      {"1/r − (u/r)²/r", "r = hypot(x, y); 1/r - x/r*(x/r/r)", {kLine, kLine}},
      {"√u − √v", "sqrt(x + 1) - sqrt(x)", {kLine}},
      {"√u − √v", "sqrt(x - 1) - sqrt(x + 1)", {kLine}},
      {"√(u + v) − √u", "sqrt(x + y) - sqrt(x)", {kLine, kLine}},
      {"√(w² + q) − w", "sqrt(x^2 + y) - x", {kSquarable, kSquarable}},
      {"√(w² + q) − w", "-x + sqrt(x*x - 4*(y*z))", {kSquarable, kSquarable, kSquarable}},
      {"(w − √(w² − 4a·c))/(2a)", "(-x + sqrt(x*x - 4*(y*z)))/(2*y)", {kSquarable, kSquarable, kSquarable}},
      {"w − √(w² + q)", "-x - sqrt(x*x - 4*y*z)", {kSquarable, kSquarable, kSquarable}},
      {"(w − √(w² − 4a·c))/(2a)", "(-x - sqrt(x^2 - 4*y*z))/(2*y)", {kSquarable, kSquarable, kSquarable}},
      {"1/√u − 1/√(u + 1)", "1/sqrt(x) - 1/sqrt(x + 1)", {kLine}},
      {"1/u − 1/(u + 1)", "1/(x + 1) - 1/x", {kLine}},
      {"1/u − 1/(u + 1)", "1/(x - 1) - 1/(x + 1)", {kLine}},
      {"(u + 1)^p − u^p", "(x + 1)^(1/3) - x^(1/3)", {kLine}},
      {"(u + 1)^p − u^p", "(x + 1)^(1/y) - x^(1/y)", {kLine, {-100, 100}}},
      {"u² − v²", "x^2 - y^2", {kLine, kLine}},
      // Trigonometric functions
      {"1 − cos(u) = 2", "1 - cos(x)", {kLine}},
      {"cos(u) − 1", "cos(x) - 1", {kLine}},
      {"2·sin²(u/2)/sin(u)", "(1 - cos(x))/sin(x)", {kLine}},
      {"sin(u)/(1 + cos(u))", "sin(x)/(1 + cos(x))", {kLine}},
      {"1 − cos²(u)", "1 - cos(x)^2", {kLine}},
      {"1 − sin²(u)", "1 - sin(x)^2", {kLine}},
      {"2·sin²(u/2)/u²", "2*sin(0.5*x)^2/x^2", {kLine}},
      {"π/2 − asin(u)", "pi/2 - asin(x)", {{-1, 1}}},
      {"π/2 − acos(u)", "pi/2 - acos(x)", {{-1, 1}}},
      {"π/2 − atan(u)", "pi/2 - atan(x)", {kLine}},
      {"atan(u + v) − atan(u)", "atan(x + 1) - atan(x)", {kLine}},
      {"atan(u + v) − atan(u)", "atan(x + y) - atan(x)", {kLine, kLine}},
      {"sin(u + v) − sin(u)", "sin(x + y) - sin(x)", {{-100, 100}, {-2, 2}}},
      {"cos(u + v) − cos(u)", "cos(x + y) - cos(x)", {{-100, 100}, {-2, 2}}},
      {"tan(u + v) − tan(u)", "tan(x + y) - tan(x)", {{-100, 100}, {-2, 2}}},
  };
  return cases;
}

}  // namespace adc::test
