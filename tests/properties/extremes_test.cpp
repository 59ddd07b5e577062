// Values and derivatives at arguments of every magnitude, from extremes.txt (written by extremes.py).
#include <catch2/catch.hpp>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "tests/jit/native.h"
#include "tests/properties/one_op.h"
#include "tests/support/modes.h"
#include "tests/support/tolerance.h"

namespace adc::tests {
namespace {

struct Extreme {
  Point point;
  std::vector<std::string> digits;  // value, gradient, Hessian
};

/// The lines of the table by op.
std::map<std::string, std::vector<Extreme>> read_extremes() {
  std::map<std::string, std::vector<Extreme>> all;
  std::ifstream file(ADC_SOURCE_DIR "/tests/properties/extremes.txt");
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with('#')) continue;
    std::istringstream words(line);
    std::string name;
    words >> name;
    Extreme extreme;
    for (std::string word; words >> word && word != ";";) extreme.point.push_back(std::strtod(word.c_str(), nullptr));
    extreme.digits.assign(std::istream_iterator<std::string>(words), {});
    all[name].push_back(extreme);
  }
  return all;
}

/// Whether `computed` is right: at the ends of the range of doubles only in kind, else within the tolerance.
Verdict check(double computed, const std::string& digits, const ir::Function& fn, const Point& point,
              std::size_t output) {
  const double nearest = std::strtod(digits.c_str(), nullptr);
  const bool same_sign = std::signbit(computed) == std::signbit(nearest);
  if (std::isinf(nearest)) return {same_sign && std::abs(computed) > 1e300, "computed " + std::to_string(computed)};
  if (nearest != 0 && std::abs(nearest) < 1e-300)
    return {std::abs(computed) < 1e-299, "computed " + std::to_string(computed)};
  return judge(computed, digits, fn, point, output);
}

TEST_CASE("values and first derivatives have their digits at every magnitude") {
  const auto all = read_extremes();
  CHECK(all.size() >= 46);
  for (const auto& [name, extremes] : all) {
    const auto op = ir::find_op(name);
    REQUIRE(op);
    const ir::Function program = function_of({*op, 0});
    for (const NamedMode& mode : kModes) {
      const ir::Function fn = derived(program, Derive::Gradient, mode.mode);
      const Native native(fn);
      for (const Extreme& extreme : extremes) {
        CAPTURE(name, extreme.point, mode.name);
        const std::vector<double> results = interpreted(fn, extreme.point);
        CHECK(same_bits(results, native(extreme.point)));
        for (std::size_t i = 0; i < results.size(); ++i) {
          const Verdict verdict = check(results[i], extreme.digits[i], fn, extreme.point, i);
          if (!verdict) FAIL_CHECK("output " << i << " is " << extreme.digits[i] << ": " << verdict.text);
        }
      }
    }
  }
}

}  // namespace
}  // namespace adc::tests
