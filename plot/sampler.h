// A program's numbers and derivatives at many points.
#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "adc/adc.hpp"
#include "adc/plot.hpp"

namespace adc::inline ADC_ABI::plot {

/// Numbers of a function of one number, and slopes.
using Graph = std::function<void(std::span<const double> x, std::span<double> y, std::span<double> slopes)>;

/// One number of a program's outputs.
struct Element {
  std::size_t output = 0;
  std::size_t index = 0;  ///< in the output, if that is a tensor
};

/// All numbers of a program's outputs, in order.
[[nodiscard]] std::vector<Element> elements(const Function& function);

/// The element as a function of the one input of the program. Slopes are adc's derivatives; where the program has none,
/// differences.
[[nodiscard]] Graph graph_of(const Function& function, Element element);

/// The element as a function of two inputs, of these places.
[[nodiscard]] Surface surface_of(const Function& function, Element element, std::size_t x_input, std::size_t y_input);

/// The graph on straight scales: of what is straightened along x, it gives what is straightened along y.
[[nodiscard]] Graph straightened_graph(Graph graph, Scale x, Scale y);

/// The surface whose places are straightened.
[[nodiscard]] Surface straightened_surface(Surface surface, Scale x, Scale y);

}  // namespace adc::inline ADC_ABI::plot
