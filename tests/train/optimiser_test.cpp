// Steps of each rule, against steps by hand.
#include <array>
#include <catch2/catch.hpp>
#include <cmath>
#include <stdexcept>

#include "adc/train/optimiser.hpp"
#include "tests/train/rules_reference.h"

using adc::train::fresh_memory;
using adc::train::Memory;
using adc::train::OptimiserOptions;
using adc::train::Rule;
using adc::train::step;

namespace {

/// The points of some steps on q(x, y) = x² + 2y², whose gradient is (2x, 4y), from (1, −1) at rate 1/8.
std::vector<std::array<double, 2>> path(const OptimiserOptions& options, int steps) {
  Memory memory = fresh_memory(options, 2);
  std::array<double, 2> at{1, -1};
  std::vector<std::array<double, 2>> points;
  for (int i = 0; i < steps; ++i) {
    step(options, memory, 0.125, std::array{2 * at[0], 4 * at[1]}, at);
    points.push_back(at);
  }
  CHECK(memory.steps == static_cast<std::uint64_t>(steps));
  return points;
}

}  // namespace

TEST_CASE("gradient descent on a quadratic function takes the steps computed by hand") {
  // x ← x − 2x/8 = 3x/4, y ← y − 4y/8 = y/2
  const auto points = path({.rule = Rule::GradientDescent}, 3);
  CHECK(points[0] == std::array{0.75, -0.5});
  CHECK(points[1] == std::array{0.5625, -0.25});
  CHECK(points[2] == std::array{0.421875, -0.125});
}

TEST_CASE("momentum on a quadratic function takes the steps computed by hand") {
  // v ← v/2 + g, w ← w − v/8.  x: v = 2, x = 3/4; v = 1 + 3/2, x = 3/4 − 5/16 = 7/16; v = 5/4 + 7/8, x = 7/16 − 17/64.
  // y: v = −4, y = −1/2; v = −2 − 2, y = 0; v = −2 + 0, y = 1/4.
  const auto points = path({.rule = Rule::Momentum, .momentum = 0.5}, 3);
  CHECK(points[0] == std::array{0.75, -0.5});
  CHECK(points[1] == std::array{0.4375, 0.0});
  CHECK(points[2] == std::array{0.171875, 0.25});
}

TEST_CASE("Adam on a quadratic function takes the steps computed by hand") {
  // β₁ = 1/2, β₂ = 3/4, ε = 0. First step: m̂ = g, v̂ = g², so each coordinate moves by the rate against its sign.
  const auto points = path({.rule = Rule::Adam, .beta1 = 0.5, .beta2 = 0.75, .epsilon = 0}, 2);
  CHECK(points[0][0] == Approx(0.875).epsilon(1e-15));
  CHECK(points[0][1] == Approx(-0.875).epsilon(1e-15));
  // Second, x: g = 7/4, m = 1/2 + 7/8 = 11/8, m̂ = 11/6; v = 3/4 + 49/64 = 97/64, v̂ = (97/64)/(7/16) = 97/28.
  CHECK(points[1][0] == Approx(0.875 - 0.125 * (11 / 6.0) / std::sqrt(97 / 28.0)).epsilon(1e-15));
  // y has twice the gradient, which cancels.
  CHECK(points[1][1] == Approx(-points[1][0]).epsilon(1e-15));
}

TEST_CASE("Adam's step is the rate, however small the gradient is") {
  const OptimiserOptions options{.rule = Rule::Adam, .epsilon = 0};
  Memory memory = fresh_memory(options, 1);
  std::array<double, 1> at{0};
  step(options, memory, 0.01, std::array{1e-100}, at);
  CHECK(at[0] == Approx(-0.01));
}

TEST_CASE("steps of many parameters have the bits of the formulas, whatever instructions compute them") {
  constexpr std::size_t kParams = 1003;
  std::vector<double> momentum_params(kParams);
  std::vector<double> adam_params(kParams);
  std::vector<double> gradient(kParams);
  for (std::size_t i = 0; i < kParams; ++i) {
    momentum_params[i] = adam_params[i] = std::sin(static_cast<double>(i));
    gradient[i] = std::cos(static_cast<double>(i * i)) * std::pow(10, static_cast<double>(i % 21) - 10);
  }
  std::vector<double> expected_momentum = momentum_params;
  std::vector<double> expected_adam = adam_params;
  const OptimiserOptions rolling{.rule = Rule::Momentum};
  const OptimiserOptions adapting{.rule = Rule::Adam};
  Memory velocity = fresh_memory(rolling, kParams);
  Memory moments = fresh_memory(adapting, kParams);
  std::vector<double> v(kParams);
  std::vector<double> first(kParams);
  std::vector<double> second(kParams);
  for (int t = 1; t <= 3; ++t) {
    step(rolling, velocity, 0.1, gradient, momentum_params);
    step(adapting, moments, 0.1, gradient, adam_params);
    const double rate = 0.1 / (1 - std::pow(0.9, t));
    const double root_scale = 1 / std::sqrt(1 - std::pow(0.999, t));
    for (std::size_t i = 0; i < kParams; ++i) {
      v[i] = 0.9 * v[i] + gradient[i];
      expected_momentum[i] -= 0.1 * v[i];
      first[i] = 0.9 * first[i] + (1 - 0.9) * gradient[i];
      second[i] = 0.999 * second[i] + (1 - 0.999) * gradient[i] * gradient[i];
      expected_adam[i] -= rate * first[i] / (std::sqrt(second[i]) * root_scale + 1e-8);
    }
  }
  CHECK(momentum_params == expected_momentum);
  CHECK(adam_params == expected_adam);
}

