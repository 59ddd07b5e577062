// The rows of the lectures that are scalar: every number there comes out of the public API, in each mode and tier.
#include <array>
#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <numbers>
#include <string>
#include <vector>

#include "adc/adc.hpp"

namespace {

using adc::Mode;
using adc::Tier;

constexpr std::array kModes{Mode::Symbolic, Mode::Forward, Mode::Reverse};
constexpr std::array kTiers{Tier::Interpret, Tier::Native};
constexpr double kInf = std::numeric_limits<double>::infinity();
constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

/// A program at a point with its value and gradient, inputs in order of first appearance.
struct Row {
  const char* program;
  std::vector<double> x;
  double value;
  std::vector<double> gradient;
};

adc::Function compiled(const std::string& program, Mode mode, Tier tier) {
  adc::CompileOptions options;
  options.mode = mode;
  options.tier = tier;
  return adc::compile(program, options).value();
}

double sigma(double x) { return x < 0 ? std::exp(x) / (1 + std::exp(x)) : 1 / (1 + std::exp(-x)); }

/// Equal, or both nan, or within a few units of the last place.
bool close(double a, double b, double ulps) {
  if (std::isnan(a) || std::isnan(b)) return std::isnan(a) && std::isnan(b);
  return a == b || std::abs(a - b) <= ulps * 0x1p-52 * std::abs(b);
}

void check(const Row& row, double ulps = 4) {
  for (const Mode mode : kModes) {
    for (const Tier tier : kTiers) {
      CAPTURE(row.program, row.x, static_cast<int>(mode), static_cast<int>(tier));
      const adc::Function f = compiled(row.program, mode, tier);
      REQUIRE(f.inputs().size() == row.x.size());
      std::vector<double> gradient(row.gradient.size());
      const double value = f.value_and_gradient(row.x, gradient);
      CAPTURE(value, gradient);
      CHECK(close(value, row.value, ulps));
      for (std::size_t i = 0; i < gradient.size(); ++i) {
        CAPTURE(i, row.gradient[i]);
        CHECK(close(gradient[i], row.gradient[i], ulps));
      }
    }
  }
}

TEST_CASE("quiz 1: a program of exponentials, logarithms and a sine") {
  const char* program = "exp(x*z) + x*z/log(x) + sin(log(x))/(x*z)";
  check({program, {2, 3}, 412.19145728412118, {1208.3812151266096, 809.70747921856408}});
  check({"y = exp(x z) + x z/log(x) + sin(log(x))/(x z)",
         {2, 3},
         412.19145728412118,
         {1208.3812151266096, 809.70747921856408}});
}

TEST_CASE("the lectures' J, typed as they write it") {
  for (const char* program : {"J = cos(sin(x²)+3x²)", "cos(sin(x²) + 3x²)", "J = cos(sin(x^2) + 3*x^2)",
                              "t = x²\nu1 = sin(t)\nu2 = 3t\nu = u1 + u2\nJ = cos(u)"}) {
    check({program, {0.5}, 0.54248497571403240, {-3.3341464141449720}});
    check({program, {1}, -0.76492056280448629, {4.5607917906787772}});
    check({program, {2}, 0.24510036817001550, {9.0991485448323841}}, 8);
  }
}

TEST_CASE("a step of logistic regression has the slide's derivatives") {
  const char* loss = "J(t, y) = t*log(y) + (1-t)*log(1-y)";
  // dJ/dy = t/y + (1−t)/(y−1); by t: log y − log(1−y)
  const double y = 0.3;
  check({loss, {1, y}, std::log(y), {std::log(y) - std::log1p(-y), 1 / y}});
  check({loss, {0, y}, std::log1p(-y), {std::log(y) - std::log1p(-y), 1 / (y - 1)}});
  // dy/da = exp(−a)/(exp(−a)+1)²
  const double a = 0.75;
  const double e = std::exp(-a);
  check({"y = 1/(1+exp(-a))", {a}, 1 / (1 + e), {e / ((e + 1) * (e + 1))}});
  // a = Σ θ_j x_j: da/dθ_j = x_j, da/dx_j = θ_j
  check({"a = θ1*x1 + θ2*x2 + θ3*x3",
         {0.5, 2, -1.25, 3, 0.75, -4},
         0.5 * 2 - 1.25 * 3 - 0.75 * 4,
         {2, 0.5, 3, -1.25, -4, 0.75}});
}

TEST_CASE("logistic regression end to end: dJ/dθ is (t − y) x") {
  const char* program =
      "a = θ1*x1 + θ2*x2\n"
      "y = 1/(1 + exp(-a))\n"
      "J = t*log(y) + (1 - t)*log(1 - y)";
  const double th1 = 0.5;
  const double x1 = 2;
  const double th2 = -0.25;
  const double x2 = 3;
  const double t = 1;
  const double a = th1 * x1 + th2 * x2;
  const double y = 1 / (1 + std::exp(-a));
  check({program, {th1, x1, th2, x2, t}, std::log(y), {(t - y) * x1, (t - y) * th1, (t - y) * x2, (t - y) * th2, a}},
        16);
}

TEST_CASE("univariate logistic least squares, plain and regularised") {
  const std::string plain = "σ(z) = 1/(1+exp(-z))\nz = w x + b\ny = σ(z)\nL = ½(y - t)²\n";
  const std::vector<double> point{0.5, 2, -0.25, 1};  // w x b t
  const double dx = -0.13981071068366962 * 0.25;      // by x: w where by w it is x
  check(
      {plain.c_str(), point, 0.051463153531396499, {-0.13981071068366962, dx, -0.069905355341834810, 1 - sigma(0.75)}},
      16);
  const std::string regularised = plain + "R = ½w²\nL_reg = L + λ R";
  const std::vector<double> with_lambda{0.5, 2, -0.25, 1, 0.1};
  check({regularised.c_str(),
         with_lambda,
         0.063963153531396499,
         {-0.089810710683669621, dx, -0.069905355341834810, 1 - sigma(0.75), 0.125}},
        32);
}

TEST_CASE("the multivariate chain rule of y + e^(xy) along a path") {
  check({"x = cos(t)\ny = t²\ny + e^(x y)", {1}, 2.7165256995489035, {2.4104790162489090}}, 8);
  check({"f(x, y) = y + e^(x y)\nf(cos(t), t²)", {1}, 2.7165256995489035, {2.4104790162489090}}, 8);
}

/// An activation with its derivative at points, the kink among them.
struct Activation {
  const char* program;
  std::vector<std::array<double, 3>> points;  // x, value, derivative
};

TEST_CASE("activations have the table's derivatives, also at their kinks") {
  const double e = std::exp(-1.0);
  const std::vector<Activation> activations{
      {"x", {{-2, -2, 1}, {0, 0, 1}, {3, 3, 1}}},
      {"step(x)", {{-2, 0, 0}, {0, 1, 0}, {0.5, 1, 0}, {3, 1, 0}}},
      {"if(x >= 0, 1, 0)", {{-2, 0, 0}, {0, 1, 0}, {3, 1, 0}}},
      {"sigmoid(x)", {{0, 0.5, 0.25}, {2, sigma(2), sigma(2) * sigma(-2)}, {-700, sigma(-700), sigma(-700)}}},
      {"tanh(x)", {{0, 0, 1}, {1, std::tanh(1.0), 1 / (std::cosh(1.0) * std::cosh(1.0))}}},
      {"relu(x)", {{-2, 0, 0}, {0, 0, 0}, {3, 3, 1}, {kNan, kNan, kNan}}},
      {"max(0, x)", {{-2, 0, 0}, {0, 0, 0.5}, {3, 3, 1}}},
      {"softplus(x)", {{0, std::numbers::ln2, 0.5}, {1000, 1000, 1}, {-700, std::exp(-700.0), std::exp(-700.0)}}},
      {"leaky_relu(x)", {{-2, -0.02, 0.01}, {0, 0, 0.01}, {3, 3, 1}}},
      {"elu(x, 1)", {{-1, e - 1, e}, {0, 0, 1}, {3, 3, 1}, {-1e-10, std::expm1(-1e-10), std::exp(-1e-10)}}},
      {"abs(x)", {{-2, 2, -1}, {0, 0, 0}, {2, 2, 1}}},
  };
  for (const Activation& activation : activations) {
    for (const auto& [x, value, derivative] : activation.points) {
      if (std::isnan(x)) continue;
      check({activation.program, {x}, value, {derivative}}, 8);
    }
  }
}

TEST_CASE("an activation of a nan is a nan") {
  for (const char* program : {"sigmoid(x)", "tanh(x)", "softplus(x)", "max(0, x)", "abs(x)"}) {
    CAPTURE(program);
    for (const Tier tier : kTiers) CHECK(std::isnan(compiled(program, Mode::Reverse, tier).value({{kNan}})));
  }
}

TEST_CASE("activations are stable for |z| up to 10⁴ in value and gradient") {
  for (const char* program : {"sigmoid(z)", "tanh(z)", "softplus(z)", "relu(z)", "elu(z, 1)", "leaky_relu(z)",
                              "1/(1+exp(-z))", "log(1+exp(-abs(z)))"}) {
    for (const double z : {-1e4, -800.0, -750.0, -40.0, 0.0, 40.0, 750.0, 800.0, 1e4}) {
      for (const Mode mode : kModes) {
        CAPTURE(program, z, static_cast<int>(mode));
        const adc::Function f = compiled(program, mode, Tier::Native);
        double gradient = kNan;
        CHECK(std::isfinite(f.value_and_gradient({{z}}, {&gradient, 1})));
        CHECK(std::isfinite(gradient));
      }
    }
  }
}

TEST_CASE("losses and their derivatives by the prediction") {
  const double y = 0.7;
  const double t = 0.4;
  const double d = 0.3;
  check({"½(y - t)²", {y, t}, 0.5 * (y - t) * (y - t), {y - t, t - y}}, 8);
  check({"(y1 - t1)² + (y2 - t2)²", {1, 0.5, 2, -1}, 9.25, {1, -1, 6, -6}});
  check({"½((y1 - d1)² + (y2 - d2)²)", {1, 0.5, 2, -1}, 4.625, {0.5, -0.5, 3, -3}});
  // binary cross-entropy: ∂/∂y = −d/y + (1−d)/(1−y)
  check({"bce(d, y) = -d*log(y) - (1-d)*log(1-y)",
         {d, y},
         -d * std::log(y) - (1 - d) * std::log(1 - y),
         {std::log(1 - y) - std::log(y), -d / y + (1 - d) / (1 - y)}},
        16);
  // multiclass cross-entropy and KL, two classes, a soft target
  check({"-(d1*log(y1) + d2*log(y2))",
         {0.25, 0.5, 0.75, 0.125},
         -(0.25 * std::log(0.5) + 0.75 * std::log(0.125)),
         {-std::log(0.5), -0.5, -std::log(0.125), -6}},
        8);
  check({"d1*log(d1/y1) + d2*log(d2/y2)",
         {0.25, 0.5, 0.75, 0.125},
         0.25 * std::log(0.5) + 0.75 * std::log(6.0),
         {std::log(0.5) + 1, -0.5, std::log(6.0) + 1, -6}},
        8);
  // L2 regularisation: + λ·½‖w‖²
  check({"λ*½*(w1² + w2²)", {0.1, 3, -4}, 1.25, {12.5, 0.30000000000000004, -0.4}}, 8);
}

TEST_CASE("the KL divergence of a one-hot target ignores the classes that are not meant") {
  // 0·log(0/y) is 0
  const char* program = "xlogy(d1, d1/y1) + xlogy(d2, d2/y2)";
  for (const Mode mode : kModes) {
    const adc::Function f = compiled(program, mode, Tier::Native);
    std::array<double, 4> gradient{};
    CHECK(close(f.value_and_gradient({{1, 0.25, 0, 0.75}}, gradient), std::log(4.0), 4));
    CHECK(close(gradient[1], -4, 4));
    CHECK(gradient[3] == 0);
  }
}

TEST_CASE("an elu and a parametric relu take their slope as an argument") {
  check({"elu(x, a)", {-1, 2}, 2 * std::expm1(-1.0), {2 * std::exp(-1.0), std::expm1(-1.0)}}, 8);
  check({"prelu(x, a)", {-2, 0.2}, -0.4, {0.2, -2}}, 8);
}

TEST_CASE("a function of several inputs to several outputs has its Jacobian in every mode") {
  for (const Mode mode : kModes) {
    const adc::Function f = compiled("u = x*y\nv = sin(x)\nw = y²\nu, v, w", mode, Tier::Native);
    std::array<double, 6> jacobian{};
    f.jacobian({{0.5, 3}}, jacobian);
    const std::array<double, 6> expected{3, 0.5, std::cos(0.5), 0, 0, 6};
    for (std::size_t i = 0; i < 6; ++i) CHECK(close(jacobian[i], expected[i], 2));
  }
}

TEST_CASE("the square bowl x² + y² and its gradient, for descending") { check({"x² + y²", {3, -4}, 25, {6, -8}}); }

TEST_CASE("XOR by hand: hard thresholds give 4 of 4") {
  const char* program =
      "h1 = step(x1 + x2 - 0.5)\n"
      "h2 = step(x1 + x2 - 1.5)\n"
      "step(h1 - h2 - 0.5)";
  const adc::Function f = compiled(program, Mode::Reverse, Tier::Native);
  for (const double a : {0.0, 1.0}) {
    for (const double b : {0.0, 1.0}) CHECK(f.value({{a, b}}) == (a != b ? 1.0 : 0.0));
  }
}

TEST_CASE("the small network of quiz 2 with one unit a layer has the chain's product") {
  // y = σ(β σ(α2 σ(α1 x)))
  const char* program = "s(z) = 1/(1+exp(-z))\ns(β*s(α2*s(α1*x)))";
  const double beta = 1.5;
  const double a2 = -0.7;
  const double a1 = 0.4;
  const double x = 2;
  const double u = sigma(a1 * x);
  const double v = sigma(a2 * u);
  const double y = sigma(beta * v);
  const double dz = y * (1 - y);
  const double dv = v * (1 - v);
  const double du = u * (1 - u);
  check({program,
         {beta, a2, a1, x},
         y,
         {dz * v, dz * beta * dv * u, dz * beta * dv * a2 * du * x, dz * beta * dv * a2 * du * a1}},
        16);
}

TEST_CASE("a limit of the lectures' activations at infinity is itself") {
  const adc::Function f = compiled("sigmoid(x)", Mode::Forward, Tier::Native);
  CHECK(f.value({{kInf}}) == 1);
  CHECK(f.value({{-kInf}}) == 0);
}

}  // namespace
