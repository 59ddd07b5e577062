// How good predictions are, as text and JSON.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "adc/train.hpp"

namespace adc::tools {

/// How good predictions for some examples are.
struct Score {
  std::string part;  ///< "training" or "test"
  double loss = 0;
  std::optional<train::ClassMetrics> classes = std::nullopt;   ///< of classes
  std::optional<train::NumberMetrics> numbers = std::nullopt;  ///< of numbers
};

/// The metrics of predictions [rows, width] for the targets of `data`: of classes if it has them and the width fits, of
/// numbers if it has as many targets; else none. Both in the same units.
void measure(Score& score, const std::vector<double>& predictions, std::size_t width, const train::Dataset& data);

/// A row per metric, a column per score.
[[nodiscard]] std::string score_table(const std::vector<Score>& scores);

/// Which class is taken for which, with the precision, recall and F1 of each.
[[nodiscard]] std::string class_table(const train::ClassMetrics& metrics, const std::vector<std::string>& classes);

/// How often predictions of some confidence are right: a row per part of [0, 1] that has any.
[[nodiscard]] std::string reliability_table(const train::ClassMetrics& metrics);

/// `"loss": …, "accuracy": …, …`, without braces; what is not known is left out.
[[nodiscard]] std::string score_json(const Score& score, const std::vector<std::string>& classes);

/// A number for people: four significant digits.
[[nodiscard]] std::string short_number(double value);

}  // namespace adc::tools
