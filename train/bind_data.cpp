// Which columns a program's data are.
#include <fmt/core.h>

#include <algorithm>
#include <optional>

#include "adc/adc.hpp"
#include "adc/train/examples.hpp"
#include "train/failure.h"
#include "train/text.h"

namespace adc::inline ADC_ABI::train {
namespace {

using Tensors = std::span<const Loss::Tensor>;

bool names(const Loss::Tensor& tensor, const std::string& column) {
  return canonical_name(column).value_or(column) == tensor.name;
}

/// "x: R[4]"
std::string declaration(const Loss::Tensor& tensor) {
  std::string text = tensor.name + ": R";
  for (std::size_t i = 0; i < tensor.shape.size(); ++i) {
    text += (i == 0 ? "[" : ", ") + std::to_string(tensor.shape[i]);
  }
  return text + (tensor.shape.empty() ? "" : "]");
}

/// The place of the tensor that takes the targets.
std::size_t target_of(Tensors data, const Dataset& examples) {
  if (examples.targets.size() == 1) {
    for (std::size_t k = 0; k < data.size(); ++k) {
      if (names(data[k], examples.targets[0])) return k;
    }
  }
  return data.size() - 1;
}

std::vector<double> target_numbers(const Loss::Tensor& tensor, const Dataset& examples) {
  if (examples.t.empty()) return std::vector<double>(examples.rows * tensor.size);
  if (tensor.shape.empty() && examples.classes.size() > 2) {
    std::vector<double> numbers = examples.t;
    for (double& number : numbers) ++number;
    return numbers;
  }
  return encode_targets(examples, tensor.size).value();
}

std::vector<double> feature_numbers(const Dataset& examples, const std::vector<std::size_t>& features) {
  std::vector<double> numbers;
  numbers.reserve(examples.rows * features.size());
  for (std::size_t r = 0; r < examples.rows; ++r) {
    for (const std::size_t f : features) numbers.push_back(examples.x[r * examples.features.size() + f]);
  }
  return numbers;
}

/// Takes out of `left` the feature that the tensor names, if it is a scalar that names one.
std::optional<std::size_t> named_feature(const Loss::Tensor& tensor, const Dataset& examples,
                                         std::vector<std::size_t>& left) {
  if (!tensor.shape.empty()) return std::nullopt;
  const auto found = std::ranges::find_if(left, [&](std::size_t f) { return names(tensor, examples.features[f]); });
  if (found == left.end()) return std::nullopt;
  const std::size_t feature = *found;
  left.erase(found);
  return feature;
}

std::vector<std::vector<double>> bind(Tensors data, const Dataset& examples) {
  if (data.empty()) {
    throw failure("bad-data", "the program has no `data`, so it has no use for a table",
                  {"declare what an example is: `data x: R[4], t: R[3]`"});
  }
  std::vector<std::vector<double>> arrays(data.size());
  const std::size_t target = target_of(data, examples);
  std::vector<std::size_t> left(examples.features.size());
  for (std::size_t f = 0; f < left.size(); ++f) left[f] = f;
  std::vector<std::size_t> unnamed;
  for (std::size_t k = 0; k < data.size(); ++k) {
    if (k == target) continue;
    if (const auto feature = named_feature(data[k], examples, left))
      arrays[k] = feature_numbers(examples, {*feature});
    else
      unnamed.push_back(k);
  }
  if (unnamed.size() > 1) {
    throw failure(
        "bad-data",
        fmt::format("of the program's data, only one can take what no column is named like: there are `{}` and `{}`",
                    declaration(data[unnamed[0]]), declaration(data[unnamed[1]])));
  }
  if (!unnamed.empty()) {
    const Loss::Tensor& tensor = data[unnamed[0]];
    if (tensor.size != left.size()) {
      throw failure(
          "bad-data",
          fmt::format("the program wants `{}`, and the table has {} features for it", declaration(tensor), left.size()),
          {"there are " + listed(examples.features), "the first of a network's layers has a unit per feature"});
    }
    arrays[unnamed[0]] = feature_numbers(examples, left);
  }
  arrays[target] = target_numbers(data[target], examples);
  return arrays;
}

}  // namespace

Result<std::vector<std::vector<double>>> bind_data(Tensors data, const Dataset& examples) {
  return guarded([&] { return bind(data, examples); });
}

}  // namespace adc::inline ADC_ABI::train
