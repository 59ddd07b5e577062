// How good predictions are.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "adc/export.hpp"

namespace adc::inline ADC_ABI::train {

/// The classes that predictions [rows, width] stand for: the place of the largest number, the first of equals; of a
/// single number whether it is at least ½.
[[nodiscard]] ADC_API std::vector<std::size_t> predicted_classes(std::span<const double> predictions,
                                                                 std::size_t width);

/// How often an example of one class is taken for one of another.
struct ADC_API ConfusionMatrix {
  std::size_t classes = 0;
  std::vector<std::size_t> counts;  ///< [true class, predicted class], row-major

  [[nodiscard]] std::size_t total() const;
  [[nodiscard]] std::size_t correct() const;
  /// The part that is correct; nan of nothing.
  [[nodiscard]] double accuracy() const;
  /// A table with a row per true class and a column per predicted one.
  [[nodiscard]] std::string text(const std::vector<std::string>& names) const;
};

/// Counts; `truth` and `predicted` are as long and hold numbers below `classes`.
[[nodiscard]] ADC_API ConfusionMatrix confusion(std::span<const std::size_t> truth,
                                                std::span<const std::size_t> predicted, std::size_t classes);

/// The root of the mean squared error, over all numbers; nan of nothing.
[[nodiscard]] ADC_API double root_mean_square(std::span<const double> predictions, std::span<const double> targets);

}  // namespace adc::inline ADC_ABI::train
