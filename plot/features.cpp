#include "plot/features.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numeric>

#include "plot/divisors.h"
#include "plot/failure.h"

namespace adc::inline ADC_ABI::plot {
namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kHair = 1e-7;  ///< of the range: what rounding makes of one place may be so far off

/// Whether the graph goes the other way between the samples than it goes at both, as it does through an odd pole.
bool turns_against(const Sample& a, const Sample& b) {
  const double step = b.y - a.y;
  return (a.slope > 0 && b.slope > 0 && step < 0) || (a.slope < 0 && b.slope < 0 && step > 0);
}

/// Whether it leaves zero at both ends inwards, as it does around an even pole.
bool grows_inwards(const Sample& a, const Sample& b) {
  return (a.slope > 0 && b.slope < 0 && a.y > 0 && b.y > 0) || (a.slope < 0 && b.slope > 0 && a.y < 0 && b.y < 0);
}

/// How far the ends are from belonging to a smooth function.
double trouble(const Sample& a, const Sample& b, const Extent& x, const Extent& seen) {
  const double h = b.x - a.x;
  const double defect = std::abs(b.y - a.y - h * (a.slope + b.slope) / 2) / seen.size();
  const double turn = std::abs(b.slope - a.slope) * x.size() / seen.size() * 1e-3;
  const double sum = defect + turn;
  return std::isnan(sum) ? std::numeric_limits<double>::infinity() : sum;
}

/// Which half of an interval the place in question is in.
bool goes_left(const Sample& a, const Sample& m, const Sample& b, const Extent& x, const Extent& seen) {
  if (a.has_value() != m.has_value()) return true;
  if (m.has_value() != b.has_value()) return false;
  for (const auto test : {&turns_against, &grows_inwards}) {
    const bool left = test(a, m);
    if (left != test(m, b)) return left;
  }
  return trouble(a, m, x, seen) >= trouble(m, b, x, seen);
}

/// What a graph tends to from one side.
struct Side {
  bool exists = false;
  bool diverges = false;
  bool converges = false;
  bool overflows = false;  ///< beyond what doubles hold
  bool is_huge = false;    ///< … or nearly so
  double limit = kNan;
  double slope = 0;
  double farther_slope = 0;
  double distance = 0;
};

/// By samples nearer and nearer to the place: the first is farthest.
Side side(const std::array<Sample, 3>& nearing, double place, const Extent& seen) {
  constexpr double kHuge = 1e300;
  Side side;
  side.exists = std::ranges::all_of(nearing, &Sample::has_value);
  side.distance = std::abs(nearing[2].x - place);
  // Where the last ones are too large for doubles, or rounding has made zero of what is divided by.
  if (!side.exists) {
    const double before = nearing[1].has_value() ? nearing[1].y : nearing[2].y;
    side.overflows = std::isinf(nearing[2].y) && !std::isnan(nearing[0].y) &&
                     (std::isinf(before) || std::abs(before - seen.middle()) > seen.size());
    side.exists = side.diverges = side.overflows;
    return side;
  }
  side.is_huge = std::abs(nearing[2].y) > kHuge;
  const double before = std::abs(nearing[1].y - nearing[0].y);
  const double last = std::abs(nearing[2].y - nearing[1].y);
  const bool grows = std::abs(nearing[2].y) > std::abs(nearing[1].y) && std::abs(nearing[1].y) > std::abs(nearing[0].y);
  const double beyond = std::abs(nearing[2].y - (seen.low + seen.high) / 2);
  side.diverges = grows && last > 0.4 * before && beyond > seen.size();
  side.converges = !side.diverges && last <= std::max(0.4 * before, 1e-9 * seen.size());
  side.limit = nearing[2].y;
  side.slope = nearing[2].slope;
  side.farther_slope = nearing[1].slope;
  return side;
}

/// What it tends to at the place itself: the value there, if it leads to it.
double limit_of(const Side& side, double direction, double value) {
  const double step = side.slope * side.distance;
  if (std::abs(value - side.limit) <= 16 * std::abs(step) + 1e-12 * std::abs(value)) return value;
  const double further = side.limit + direction * step;
  return std::isfinite(further) ? further : side.limit;
}

std::optional<Feature> classified(const Side& left, const Side& right, double place, double value, const Extent& x,
                                  const Extent& seen) {
  using Kind = Feature::Kind;
  Feature feature{.x = place, .left = limit_of(left, 1, value), .right = limit_of(right, -1, value), .value = value};
  const auto is = [&](Kind kind) { return feature.kind = kind, std::optional(feature); };
  if (!left.exists && !right.exists) return std::nullopt;
  // A graph that has grown beyond doubles has no pole there.
  if (left.is_huge && right.overflows) return is(Kind::EdgeRight);
  if (right.is_huge && left.overflows) return is(Kind::EdgeLeft);
  if (left.diverges || right.diverges) return is(Kind::Pole);
  if (!left.exists) return is(Kind::EdgeLeft);
  if (!right.exists) return is(Kind::EdgeRight);
  if (!left.converges || !right.converges) return std::nullopt;  // it oscillates without end
  const double steepest = std::max(std::abs(left.slope), std::abs(right.slope));
  const double by_slope = steepest * (left.distance + right.distance);
  const double jump = std::abs(right.limit - left.limit);
  const double rounding = 32 * 0x1p-52 * std::max(std::abs(left.limit), std::abs(right.limit));
  if (jump > std::max(1e-6 * seen.size(), rounding) && !(jump <= 16 * by_slope)) return is(Kind::Jump);
  if (!std::isfinite(value)) return is(Kind::Hole);
  const double turn = std::abs(right.slope - left.slope);
  // Where the graph is smooth, the slopes on both sides come together.
  const bool stays = turn > 0.5 * std::abs(right.farther_slope - left.farther_slope);
  if (stays && turn > 1e-3 * steepest && turn * x.size() > 1e-2 * seen.size()) return is(Kind::Kink);
  return std::nullopt;
}

/// An interval that has a place where the graph may be not smooth.
struct Suspect {
  Sample left;
  Sample right;
};

/// Such a place, and how far around it there is no other.
struct Place {
  double x = 0;
  double room = 0;
};

/// The places in intervals, by bisection to the last bits.
std::vector<Place> places_in(const Graph& graph, std::vector<Suspect> suspects, const Extent& x, const Extent& seen,
                             const Stop& stop) {
  std::vector<Place> places;
  places.reserve(suspects.size());
  for (const Suspect& s : suspects) places.push_back({0, s.right.x - s.left.x});
  constexpr int kHalvings = 60;
  for (int k = 0; k < kHalvings; ++k) {
    check_stop(stop);
    std::vector<std::size_t> open;
    std::vector<double> middles;
    for (std::size_t i = 0; i < suspects.size(); ++i) {
      const double middle = std::midpoint(suspects[i].left.x, suspects[i].right.x);
      if (middle <= suspects[i].left.x || middle >= suspects[i].right.x) continue;
      open.push_back(i);
      middles.push_back(middle);
    }
    if (open.empty()) break;
    const std::vector<Sample> at = samples_at(graph, middles);
    for (std::size_t j = 0; j < open.size(); ++j) {
      Suspect& s = suspects[open[j]];
      (goes_left(s.left, at[j], s.right, x, seen) ? s.right : s.left) = at[j];
    }
  }
  for (std::size_t i = 0; i < suspects.size(); ++i)
    places[i].x = rounded_place(std::midpoint(suspects[i].left.x, suspects[i].right.x), x);
  return places;
}

std::vector<Place> zeros_in(std::span<const Graph> divisors, const Extent& x, const Stop& stop) {
  std::vector<Place> places;
  for (const Graph& divisor : divisors) {
    for (const double zero : zeros_of(divisor, x, stop)) places.push_back({zero, x.size() / 1000});
  }
  return places;
}

/// Leaves `most` of all, evenly.
template <typename T>
void thin_out(std::vector<T>& all, std::size_t most) {
  if (all.size() <= most) return;
  for (std::size_t i = 0; i < most; ++i) all[i] = all[i * all.size() / most];
  all.resize(most);
}

/// What is at each place: nullopt where the graph is smooth there, or only steep.
std::vector<std::optional<Feature>> features_at(const Graph& graph, std::span<const Place> places, const Extent& x,
                                                const Extent& seen) {
  std::vector<double> wanted;
  for (const Place& place : places) {
    wanted.push_back(place.x);
    // From both sides, nearer and nearer.
    const double least = 1e-15 * std::max(std::abs(place.x), x.size());
    const double nearest = std::max(0x1p-24 * place.room, 64 * least);
    const double near = std::max(0x1p-16 * place.room, 64 * nearest);
    const double far = std::max(0x1p-8 * place.room, 64 * near);
    for (const double sign : {-1.0, 1.0}) {
      for (const double distance : {far, near, nearest}) wanted.push_back(place.x + sign * distance);
    }
  }
  const std::vector<Sample> at = samples_at(graph, wanted);
  std::vector<std::optional<Feature>> found;
  for (std::size_t i = 0; i < places.size(); ++i) {
    const Sample* const s = &at[7 * i];
    found.push_back(classified(side({s[1], s[2], s[3]}, places[i].x, seen), side({s[4], s[5], s[6]}, places[i].x, seen),
                               places[i].x, s[0].y, x, seen));
  }
  return found;
}

}  // namespace

