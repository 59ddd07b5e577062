// Models and data of fits.
#pragma once

#include <string>
#include <vector>

#include "adc/train/fit.hpp"

namespace adc::test {

/// `text` with a column x, and perhaps z.
inline Function model(const std::string& text) {
  return compile(text, {.columns = {"x", "z"}}).value();
}

/// A line with noise, and two cells that are none of it.
struct Outliers {
  std::vector<double> x{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11};
  std::vector<double> y{1.1, 2.9, 5.2, 7.1, 8.8, 11.2, 13.1, 30.0, 16.9, 19.2, -5.0, 23.1};
};

/// An exponential decay with noise, and weights.
struct Decay {
  std::vector<double> x{0, 1, 2, 3, 4, 5, 6, 7, 8, 9};
  std::vector<double> y{2.9, 2.1, 1.7, 1.25, 0.9, 0.78, 0.52, 0.45, 0.31, 0.24};
  std::vector<double> w{1, 2, 1, 3, 1, 2, 1, 0.5, 1, 4};
};

}  // namespace adc::test
