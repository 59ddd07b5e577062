#include "tests/passes/tensor_numbers.h"

#include <algorithm>
#include <cmath>
#include <iomanip>
#include <sstream>

namespace adc::test {

std::string apart(const Numbers& found, const Numbers& wanted, double tolerance) {
  if (found.size() != wanted.size()) return "another number of results";
  double scale = 1;
  for (const double w : wanted) scale = std::max(scale, std::abs(w));
  for (std::size_t i = 0; i < found.size(); ++i) {
    if (std::abs(found[i] - wanted[i]) <= tolerance * scale) continue;
    std::ostringstream text;
    text << std::setprecision(17) << "number " << i << " is " << found[i] << ", wanted " << wanted[i];
    return text.str();
  }
  return "";
}

}  // namespace adc::test
