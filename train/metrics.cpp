#include "adc/train/metrics.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "adc/text.hpp"

namespace adc::inline ADC_ABI::train {

namespace {

/// The middle number, or the mean of the two; nan of nothing, and where a number is nan.
double median(std::vector<double> numbers) {
  if (numbers.empty() || std::ranges::any_of(numbers, [](double x) { return std::isnan(x); })) return std::nan("");
  const auto middle = numbers.begin() + static_cast<std::ptrdiff_t>(numbers.size() / 2);
  std::ranges::nth_element(numbers, middle);
  if (numbers.size() % 2 == 1) return *middle;
  return (*middle + *std::max_element(numbers.begin(), middle)) / 2;
}

}  // namespace

std::vector<std::size_t> predicted_classes(std::span<const double> predictions, std::size_t width) {
  std::vector<std::size_t> classes;
  classes.reserve(predictions.size() / width);
  for (std::size_t at = 0; at + width <= predictions.size(); at += width) {
    const std::span row = predictions.subspan(at, width);
    classes.push_back(width == 1 ? static_cast<std::size_t>(row[0] >= 0.5 ? 1 : 0)
                                 : static_cast<std::size_t>(std::ranges::max_element(row) - row.begin()));
  }
  return classes;
}

std::size_t ConfusionMatrix::total() const { return std::accumulate(counts.begin(), counts.end(), std::size_t{0}); }

std::size_t ConfusionMatrix::correct() const {
  std::size_t sum = 0;
  for (std::size_t i = 0; i < classes; ++i) sum += counts[i * classes + i];
  return sum;
}

double ConfusionMatrix::accuracy() const { return static_cast<double>(correct()) / static_cast<double>(total()); }

std::string ConfusionMatrix::text(const std::vector<std::string>& names) const {
  Rows rows{{"true \\ predicted"}};
  for (std::size_t i = 0; i < classes; ++i) {
    rows.front().push_back(names[i]);
    rows.push_back({names[i]});
    for (std::size_t j = 0; j < classes; ++j) rows.back().push_back(std::to_string(counts[i * classes + j]));
  }
  return align(rows);
}

ConfusionMatrix confusion(std::span<const std::size_t> truth, std::span<const std::size_t> predicted,
                          std::size_t classes) {
  ConfusionMatrix matrix{classes, std::vector<std::size_t>(classes * classes)};
  for (std::size_t i = 0; i < truth.size(); ++i) ++matrix.counts[truth[i] * classes + predicted[i]];
  return matrix;
}

double root_mean_square(std::span<const double> predictions, std::span<const double> targets) {
  double sum = 0;
  for (std::size_t i = 0; i < targets.size(); ++i) sum += std::pow(predictions[i] - targets[i], 2);
  return std::sqrt(sum / static_cast<double>(targets.size()));
}

NumberMetrics number_metrics(std::span<const double> predictions, std::span<const double> targets, std::size_t width) {
  NumberMetrics metrics{.rmse = root_mean_square(predictions, targets)};
  std::vector<double> errors;
  errors.reserve(targets.size());
  for (std::size_t i = 0; i < targets.size(); ++i) errors.push_back(std::abs(predictions[i] - targets[i]));
  const auto count = static_cast<double>(errors.size());
  metrics.mae = std::accumulate(errors.begin(), errors.end(), 0.0) / count;
  metrics.median_absolute_error = median(std::move(errors));
  const std::size_t rows = targets.size() / width;
  for (std::size_t c = 0; c < width; ++c) {
    double mean = 0;
    for (std::size_t r = 0; r < rows; ++r) mean += targets[r * width + c] / static_cast<double>(rows);
    double spread = 0;
    double error = 0;
    for (std::size_t r = 0; r < rows; ++r) {
      spread += std::pow(targets[r * width + c] - mean, 2);
      error += std::pow(predictions[r * width + c] - targets[r * width + c], 2);
    }
    metrics.r2 += (spread > 0 ? 1 - error / spread : std::nan("")) / static_cast<double>(width);
  }
  return metrics;
}

}  // namespace adc::inline ADC_ABI::train
