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

/// How well one class is told from the others.
struct ClassScore {
  double precision = 0;     ///< the part of what is taken for it that is it; 0 where nothing is
  double recall = 0;        ///< the part of it that is taken for it; 0 where there is none
  double f1 = 0;            ///< their harmonic mean; 0 if both are 0
  std::size_t support = 0;  ///< how many examples are of it
};

/// Examples whose confidence, the probability of the predicted class, is in one of ten parts of [0, 1].
struct ReliabilityBin {
  std::size_t count = 0;
  double confidence = 0;  ///< their mean; nan if there are none
  double accuracy = 0;    ///< the part of them that is correct; nan if there are none
};

/// How good predicted classes are, and probabilities where predictions are such: numbers in [0, 1], in each row of the
/// sum 1 up to 10⁻⁶ (a single number is that of the second of two classes). Where they are not, `log_loss`, `brier` and
/// `calibration_error` are nan and `reliability` is empty. Names, and what is done with ties, are scikit-learn's.
struct ClassMetrics {
  ConfusionMatrix confusion;
  std::vector<ClassScore> classes;
  double accuracy = 0;
  double balanced_accuracy = 0;  ///< the mean recall of the classes that there are examples of
  double precision = 0;          ///< means over the classes that occur as true or predicted ones ("macro")
  double recall = 0;
  double f1 = 0;
  /// How probable it is that of an example of a class and one of another the first has the larger number for that
  /// class, ties as ½ (Mann and Whitney): the area under the curve of true over false positives. Of two classes for the
  /// second; of more the mean over those that some examples are of and some are not. nan where there are none such.
  double roc_auc = 0;
  double log_loss = 0;  ///< the mean of −log p of the true class, with p at least 2⁻⁵²
  /// The mean of (p − t)² (Brier 1950): of two classes for the second, t = 0 or 1; of more its sum over the classes.
  double brier = 0;
  /// The mean difference of confidence and accuracy over the ten bins, each by its examples (Naeini et al., AAAI 2015).
  double calibration_error = 0;
  std::vector<ReliabilityBin> reliability;  ///< ten; the last has 1, too
};

/// Of predictions [truth, width], where `width` is `classes`, or 1 for two classes. O(n·(width + log n)).
[[nodiscard]] ADC_API ClassMetrics class_metrics(std::span<const std::size_t> truth,
                                                 std::span<const double> predictions, std::size_t width,
                                                 std::size_t classes);

/// How good predicted numbers are; each nan of nothing.
struct NumberMetrics {
  double rmse = 0;                   ///< root mean square error, over all numbers
  double mae = 0;                    ///< mean absolute error, over all numbers
  double median_absolute_error = 0;  ///< likewise
  /// 1 − Σ(y − t)²/Σ(t − mean t)², the mean over the targets; nan if one does not vary.
  double r2 = 0;
};

/// Of predictions and targets [rows, width]. O(n log n).
[[nodiscard]] ADC_API NumberMetrics number_metrics(std::span<const double> predictions, std::span<const double> targets,
                                                   std::size_t width);

}  // namespace adc::inline ADC_ABI::train
