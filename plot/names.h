// What the outputs of a program are called in pictures.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "adc/plot.hpp"
#include "plot/sampler.h"

namespace adc::inline ADC_ABI::plot {

/// A name for each element: that of the caller, else the output's, else what the program's text says, else its formula
/// where that is short, else "y1", …; of tensors with an index.
[[nodiscard]] std::vector<std::string> element_names(const Function& function, const std::vector<Element>& elements,
                                                     const PlotOptions& options);

/// What the derivative of `order` by `variable` of what is called `name` is called.
[[nodiscard]] std::string derivative_name(const std::string& name, const std::string& variable, int order);

/// Both sides of the comparison that the only output is, as the program's text says them; nullopt without a text.
[[nodiscard]] std::optional<std::pair<std::string, std::string>> side_names(const Function& function,
                                                                            const PlotOptions& options);

/// The options, in which what stands for the axis of values is said by `values` and by the name "value".
[[nodiscard]] PlotOptions with_values_named(const Function& function, const PlotOptions& options);

/// Throws "unknown-variable" if the options speak of inputs that the program does not have.
void check_names(const Function& function, const PlotOptions& options);

/// The axis of an input, with what the options say of it; its range is not set.
[[nodiscard]] Axis axis_of(const std::string& input, const PlotOptions& options);

}  // namespace adc::inline ADC_ABI::plot
