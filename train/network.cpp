#include "adc/train/network.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <initializer_list>
#include <optional>

#include "adc/adc.hpp"
#include "train/failure.h"
#include "train/network_text.h"
#include "train/text.h"

namespace adc::inline ADC_ABI::train {
namespace {

constexpr double kUnsaid = -1;  ///< of a layer's dropout
constexpr std::string_view kBatchNorm = "batch_norm";

/// An activation, before and after its argument.
struct Activation {
  std::string_view name;
  std::string_view before;
  std::string_view after;
};

constexpr auto kActivations = std::to_array<Activation>({
    {"linear", "", ""},
    {"step", "step(", ")"},
    {"sigmoid", "sigmoid(", ")"},
    {"tanh", "tanh(", ")"},
    {"relu", "relu(", ")"},
    {"softplus", "softplus(", ")"},
    {"leaky_relu", "leaky_relu(", ")"},
    {"elu", "elu(", ", 1)"},
    {"softmax", "softmax(", ")"},
});

/// A loss of the prediction y for the target t.
struct LossRow {
  std::string_view name;
  std::string_view output;  ///< the activation that goes with it
  bool wants_classes;
  std::string_view formula;
};

constexpr auto kLosses = std::to_array<LossRow>({
    {"quadratic", "linear", false, "l2_divergence(y, t)"},
    {"sum_of_squares", "linear", false, "sum_of_squares(y, t)"},
    {"binary_cross_entropy", "sigmoid", true, "sum(binary_cross_entropy(y, t))"},
    {"cross_entropy", "softmax", true, "cross_entropy(y, t)"},
    {"kl_divergence", "softmax", true, "kl_divergence(t, y)"},
});

template <typename Rows>
std::vector<std::string_view> names(const Rows& rows) {
  std::vector<std::string_view> names;
  names.reserve(rows.size());
  for (const auto& row : rows) names.push_back(row.name);
  return names;
}

/// The row of this name, or a thrown error that lists all.
template <typename Rows>
const auto& row_of(const Rows& rows, std::string_view name, const std::string& what) {
  const auto found = std::ranges::find_if(rows, [&](const auto& row) { return row.name == name; });
  if (found != rows.end()) return *found;
  const std::vector<std::string_view> all = names(rows);
  std::vector<std::string> help;
  for (const std::string& near : nearest_names(name, {all.begin(), all.end()})) {
    help.push_back(fmt::format("did you mean `{}`?", near));
  }
  help.push_back("there are " + listed(all));
  throw failure("bad-network", fmt::format("there is no {} `{}`", what, name), std::move(help));
}

Error bad_network(std::string message) {
  return failure("bad-network", std::move(message),
                 {"a network reads like `layers: 64, 32 tanh, 10; loss: cross_entropy; l2: 0.001`"});
}

Error one_unit_softmax() {
  return failure(
      "bad-network", "the softmax of one unit is always 1",
      {"`cross_entropy` wants a unit per class; for two classes and one unit there is `binary_cross_entropy`"});
}

bool read_batch_norm(std::string_view text) {
  if (text == "hidden" || text == "none") return text == "hidden";
  throw bad_network(fmt::format("`batch_norm` is of `hidden` layers, or `none`, not `{}`", text));
}

double read_dropout(std::string_view text) {
  const auto part = number<double>(text);
  if (part && *part >= 0 && *part < 1) return *part;
  throw bad_network(fmt::format("`dropout` wants a probability below 1, not `{}`", text));
}

/// Takes the word out of a text, if it is there.
bool take_word(std::string& text, std::string_view word) {
  const std::size_t at = text.find(word);
  if (at == std::string::npos) return false;
  text.replace(at, word.size(), " ");
  return true;
}

/// "32 batch_norm tanh dropout 0.2"
Layer read_layer(std::string_view text) {
  constexpr std::string_view kDropout = "dropout";
  const std::size_t end = std::min(text.find_first_of(" \t"), text.size());
  const auto units = number<std::size_t>(text.substr(0, end));
  if (!units || *units == 0 || *units > 1'000'000) {
    throw bad_network(fmt::format("a layer is a number of units and perhaps an activation, not `{}`", text));
  }
  std::string words(text.substr(end));
  const bool batch_norm = take_word(words, kBatchNorm);
  std::string_view activation = trimmed(words);
  double dropout = kUnsaid;
  if (const std::size_t at = activation.find(kDropout); at != std::string_view::npos) {
    dropout = read_dropout(trimmed(activation.substr(at + kDropout.size())));
    activation = trimmed(activation.substr(0, at));
  }
  if (!activation.empty()) row_of(kActivations, activation, "activation");
  return {*units, std::string(activation), dropout, batch_norm};
}

std::vector<Layer> read_layers(std::string_view text) {
  std::vector<Layer> layers;
  for (const std::string_view part : split(text, ',')) layers.push_back(read_layer(part));
  return layers;
}

/// A description, part by part.
struct Description {
  std::vector<Layer> layers;
  std::vector<Layer> hidden;
  std::string loss;  ///< empty: not named
  std::string activation = "tanh";
  double dropout = 0;       ///< of hidden layers
  bool batch_norm = false;  ///< of hidden layers
  std::optional<double> l2;
};

std::size_t outputs(const NetworkTask& task, std::string_view loss) {
  if (task.classes == 0) return task.targets;
  return task.classes == 2 && loss == "binary_cross_entropy" ? 1 : task.classes;
}

/// The layers from the input to the output.
std::vector<Layer> all_layers(const Description& description, const NetworkTask& task) {
  const Layer input{task.features, ""};
  const Layer output{outputs(task, description.loss), ""};
  const std::vector<Layer>& named = description.layers;
  if (!named.empty() && !description.hidden.empty()) throw bad_network("a network has `layers` or `hidden`, not both");
  const bool has_input = named.size() > 1 && named.front().units == input.units && named.front().activation.empty();
  const bool has_output =
      named.size() > 1 && (named.back().units == output.units || (task.classes == 2 && named.back().units == 1));
  if (has_input && has_output) return named;
  if (has_input != has_output) {
    throw failure(
        "bad-network",
        fmt::format("the {} of `layers` has {} units, and the table wants {}", has_input ? "last" : "first",
                    has_input ? named.back().units : named.front().units, has_input ? output.units : input.units),
        {"`hidden` (`--hidden 32,16`) names the layers between the input and the output alone"});
  }
  std::vector<Layer> layers{input};
  const std::vector<Layer> between = !named.empty()                ? named
                                     : !description.hidden.empty() ? description.hidden
                                                                   : read_layers(usual_hidden());
  layers.insert(layers.end(), between.begin(), between.end());
  layers.push_back(output);
  return layers;
}

double read_l2(std::string_view text) {
  const auto l2 = number<double>(text);
  if (!l2 || !(*l2 >= 0) || !std::isfinite(*l2)) {
    throw bad_network(fmt::format("`l2` wants a number that is not negative, not `{}`", text));
  }
  return *l2;
}

Description read_description(std::string_view text) {
  Description description;
  std::string lines(text);
  std::ranges::replace(lines, '\n', ';');
  for (const std::string_view part : split(lines, ';')) {
    if (part.empty()) continue;
    const std::size_t colon = part.find(':');
    const std::string_view key = trimmed(part.substr(0, colon));
    const std::string_view value = colon == std::string_view::npos ? "" : trimmed(part.substr(colon + 1));
    if (key == "layers")
      description.layers = read_layers(value);
    else if (key == "hidden")
      description.hidden = read_layers(value);
    else if (key == "loss")
      description.loss = row_of(kLosses, value, "loss").name;
    else if (key == "activation")
      description.activation = row_of(kActivations, value, "activation").name;
    else if (key == "l2")
      description.l2 = read_l2(value);
    else if (key == "dropout")
      description.dropout = read_dropout(value);
    else if (key == kBatchNorm)
      description.batch_norm = read_batch_norm(value);
    else
      throw bad_network(fmt::format("a network has no `{}`", key));
  }
  return description;
}

/// The network of these layers, with the activations that they do not name.
Network complete(const Description& description, std::vector<Layer> layers) {
  if (layers.size() < 2) throw bad_network("a network has an input layer and at least one more");
  if (!layers.front().activation.empty()) throw bad_network("the first layer is the input: it has no activation");
  if (layers.front().batch_norm) throw bad_network("the first layer is the input: `--scale` normalises it");
  Network network{.layers = std::move(layers), .loss = description.loss, .l2 = description.l2.value_or(0)};
  if (network.layers.back().dropout > 0) throw bad_network("what the last layer gives is the prediction: no dropout");
  for (Layer& layer : network.layers) {
    const bool is_hidden = &layer != &network.layers.front() && &layer != &network.layers.back();
    if (layer.dropout == kUnsaid) layer.dropout = is_hidden ? description.dropout : 0;
    layer.batch_norm = layer.batch_norm || (is_hidden && description.batch_norm);
  }
  for (std::size_t i = 1; i < network.layers.size(); ++i) {
    std::string& own = network.layers[i].activation;
    const bool is_last = i + 1 == network.layers.size();
    if (own.empty())
      own = is_last ? row_of(kLosses, network.loss, "loss").output : std::string_view(description.activation);
    if (own == "softmax" && network.layers[i].units == 1) throw one_unit_softmax();
  }
  return network;
}

Network read_network(std::string_view text) {
  Description description = read_description(text);
  if (description.loss.empty()) description.loss = "quadratic";
  if (!description.hidden.empty()) {
    throw bad_network("`hidden` layers alone say nothing of the input and the output: there is no table");
  }
  if (description.layers.empty()) throw bad_network("the network has no `layers`");
  return complete(description, description.layers);
}

Network read_network(std::string_view text, const NetworkTask& task) {
  Description description = read_description(text);
  if (description.loss.empty()) description.loss = task.classes > 0 ? "cross_entropy" : "quadratic";
  const std::vector<Layer> layers = all_layers(description, task);
  if (!description.l2 && layers.size() != description.layers.size()) description.l2 = usual_l2(task.examples);
  return complete(description, layers);
}

std::string joined(std::initializer_list<std::string_view> parts) {
  std::string text;
  for (const std::string_view part : parts) text += part;
  return text;
}

std::string number_text(std::size_t n) { return std::to_string(n); }

/// " dropout 0.2"
std::string dropout_text(const Layer& layer) { return layer.dropout > 0 ? " dropout " + to_text(layer.dropout) : ""; }

/// "R[32, 64]"
std::string matrix(std::size_t rows, std::size_t columns) {
  return fmt::format("R[{}, {}]", number_text(rows), number_text(columns));
}

std::string vector(std::size_t size) { return fmt::format("R[{}]", number_text(size)); }

}  // namespace

std::string penalty(const Network& network) {
  if (network.l2 == 0) return "";
  std::string squares;
  for (std::size_t i = 1; i < network.layers.size(); ++i) {
    squares += (i > 1 ? " + " : "") + (fmt::format("l2(W{})", number_text(i)));
  }
  return fmt::format(" + {}*({})", to_text(network.l2), squares);
}

ActivationText activation_text(std::string_view name) {
  const Activation& row = row_of(kActivations, name, "activation");
  return {row.before, row.after};
}

std::string_view loss_formula(std::string_view name) { return row_of(kLosses, name, "loss").formula; }

Result<Network> parse_network(std::string_view text) {
  return guarded([&] { return read_network(text); });
}

Result<Network> parse_network(std::string_view text, const NetworkTask& task) {
  return guarded([&] { return read_network(text, task); });
}

double usual_l2(std::size_t examples) {
  if (examples == 0) return 0;
  // Two digits, so that it reads well.
  const double exact = std::min(3 / static_cast<double>(examples), 0.01);
  const double unit = std::pow(10.0, std::floor(std::log10(exact)) - 1);
  return number<double>(fmt::format("{:.0f}e{:.0f}", exact / unit, std::log10(unit))).value();
}

std::string_view usual_hidden() { return "100 relu"; }

std::string describe(const Network& network) {
  const Layer& input = network.layers.front();
  std::string text = "layers: " + number_text(input.units) + dropout_text(input);
  for (std::size_t i = 1; i < network.layers.size(); ++i) {
    const Layer& layer = network.layers[i];
    text += fmt::format(", {}{} {}{}", number_text(layer.units), layer.batch_norm ? " batch_norm" : "",
                        layer.activation, dropout_text(layer));
  }
  text += "; loss: " + network.loss;
  if (network.l2 != 0) text += "; l2: " + to_text(network.l2);
  return text;
}

namespace {

/// The program, with masks where `masked` asks for them.
std::string write_program(const Network& network, bool masked) {
  const std::vector<Layer>& layers = network.layers;
  std::string params;
  std::string body;
  std::string masks;
  const auto mask = [&](std::size_t layer) -> std::string {
    if (!masked || layers[layer].dropout == 0) return "";
    const std::string name = "m" + number_text(layer);
    masks += joined({", ", name, ": ", vector(layers[layer].units)});
    return ".*" + name;
  };
  std::string input = "x" + mask(0);
  if (input != "x") input = "(" + input + ")";
  for (std::size_t i = 1; i < layers.size(); ++i) {
    const std::string n = number_text(i);
    const Activation& activation = row_of(kActivations, layers[i].activation, "activation");
    const std::string result = i + 1 == layers.size() ? "y" : "h" + n;
    params += joined({"param W", n, ": ", matrix(layers[i].units, layers[i - 1].units), ", b", n, ": ",
                      vector(layers[i].units), "\n"});
    std::string sums = joined({"W", n, "*", input});
    if (layers[i].batch_norm) {
      params += fmt::format("param b{0}_scale: R[{1}], b{0}_mean: R[{1}], b{0}_variance: R[{1}]\n", n, layers[i].units);
      sums = fmt::format("({1} - b{0}_mean)./sqrt(b{0}_variance + {2}).*(1 + b{0}_scale)", n, sums, kVarianceFloor);
    }
    sums += " + b" + n;
    const std::string factor = i + 1 < layers.size() ? mask(i) : "";
    if (activation.before.empty() && !factor.empty()) sums = "(" + sums + ")";
    body += joined({result, " = ", activation.before, sums, activation.after, factor, "\n"});
    input = result;
  }
  return joined({"# ", describe(network), "\n", params, "data x: ", vector(layers.front().units),
                 ", t: ", vector(layers.back().units), network.weighted ? ", weight" : "", masks, "\n\n", body,
                 "E = ", network.weighted ? "weight*" : "", row_of(kLosses, network.loss, "loss").formula,
                 penalty(network), "\nE, y\n"});
}

}  // namespace

std::string program(const Network& network) { return write_program(network, false); }

std::string masked_program(const Network& network) { return write_program(network, true); }

bool has_batch_norm(const Network& network) { return std::ranges::any_of(network.layers, &Layer::batch_norm); }

bool has_dropout(const Network& network) {
  return std::ranges::any_of(network.layers, [](const Layer& layer) { return layer.dropout > 0; });
}

std::vector<std::string_view> activation_names() { return names(kActivations); }

std::vector<std::string_view> loss_names() { return names(kLosses); }

bool wants_classes(std::string_view loss) { return row_of(kLosses, loss, "loss").wants_classes; }

}  // namespace adc::inline ADC_ABI::train
