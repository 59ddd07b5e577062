// How parameters follow gradients.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string_view>
#include <vector>

#include "adc/export.hpp"

namespace adc::inline ADC_ABI::train {

/// The rule of a step from parameters w with gradient g, at rate η.
enum class Rule : std::uint8_t {
  GradientDescent,  ///< w ← w − ηg
  Momentum,         ///< v ← μv + g, w ← w − ηv (Polyak 1964)
  Adam,             ///< Kingma and Ba, ICLR 2015, algorithm 1
  Lbfgs,            ///< limited-memory BFGS with a line search, by liblbfgs; it takes no rate
};

/// A rule and its constants.
struct OptimiserOptions {
  Rule rule = Rule::Adam;
  double momentum = 0.9;         ///< μ
  double beta1 = 0.9;            ///< Adam's decay of the mean of the gradients
  double beta2 = 0.999;          ///< … and of their squares
  double epsilon = 1e-8;         ///< Adam's guard against division by 0
  std::size_t iterations = 50;   ///< L-BFGS: of an epoch; its memory begins anew with each
  std::size_t corrections = 10;  ///< L-BFGS: pairs that its memory holds
  double tolerance = 1e-5;       ///< L-BFGS: it is done where ‖g‖ is at most this times max(1, ‖w‖)
};

/// What a rule remembers from step to step: to restore it is to continue with the same bits.
struct Memory {
  std::uint64_t steps = 0;                    ///< taken so far
  std::vector<std::vector<double>> averages;  ///< of Momentum one, of Adam two, each as long as the parameters
};

/// What `options.rule` remembers before the first step.
[[nodiscard]] ADC_API Memory fresh_memory(const OptimiserOptions& options, std::size_t params);

/// Takes one step: changes `params`, which has the size of `gradient`. Not for `Rule::Lbfgs`. O(n), without
/// allocations.
ADC_API void step(const OptimiserOptions& options, Memory& memory, double rate, std::span<const double> gradient,
                  std::span<double> params);

/// Runs L-BFGS from `params`, for `options.iterations` at most, and leaves the best point there. `gradient` gives the
/// value and overwrites the gradient at a point; `after_iteration`, called with the value and the point, may return
/// false to stop. What `gradient` throws is thrown.
/// Gives the number of iterations: 0 if no step made the value smaller.
ADC_API std::size_t lbfgs(const OptimiserOptions& options,
                          const std::function<double(std::span<const double>, std::span<double>)>& gradient,
                          std::span<double> params,
                          const std::function<bool(double, std::span<const double>)>& after_iteration);

/// In which order examples are taken.
enum class Order : std::uint8_t {
  Shuffled,    ///< each once, in another random order in each epoch
  Sequential,  ///< each once, as they stand
  Random,      ///< as many as there are, each drawn from all
};

/// Which examples a step is for.
struct Batching {
  std::size_t size = 0;  ///< examples of a step; 0: all
  Order order = Order::Shuffled;
};

/// What lectures call a way to train: a rule and the examples of its steps.
struct Method {
  std::string_view name;
  Rule rule;
  Batching batching;
  double rate;  ///< a usual one
  std::string_view summary;
};

/// All methods: "gradient-descent", "mini-batch", "incremental", "stochastic", "momentum", "adam", "lbfgs".
[[nodiscard]] ADC_API std::span<const Method> methods();

}  // namespace adc::inline ADC_ABI::train
