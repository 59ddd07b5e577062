// What training makes small.
#pragma once

#include <cstddef>
#include <functional>
#include <span>

#include "adc/export.hpp"

namespace adc::inline ADC_ABI::train {

/// The mean loss of examples as a function of parameters: of one example if it is a function without data.
struct Objective {
  std::size_t params = 0;    ///< how many
  std::size_t examples = 1;  ///< how many there are
  /// The mean loss of the examples `rows`, which may repeat, and its gradient, which is overwritten.
  std::function<double(std::span<const double> params, std::span<const std::size_t> rows, std::span<double> gradient)>
      gradient;
  /// Called before the steps of an epoch, counted from 0, for what is drawn anew in each; may be empty.
  std::function<void(std::size_t epoch)> begin_epoch = {};
  /// Called after the steps of an epoch, and when training ends elsewhere: it may set parameters whose gradient is
  /// always 0 by what the others are; may be empty.
  std::function<void(std::span<double> params)> end_epoch = {};
};

}  // namespace adc::inline ADC_ABI::train
