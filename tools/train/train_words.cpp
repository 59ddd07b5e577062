#include "tools/train/train_words.h"

#include <fmt/core.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>

#include "common/utf8.h"
#include "tools/failure.h"
#include "tools/program.h"

namespace adc::tools {
namespace {

constexpr std::string_view kUsualMethod = "adam";

/// "a, b (default), c"
std::string listed(const std::vector<std::string_view>& names, std::string_view usual) {
  std::string text;
  for (const std::string_view name : names) {
    if (!text.empty()) text += ", ";
    text += name;
    if (name == usual) text += " (default)";
  }
  return text;
}

std::vector<std::string_view> method_names() {
  std::vector<std::string_view> names;
  for (const train::Method& method : train::methods()) names.push_back(method.name);
  return names;
}

/// The method that `--optimizer` names.
const train::Method& method(const Words& words) {
  const std::string* const word = words.find("--optimizer");
  std::string_view name = word == nullptr ? kUsualMethod : std::string_view(*word);
  if (name == "sgd") name = "mini-batch";  // what most call it
  for (const train::Method& method : train::methods()) {
    if (method.name == name) return method;
  }
  const std::vector<std::string_view> names = method_names();
  refuse_choice("--optimizer", *word, {names.begin(), names.end()});
}

train::Batching batching(const Words& words, const train::Batching& usual) {
  train::Batching batching = usual;
  if (const std::string* size = words.find("--batch")) {
    batching.size = *size == "all" ? 0 : whole_number(words, "--batch", 0);
    if (batching.size == 0 && *size != "all") throw failure("bad-value", "`--batch` wants a size or `all`");
  }
  if (words.has("--order")) {
    using train::Order;
    batching.order =
        choice<Order>(words, "--order",
                      {{"shuffled", Order::Shuffled}, {"sequential", Order::Sequential}, {"random", Order::Random}});
  }
  return batching;
}

std::optional<double> threshold(const Words& words, std::string_view option) {
  if (!words.has(option)) return std::nullopt;
  return number(words, option, 0, 0);
}

/// `text` with newlines and backslashes written as \n and \\, so that it is a line, and, where it is not UTF-8 (the
/// name of a file), bytes as \xFC, so that a model can hold it.
std::string as_line(const std::string& text) {
  const bool is_text = common::is_utf8(text);
  std::string line;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (!is_text && byte >= 0x80)
      line += fmt::format("\\x{:02X}", byte);
    else
      line += c == '\n' ? "\\n" : c == '\\' ? "\\\\" : std::string(1, c);
  }
  return line;
}

std::string of_line(const std::string& line) {
  std::string text;
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (line[i] != '\\' || i + 1 >= line.size()) {
      text += line[i];
    } else if (unsigned byte = 0; line[++i] == 'x' && i + 2 < line.size() &&
                                  std::from_chars(&line[i + 1], &line[i + 1] + 2, byte, 16).ptr == &line[i + 1] + 2) {
      text += static_cast<char>(byte);
      i += 2;
    } else {
      text += line[i] == 'n' ? '\n' : line[i];
    }
  }
  return text;
}

}  // namespace

std::vector<Option> method_options() {
  static const std::string kMethods = listed(method_names(), kUsualMethod);
  return {
      {"--optimizer", "", "METHOD", kMethods, "--optimiser --method"},
      {"--rate", "", "RATE", "the learning rate (each method has a usual one)", "--lr --learning-rate"},
      {"--schedule", "", "SCHEDULE",
       "of the rate: constant, step:PERIOD:FACTOR, exponential:FACTOR, cosine:PERIOD, 1/t:PERIOD; before it warmup:N,"},
      {"--momentum", "", "MU", "of the methods momentum and nesterov (0.9)"},
      {"--decay", "", "D", "of the weights, by the method adamw (0.01)"},
      {"--l1", "", "LAMBDA", "adds λ·‖w‖₁ to what is made small, without biases: many weights become 0 (0)"},
      {"--clip", "", "C", "gradients are at most so long"},
      {"--tolerance", "", "E", "the norm of the gradient at which lbfgs is done (1e-5; without data 1e-10)"},
      {"--batch", "", "N", "examples of a step, or all"},
      {"--order", "", "ORDER", "of examples: shuffled, sequential or random (drawn with repetition)"},
      {"--epochs", "", "N", "times through the data at most (100); of lbfgs each is 50 iterations"},
      {"--stop-error", "", "E", "stop when the loss is at most this"},
      {"--stop-change", "", "D", "stop when the loss changes by at most this"},
      {"--patience", "", "N", "… for so many epochs (1)"},
      {"--early-stop", "", "N",
       "keep the epoch with the least loss of held-out examples, and stop after N that are not better"},
      {"--seed", "", "N", "of everything random (1)"}};
}

