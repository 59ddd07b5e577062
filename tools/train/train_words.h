// What the command line of adc train says.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "adc/train.hpp"
#include "tools/words.h"

namespace adc::tools {

/// The options of training itself: method, rate, epochs, …
[[nodiscard]] std::vector<Option> method_options();
/// The options that describe a network.
[[nodiscard]] std::vector<Option> network_options();

/// What `method_options` say of training on so many examples.
[[nodiscard]] train::TrainOptions train_options_for(const Words& words, std::size_t examples);
/// What `method_options` say, whatever there is to train; `tolerance` if --tolerance is not given. Throws usage errors.
[[nodiscard]] train::TrainOptions train_options(const Words& words, double tolerance = 1e-5);

/// Whether the words describe a network, by `--layers` or `--hidden`.
[[nodiscard]] bool describe_network(const Words& words);

/// The network that the words describe. Throws usage errors.
[[nodiscard]] train::Network network(const Words& words);
/// The same with what the examples to train with tell of it.
[[nodiscard]] train::Network network(const Words& words, const train::Dataset& examples);

/// The number after an option, a constant expression; `fallback` if it is not given. Throws a usage error if it is not
/// finite or less than `least`.
[[nodiscard]] double number(const Words& words, std::string_view option, double fallback, double least);

/// Options as text, and back: what a model keeps of the command line. The last of each option is kept, and none of
/// those that are about the one run: --resume, --save, --json.
[[nodiscard]] std::string words_text(const Words& words);
[[nodiscard]] std::vector<std::pair<std::string, std::string>> words_of_text(const std::string& text);

}  // namespace adc::tools