TEST_CASE("ten steps of each rule are those of PyTorch") {
  for (const adc::tests::Reference& reference : adc::tests::kReferences) {
    CAPTURE(static_cast<int>(reference.rule));
    const OptimiserOptions options{.rule = reference.rule, .momentum = 0.8, .decay = 0.3};
    Memory memory = fresh_memory(options, 3);
    std::array<double, 3> at{1, -1, 2};
    for (const std::array<double, 3>& expected : reference.points) {
      constexpr std::array<double, 3> kA{1, 10, 0.1};
      constexpr std::array<double, 3> kB{0.5, -2, 3};
      std::array<double, 3> gradient{};
      for (std::size_t i = 0; i < 3; ++i) gradient[i] = kA[i] * at[i] + at[i] * at[i] * at[i] - kB[i];
      step(options, memory, 0.05, gradient, at);
      for (std::size_t i = 0; i < 3; ++i) CHECK(at[i] == Approx(expected[i]).epsilon(1e-13));
    }
  }
}

TEST_CASE("weights decay, and biases do not") {
  const OptimiserOptions options{.rule = Rule::AdamW, .decay = 0.5, .weights = {{1, 2}}};
  Memory memory = fresh_memory(options, 3);
  std::array<double, 3> at{1, 1, 1};
  step(options, memory, 0.25, std::array{0.0, 0.0, 0.0}, at);
  CHECK(at == std::array{1.0, 1 - 0.25 * 0.5, 1.0});
}

TEST_CASE("with an L1 term each rule rests at the term's minimum, with exact zeros") {
  // ½Σaᵢ(wᵢ − cᵢ)² + λ‖w‖₁ is least at sign(cᵢ)·max(|cᵢ| − λ/aᵢ, 0); the last parameter is no weight.
  constexpr std::array<double, 5> kA{1, 2, 0.5, 4, 1};
  constexpr std::array<double, 5> kC{1, -0.2, 0.9, -0.3, 0.1};
  constexpr std::array<double, 5> kLeast{0.5, 0, 0, -0.175, 0.1};
  for (const Rule rule :
       {Rule::GradientDescent, Rule::Momentum, Rule::Nesterov, Rule::RmsProp, Rule::Adam, Rule::AdamW, Rule::Lbfgs}) {
    CAPTURE(static_cast<int>(rule));
    const OptimiserOptions options{
        .rule = rule, .iterations = 100, .tolerance = 1e-9, .decay = 0, .l1 = 0.5, .weights = {{0, 4}}};
    const auto gradient = [&](std::span<const double> w, std::span<double> g) {
      double value = 0;
      for (std::size_t i = 0; i < 5; ++i) {
        g[i] = kA[i] * (w[i] - kC[i]);
        value += g[i] * (w[i] - kC[i]) / 2;
      }
      return value;
    };
    std::array<double, 5> at{1, 1, 1, 1, 1};
    if (rule == Rule::Lbfgs) {
      const auto on = [](double, std::span<const double>) { return true; };
      CHECK(adc::train::lbfgs_search(options, gradient, at, on).ending == adc::train::SearchEnding::Converged);
    }
    Memory memory = fresh_memory(options, 5);
    std::array<double, 5> slope{};
    for (int i = 0; i < 40000 && rule != Rule::Lbfgs; ++i) {
      gradient(at, slope);
      step(options, memory, i < 20000 ? 0.01 : 1e-5, slope, at);
    }
    for (std::size_t i = 0; i < 5; ++i) CHECK(at[i] == Approx(kLeast[i]).margin(2e-5));
    CHECK(at[1] == 0);
    CHECK(at[2] == 0);
  }
}

