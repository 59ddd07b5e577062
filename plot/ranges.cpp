#include "plot/ranges.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace adc::inline ADC_ABI::plot {
namespace {

constexpr std::size_t kCount = 800;     ///< samples that a range is judged by
constexpr std::size_t kMostTurns = 30;  ///< extrema that one still likes to see
constexpr double kUsual = 5;

/// What samples say about a range.
struct Look {
  std::size_t values = 0;  ///< finite numbers
  std::size_t turns = 0;   ///< extrema
  std::size_t zeros = 0;
  std::size_t unresolved = 0;  ///< intervals whose ends do not tell what is between them
  std::size_t features = 0;    ///< both, each once
  double first_feature = 0;
  double last_feature = 0;
  bool is_straight = true;  ///< the slope is the same everywhere
  double first = 0;         ///< the first and the last place with a value
  double last = 0;
};

Look look_at(const std::vector<Sample>& samples) {
  Look look;
  double least = std::numeric_limits<double>::infinity();
  double most = -least;
  const Sample* before = nullptr;
  bool has_domain = false;
  for (const Sample& s : samples) {
    if (!std::isfinite(s.y)) {
      before = nullptr;
      continue;
    }
    ++look.values;
    if (std::isfinite(s.slope)) least = std::min(least, s.slope), most = std::max(most, s.slope);
    if (before != nullptr) {
      // A number that stands alone makes no domain.
      if (!has_domain) look.first = before->x;
      has_domain = true;
      look.last = s.x;
      const double h = s.x - before->x;
      const double step = (s.y - before->y) / h;
      const double steepest = std::max({std::abs(step), std::abs(s.slope), std::abs(before->slope)});
      if (std::abs(step - (s.slope + before->slope) / 2) > 0.5 * steepest) ++look.unresolved;
      const bool turns = before->slope * s.slope < 0;
      const bool crosses = before->y * s.y < 0 || (s.y == 0 && before->y != 0);
      look.turns += turns ? 1 : 0;
      look.zeros += crosses ? 1 : 0;
      if (turns || crosses) {
        if (look.features++ == 0) look.first_feature = s.x;
        look.last_feature = s.x;
      }
    }
    before = &s;
  }
  // Where the samples are too far apart to show them, there are many.
  if (look.unresolved * 5 > look.values) look.turns = std::max(look.turns, samples.size());
  look.is_straight = !(most - least > 1e-3 * std::max(std::abs(most), std::abs(least)));
  return look;
}

/// The smallest range beyond which the graph is flat on both sides; all of it if that is not much smaller.
Extent without_flat_ends(const std::vector<Sample>& samples) {
  const Extent all{samples.front().x, samples.back().x};
  double low = std::numeric_limits<double>::infinity();
  double high = -low;
  for (const Sample& s : samples) {
    if (!std::isfinite(s.y)) return all;
    low = std::min(low, s.y), high = std::max(high, s.y);
  }
  const double little = 2e-3 * (high - low);
  if (!(little > 0)) return all;
  std::size_t begin = 0;
  std::size_t end = samples.size() - 1;
  while (begin < end && std::abs(samples[begin + 1].y - samples.front().y) < little) ++begin;
  while (end > begin && std::abs(samples[end - 1].y - samples.back().y) < little) --end;
  const Extent core{samples[begin].x, samples[end].x};
  if (core.size() > 0.3 * all.size()) return all;
  const double room = std::max(core.size(), 2 * all.size() / static_cast<double>(samples.size()));
  return {std::max(all.low, core.low - room), std::min(all.high, core.high + room)};
}

/// The part in which there are values, with some room around it.
Extent of_domain(const Extent& range, const Look& look) {
  Extent domain{look.first, look.last};
  const double step = range.size() / kCount;
  const double room = std::max(0.06 * domain.size(), 2 * step);
  if (domain.low > range.low + step) range.low < domain.low - room ? domain.low -= room : domain.low = range.low;
  if (domain.high < range.high - step) range.high > domain.high + room ? domain.high += room : domain.high = range.high;
  return domain;
}

/// The part that has all zeros and extrema, with room around it, if there are several and the rest is much larger.
Extent of_features(const Extent& range, const Look& look) {
  const double hull = look.last_feature - look.first_feature;
  if (look.features < 2 || !(hull > 0) || hull > 0.6 * range.size()) return range;
  const double room = 0.2 * hull;
  return {std::max(range.low, look.first_feature - room), std::min(range.high, look.last_feature + room)};
}

/// Numbers with few digits just outside.
Extent rounded(const Extent& range) {
  const double unit = std::pow(10, std::floor(std::log10(range.size())) - 1);
  return {std::floor(range.low / unit + 1e-9) * unit, std::ceil(range.high / unit - 1e-9) * unit};
}

Extent range_of(const Graph& graph) {
  // Farther and farther, until there is something to see.
  double half = kUsual;
  std::vector<Sample> samples = evenly_sampled(graph, {-half, half}, kCount);
  Look look = look_at(samples);
  const auto is_dull = [](const Look& l) { return l.values < 3 || (l.is_straight && l.turns == 0 && l.zeros == 0); };
  for (const double other : {0.5, 50.0, 0.05, 500.0, 5e3, 5e-3, 5e4, 5e-4, 5e5, 5e6}) {
    if (!is_dull(look)) break;
    std::vector<Sample> farther = evenly_sampled(graph, {-other, other}, kCount);
    const Look there = look_at(farther);
    if (is_dull(there)) continue;
    half = other, samples = std::move(farther), look = there;
  }
  Extent range{-half, half};
  if (look.values < 3) return range;
  for (int k = 0; k < 12 && look.turns > kMostTurns; ++k) {
    range = {range.low / 3, range.high / 3};
    samples = evenly_sampled(graph, range, kCount);
    look = look_at(samples);
  }
  if (look.last > look.first) range = of_domain(range, look);
  for (int k = 0; k < 8; ++k) {
    const Extent smaller = without_flat_ends(evenly_sampled(graph, range, kCount));
    if (!(smaller.size() < 0.9 * range.size())) break;
    range = smaller;
  }
  range = of_features(range, look_at(evenly_sampled(graph, range, kCount)));
  return range.low == -kUsual && range.high == kUsual ? range : rounded(range);
}

}  // namespace

