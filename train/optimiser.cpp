#include "adc/train/optimiser.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "train/each_width.h"

namespace adc::inline ADC_ABI::train {
namespace {

/// What a step reads, and what it changes. Nothing overlaps.
struct Step {
  const OptimiserOptions& options;
  Memory& memory;
  double rate;
  std::span<const double> gradient;
  std::span<double> params;
  double correction = 1;  ///< of Adam's mean of squares: 1 − β₂ᵗ

  [[nodiscard]] double* average(std::size_t i) const { return memory.averages[i].data(); }
};

ADC_EACH_WIDTH void descend(const Step& s) {
  const double* __restrict__ const g = s.gradient.data();
  double* __restrict__ const w = s.params.data();
  for (std::size_t i = 0; i < s.params.size(); ++i) w[i] -= s.rate * g[i];
}

ADC_EACH_WIDTH void roll(const Step& s) {
  const double* __restrict__ const g = s.gradient.data();
  double* __restrict__ const w = s.params.data();
  double* __restrict__ const velocity = s.average(0);
  const double momentum = s.options.momentum;
  for (std::size_t i = 0; i < s.params.size(); ++i) {
    velocity[i] = momentum * velocity[i] + g[i];
    w[i] -= s.rate * velocity[i];
  }
}

ADC_EACH_WIDTH void look_ahead(const Step& s) {
  const double* __restrict__ const g = s.gradient.data();
  double* __restrict__ const w = s.params.data();
  double* __restrict__ const velocity = s.average(0);
  const double momentum = s.options.momentum;
  for (std::size_t i = 0; i < s.params.size(); ++i) {
    velocity[i] = momentum * velocity[i] + g[i];
    w[i] -= s.rate * (g[i] + momentum * velocity[i]);
  }
}

ADC_EACH_WIDTH void normalise(const Step& s) {
  const double* __restrict__ const g = s.gradient.data();
  double* __restrict__ const w = s.params.data();
  double* __restrict__ const v = s.average(0);
  const double alpha = s.options.alpha;
  const double epsilon = s.options.epsilon;
  for (std::size_t i = 0; i < s.params.size(); ++i) {
    v[i] = alpha * v[i] + (1 - alpha) * g[i] * g[i];
    w[i] -= s.rate * g[i] / (std::sqrt(v[i]) + epsilon);
  }
}

// m ← β₁m + (1−β₁)g, v ← β₂v + (1−β₂)g², w ← w − η m̂/(√v̂ + ε), where m̂ = m/(1−β₁ᵗ) and v̂ = v/(1−β₂ᵗ).
ADC_EACH_WIDTH void adapt(const Step& s) {
  const auto t = static_cast<double>(s.memory.steps);
  const double beta1 = s.options.beta1;
  const double beta2 = s.options.beta2;
  const double epsilon = s.options.epsilon;
  const double rate = s.rate / (1 - std::pow(beta1, t));
  const double root_scale = 1 / std::sqrt(s.correction);
  const double* __restrict__ const g = s.gradient.data();
  double* __restrict__ const w = s.params.data();
  double* __restrict__ const m = s.average(0);
  double* __restrict__ const v = s.average(1);
  for (std::size_t i = 0; i < s.params.size(); ++i) {
    m[i] = beta1 * m[i] + (1 - beta1) * g[i];
    v[i] = beta2 * v[i] + (1 - beta2) * g[i] * g[i];
    w[i] -= rate * m[i] / (std::sqrt(v[i]) * root_scale + epsilon);
  }
}

/// Calls `change(begin, end)` for the places of all weights.
template <typename Change>
void each_weight(const Step& s, const Change& change) {
  if (s.options.weights.empty()) return change(0, s.params.size());
  for (const ParamRange& places : s.options.weights) change(places.begin, places.end);
}

void decay_and_adapt(const Step& s) {
  const double factor = 1 - s.rate * s.options.decay;
  each_weight(s, [&](std::size_t begin, std::size_t end) {
    for (double& w : s.params.subspan(begin, end - begin)) w *= factor;
  });
  adapt(s);
}

// What each rule multiplies a gradient by that stays as it is: of weight i after the step.
double plain_scale(const Step& s, std::size_t) { return s.rate; }
double rolling_scale(const Step& s, std::size_t) { return s.rate / (1 - s.options.momentum); }
double normal_scale(const Step& s, std::size_t i) { return s.rate / (std::sqrt(s.average(0)[i]) + s.options.epsilon); }
double adapted_scale(const Step& s, std::size_t i) {
  return s.rate / (std::sqrt(s.average(1)[i] / s.correction) + s.options.epsilon);
}

struct RuleRow {
  Rule rule;
  std::size_t averages;
  void (*step)(const Step& step);
  double (*scale)(const Step& step, std::size_t i);
};

constexpr auto kRules = std::to_array<RuleRow>({
    {Rule::GradientDescent, 0, &descend, &plain_scale},
    {Rule::Momentum, 1, &roll, &rolling_scale},
    {Rule::Nesterov, 1, &look_ahead, &rolling_scale},
    {Rule::RmsProp, 1, &normalise, &normal_scale},
    {Rule::Adam, 2, &adapt, &adapted_scale},
    {Rule::AdamW, 2, &decay_and_adapt, &adapted_scale},
});

// w ← sign(w)·max(|w| − sλ, 0), the minimum of ½(u − w)²/s + λ|u|.
void shrink(const Step& s, const RuleRow& rule) {
  each_weight(s, [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) {
      const double left = std::abs(s.params[i]) - rule.scale(s, i) * s.options.l1;
      s.params[i] = left > 0 ? std::copysign(left, s.params[i]) : 0.0;
    }
  });
}

/// ‖g‖, which does not overflow before it must.
double norm(std::span<const double> gradient) {
  double largest = 0;
  for (const double g : gradient) largest = std::max(largest, std::abs(g));
  if (largest == 0) return 0;
  double sum = 0;
  for (const double g : gradient) sum += (g / largest) * (g / largest);
  return largest * std::sqrt(sum);
}

constexpr Batching kAll{0, Order::Sequential};
constexpr Batching kMini{32, Order::Shuffled};

constexpr auto kMethods = std::to_array<Method>({
    {"gradient-descent", Rule::GradientDescent, kAll, 0.1, "steps against the gradient of all examples"},
    {"mini-batch", Rule::GradientDescent, kMini, 0.1, "… of a batch at a time, in random order"},
    {"incremental", Rule::GradientDescent, {1, Order::Sequential}, 0.01, "… of one example at a time, in order"},
    {"stochastic", Rule::GradientDescent, {1, Order::Random}, 0.01, "… of one example at a time, drawn at random"},
    {"momentum", Rule::Momentum, kMini, 0.01, "mini-batches, with a velocity that gathers gradients"},
    {"nesterov", Rule::Nesterov, kMini, 0.01, "… whose gradient is taken further on its way"},
    {"rmsprop", Rule::RmsProp, kMini, 0.001, "mini-batches, with gradients divided by their usual size"},
    {"adam", Rule::Adam, kMini, 0.001, "mini-batches, with a step size for each parameter"},
    {"adamw", Rule::AdamW, kMini, 0.001, "… and with weights that decay"},
    {"lbfgs", Rule::Lbfgs, kAll, 1, "all examples, with curvature from the last gradients and a line search"},
});

static_assert(std::ranges::all_of(kMethods,
                                  [](const Method& method) {
                                    return method.rule == Rule::Lbfgs ||
                                           std::ranges::find(kRules, method.rule, &RuleRow::rule) != kRules.end();
                                  }),
              "each rule that steps has a row");

}  // namespace

Memory fresh_memory(const OptimiserOptions& options, std::size_t params) {
  const auto* const row = std::ranges::find(kRules, options.rule, &RuleRow::rule);
  return {0, std::vector(row == kRules.end() ? 0 : row->averages, std::vector<double>(params))};
}

void step(const OptimiserOptions& options, Memory& memory, double rate, std::span<const double> gradient,
          std::span<double> params) {
  const RuleRow& rule = *std::ranges::find(kRules, options.rule, &RuleRow::rule);
  ++memory.steps;
  const double correction = 1 - std::pow(options.beta2, static_cast<double>(memory.steps));
  const Step step{options, memory, rate, gradient, params, correction};
  rule.step(step);
  if (options.l1 > 0) shrink(step, rule);
}

void clip(double most, std::span<double> gradient) {
  const double size = norm(gradient);
  if (size <= most) return;
  for (double& g : gradient) g = g / size * most;
}

std::span<const Method> methods() { return kMethods; }

}  // namespace adc::inline ADC_ABI::train
