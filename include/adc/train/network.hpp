// Layered networks, described in a line, as programs of adc.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "adc/export.hpp"
#include "adc/result.hpp"

namespace adc::inline ADC_ABI::train {

/// Units that are all connected to all of the layer before.
struct Layer {
  std::size_t units = 0;
  std::string activation;   ///< of the input layer empty
  double dropout = 0;       ///< how probable it is that, in training, what a unit gives is taken for 0
  bool batch_norm = false;  ///< whether its sums are normalised over a batch before the activation (batch_norm.hpp)
};

/// A multilayer perceptron and its loss.
struct Network {
  std::vector<Layer> layers;  ///< the input layer first; at least two
  std::string loss;
  bool weighted = false;  ///< the loss of an example is multiplied by `data weight`
  double l2 = 0;          ///< λ of the term + λ·½‖w‖² for all weights w, without biases
};

/// Reads a description: `layers: 64, 32 tanh, 10; loss: cross_entropy; l2: 0.001; activation: relu; dropout: 0.2`, in
/// any order, with `;` or newlines between its parts. The first layer is the input. A hidden layer without an
/// activation has that of `activation` (tanh if there is none), the last one that which goes with the loss; the loss of
/// none is quadratic. `32 relu dropout 0.5` says the dropout of a layer but the last; hidden layers without one have
/// that of `dropout`. `32 batch_norm relu` normalises a layer but the first; `batch_norm: hidden` all hidden ones.
/// Activations: `activation_names()`. Losses: `loss_names()`. Errors: "bad-network".
[[nodiscard]] ADC_API Result<Network> parse_network(std::string_view text);

/// What a network has to learn, as a table says it.
struct NetworkTask {
  std::size_t features = 1;
  std::size_t targets = 1;   ///< numbers to predict; of classes one
  std::size_t classes = 0;   ///< 0: the targets are numbers
  std::size_t examples = 0;  ///< to learn from; 0: unknown
};

/// The same for a description that may leave out what the task tells: the loss is cross_entropy of classes and
/// quadratic of numbers; `hidden: 32, 16` names the layers between the input, a unit per feature, and the output, a
/// unit per class or target (one for two classes and binary_cross_entropy). `layers:` may name hidden layers alone,
/// too, where neither its first nor its last is as the task wants the input and the output, or it is a single one; of a
/// description of neither the one hidden layer is `usual_hidden`; where hidden layers alone are named, or none, and no
/// `l2:`, it is `usual_l2`. Errors: "bad-network", also where one of the two ends alone is as the task wants it.
[[nodiscard]] ADC_API Result<Network> parse_network(std::string_view text, const NetworkTask& task);

/// The hidden layers of a description that names none.
[[nodiscard]] ADC_API std::string_view usual_hidden();
/// λ of a network for so many examples, of which nothing else is said: the smaller of 3/examples and 0.01, to two
/// digits. In sums over examples it is the same prior for any number of them.
[[nodiscard]] ADC_API double usual_l2(std::size_t examples);

/// The description that `parse_network` reads as this network, on one line.
[[nodiscard]] ADC_API std::string describe(const Network& network);

/// The program of one example, as a lecture would write it: `param W1, b1, …`, `data x, t`, a binding per layer, and
/// the outputs E, the loss, and y, the prediction. Of a layer with batch normalisation means and variances are
/// parameters, too: `b1_scale`, `b1_mean`, `b1_variance`. O(layers).
[[nodiscard]] ADC_API std::string program(const Network& network);

/// The program that is trained where there is dropout: after the other `data` it has for each layer with dropout a
/// mask, `m0` of the input, `m1` of h1, …, that multiplies it. With masks of ones it is `program`, which predicts.
[[nodiscard]] ADC_API std::string masked_program(const Network& network);

/// Whether a layer has batch normalisation.
[[nodiscard]] ADC_API bool has_batch_norm(const Network& network);

/// Whether a layer has dropout.
[[nodiscard]] ADC_API bool has_dropout(const Network& network);

[[nodiscard]] ADC_API std::vector<std::string_view> activation_names();
[[nodiscard]] ADC_API std::vector<std::string_view> loss_names();

/// Whether the loss is one of probabilities of classes: its targets are 0 and 1.
[[nodiscard]] ADC_API bool wants_classes(std::string_view loss);

}  // namespace adc::inline ADC_ABI::train
