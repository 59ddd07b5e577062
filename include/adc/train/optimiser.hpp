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
  Nesterov,         ///< v ← μv + g, w ← w − η(g + μv) (Nesterov 1983; Sutskever et al., ICML 2013, in g's point)
  RmsProp,          ///< v ← αv + (1 − α)g², w ← w − ηg/(√v + ε) (Tieleman and Hinton 2012, lecture 6.5)
  AdamW,            ///< w ← w − ηδw, then Adam's step (Loshchilov and Hutter, ICLR 2019, algorithm 2)
};

/// Some of the parameters, by their places: `begin` … `end` − 1.
struct ParamRange {
  std::size_t begin = 0;
  std::size_t end = 0;
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
  double alpha = 0.9;            ///< RMSProp's decay of the mean of the squares
  double decay = 0.01;           ///< δ of AdamW
  /// λ of the term + λ‖w‖₁ that is made small beside the loss, and is no part of it: after its step each weight is
  /// moved to 0 by at most s·λ, where s is what the rule multiplies a lasting gradient by (η; with momentum η/(1 − μ);
  /// of Adam and RMSProp η/(√v + ε), with their v), so that weights become 0 exactly and those where it rests are the
  /// sum's minimum: the proximal step (Parikh and Boyd 2014, 6.5.2), in the rule's metric (Yun, Lozano and Yang,
  /// NeurIPS 2021).
  double l1 = 0;
  /// Steps are for g·clip/‖g‖ where ‖g‖ is larger than this; 0: as it is (Pascanu, Mikolov and Bengio, ICML 2013,
  /// algorithm 1). Not for L-BFGS.
  double clip = 0;
  std::vector<ParamRange> weights = {};  ///< what `decay` and `l1` are for; empty: all parameters
};

/// What a rule remembers from step to step: to restore it is to continue with the same bits.
struct Memory {
  std::uint64_t steps = 0;  ///< taken so far
  /// Of Momentum, Nesterov and RMSProp one, of Adam and AdamW two, each as long as the parameters.
  std::vector<std::vector<double>> averages;
};

/// What `options.rule` remembers before the first step.
[[nodiscard]] ADC_API Memory fresh_memory(const OptimiserOptions& options, std::size_t params);

/// Takes one step: changes `params`, which has the size of `gradient`. Not for `Rule::Lbfgs`. It does not clip. O(n),
/// without allocations.
ADC_API void step(const OptimiserOptions& options, Memory& memory, double rate, std::span<const double> gradient,
                  std::span<double> params);

/// Makes a gradient that is longer than `most` > 0 as long as that. O(n).
ADC_API void clip(double most, std::span<double> gradient);

/// Why L-BFGS ended.
enum class SearchEnding : std::uint8_t {
  Converged,   ///< the gradient is as small as `tolerance` says
  Iterations,  ///< as many as were asked for
  Stopped,     ///< by `after_iteration`
  Failed,      ///< its line search found no smaller value, or there was none to find: no minimum need be there
};

/// How a search by L-BFGS went.
struct LbfgsSearch {
  std::size_t iterations = 0;  ///< 0 if no step made the value smaller
  SearchEnding ending = SearchEnding::Failed;
};

/// As `lbfgs`, and says why it ended. With `options.l1` it minimises the value + l1·‖w‖₁ for `options.weights`
/// (OWL-QN: Andrew and Gao, ICML 2007): that sum is the value that `after_iteration` sees, and weights become 0
/// exactly.
ADC_API LbfgsSearch lbfgs_search(const OptimiserOptions& options,
                                 const std::function<double(std::span<const double>, std::span<double>)>& gradient,
                                 std::span<double> params,
                                 const std::function<bool(double, std::span<const double>)>& after_iteration);

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

/// All methods: "gradient-descent", "mini-batch", "incremental", "stochastic", "momentum", "nesterov", "rmsprop",
/// "adam", "adamw", "lbfgs".
[[nodiscard]] ADC_API std::span<const Method> methods();

}  // namespace adc::inline ADC_ABI::train
