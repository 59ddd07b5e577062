#include "tools/train/scores.h"

#include <fmt/core.h>

#include <array>
#include <cmath>
#include <cstdio>
#include <functional>
#include <limits>

#include "adc/text.hpp"
#include "tools/report/output.h"
#include "tools/report/results.h"

namespace adc::tools {
namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

/// A metric of a score: nan where it has none.
struct Metric {
  std::string_view name;  ///< for people
  std::string_view key;   ///< in JSON
  double (*value)(const Score& score);
  bool is_percent = false;
};

template <auto Member>
double of_classes(const Score& score) {
  return score.classes ? (*score.classes).*Member : kNan;
}

template <auto Member>
double of_numbers(const Score& score) {
  return score.numbers ? (*score.numbers).*Member : kNan;
}

using Classes = train::ClassMetrics;
using Numbers = train::NumberMetrics;

constexpr auto kMetrics = std::to_array<Metric>({
    {"loss", "loss", [](const Score& score) { return score.loss; }},
    {"accuracy", "accuracy", &of_classes<&Classes::accuracy>, true},
    {"balanced accuracy", "balanced_accuracy", &of_classes<&Classes::balanced_accuracy>, true},
    {"precision", "precision", &of_classes<&Classes::precision>},
    {"recall", "recall", &of_classes<&Classes::recall>},
    {"F1", "f1", &of_classes<&Classes::f1>},
    {"ROC-AUC", "roc_auc", &of_classes<&Classes::roc_auc>},
    {"log loss", "log_loss", &of_classes<&Classes::log_loss>},
    {"Brier score", "brier", &of_classes<&Classes::brier>},
    {"calibration error", "calibration_error", &of_classes<&Classes::calibration_error>},
    {"root mean square error", "rmse", &of_numbers<&Numbers::rmse>},
    {"mean absolute error", "mae", &of_numbers<&Numbers::mae>},
    {"median absolute error", "median_absolute_error", &of_numbers<&Numbers::median_absolute_error>},
    {"R²", "r2", &of_numbers<&Numbers::r2>},
});

std::string percent(double part) {
  std::array<char, 32> buffer{};
  std::snprintf(buffer.data(), buffer.size(), "%.2f %%", 100 * part);
  return buffer.data();
}

std::string text(const Metric& metric, const Score& score) {
  const double value = metric.value(score);
  if (std::isnan(value)) return "–";
  if (metric.key != "accuracy") return metric.is_percent ? percent(value) : short_number(value);
  const train::ConfusionMatrix& confusion = score.classes->confusion;
  return fmt::format("{} ({} of {})", percent(value), confusion.correct(), confusion.total());
}

std::string confusion_json(const train::ConfusionMatrix& matrix, const std::vector<std::string>& classes) {
  std::string names;
  std::string rows;
  for (std::size_t i = 0; i < matrix.classes; ++i) {
    names += (i > 0 ? ", " : "") + json_string(classes[i]);
    rows += i > 0 ? ", [" : "[";
    for (std::size_t j = 0; j < matrix.classes; ++j) {
      rows += (j > 0 ? ", " : "") + std::to_string(matrix.counts[i * matrix.classes + j]);
    }
    rows += "]";
  }
  return fmt::format(", \"classes\": [{}], \"confusion\": [{}]", names, rows);
}

/// Numbers of the classes, or of the bins, as an array.
template <typename Rows, typename Value>
std::string array_json(const Rows& rows, const Value& value) {
  std::string text;
  for (const auto& row : rows) text += (text.empty() ? "" : ", ") + json_number(static_cast<double>(value(row)));
  return "[" + text + "]";
}

std::string class_json(const train::ClassMetrics& metrics, const std::vector<std::string>& classes) {
  std::string json = confusion_json(metrics.confusion, classes);
  const auto each = [&](auto member) { return array_json(metrics.classes, std::mem_fn(member)); };
  json +=
      fmt::format(", \"by_class\": {{\"precision\": {}, \"recall\": {}, \"f1\": {}}}",
                  each(&train::ClassScore::precision), each(&train::ClassScore::recall), each(&train::ClassScore::f1));
  if (metrics.reliability.empty()) return json;
  const auto bin = [&](auto member) { return array_json(metrics.reliability, std::mem_fn(member)); };
  return json + fmt::format(", \"reliability\": {{\"count\": {}, \"confidence\": {}, \"accuracy\": {}}}",
                            bin(&train::ReliabilityBin::count), bin(&train::ReliabilityBin::confidence),
                            bin(&train::ReliabilityBin::accuracy));
}

}  // namespace

