// The data sets of the examples, as tests use them.
#pragma once

#include <string>

#include "adc/train.hpp"

namespace adc::tests {

/// A data set of examples/data, by its name, with the last column as classes.
inline train::Dataset example_data(const std::string& name) {
  const CsvTable table = read_csv(std::string(ADC_SOURCE_DIR) + "/examples/data/" + name + ".csv").value();
  return train::with_classes(train::dataset(table, {table.columns.back().name}).value()).value();
}

/// Examples as a network of `loss` takes them.
inline train::Examples bound(const train::ExampleLoss& loss, const train::Dataset& data) {
  return train::Examples::create(loss, train::bind_data(loss.data(), data).value(), data.rows).value();
}

/// The part of the examples whose class the network's prediction, its second output, gets right.
inline double accuracy(const train::ExampleLoss& loss, const train::Dataset& data, std::span<const double> params) {
  const std::vector<double> predictions = bound(loss, data).output(params, 1);
  const std::vector<std::size_t> truth(data.t.begin(), data.t.end());
  return train::confusion(truth, train::predicted_classes(predictions, loss.outputs()[1].size), data.classes.size())
      .accuracy();
}

}  // namespace adc::tests