TEST_CASE("a long gradient is clipped to a length, and keeps its direction") {
  std::array<double, 2> gradient{3, -4};
  adc::train::clip(5, gradient);
  CHECK(gradient == std::array{3.0, -4.0});
  adc::train::clip(1, gradient);
  CHECK(gradient[0] == Approx(0.6).epsilon(1e-15));
  CHECK(gradient[1] == Approx(-0.8).epsilon(1e-15));
  std::array<double, 2> huge{3e200, -4e200};
  adc::train::clip(2, huge);
  CHECK(huge[0] == Approx(1.2).epsilon(1e-15));
  CHECK(huge[1] == Approx(-1.6).epsilon(1e-15));
  std::array<double, 2> nothing{0, 0};
  adc::train::clip(1, nothing);
  CHECK(nothing == std::array{0.0, 0.0});
}

TEST_CASE("L-BFGS finds the minimum of Rosenbrock's function to all digits") {
  std::array<double, 2> at{-1.2, 1};
  const auto rosenbrock = [](std::span<const double> p, std::span<double> g) {
    const double bend = p[1] - p[0] * p[0];
    g[0] = -400 * p[0] * bend - 2 * (1 - p[0]);
    g[1] = 200 * bend;
    return 100 * bend * bend + (1 - p[0]) * (1 - p[0]);
  };
  double last = 1e300;
  bool falls = true;
  const std::size_t iterations = adc::train::lbfgs({.rule = Rule::Lbfgs, .iterations = 100, .tolerance = 1e-12},
                                                   rosenbrock, at, [&](double value, std::span<const double>) {
                                                     falls = falls && value <= last;
                                                     last = value;
                                                     return true;
                                                   });
  CHECK(iterations < 60);
  CHECK(falls);
  CHECK(at[0] == Approx(1).epsilon(1e-9));
  CHECK(at[1] == Approx(1).epsilon(1e-9));
}

TEST_CASE("L-BFGS stops when it is told to, and where there is nothing to do") {
  const auto bowl = [](std::span<const double> p, std::span<double> g) {
    g[0] = 4 * p[0] * p[0] * p[0];
    return p[0] * p[0] * p[0] * p[0];
  };
  std::array<double, 1> at{3};
  const auto never = [](double, std::span<const double>) { return false; };
  CHECK(adc::train::lbfgs({.rule = Rule::Lbfgs}, bowl, at, never) == 1);
  std::array<double, 1> bottom{0};
  CHECK(adc::train::lbfgs({.rule = Rule::Lbfgs}, bowl, bottom, never) == 0);
  CHECK(bottom[0] == 0);
}

TEST_CASE("L-BFGS says when its line search fails, and does not call that a minimum") {
  using adc::train::lbfgs_search;
  using adc::train::SearchEnding;
  const auto on = [](double, std::span<const double>) { return true; };
  const OptimiserOptions options{.rule = Rule::Lbfgs, .iterations = 100};
  // −x² and x have no minimum; log(x) ends at nan.
  const auto falling = [](std::span<const double> p, std::span<double> g) { return g[0] = 1, p[0]; };
  const auto hill = [](std::span<const double> p, std::span<double> g) { return g[0] = -2 * p[0], -p[0] * p[0]; };
  const auto wrong = [](std::span<const double> p, std::span<double> g) { return g[0] = -1, p[0] * p[0]; };
  std::array<double, 1> at{1};
  CHECK(lbfgs_search(options, falling, at, on).ending != SearchEnding::Converged);
  at = {1};
  CHECK(lbfgs_search(options, hill, at, on).ending != SearchEnding::Converged);
  at = {1};
  const auto failed = lbfgs_search(options, wrong, at, on);
  CHECK(failed.ending == SearchEnding::Failed);
  CHECK(failed.iterations == 0);
  const auto bowl = [](std::span<const double> p, std::span<double> g) { return g[0] = 2 * p[0], p[0] * p[0]; };
  at = {1};
  CHECK(lbfgs_search(options, bowl, at, on).ending == SearchEnding::Converged);
  at = {1};
  const auto never = [](double, std::span<const double>) { return false; };
  CHECK(lbfgs_search(options, bowl, at, never).ending == SearchEnding::Stopped);
}

TEST_CASE("what the function throws passes through L-BFGS") {
  std::array<double, 1> at{1};
  const auto broken = [](std::span<const double>, std::span<double>) -> double { throw std::runtime_error("broken"); };
  const auto on = [](double, std::span<const double>) { return true; };
  CHECK_THROWS_WITH(adc::train::lbfgs({.rule = Rule::Lbfgs}, broken, at, on), "broken");
  CHECK(at[0] == 1);
}

TEST_CASE("methods have distinct names") {
  const auto methods = adc::train::methods();
  CHECK(methods.size() == 10);
  for (std::size_t i = 1; i < methods.size(); ++i) CHECK(methods[i].name != methods[i - 1].name);
}
