#include "plot/ranges.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace adc::inline ADC_ABI::plot {
namespace {

using Kind = Landmark::Kind;

constexpr double kUsual = 5;
constexpr double kFarthest = 6e7;  ///< nobody looks so far out
constexpr std::size_t kMostLandmarks = 12;  ///< landmarks for which the picture grows
constexpr std::size_t kFew = 3;    ///< of fewer one wants to see more
constexpr double kInside = 0.999;  ///< of a range: what is beyond is at its end

bool is_dull(const Survey& s) { return s.values < 3 || (s.is_straight && s.landmarks.empty()); }

/// The ends of all landmarks.
Extent hull_of(const std::vector<Landmark>& landmarks) {
  const auto [low, high] = std::ranges::minmax_element(landmarks, {}, &Landmark::x);
  return {low->x, high->x};
}

/// The landmarks around zero, out to where there are too many to see: those of each scale that lie beyond the one
/// before.
std::vector<Landmark> landmarks_farther_out(const Subject& subject, const Survey& home, const Stop& stop) {
  std::vector<Landmark> all = home.landmarks;
  double before = kInside * kUsual;
  for (double half = 10 * kUsual; half < kFarthest; half *= 10) {
    const Survey s = survey(subject, {-half, half}, stop);
    std::vector<Landmark> beyond;
    for (const Landmark& l : s.landmarks) {
      const auto is_known = [&](const Landmark& known) { return std::abs(known.x - l.x) < (1 - kInside) * half; };
      if (std::abs(l.x) > before && std::ranges::none_of(all, is_known)) beyond.push_back(l);
    }
    std::ranges::sort(beyond, {}, [](const Landmark& l) { return std::abs(l.x); });
    const bool are_too_many = s.is_busy || all.size() + beyond.size() > kMostLandmarks;
    // Of a slow oscillation some periods.
    if (are_too_many) beyond.resize(all.size() < kFew ? std::min<std::size_t>(beyond.size(), 7 - all.size()) : 0);
    all.insert(all.end(), beyond.begin(), beyond.end());
    if (are_too_many) break;
    before = kInside * half;
  }
  return all;
}

/// A range with all of them, and room around.
Extent around(const std::vector<Landmark>& landmarks) {
  Extent hull = hull_of(landmarks);
  // Both sides of a place that stands alone.
  const double alone = hull.size() <= 1e-3 * std::abs(hull.high) ? hull.middle() : 0;
  hull = {std::min(hull.low, 0.0), std::max(hull.high, 0.0)};
  const double room = 0.2 * hull.size();
  return {hull.low - (alone < 0 ? hull.size() + room : room), hull.high + (alone > 0 ? hull.size() + room : room)};
}

/// Nearer and nearer, until what there is too much of is little enough. The usual range where it never is, as at an
/// oscillation that grows faster and faster.
Survey nearer(const Subject& subject, const Survey& home, const Stop& stop) {
  Survey s = home;
  for (int k = 0; k < 16 && s.is_busy; ++k) {
    Survey inner = survey(subject, {s.range.low / 3, s.range.high / 3}, stop);
    if (inner.values < 3) return home;
    s = std::move(inner);
  }
  // Of an oscillation without end as much is left on each scale.
  const Survey in = s.is_busy ? s : survey(subject, {s.range.low / 9, s.range.high / 9}, stop);
  const bool has_end = !s.is_busy && !in.is_busy && in.turns * 3 <= std::max<std::size_t>(s.turns, 6);
  return has_end ? s : home;
}

/// Farther, until the graph is more than a faint slope; where it never is, nearer.
Survey elsewhere(const Subject& subject, const Survey& home, const Stop& stop) {
  for (double half = 10 * kUsual; half < kFarthest && home.values >= 3; half *= 10) {
    Survey s = survey(subject, {-half, half}, stop);
    if (s.is_busy) break;
    if (!s.is_faint) return s;
  }
  Survey s = home;
  for (double half = kUsual / 10; half > 1e-7 && is_dull(s); half /= 10) s = survey(subject, {-half, half}, stop);
  return s;
}

/// The smallest range beyond which the graph is flat on both sides; all of it if that is not much smaller.
Extent without_flat_ends(const Survey& s) {
  double low = std::numeric_limits<double>::infinity();
  double high = -low;
  for (const Sample& at : s.samples) {
    if (!at.has_value()) return s.range;
    low = std::min(low, at.y), high = std::max(high, at.y);
  }
  const double little = 2e-3 * (high - low);
  if (!(little > 0) || has_kind(s, Kind::Pole)) return s.range;
  std::size_t begin = 0;
  std::size_t end = s.samples.size() - 1;
  while (begin < end && std::abs(s.samples[begin + 1].y - s.samples.front().y) < little) ++begin;
  while (end > begin && std::abs(s.samples[end - 1].y - s.samples.back().y) < little) --end;
  // What grows at one end, as exp does, is flat at the other alone.
  if (begin == 0 || end + 1 == s.samples.size()) return s.range;
  const Extent core{s.samples[begin].x, s.samples[end].x};
  if (core.size() > 0.3 * s.range.size()) return s.range;
  // A jump is as narrow on any scale.
  if (end - begin < 5 && has_kind(s, Kind::Jump)) return s.range;
  const double room = std::max(core.size(), 2 * s.range.size() / static_cast<double>(s.samples.size()));
  return {std::max(s.range.low, core.low - room), std::min(s.range.high, core.high + room)};
}

/// The part in which there are values, with some room around it.
Extent of_domain(const Survey& s) {
  const Extent& range = s.range;
  if (!(s.last > s.first)) return range;
  Extent domain{s.first, s.last};
  const double step = range.size() / static_cast<double>(kSurveyed);
  const double room = std::max(0.06 * domain.size(), 2 * step);
  domain.low = domain.low > range.low + step ? std::max(range.low, domain.low - room) : range.low;
  domain.high = domain.high < range.high - step ? std::min(range.high, domain.high + room) : range.high;
  return domain;
}

/// The part that has all landmarks, with room around it, if there are some and the rest is much larger. What lies
/// closer together than that is no reason to look at nothing else.
Extent of_landmarks(const Survey& s) {
  if (s.landmarks.size() < kFew || s.is_busy || s.is_straight) return s.range;
  Extent hull = hull_of(s.landmarks);
  if (hull.size() < 0.02 * s.range.size()) return s.range;
  if (hull.size() < 0.05 * s.range.size()) hull = {std::min(hull.low, 0.0), std::max(hull.high, 0.0)};
  if (hull.size() > 0.6 * s.range.size()) return s.range;
  // Beside a pole what it comes down to.
  const double room = (has_kind(s, Kind::Pole) ? 1 : 0.2) * hull.size();
  return {std::max(s.range.low, hull.low - room), std::min(s.range.high, hull.high + room)};
}

/// Room beside what lies at an end.
Extent with_room(const Survey& s) {
  Extent range = s.range;
  if (s.landmarks.empty() || s.landmarks.size() > 4) return range;
  for (const Landmark& l : s.landmarks) {
    if (l.kind == Kind::Edge) continue;
    if (l.x - range.low < 0.05 * s.range.size()) range.low = l.x - 0.2 * s.range.size();
    if (range.high - l.x < 0.05 * s.range.size()) range.high = l.x + 0.2 * s.range.size();
  }
  return range;
}

/// Numbers with few digits just outside.
Extent rounded(const Extent& range) {
  const int power = static_cast<int>(std::floor(std::log10(range.size()))) - 1;
  const double unit = std::pow(10, power);
  return {rounded_to(std::floor(range.low / unit + 1e-9) * unit, power),
          rounded_to(std::ceil(range.high / unit - 1e-9) * unit, power)};
}

Extent range_of(const Subject& subject, const Stop& stop) {
  const Survey home = survey(subject, {-kUsual, kUsual}, stop);
  Survey s = home;
  if (home.is_busy) {
    s = nearer(subject, home, stop);
    return s.is_busy ? home.range : rounded(of_domain(s));
  }
  const std::vector<Landmark> far = landmarks_farther_out(subject, home, stop);
  const auto is_far = [](const Landmark& l) { return std::abs(l.x) > kInside * kUsual; };
  if (std::ranges::any_of(far, is_far)) {
    s = survey(subject, around(far), stop);
  } else if (is_dull(home) || home.is_faint) {
    s = elsewhere(subject, home, stop);
    if (is_dull(s)) return home.range;
  }
  s = survey(subject, of_domain(s), stop);
  for (int k = 0; k < 8; ++k) {
    const Extent smaller = without_flat_ends(s);
    if (!(smaller.size() < 0.9 * s.range.size())) break;
    s = survey(subject, smaller, stop);
  }
  s.range = of_landmarks(s);
  const Extent range = with_room(s);
  return range.low == -kUsual && range.high == kUsual ? range : rounded(range);
}

}  // namespace

Extent interesting_range(std::span<const Subject> subjects, Scale scale, const Stop& stop) {
  if (scale == Scale::Log) return {-2, 3};
  Extent all{std::numeric_limits<double>::infinity(), -std::numeric_limits<double>::infinity()};
  for (const Subject& subject : subjects) {
    const Extent range = range_of(subject, stop);
    all = {std::min(all.low, range.low), std::max(all.high, range.high)};
  }
  return subjects.empty() ? Extent{-kUsual, kUsual} : all;
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
  constexpr double kLargest = std::numeric_limits<double>::max();
  const double room = part * range.size();
  return {std::max(range.low - room, -kLargest), std::min(range.high + room, kLargest)};
}

}  // namespace adc::inline ADC_ABI::plot
