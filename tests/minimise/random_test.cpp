// Random formulas: whatever is called a minimum is one.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <cstdlib>
#include <string>
#include <utility>
#include <vector>

#include "adc/train/minimise.hpp"
#include "adc/train/random.hpp"

using adc::train::MinimiseMethod;
using adc::train::MinimiseOptions;
using adc::train::Minimum;
using adc::train::Random;

namespace {

constexpr double kRadius = 2e-5;  ///< of the point's scale: as far around a point is looked
constexpr int kLines = 60;        ///< in as many directions
constexpr double kPart = 1e-6;    ///< of what the value varies by on a line that it may be lower by
constexpr double kWhole = 1e-10;  ///< … of what it varies by on all lines

std::string number(Random& random) {
  return std::to_string(1 + random.below(9)) + "/" + std::to_string(1 + random.below(4));
}

/// An expression of `x`, `y`, `z`, at most `depth` deep: sums, products, quotients, kinks, poles, logarithms.
std::string expression(Random& random, int variables, int depth) {
  if (depth == 0) {
    const std::size_t pick = random.below(static_cast<std::size_t>(variables) + 1);
    return pick == static_cast<std::size_t>(variables) ? number(random) : std::string(1, "xyz"[pick]);
  }
  const auto part = [&] { return expression(random, variables, depth - 1); };
  switch (random.below(19)) {
    case 0: return "(" + part() + " + " + part() + ")";
    case 1: return "(" + part() + " - " + part() + ")";
    case 2: return "(" + part() + ")*(" + part() + ")";
    case 3: return "(" + part() + ")/(" + part() + ")";
    case 4:
    case 5: return "(" + part() + ")^2";
    case 6: return "(" + part() + ")^3";
    case 7: return "exp(" + part() + ")";
    case 8: return "log(" + part() + ")";
    case 9: return "sin(" + part() + ")";
    case 10: return "cos(" + part() + ")";
    case 11: return "sqrt(" + part() + ")";
    case 12: return "abs(" + part() + ")";
    case 13: return "max(" + part() + ", " + part() + ")";
    case 14: return "tanh(" + part() + ")";
    case 15: return "atan(" + part() + ")";
    case 16: return "(" + part() + ")^4";
    case 17: return "softplus(" + part() + ")";
    default: return "-(" + part() + ")";
  }
}

/// A formula: of three kinds, those with squares of all variables, which are bounded more often, those without, and
/// those that are convex.
std::string formula(Random& random, int variables, std::size_t kind) {
  std::string text = expression(random, variables, kind == 0 ? 2 : 3);
  for (int i = 0; i < variables; ++i) {
    const std::string name(1, "xyz"[i]);
    if (kind == 0) text += " + (" + name + " - " + number(random) + ")^2*" + number(random);
    if (kind == 1) text += " + 0*" + name;
    if (kind == 2) text += " + " + number(random) + "*cosh(" + name + " - " + number(random) + ") + abs(" + name + ")";
  }
  return text;
}

/// Exact digits of the value at `x`, as a double; nan where they cannot be had.
double exact(const adc::Function& function, const std::vector<double>& x) {
  const adc::Result<adc::CheckReport> report = function.check({.points = {x}, .order = 1});
  if (!report || report->points.empty() || report->points[0].quantities.empty()) return std::nan("");
  const std::string& digits = report->points[0].quantities[0].exact;
  return digits.empty() ? std::nan("") : std::strtod(digits.c_str(), nullptr);
}

/// A point near `at` that is lower by more than `kPart` of what the value varies by on the line to it; or nothing.
std::vector<double> lower_point(const adc::Function& function, const std::vector<double>& at,
                                const MinimiseOptions& options, Random& random) {
  const double here = function.value(at);
  double whole = 0;
  std::vector<std::pair<double, std::vector<double>>> suspects;  // the drop that has to be more than rounding
  for (int line = 0; line < kLines; ++line) {
    std::vector<double> d(at.size(), 0.0);
    if (line < static_cast<int>(2 * at.size()))
      d[static_cast<std::size_t>(line / 2)] = line % 2 == 0 ? 1 : -1;
    else
      for (double& x : d) x = random.normal();
    double spread = 0;
    double least = here;
    std::vector<double> where;
    for (double radius = kRadius; radius > 1e-8; radius /= 3) {
      std::vector<double> to = at;
      for (std::size_t i = 0; i < to.size(); ++i) {
        to[i] += radius * std::fmax(1, std::fabs(at[i])) * d[i];
        if (!options.low.empty()) to[i] = std::clamp(to[i], options.low[i], options.high[i]);
      }
      const double value = function.value(to);
      if (!std::isfinite(value)) continue;
      spread = std::fmax(spread, std::fabs(value - here));
      if (value < least) least = value, where = to;
    }
    whole = std::fmax(whole, spread);
    if (!where.empty() && here - least > kPart * spread) suspects.emplace_back(kPart * spread, where);
  }
  for (const auto& [drop, where] : suspects) {
    if (exact(function, at) - exact(function, where) > std::fmax(drop, kWhole * whole)) return where;
  }
  return {};
}

}  // namespace

TEST_CASE("what is called a minimum of a random formula is one") {
  const char* const seed = std::getenv("ADC_RANDOM_SEED");
  Random random(seed == nullptr ? 20240607 : std::strtoull(seed, nullptr, 10));
  int claimed = 0;
  int refused = 0;
  for (int k = 0; k < 400; ++k) {
    const int variables = 1 + static_cast<int>(random.below(3));
    const std::string text = formula(random, variables, static_cast<std::size_t>(k) % 3);
    const adc::Result<adc::Function> compiled = adc::compile(text);
    if (!compiled) continue;
    const std::size_t n = compiled->input_size();
    if (n == 0) continue;
    MinimiseOptions options{.method = k % 2 == 0 ? MinimiseMethod::Lbfgs : MinimiseMethod::Newton, .steps = 300};
    std::vector<double> start;
    for (std::size_t i = 0; i < n; ++i) start.push_back(0.5 + 2 * random.uniform());
    if (k % 5 == 4) {
      options.low.assign(n, -1);
      options.high.assign(n, 3);
    }
    CAPTURE(text, start, k, compiled->inputs()[0]);
    const Minimum found = adc::train::minimise(*compiled, start, options).value();
    CAPTURE(adc::train::text(found.end), found.x, found.value, found.gradient_norm);
    if (!is_minimum(found.end)) {
      ++refused;
      continue;
    }
    ++claimed;
    CHECK(std::isfinite(found.value));
    CHECK(found.value <= compiled->value(start));
    CHECK(lower_point(*compiled, found.x, options, random).empty());
  }
  CAPTURE(claimed, refused);
  CHECK(claimed >= 200);
  CHECK(refused >= 50);
}
