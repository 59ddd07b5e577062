// A program's data, from the rows of a data set.
#include <algorithm>

#include "adc/train/examples.hpp"
#include "adc/train/roles.hpp"
#include "train/failure.h"

namespace adc::inline ADC_ABI::train {
namespace {

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

}  // namespace

Result<std::vector<std::vector<double>>> bind_data(std::span<const Loss::Tensor> data, const Dataset& examples) {
  return guarded([&] {
    const std::vector<Role> all = roles(data, examples).value();
    std::vector<std::vector<double>> arrays;
    for (std::size_t k = 0; k < data.size(); ++k) {
      switch (all[k].of) {
        case Role::Of::Target: arrays.push_back(target_numbers(data[k], examples)); break;
        case Role::Of::Weight: arrays.push_back(examples.weights); break;
        case Role::Of::Column:
        case Role::Of::Features: arrays.push_back(feature_numbers(examples, all[k].features)); break;
      }
    }
    return arrays;
  });
}

}  // namespace adc::inline ADC_ABI::train