Extent interesting_range(std::span<const Graph> graphs, Scale scale) {
  if (scale == Scale::Log) return {-2, 3};
  Extent all{std::numeric_limits<double>::infinity(), -std::numeric_limits<double>::infinity()};
  for (const Graph& graph : graphs) {
    const Extent range = range_of(graph);
    all = {std::min(all.low, range.low), std::max(all.high, range.high)};
  }
  return graphs.empty() ? Extent{-kUsual, kUsual} : all;
}

Extent visible_values(std::vector<double> numbers, bool has_poles) {
  std::erase_if(numbers, [](double v) { return !std::isfinite(v); });
  if (numbers.empty()) {
    constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
    return {kNan, kNan};
  }
  std::ranges::sort(numbers);
  const auto quantile = [&](double part) {
    return numbers[static_cast<std::size_t>(part * static_cast<double>(numbers.size() - 1))];
  };
  const Extent all{numbers.front(), numbers.back()};
  const Extent most{quantile(0.05), quantile(0.95)};
  if (!(all.size() > (has_poles ? 3 : 50) * most.size()) || !(most.size() > 0)) return all;
  const double room = 0.4 * most.size();
  return {std::max(all.low, most.low - room), std::min(all.high, most.high + room)};
}

Extent with_margin(const Extent& range, double part) {
  constexpr double kMost = std::numeric_limits<double>::max();
  const double room = part * range.size();
  return {std::max(range.low - room, -kMost), std::min(range.high + room, kMost)};
}

}  // namespace adc::inline ADC_ABI::plot
