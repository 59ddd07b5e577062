// What the outputs of a program are called in pictures.
#pragma once

#include <string>
#include <vector>

#include "adc/plot.hpp"
#include "plot/sampler.h"

namespace adc::inline ADC_ABI::plot {

/// A name for each element: that of the caller, else the output's, else its formula where that is short, else "y1", …;
/// of tensors with an index.
[[nodiscard]] std::vector<std::string> element_names(const Function& function, const std::vector<Element>& elements,
                                                     const PlotOptions& options);

/// What the derivative of `order` by `variable` of what is called `name` is called.
[[nodiscard]] std::string derivative_name(const std::string& name, const std::string& variable, int order);

/// Throws "unknown-variable" if the options speak of inputs that the program does not have.
void check_names(const Function& function, const PlotOptions& options);

/// The axis of an input, with what the options say of it; its range is not set.
[[nodiscard]] Axis axis_of(const std::string& input, const PlotOptions& options);

}  // namespace adc::inline ADC_ABI::plot
