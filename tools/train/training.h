// What the command line of adc train says, as a training that can begin.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adc/train.hpp"
#include "tools/program.h"
#include "tools/train/parts.h"
#include "tools/words.h"

namespace adc::tools {

/// The notes in a model: the options that it was trained with, the description of its network, if it is one, and the
/// fingerprint of its examples.
inline constexpr std::string_view kCommand = "command";
inline constexpr std::string_view kNetwork = "network";
inline constexpr std::string_view kData = "data";

/// A program that is being trained.
struct Training {
  train::Model model;
  train::ExampleLoss loss;
  train::TrainOptions options;
  Parts parts;
  train::Examples examples;
  std::optional<train::Examples> validation;
  std::optional<train::Examples> test;
  train::Objective objective;  ///< of the examples; with dropout another one than their loss
};

/// Whether the words name a program of their own, and describe no network.
[[nodiscard]] bool has_program(const Words& words);
/// The program that the words name. Throws usage errors.
[[nodiscard]] ProgramWords named_program(const Words& words);
/// The network that the words describe, for these examples if there are any; says which, in words. Throws usage errors.
[[nodiscard]] train::Network named_network(const Words& words, const train::Dataset* examples);

/// How the words' program, its own or a network's, takes examples. Throws `Error`.
[[nodiscard]] Reading reading(const Words& words, const std::optional<ProgramWords>& own);

/// A program and examples, which all processes share. Throws `Error`.
[[nodiscard]] train::Examples bound(const train::ExampleLoss& loss, const train::Dataset& data);

/// What the words say of training, but the examples, which are `parts`; a program is compiled once and kept in
/// `compiled`. Throws `Error`.
[[nodiscard]] train::Recipe recipe_of(const Words& words, const Parts& parts,
                                      std::map<std::string, train::ExampleLoss>& compiled);

/// Everything that the words say, from the beginning. Throws `Error`.
[[nodiscard]] Training begin(const Words& words);
/// … and from where the model's training is. Throws `Error`, too, where the data are others.
[[nodiscard]] Training go_on(const Words& words, train::Model model);

/// What a model is stays as it is: of the options that say it those that are given again must say the same. Throws a
/// usage error where they do not.
void refuse_another_model(const Words& given, const train::Model& model);

}  // namespace adc::tools
