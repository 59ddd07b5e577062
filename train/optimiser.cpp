#include "adc/train/optimiser.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace adc::train {
namespace {

/// What a step reads, and what it changes.
struct Step {
  const OptimiserOptions& options;
  Memory& memory;
  double rate;
  std::span<const double> gradient;
  std::span<double> params;
};

void descend(const Step& s) {
  for (std::size_t i = 0; i < s.params.size(); ++i) s.params[i] -= s.rate * s.gradient[i];
}

void roll(const Step& s) {
  std::vector<double>& velocity = s.memory.averages[0];
  for (std::size_t i = 0; i < s.params.size(); ++i) {
    velocity[i] = s.options.momentum * velocity[i] + s.gradient[i];
    s.params[i] -= s.rate * velocity[i];
  }
}

// m ← β₁m + (1−β₁)g, v ← β₂v + (1−β₂)g², w ← w − η m̂/(√v̂ + ε), where m̂ = m/(1−β₁ᵗ) and v̂ = v/(1−β₂ᵗ).
void adapt(const Step& s) {
  const double t = static_cast<double>(s.memory.steps);
  const double first_scale = 1 - std::pow(s.options.beta1, t);
  const double second_scale = 1 - std::pow(s.options.beta2, t);
  std::vector<double>& first = s.memory.averages[0];
  std::vector<double>& second = s.memory.averages[1];
  for (std::size_t i = 0; i < s.params.size(); ++i) {
    const double g = s.gradient[i];
    first[i] = s.options.beta1 * first[i] + (1 - s.options.beta1) * g;
    second[i] = s.options.beta2 * second[i] + (1 - s.options.beta2) * g * g;
    s.params[i] -= s.rate * (first[i] / first_scale) / (std::sqrt(second[i] / second_scale) + s.options.epsilon);
  }
}

struct RuleRow {
  Rule rule;
  std::size_t averages;
  void (*step)(const Step& step);
};

constexpr std::array<RuleRow, 3> kRules{{
    {Rule::GradientDescent, 0, &descend},
    {Rule::Momentum, 1, &roll},
    {Rule::Adam, 2, &adapt},
}};

constexpr Batching kAll{0, Order::Sequential};
constexpr Batching kMini{32, Order::Shuffled};

constexpr std::array<Method, 7> kMethods{{
    {"gradient-descent", Rule::GradientDescent, kAll, 0.1, "steps against the gradient of all examples"},
    {"mini-batch", Rule::GradientDescent, kMini, 0.1, "… of a batch at a time, in random order"},
    {"incremental", Rule::GradientDescent, {1, Order::Sequential}, 0.01, "… of one example at a time, in order"},
    {"stochastic", Rule::GradientDescent, {1, Order::Random}, 0.01, "… of one example at a time, drawn at random"},
    {"momentum", Rule::Momentum, kMini, 0.01, "mini-batches, with a velocity that gathers gradients"},
    {"adam", Rule::Adam, kMini, 0.001, "mini-batches, with a step size for each parameter"},
    {"lbfgs", Rule::Lbfgs, kAll, 1, "all examples, with curvature from the last gradients and a line search"},
}};

}  // namespace

Memory fresh_memory(const OptimiserOptions& options, std::size_t params) {
  const auto* const row = std::ranges::find(kRules, options.rule, &RuleRow::rule);
  return {0, std::vector(row == kRules.end() ? 0 : row->averages, std::vector<double>(params))};
}

void step(const OptimiserOptions& options, Memory& memory, double rate, std::span<const double> gradient,
          std::span<double> params) {
  ++memory.steps;
  std::ranges::find(kRules, options.rule, &RuleRow::rule)->step({options, memory, rate, gradient, params});
}

std::span<const Method> methods() { return kMethods; }

}  // namespace adc::train
