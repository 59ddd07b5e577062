#include "plot/levels.h"

#include <algorithm>
#include <cmath>

#include "plot/ticks.h"

namespace adc::inline ADC_ABI::plot {
namespace {

constexpr double kSteep = 7;  ///< how much higher than a quarter of the surface the rest reaches, for powers of ten

/// Round numbers equally far apart.
Levels even_levels(double low, double high, std::size_t count) {
  const double step = round_step(high - low, static_cast<double>(count));
  Levels result{{}, "contours " + number_text(step) + " apart"};
  for (double k = std::ceil(low / step); k * step <= high && result.levels.size() < 1000; ++k)
    result.levels.push_back(k * step + 0.0);
  // A contour at the least number is a point.
  if (!result.levels.empty() && result.levels.front() <= low) result.levels.erase(result.levels.begin());
  return result;
}

/// Round numbers by powers of ten above `least`.
Levels power_levels(double least, double lowest, double high, std::size_t count) {
  const double decades = std::log10((high - least) / lowest);
  std::vector<double> times{1};
  std::string factors = "10";
  if (2 * decades <= static_cast<double>(count)) times = {1, 3}, factors = "about 3";
  if (3 * decades <= static_cast<double>(count)) times = {1, 2, 5}, factors = "about 2";
  const double every = std::max(1.0, std::ceil(decades / static_cast<double>(count)));
  if (every > 1) factors = number_text(std::pow(10, every));
  Levels result;
  const double top = std::log10(high - least);
  for (double power = std::floor(std::log10(lowest)); power <= top; power += every) {
    for (const double factor : times) {
      const double level = least + factor * std::pow(10, power);
      if (level - least >= 0.7 * lowest && level < high) result.levels.push_back(level);
    }
  }
  result.note = "logarithmic contours: each is " + factors + " times as far above ";
  result.note += least == 0 ? "0" : number_text(least);
  result.note += " as the one before";
  return result;
}

}  // namespace

Levels choose_levels(std::vector<double> numbers, std::size_t count) {
  std::erase_if(numbers, [](double v) { return !std::isfinite(v); });
  if (numbers.empty() || count == 0) return {};
  std::ranges::sort(numbers);
  const auto quantile = [&](double part) {
    return numbers[static_cast<std::size_t>(part * static_cast<double>(numbers.size() - 1))];
  };
  double low = numbers.front();
  double high = numbers.back();
  if (!(high > low)) return {};
  const double quarter = quantile(0.25);
  if (high - low > kSteep * (quarter - low)) {
    // Numbers like 0.003 that are 0 but for the grid.
    double least = low > 0 && low < 0.05 * (quarter - low) ? 0 : low;
    if (least != 0) {
      const double unit = std::pow(10, std::floor(std::log10(std::max(quarter - low, 1e-300))) - 1);
      least = std::floor(least / unit) * unit;
    }
    const double lowest = std::max({quantile(0.004) - least, 1e-4 * (quantile(0.5) - least), 1e-14 * (high - least)});
    return power_levels(least, lowest, high, count);
  }
  // Poles and other heights that little of the surface has do not part the rest.
  const double most = quantile(0.97) - quantile(0.03);
  if (high - low > 4 * most && most > 0) low = quantile(0.03) - most / 2, high = quantile(0.97) + most / 2;
  return even_levels(low, high, count);
}

}  // namespace adc::inline ADC_ABI::plot