double rounded_place(double place, const Extent& x) {
  const double rounded = rounded_to(place, static_cast<int>(std::floor(std::log10(x.size()))) - 9);
  return std::abs(rounded - place) <= 4e-13 * x.size() ? rounded : place;
}

std::vector<std::size_t> suspicious_intervals(std::span<const Sample> samples, const Extent& seen) {
  std::vector<std::size_t> found;
  if (samples.size() < 2) return found;
  const double width = samples.back().x - samples.front().x;
  /// How fast the slope turns in interval i.
  const auto turning = [&](std::size_t i) {
    return std::abs(samples[i + 1].slope - samples[i].slope) / (samples[i + 1].x - samples[i].x);
  };
  for (std::size_t i = 0; i + 1 < samples.size(); ++i) {
    const Sample& a = samples[i];
    const Sample& b = samples[i + 1];
    if (!a.has_value() && !b.has_value()) continue;
    if (!a.has_value() || !b.has_value()) {
      found.push_back(i);
      continue;
    }
    const double h = b.x - a.x;
    const double step = std::abs(b.y - a.y) / h;
    const double steepest = std::max({std::abs(a.slope), std::abs(b.slope), step});
    const double defect = std::abs((b.y - a.y) / h - (a.slope + b.slope) / 2);
    const bool is_large = steepest * h > 1e-3 * seen.size();
    const bool is_beyond = grows_inwards(a, b) && steepest * h > 0.5 * seen.size();
    // A kink turns within one interval what its neighbours' neighbours do not.
    const double jump = std::abs(b.slope - a.slope);
    const double around = std::max(i >= 2 ? turning(i - 2) : 0, i + 3 < samples.size() ? turning(i + 2) : 0);
    const bool is_kink = jump * width > 0.02 * seen.size() && turning(i) > 8 * around;
    if (!std::isfinite(steepest) || (is_large && defect > 0.4 * steepest) || is_beyond || is_kink) found.push_back(i);
  }
  return found;
}

