// What predictions depend on: permutation importance.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "adc/export.hpp"
#include "adc/result.hpp"
#include "adc/train/dataset.hpp"
#include "adc/train/examples.hpp"
#include "adc/train/validation.hpp"

namespace adc::inline ADC_ABI::train {

/// Columns that are permuted together: those that were one column of a table.
struct FeatureGroup {
  std::string name;
  std::vector<std::size_t> columns;  ///< places among the features
};

/// A group for each feature.
[[nodiscard]] ADC_API std::vector<FeatureGroup> each_feature(const Dataset& data);

/// How much worse predictions are without what a group says.
struct Importance {
  std::string name;
  Spread loss;    ///< by how much the loss rises
  Spread metric;  ///< … and the accuracy of classes falls, or the root mean square error rises; nan where there is none
};

/// Permutes, group by group, what examples have of it among them, `repeats` times, and says how much worse that makes
/// the loss and the metric (Breiman 2001; Fisher, Rudin and Dominici, JMLR 2019). `data` as the program takes them;
/// `undo`, if there is one, brings predictions and targets to the units of the data. In the order of `groups`. It
/// depends on its arguments alone, not on `threads` (0: all cores). Errors: "bad-data", those of `bind_data`.
[[nodiscard]] ADC_API Result<std::vector<Importance>> permutation_importance(
    const ExampleLoss& loss, std::span<const double> params, const Dataset& data, std::span<const FeatureGroup> groups,
    std::size_t repeats, std::uint64_t seed, std::size_t threads = 0,
    const std::function<void(std::vector<double>&)>& undo = {});

}  // namespace adc::inline ADC_ABI::train
