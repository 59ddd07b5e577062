#include "plot/landmarks.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "plot/ranges.h"

namespace adc::inline ADC_ABI::plot {
namespace {

using Kind = Landmark::Kind;

constexpr std::size_t kMostTurns = 30;   ///< extrema, poles and jumps that one still likes to see
constexpr std::size_t kMostPlaces = 60;  ///< that are looked at closely
constexpr double kFaint = 1e-6;          ///< of the values that are seen: what is smaller is not special
constexpr double kAround = 0.15;         ///< of the range: how far around a place its surroundings reach

Kind kind_of(const Feature& feature) {
  switch (feature.kind) {
    case Feature::Kind::Pole: return Kind::Pole;
    case Feature::Kind::Jump: return Kind::Jump;
    case Feature::Kind::Kink: return Kind::Kink;
    case Feature::Kind::Hole: return Kind::Hole;
    case Feature::Kind::EdgeLeft:
    case Feature::Kind::EdgeRight: break;
  }
  return Kind::Edge;
}

/// Whether it is where the graph grows beyond doubles: that is no end of its domain.
bool is_overflow(const Feature& feature) {
  const bool is_left = feature.kind == Feature::Kind::EdgeLeft;
  return (is_left || feature.kind == Feature::Kind::EdgeRight) &&
         std::abs(is_left ? feature.right : feature.left) > 1e300;
}

/// Counts, and what the values say without any closer look.
void count(Survey& s, const Extent& seen) {
  double least = std::numeric_limits<double>::infinity();
  double most = -least;
  std::size_t unresolved = 0;
  const double rounding = 1e-12 * seen.size() + 0x1p-48 * std::max(std::abs(seen.low), std::abs(seen.high));
  const Sample* before = nullptr;
  bool has_domain = false;
  for (const Sample& at : s.samples) {
    if (!at.has_value()) {
      before = nullptr;
      continue;
    }
    ++s.values;
    if (std::isfinite(at.slope)) least = std::min(least, at.slope), most = std::max(most, at.slope);
    if (before != nullptr) {
      // A number that stands alone makes no domain.
      if (!has_domain) s.first = before->x;
      has_domain = true;
      s.last = at.x;
      const double step = (at.y - before->y) / (at.x - before->x);
      const double steepest = std::max({std::abs(step), std::abs(at.slope), std::abs(before->slope)});
      // What is as flat as rounding turns as it does.
      if (!(steepest * s.range.size() <= rounding)) {
        const double off = std::abs(step - (at.slope + before->slope) / 2);
        const bool is_rounding = off * (at.x - before->x) <= 0x1p-50 * std::max(std::abs(at.y), std::abs(before->y));
        if (off > 0.5 * steepest && !is_rounding) ++unresolved;
        s.turns += before->slope * at.slope < 0 ? 1 : 0;
      }
    }
    before = &at;
  }
  // Where the samples are too far apart to show them, there are many.
  if (unresolved * 5 > s.values) s.turns = std::max(s.turns, s.samples.size());
  const double steepest = std::max(std::abs(most), std::abs(least));
  s.is_straight = !(most - least > 1e-3 * steepest);
  constexpr double kFaintly = 0.05;
  const double largest = std::max(std::abs(seen.low), std::abs(seen.high));
  s.is_faint = !(most - least > 0.3 * steepest) || !(seen.size() > kFaintly * largest);
}

/// How far the values around sample i are from `from`, at most.
double around(const std::vector<Sample>& samples, std::size_t i, double from) {
  const auto reach = static_cast<std::size_t>(kAround * static_cast<double>(samples.size()));
  double far = 0;
  const std::size_t end = std::min(samples.size(), i + reach + 1);
  for (std::size_t k = i > reach ? i - reach : 0; k < end; ++k) {
    if (samples[k].has_value()) far = std::max(far, std::abs(samples[k].y - from));
  }
  return far;
}

/// Zeros and extrema, where no feature is near.
void add_smooth(Survey& s, const Extent& seen) {
  const double step = s.range.size() / static_cast<double>(kSurveyed);
  const std::vector<Landmark> features = s.landmarks;
  const auto add = [&](Kind kind, std::size_t i, double x, double from) {
    const auto is_near = [&](const Landmark& l) { return std::abs(l.x - x) <= 1.6 * step; };
    if (std::ranges::any_of(features, is_near)) return;
    if (around(s.samples, i, from) > kFaint * seen.size()) s.landmarks.push_back({kind, x});
  };
  std::size_t last = s.samples.size();  // the last one that goes up or down
  for (std::size_t i = 0; i < s.samples.size(); ++i) {
    const Sample& b = s.samples[i];
    if (!b.has_value()) {
      last = s.samples.size();
      continue;
    }
    const bool has_before = i > 0 && s.samples[i - 1].has_value();
    if (has_before && s.samples[i - 1].y * b.y < 0)
      add(Kind::Zero, i, std::midpoint(s.samples[i - 1].x, b.x), 0);
    else if (b.y == 0 && has_before && s.samples[i - 1].y != 0 && i + 1 < s.samples.size() && s.samples[i + 1].y != 0)
      add(Kind::Zero, i, b.x, 0);
    if (b.slope == 0 || !std::isfinite(b.slope)) continue;
    // A plateau of more than a few samples is no place.
    if (last < i && i - last < 6 && s.samples[last].slope * b.slope < 0)
      add(Kind::Extremum, i, std::midpoint(s.samples[last].x, b.x), std::midpoint(s.samples[last].y, b.y));
    last = i;
  }
}

/// The place where `size(i)`, of the samples up to `last`, is largest, if it is small at both ends.
template <typename Size>
void add_peak(Survey& s, std::size_t last, Size size) {
  constexpr double kSmall = 0.05;
  std::size_t peak = 0;
  for (std::size_t i = 0; i <= last; ++i) peak = size(i) > size(peak) ? i : peak;
  if (std::max(size(0), size(last)) < kSmall * size(peak)) s.landmarks.push_back({Kind::Step, s.samples[peak].x});
}

/// The steepest place, if it is flat at both ends; else the most bent one, if it is straight there.
void add_step(Survey& s) {
  if (s.values < s.samples.size() || s.is_straight) return;
  const auto finite = [](double x) { return std::isfinite(x) ? std::abs(x) : 0.0; };
  add_peak(s, s.samples.size() - 1, [&](std::size_t i) { return finite(s.samples[i].slope); });
  if (!s.landmarks.empty()) return;
  add_peak(s, s.samples.size() - 2, [&](std::size_t i) { return finite(s.samples[i + 1].slope - s.samples[i].slope); });
}

}  // namespace

Survey survey(const Subject& subject, const Extent& range, const Stop& stop) {
  check_stop(stop);
  Survey s{.range = range, .samples = evenly_sampled(subject.graph, range, kSurveyed)};
  std::vector<double> numbers;
  numbers.reserve(s.samples.size());
  for (const Sample& at : s.samples) numbers.push_back(at.y);
  const Extent all = visible_values(std::move(numbers), true);
  count(s, all);
  if (s.turns > kMostTurns) {
    s.is_busy = true;
    return s;
  }
  if (!is_resolved(all.low, all.high, 64)) {
    if (s.values < 3 || s.values == s.samples.size()) return s;  // constant, as far as rounding lets see
  }
  const Extent seen = is_resolved(all.low, all.high, 64) ? all : Extent{all.low - 1, all.high + 1};
  s.is_busy = suspicious_intervals(s.samples, seen).size() > kMostPlaces;
  if (s.is_busy) return s;
  const Features features = features_of(subject.graph, subject.divisors, s.samples, range, seen, kMostPlaces, stop);
  s.turns = std::max(s.turns, features.all.size());
  s.is_busy = features.are_more || s.turns > kMostTurns;
  for (const Feature& feature : features.all) {
    if (!is_overflow(feature)) s.landmarks.push_back({kind_of(feature), feature.x});
  }
  add_smooth(s, seen);
  if (s.landmarks.empty()) add_step(s);
  std::ranges::sort(s.landmarks, {}, &Landmark::x);
  return s;
}

bool has_kind(const Survey& survey, Landmark::Kind kind) {
  return std::ranges::find(survey.landmarks, kind, &Landmark::kind) != survey.landmarks.end();
}

}  // namespace adc::inline ADC_ABI::plot
