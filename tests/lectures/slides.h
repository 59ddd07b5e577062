// The lectures' networks as programs.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace adc::tests {

/// A loss L, defined in `program`, and for each parameter what a slide says its gradient is.
struct Slide {
  std::string title;
  std::string program;
  std::vector<std::pair<std::string, std::string>> gradients;
};

[[nodiscard]] const std::vector<Slide>& slides();

}  // namespace adc::tests