std::vector<Option> network_options() {
  static const std::string kActivations = "of hidden layers: " + listed(train::activation_names(), "tanh");
  static const std::string kLosses = listed(train::loss_names(), "quadratic");
  static const std::string kInitialisers = "of weights: " + listed(train::initialiser_names(), "glorot-uniform");
  return {{"--layers", "", "LAYERS",
           "units from the input to the output, with activations: 64,32,10 or '64, 32 relu dropout 0.2, 10'; or the "
           "hidden layers "
           "alone: 32"},
          {"--hidden", "", "LAYERS", "units of the hidden layers; the table tells those of the input and the output"},
          {"--activation", "", "NAME", kActivations},
          {"--loss", "", "NAME", kLosses},
          {"--dropout", "", "P", "leave out what hidden units give with this probability, while training (0)"},
          {"--batch-norm", "", "", "hidden units' sums get mean 0 and variance 1 over a batch"},
          {"--l2", "", "LAMBDA", "adds λ·½‖w‖² to the loss, without biases (0)"},
          {"--init", "", "NAME", kInitialisers},
          {"--init-scale", "", "S", "multiplies the first weights (1)"}};
}

double number(const Words& words, std::string_view option, double fallback, double least) {
  const std::string* const text = words.find(option);
  if (text == nullptr) return fallback;
  const double value = evaluate_constant(*text, option).value();
  if (std::isfinite(value) && value >= least) return value;
  throw failure("bad-value", fmt::format("`{}` wants a number{}, not `{}`", option,
                                         least >= 0 ? " that is not negative" : "", *text));
}

train::TrainOptions train_options(const Words& words, double tolerance) {
  const train::Method& how = method(words);
  if (words.has("--decay") && how.rule != train::Rule::AdamW) {
    throw failure("bad-value", "`--decay` is of the method adamw", {"`--l2` adds a term for any method"});
  }
  if (words.has("--clip") && how.rule == train::Rule::Lbfgs) {
    throw failure("bad-value", "`--clip` is not for lbfgs, whose line search chooses how long a step is");
  }
  const std::string* const schedule = words.find("--schedule");
  return {.optimiser = {.rule = how.rule,
                        .momentum = number(words, "--momentum", 0.9, 0),
                        .tolerance = number(words, "--tolerance", tolerance, 0),
                        .decay = number(words, "--decay", 0.01, 0),
                        .l1 = number(words, "--l1", 0, 0),
                        .clip = number(words, "--clip", 0, 0)},
          .batching = batching(words, how.batching),
          .schedule =
              train::parse_schedule(schedule == nullptr ? "constant" : *schedule, number(words, "--rate", how.rate, 0))
                  .value(),
          .epochs = whole_number(words, "--epochs", 100),
          .error = threshold(words, "--stop-error"),
          .change = threshold(words, "--stop-change"),
          .patience = std::max<std::size_t>(1, whole_number(words, "--patience", 1)),
          .seed = whole_number(words, "--seed", 1),
          .early_stop = words.has("--early-stop")
                            ? std::optional(std::max<std::size_t>(1, whole_number(words, "--early-stop", 1)))
                            : std::nullopt};
}

train::TrainOptions train_options_for(const Words& words, std::size_t examples) {
  train::TrainOptions options = train_options(words);
  if (words.has("--optimizer")) return options;
  const train::TrainOptions usual = train::usual_options(examples);
  if (!words.has("--epochs")) options.epochs = usual.epochs;
  if (!words.has("--rate")) options.schedule.rate = usual.schedule.rate;
  if (!words.has("--schedule")) {
    options.schedule.kind = usual.schedule.kind;
    options.schedule.period = static_cast<double>(options.epochs);
  }
  return options;
}

bool describe_network(const Words& words) { return words.has("--layers") || words.has("--hidden"); }

namespace {

/// What `network_options` say, as `parse_network` reads it.
std::string description(const Words& words) {
  std::string text;
  for (const auto& [option, key] : {std::pair("--layers", "layers"),
                                    {"--hidden", "hidden"},
                                    {"--activation", "activation"},
                                    {"--loss", "loss"},
                                    {"--dropout", "dropout"},
                                    {"--l2", "l2"}}) {
    if (const std::string* value = words.find(option)) text += fmt::format("{}: {}; ", key, *value);
  }
  if (words.has("--batch-norm")) text += "batch_norm: hidden; ";
  return text;
}

}  // namespace

train::Network network(const Words& words) {
  train::Network network = train::parse_network(description(words)).value();
  network.weighted = words.has("--weights");
  return network;
}

train::Network network(const Words& words, const train::Dataset& examples) {
  train::Network network = train::parse_network(description(words), {.features = examples.features.size(),
                                                                     .targets = examples.targets.size(),
                                                                     .classes = examples.classes.size(),
                                                                     .examples = examples.rows})
                               .value();
  network.weighted = words.has("--weights");
  return network;
}

std::string words_text(const Words& words) {
  std::map<std::string_view, std::string> last;
  for (const auto& [name, value] : words.given()) last[name] = value;
  for (const char* option :
       {"--resume", "--save", "--json", "--max-seconds", "--cross-validate", "--search", "--search-random", "--metric",
        "--jobs", "--show-parameters", "--importance", "--find-rate", "--calibration"}) {
    last.erase(option);
  }
  std::string text;
  for (const auto& [name, value] : last) text += fmt::format("{}={}\n", name, as_line(value));
  return text;
}

std::vector<std::pair<std::string, std::string>> words_of_text(const std::string& text) {
  std::vector<std::pair<std::string, std::string>> words;
  for (const std::string& line : split(text, '\n')) {
    const std::size_t equals = line.find('=');
    if (equals != std::string::npos) words.emplace_back(line.substr(0, equals), of_line(line.substr(equals + 1)));
  }
  return words;
}

}  // namespace adc::tools
