#include "tools/train/insights.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>

#include "adc/text.hpp"
#include "tools/failure.h"
#include "tools/program.h"
#include "tools/report/output.h"
#include "tools/report/results.h"
#include "tools/train/scores.h"

namespace adc::tools {
namespace {

constexpr std::size_t kFew = 20;  ///< parameters that are printed unasked
constexpr std::size_t kRepeats = 10;

using Tensor = Loss::Tensor;

std::span<const double> numbers_of(std::span<const double> params, const Tensor& tensor) {
  return params.subspan(tensor.offset, tensor.size);
}

/// "[1, 2]", or of a matrix the rows one below the other.
void add_rows(Rows& rows, const Tensor& tensor, std::span<const double> numbers) {
  if (tensor.shape.empty()) return rows.push_back({tensor.name, to_text(numbers[0])});
  const auto width = static_cast<std::size_t>(tensor.shape.back());
  for (std::size_t begin = 0; begin < numbers.size(); begin += std::max<std::size_t>(1, width)) {
    std::string row;
    for (const double number : numbers.subspan(begin, width)) row += (row.empty() ? "" : ", ") + to_text(number);
    rows.push_back({begin == 0 ? tensor.name : "", "[" + row + "]"});
  }
}

/// A number a line, each with the feature that it multiplies.
void add_named(Rows& rows, const Tensor& tensor, std::span<const double> numbers,
               const std::vector<std::string>& names) {
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    rows.push_back({fmt::format("{}[{}]", tensor.name, i + 1), to_text(numbers[i]), names[i]});
  }
}

/// Nested arrays.
std::string tensor_json(std::span<const double> numbers, std::span<const std::int64_t> shape) {
  if (shape.empty()) return json_number(numbers[0]);
  const std::size_t part = shape[0] == 0 ? 0 : numbers.size() / static_cast<std::size_t>(shape[0]);
  std::string text;
  for (std::size_t begin = 0; begin < numbers.size(); begin += std::max<std::size_t>(1, part)) {
    text += (text.empty() ? "" : ", ") + tensor_json(numbers.subspan(begin, part), shape.subspan(1));
  }
  return "[" + text + "]";
}

/// Height and width of the images that `size` features are; nullopt if none are said and it is no square.
std::optional<std::pair<std::size_t, std::size_t>> image_size(const Words& words, std::size_t size) {
  const std::string* const text = words.find("--image");
  if (text == nullptr) {
    const auto side = static_cast<std::size_t>(std::lround(std::sqrt(static_cast<double>(size))));
    if (side * side == size) return std::pair(side, side);
    return std::nullopt;
  }
  std::size_t height = 0;
  std::size_t width = 0;
  char rest = 0;
  if (std::sscanf(text->c_str(), "%zux%zu%c", &height, &width, &rest) != 2 || height == 0 || height > size ||
      width == 0 || height * width != size) {
    throw failure("bad-value",
                  fmt::format("`--image` wants HEIGHTxWIDTH of the {}, not `{}`", counted(size, "feature"), *text));
  }
  return std::pair(height, width);
}

/// The first matrix whose rows are as long as the tensor of features, and that tensor's size; nullptr if there is none.
const Tensor* first_layer(const train::ExampleLoss& loss) {
  for (const Tensor& param : loss.params()) {
    if (param.shape.size() != 2) continue;
    for (const Tensor& data : loss.data()) {
      if (data.shape.size() == 1 && data.shape[0] == param.shape[1] && data.name != loss.data().back().name)
        return &param;
    }
  }
  return nullptr;
}

}  // namespace

std::vector<Option> insight_options() {
  return {{"--show-parameters", "", "", "print what was learned, in the units of the data where that is possible"},
          {"--importance", "", "", "print how much worse predictions get without each feature"},
          {"--features", "", "FILE", "draw what the units of the first layer look for, as images (SVG)"},
          {"--image", "", "HxW", "… of that many rows and columns (a square)"}};
}

void check_insights(const Words& words, const train::ExampleLoss& loss, const train::Dataset& data) {
  if (!words.has("--features")) return;
  const Tensor* const weights = first_layer(loss);
  if (weights == nullptr) {
    throw failure("bad-value", "`--features` draws the weights of a layer `W*x`, and the program has none");
  }
  if (!image_size(words, static_cast<std::size_t>(weights->shape[1]))) {
    throw failure(
        "bad-value",
        fmt::format("`--features` draws images, and {} are no square", counted(data.features.size(), "feature")),
        {"`--image 8x16` says how many rows and columns they have"});
  }
}