Features features_of(const Graph& graph, std::span<const Graph> divisors, std::span<const Sample> samples,
                     const Extent& x, const Extent& seen, std::size_t most, const Stop& stop) {
  Features result;
  std::vector<Place> places = zeros_in(divisors, x, stop);
  std::vector<Suspect> suspects;
  for (const std::size_t i : suspicious_intervals(samples, seen)) suspects.push_back({samples[i], samples[i + 1]});
  result.are_more = suspects.size() > most || places.size() > most;
  thin_out(suspects, most);
  thin_out(places, most);
  const std::size_t exact = places.size();
  for (const Place& place : places_in(graph, std::move(suspects), x, seen, stop)) {
    const auto is_near = [&](const Place& zero) {
      return std::abs(zero.x - place.x) <= std::max(kHair * x.size(), 1e-12 * std::abs(place.x));
    };
    if (std::none_of(places.begin(), places.begin() + static_cast<std::ptrdiff_t>(exact), is_near))
      places.push_back(place);
  }
  std::ranges::stable_sort(places, {}, &Place::x);
  // What is nearer than rounding is one place.
  const auto same = std::ranges::unique(places, [&](const Place& a, const Place& b) {
    return b.x - a.x <= 2e-12 * x.size() + 64 * 0x1p-52 * std::max(std::abs(a.x), std::abs(b.x));
  });
  places.erase(same.begin(), same.end());
  for (std::size_t i = 0; i < places.size(); ++i) {
    if (i > 0) places[i].room = std::min(places[i].room, (places[i].x - places[i - 1].x) / 2);
    if (i + 1 < places.size()) places[i].room = std::min(places[i].room, (places[i + 1].x - places[i].x) / 2);
  }
  for (const std::optional<Feature>& found : features_at(graph, places, x, seen)) {
    if (found) result.all.push_back(*found);
  }
  return result;
}

}  // namespace adc::inline ADC_ABI::plot
