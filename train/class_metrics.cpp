// Scores of classes and of their probabilities.
#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numeric>

#include "adc/train/metrics.hpp"

namespace adc::inline ADC_ABI::train {
namespace {

constexpr std::size_t kBins = 10;
constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

double quotient(std::size_t a, std::size_t b) { return b == 0 ? 0 : static_cast<double>(a) / static_cast<double>(b); }

std::vector<ClassScore> class_scores(const ConfusionMatrix& confusion) {
  std::vector<ClassScore> scores;
  for (std::size_t c = 0; c < confusion.classes; ++c) {
    std::size_t is = 0;
    std::size_t taken = 0;
    for (std::size_t other = 0; other < confusion.classes; ++other) {
      is += confusion.counts[c * confusion.classes + other];
      taken += confusion.counts[other * confusion.classes + c];
    }
    const std::size_t right = confusion.counts[c * confusion.classes + c];
    // 2PR/(P + R) with P = right/taken and R = right/is.
    scores.push_back({quotient(right, taken), quotient(right, is), quotient(2 * right, is + taken), is});
  }
  return scores;
}

/// Means over the classes, and over those with examples.
void average(ClassMetrics& metrics) {
  std::size_t seen = 0;
  std::size_t known = 0;
  for (std::size_t c = 0; c < metrics.classes.size(); ++c) {
    const ClassScore& score = metrics.classes[c];
    bool is_taken = false;
    for (std::size_t t = 0; t < metrics.classes.size(); ++t) {
      is_taken = is_taken || metrics.confusion.counts[t * metrics.classes.size() + c] > 0;
    }
    if (score.support > 0) {
      ++known;
      metrics.balanced_accuracy += score.recall;
    }
    if (score.support == 0 && !is_taken) continue;
    ++seen;
    metrics.precision += score.precision;
    metrics.recall += score.recall;
    metrics.f1 += score.f1;
  }
  metrics.balanced_accuracy /= static_cast<double>(known);
  for (double* mean : {&metrics.precision, &metrics.recall, &metrics.f1}) *mean /= static_cast<double>(seen);
}

/// The area for one class against the others, from the sum of its examples' ranks; nan if there are not both.
double area(std::span<const std::size_t> truth, std::span<const double> predictions, std::size_t width,
            std::size_t column, std::size_t c) {
  std::vector<std::size_t> order(truth.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  const auto score = [&](std::size_t row) { return predictions[row * width + column]; };
  if (std::ranges::any_of(order, [&](std::size_t row) { return std::isnan(score(row)); })) return kNan;
  std::ranges::sort(order, {}, score);
  double ranks = 0;
  double positive = 0;
  for (std::size_t begin = 0; begin < order.size();) {
    std::size_t end = begin;
    double here = 0;
    for (; end < order.size() && score(order[end]) == score(order[begin]); ++end)
      here += truth[order[end]] == c ? 1 : 0;
    // Equals have the mean of the ranks begin + 1 … end.
    ranks += here * static_cast<double>(begin + 1 + end) / 2;
    positive += here;
    begin = end;
  }
  const double negative = static_cast<double>(truth.size()) - positive;
  if (positive == 0 || negative == 0) return kNan;
  return (ranks - positive * (positive + 1) / 2) / positive / negative;
}

double roc_auc(std::span<const std::size_t> truth, std::span<const double> predictions, std::size_t width,
               std::size_t classes) {
  if (classes == 2) return area(truth, predictions, width, width - 1, 1);
  double sum = 0;
  double count = 0;
  for (std::size_t c = 0; c < classes; ++c) {
    const double one = area(truth, predictions, width, c, c);
    if (std::isnan(one)) continue;
    sum += one;
    ++count;
  }
  return count == 0 ? kNan : sum / count;
}

bool are_probabilities(std::span<const double> predictions, std::size_t width) {
  for (std::size_t at = 0; at + width <= predictions.size(); at += width) {
    const std::span row = predictions.subspan(at, width);
    if (!std::ranges::all_of(row, [](double p) { return p >= 0 && p <= 1; })) return false;
    if (width > 1 && !(std::abs(std::accumulate(row.begin(), row.end(), 0.0) - 1) <= 1e-6)) return false;
  }
  return !predictions.empty();
}

/// Probabilities of the classes, one row.
struct Row {
  std::span<const double> numbers;

  [[nodiscard]] double of(std::size_t c) const {
    if (numbers.size() > 1) return numbers[c];
    return c == 1 ? numbers[0] : 1 - numbers[0];
  }
};

void judge_probabilities(std::span<const std::size_t> truth, std::span<const double> predictions, std::size_t width,
                         ClassMetrics& metrics) {
  const std::vector<std::size_t> predicted = predicted_classes(predictions, width);
  const auto rows = static_cast<double>(truth.size());
  std::array<double, kBins> confidences{};
  std::array<double, kBins> right{};
  metrics.reliability.resize(kBins);
  metrics.log_loss = metrics.brier = metrics.calibration_error = 0;
  for (std::size_t r = 0; r < truth.size(); ++r) {
    const Row row{predictions.subspan(r * width, width)};
    metrics.log_loss -= std::log(std::max(row.of(truth[r]), std::numeric_limits<double>::epsilon())) / rows;
    for (std::size_t c = metrics.classes.size() == 2 ? 1 : 0; c < metrics.classes.size(); ++c) {
      metrics.brier += std::pow(row.of(c) - (truth[r] == c ? 1 : 0), 2) / rows;
    }
    const double confidence = row.of(predicted[r]);
    const std::size_t bin = std::min(kBins - 1, static_cast<std::size_t>(confidence * kBins));
    ++metrics.reliability[bin].count;
    confidences.at(bin) += confidence;
    right.at(bin) += predicted[r] == truth[r] ? 1 : 0;
  }
  for (std::size_t b = 0; b < kBins; ++b) {
    ReliabilityBin& bin = metrics.reliability[b];
    const auto count = static_cast<double>(bin.count);
    bin.confidence = confidences.at(b) / count;
    bin.accuracy = right.at(b) / count;
    if (bin.count > 0) metrics.calibration_error += std::abs(confidences.at(b) - right.at(b)) / rows;
  }
}

}  // namespace

ClassMetrics class_metrics(std::span<const std::size_t> truth, std::span<const double> predictions, std::size_t width,
                           std::size_t classes) {
  ClassMetrics metrics;
  metrics.confusion = confusion(truth, predicted_classes(predictions, width), classes);
  metrics.classes = class_scores(metrics.confusion);
  metrics.accuracy = metrics.confusion.accuracy();
  average(metrics);
  metrics.roc_auc = roc_auc(truth, predictions, width, classes);
  metrics.log_loss = metrics.brier = metrics.calibration_error = kNan;
  if (are_probabilities(predictions, width)) judge_probabilities(truth, predictions, width, metrics);
  return metrics;
}

}  // namespace adc::inline ADC_ABI::train