void print_parameters(const Words& words, const train::Model& model, const train::ExampleLoss& loss,
                      const train::Dataset& raw, bool is_own) {
  const bool is_asked = words.has("--show-parameters");
  const bool is_json = words.has("--json");
  if (!is_asked && (is_json || !is_own || loss.param_size() > kFew)) return;
  std::optional<train::DataUnits> units;
  const train::Scaling& target_units = model.target_scaling;
  if (loss.outputs().size() > 1 && !raw.features.empty() && raw.rows > 0 && target_units.empty()) {
    units = train::in_data_units(model, raw.x).value();
  }
  const bool is_scaled = !target_units.empty() ||
                         !std::ranges::all_of(model.scaling.offset, [](double o) { return o == 0; }) ||
                         !std::ranges::all_of(model.scaling.factor, [](double f) { return f == 1; });
  const std::vector<double>& params = units ? units->params : model.state.params;
  const bool are_data_units = units || !is_scaled;
  if (is_json) {
    std::string text;
    for (const Tensor& tensor : loss.params()) {
      text += fmt::format("{}{}: {}", text.empty() ? "" : ", ", json_string(tensor.name),
                          tensor_json(numbers_of(params, tensor), tensor.shape));
    }
    return print_result(fmt::format(
        "{{\"schema\": \"adc.train.1\", \"event\": \"parameters\", \"units\": \"{}\", \"parameters\": {{{}}}}}\n",
        are_data_units ? "data" : "scaled", text));
  }
  Rows rows;
  for (std::size_t i = 0; i < loss.params().size(); ++i) {
    const Tensor& tensor = loss.params()[i];
    if (units && units->weights == i && tensor.shape.size() == 1) {
      std::vector<std::string> names;
      for (const std::size_t feature : units->features) names.push_back(model.features[feature]);
      add_named(rows, tensor, numbers_of(params, tensor), names);
    } else {
      add_rows(rows, tensor, numbers_of(params, tensor));
    }
  }
  print_result(fmt::format(
      "\nparameters, {}:\n{}",
      are_data_units ? "in the units of the data" : "for columns that are scaled: (x - offset)/factor", align(rows)));
  if (are_data_units) return;
  Rows scales{{"column", "offset", "factor"}};
  for (std::size_t f = 0; f < model.features.size(); ++f) {
    scales.push_back({model.features[f], to_text(model.scaling.offset[f]), to_text(model.scaling.factor[f])});
  }
  for (std::size_t t = 0; t < target_units.offset.size(); ++t) {
    scales.push_back({model.targets[t], to_text(target_units.offset[t]), to_text(target_units.factor[t])});
  }
  print_result("\n" + align(scales));
}

void print_importance(const Words& words, const train::Model& model, const train::ExampleLoss& loss,
                      const train::Dataset& data, const std::string& part) {
  if (!words.has("--importance")) return;
  std::vector<train::Importance> all =
      train::permutation_importance(loss, model.state.params, data, train::each_feature(data), kRepeats,
                                    whole_number(words, "--seed", 1), whole_number(words, "--jobs", 0))
          .value();
  if (words.has("--json")) {
    std::string text;
    for (const train::Importance& one : all) {
      text += fmt::format(
          "{}{{\"name\": {}, \"loss\": {}, \"loss_deviation\": {}, \"metric\": {}, "
          "\"metric_deviation\": {}}}",
          text.empty() ? "" : ", ", json_string(one.name), json_number(one.loss.mean), json_number(one.loss.deviation),
          json_number(one.metric.mean), json_number(one.metric.deviation));
    }
    return print_result(
        fmt::format("{{\"schema\": \"adc.train.1\", \"event\": \"importance\", \"part\": {}, \"features\": [{}]}}\n",
                    json_string(part), text));
  }
  std::ranges::stable_sort(all, std::ranges::greater{}, [](const train::Importance& one) { return one.loss.mean; });
  const auto shown = [](const train::Spread& spread) {
    return short_number(spread.mean) + " ± " + short_number(spread.deviation);
  };
  Rows rows{{"without", "loss rises by"}};
  const bool has_metric = !all.empty() && !std::isnan(all.front().metric.mean);
  if (has_metric) rows[0].emplace_back(data.classes.empty() ? "error rises by" : "accuracy falls by");
  for (const train::Importance& one : all) {
    rows.push_back({one.name, shown(one.loss)});
    if (has_metric) rows.back().push_back(shown(one.metric));
  }
  print_result(fmt::format("\nimportance, of the {} examples:\n{}", part, align(rows)));
}

void draw_features(const Words& words, const train::Model& model, const train::ExampleLoss& loss) {
  const std::string* const path = words.find("--features");
  if (path == nullptr) return;
  const Tensor& weights = *first_layer(loss);
  const auto [height, width] = *image_size(words, static_cast<std::size_t>(weights.shape[1]));
  write_file(*path, train::weight_images(numbers_of(model.state.params, weights),
                                         static_cast<std::size_t>(weights.shape[0]), height, width));
}

}  // namespace adc::tools