std::string short_number(double value) {
  std::array<char, 32> buffer{};
  std::snprintf(buffer.data(), buffer.size(), "%.4g", value);
  return buffer.data();
}

void measure(Score& score, const std::vector<double>& predictions, std::size_t width, const train::Dataset& data) {
  const std::size_t classes = data.classes.size();
  if (classes > 0 && (width == classes || (width == 1 && classes == 2))) {
    const std::vector<std::size_t> truth(data.t.begin(), data.t.end());
    score.classes = train::class_metrics(truth, predictions, width, classes);
  } else if (classes == 0 && width == data.targets.size()) {
    score.numbers = train::number_metrics(predictions, data.t, width);
  }
}

std::string score_table(const std::vector<Score>& scores) {
  Rows rows{{""}};
  for (const Score& score : scores) rows.front().push_back(score.part);
  for (const Metric& metric : kMetrics) {
    bool is_known = false;
    std::vector<std::string> row{std::string(metric.name)};
    for (const Score& score : scores) {
      is_known = is_known || metric.key == "loss" || !std::isnan(metric.value(score));
      row.push_back(text(metric, score));
    }
    if (is_known) rows.push_back(std::move(row));
  }
  return align(rows);
}

std::string class_table(const train::ClassMetrics& metrics, const std::vector<std::string>& classes) {
  const train::ConfusionMatrix& confusion = metrics.confusion;
  Rows rows{{"true \\ predicted"}};
  rows.front().insert(rows.front().end(), classes.begin(), classes.end());
  rows.front().insert(rows.front().end(), {"precision", "recall", "F1"});
  for (std::size_t i = 0; i < classes.size(); ++i) {
    std::vector<std::string>& row = rows.emplace_back();
    row.push_back(classes[i]);
    for (std::size_t j = 0; j < classes.size(); ++j) {
      row.push_back(std::to_string(confusion.counts[i * classes.size() + j]));
    }
    const train::ClassScore& score = metrics.classes[i];
    for (const double value : {score.precision, score.recall, score.f1}) row.push_back(short_number(value));
  }
  return align(rows);
}

std::string reliability_table(const train::ClassMetrics& metrics) {
  Rows rows{{"probability", "examples", "mean", "correct"}};
  for (std::size_t b = 0; b < metrics.reliability.size(); ++b) {
    const train::ReliabilityBin& bin = metrics.reliability[b];
    if (bin.count == 0) continue;
    const double bins = static_cast<double>(metrics.reliability.size());
    rows.push_back({fmt::format("{} … {}", short_number(static_cast<double>(b) / bins),
                                short_number(static_cast<double>(b + 1) / bins)),
                    std::to_string(bin.count), percent(bin.confidence), percent(bin.accuracy)});
  }
  return align(rows);
}

std::string score_json(const Score& score, const std::vector<std::string>& classes) {
  std::string json;
  for (const Metric& metric : kMetrics) {
    const double value = metric.value(score);
    if (std::isnan(value) && metric.key != "loss") continue;
    json += fmt::format("{}\"{}\": {}", json.empty() ? "" : ", ", metric.key, json_number(value));
  }
  return score.classes ? json + class_json(*score.classes, classes) : json;
}

}  // namespace adc::tools
