// Ratios as bars.
#pragma once

#include <string>
#include <vector>

namespace adc::bench {

struct Bar {
  std::string label;
  double ratio;   ///< > 0
  double spread;  ///< as a part of it
};

/// An SVG picture: a bar for each ratio, on a logarithmic axis, to the left of 1 where it is less; whiskers for
/// spreads.
[[nodiscard]] std::string chart(const std::string& title, const std::vector<Bar>& bars);

}  // namespace adc::bench
