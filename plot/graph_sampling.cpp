#include "plot/graph_sampling.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "plot/failure.h"
#include "plot/features.h"
#include "plot/projection.h"

namespace adc::inline ADC_ABI::plot {
namespace {

constexpr std::size_t kEvenly = 1000;  ///< intervals at first: places with few digits are among them
constexpr std::size_t kMostSamples = 40000;
constexpr int kRounds = 16;                 ///< of halving intervals that are too coarse
constexpr double kOff = 0.25;               ///< of a line from the graph, in pixels
constexpr std::size_t kMostFeatures = 250;  ///< that are looked at: more cannot be told apart

/// How far the straight line between two samples is off the cubic through them with their slopes, in pixels, at right
/// angles to the line.
double off_the_line(const Sample& a, const Sample& b, const Point& pixel) {
  const double h = b.x - a.x;
  const double middle = std::abs(h * (a.slope - b.slope)) / 8;
  const double lopsided = std::abs((a.slope + b.slope) / 2 * h - (b.y - a.y)) * 0.1;
  const double steepness = (b.y - a.y) / h * pixel.x / pixel.y;
  return std::max(middle, lopsided) / pixel.y / std::sqrt(1 + steepness * steepness);
}

/// Whether none of the interval can be seen.
bool is_out_of_sight(const Sample& a, const Sample& b, const Extent& seen) {
  const double margin = seen.size() / 2;
  const bool above = a.y > seen.high + margin && b.y > seen.high + margin && (a.slope >= 0 || b.slope <= 0);
  const bool below = a.y < seen.low - margin && b.y < seen.low - margin && (a.slope <= 0 || b.slope >= 0);
  return above || below;
}

/// Samples, some of whose intervals are to be halved.
class Refinement {
 public:
  Refinement(const Graph& graph, const Extent& x, const Extent& seen, const Point& pixel)
      : graph_(graph), seen_(seen), pixel_(pixel), samples_(evenly_sampled(graph, x, kEvenly)) {
    restless_.assign(samples_.size(), true);
  }

  /// Halves what is too coarse; false if nothing is.
  bool step() {
    std::vector<std::size_t> coarse;
    std::vector<double> middles;
    for (std::size_t i = 0; i + 1 < samples_.size(); ++i) {
      if (!is_coarse(i)) continue;
      coarse.push_back(i);
      middles.push_back(samples_[i].x + (samples_[i + 1].x - samples_[i].x) / 2);
    }
    if (coarse.empty() || samples_.size() + coarse.size() > kMostSamples) return false;
    insert(coarse, samples_at(graph_, middles));
    return true;
  }

  [[nodiscard]] const std::vector<Sample>& samples() const { return samples_; }

 private:
  [[nodiscard]] bool is_coarse(std::size_t i) const {
    const Sample& a = samples_[i];
    const Sample& b = samples_[i + 1];
    if (!a.has_value() || !b.has_value() || b.x - a.x < pixel_.x / 200) return false;
    if (is_out_of_sight(a, b, seen_)) return false;
    const double off = off_the_line(a, b, pixel_);
    // Where a middle was not where the cubic had it, the next ones are not believed either.
    return !(off <= (restless_[i] ? kOff / 8 : kOff));
  }

  void insert(const std::vector<std::size_t>& coarse, const std::vector<Sample>& middles) {
    std::vector<Sample> all;
    std::vector<bool> restless;
    std::size_t next = 0;
    for (std::size_t i = 0; i < samples_.size(); ++i) {
      all.push_back(samples_[i]);
      restless.push_back(false);
      if (next == coarse.size() || coarse[next] != i) continue;
      const Sample& a = samples_[i];
      const Sample& b = samples_[i + 1];
      const double foretold = (a.y + b.y) / 2 + (b.x - a.x) * (a.slope - b.slope) / 8;
      const bool surprise = !(std::abs(middles[next].y - foretold) <= kOff * pixel_.y);
      restless.back() = surprise;
      all.push_back(middles[next++]);
      restless.push_back(surprise);
    }
    samples_ = std::move(all);
    restless_ = std::move(restless);
  }

  const Graph& graph_;
  const Extent& seen_;
  const Point& pixel_;
  std::vector<Sample> samples_;
  std::vector<bool> restless_;  ///< of the interval behind each sample
};

/// Further samples on the way to each pole and each edge, nearer and nearer.
std::vector<Sample> approaches(const Graph& graph, const std::vector<Feature>& features, const Extent& x) {
  std::vector<double> places;
  for (const Feature& f : features) {
    if (f.kind == Feature::Kind::Kink || f.kind == Feature::Kind::Hole) continue;
    double distance = x.size() / kEvenly;
    for (int k = 0; k < 30 && distance > 1e-13 * std::max(std::abs(f.x), x.size()); ++k, distance /= 2)
      places.insert(places.end(), {f.x - distance, f.x + distance});
  }
  std::erase_if(places, [&](double at) { return at < x.low || at > x.high; });
  return samples_at(graph, places);
}

/// All samples in one line, parted where it has no value, at poles and at jumps.
std::vector<Point> line_of(const std::vector<Sample>& samples, const std::vector<Feature>& features) {
  using Kind = Feature::Kind;
  std::map<double, std::vector<Point>> by_place;
  for (const Sample& s : samples) by_place.insert_or_assign(s.x, std::vector{s.has_value() ? Point{s.x, s.y} : kGap});
  for (const Feature& f : features) {
    switch (f.kind) {
      case Kind::Pole: by_place.insert_or_assign(f.x, std::vector{kGap}); break;
      case Kind::Jump: by_place.insert_or_assign(f.x, std::vector<Point>{{f.x, f.left}, kGap, {f.x, f.right}}); break;
      case Kind::Kink:
      case Kind::Hole: by_place.insert_or_assign(f.x, std::vector<Point>{{f.x, f.left}}); break;
      case Kind::EdgeLeft: by_place.insert_or_assign(f.x, std::vector<Point>{kGap, {f.x, f.right}}); break;
      case Kind::EdgeRight: by_place.insert_or_assign(f.x, std::vector<Point>{{f.x, f.left}, kGap}); break;
    }
  }
  std::vector<Point> line;
  for (const auto& [place, points] : by_place) line.insert(line.end(), points.begin(), points.end());
  return line;
}

/// Where there are no values: the runs of samples that have none, up to the edges beside them.
std::vector<Gap> undefined_parts(const std::vector<Sample>& samples, const std::vector<Feature>& features) {
  std::vector<Gap> parts;
  const auto edge_in = [&](double low, double high, double otherwise) {
    for (const Feature& f : features) {
      if (f.x >= low && f.x <= high) return f.x;
    }
    return otherwise;
  };
  for (std::size_t i = 0; i < samples.size(); ++i) {
    if (samples[i].has_value()) continue;
    std::size_t end = i;
    bool overflows = std::isinf(samples[i].y);
    while (end + 1 < samples.size() && !samples[end + 1].has_value()) {
      ++end;
      overflows = overflows && std::isinf(samples[end].y);
    }
    const double low = i == 0 ? samples[i].x : edge_in(samples[i - 1].x, samples[i].x, samples[i].x);
    const double high =
        end + 1 == samples.size() ? samples[end].x : edge_in(samples[end].x, samples[end + 1].x, samples[end].x);
    if (end > i) parts.push_back({{low, high}, overflows});
    i = end;
  }
  return parts;
}

}  // namespace

std::vector<Sample> samples_at(const Graph& graph, std::span<const double> x) {
  std::vector<double> y(x.size());
  std::vector<double> slopes(x.size());
  if (!x.empty()) graph(x, y, slopes);
  std::vector<Sample> samples;
  samples.reserve(x.size());
  for (std::size_t i = 0; i < x.size(); ++i) samples.push_back({x[i], y[i], slopes[i]});
  return samples;
}

std::vector<Sample> evenly_sampled(const Graph& graph, const Extent& x, std::size_t count) {
  std::vector<double> places;
  const int power = static_cast<int>(std::floor(std::log10(x.size()))) - 9;
  for (std::size_t i = 0; i <= count; ++i) {
    double place = std::lerp(x.low, x.high, static_cast<double>(i) / static_cast<double>(count));
    // What a person would have written: 0.1 and not what rounding makes of it.
    const double rounded = rounded_to(place, power);
    if (std::abs(rounded - place) < 1e-14 * x.size()) place = rounded;
    places.push_back(i == 0 ? x.low : i == count ? x.high : place);
  }
  places.erase(std::ranges::unique(places).begin(), places.end());
  return samples_at(graph, places);
}

SampledGraph sample_graph(const Graph& graph, std::span<const Graph> divisors, const Extent& x, const Extent& seen,
                          const Point& pixel, const Stop& stop) {
  Refinement refinement(graph, x, seen, pixel);
  SampledGraph result;
  for (const Sample& s : refinement.samples()) {
    if (s.has_value()) result.evenly.push_back(s.y);
  }
  for (int round = 0; round < kRounds; ++round) {
    check_stop(stop);
    if (!refinement.step()) break;
  }
  std::vector<Sample> samples = refinement.samples();
  Features found = features_of(graph, divisors, samples, x, seen, kMostFeatures, stop);
  result.features = std::move(found.all);
  result.has_more_features = found.are_more;
  result.undefined = undefined_parts(samples, result.features);
  // What the graph tends to at the ends of its domain is between two even places.
  for (const Feature& f : result.features) {
    if (f.kind == Feature::Kind::EdgeLeft) result.evenly.push_back(f.right);
    if (f.kind == Feature::Kind::EdgeRight) result.evenly.push_back(f.left);
  }
  const std::vector<Sample> more = approaches(graph, result.features, x);
  samples.insert(samples.end(), more.begin(), more.end());
  result.line = line_of(samples, result.features);
  return result;
}

}  // namespace adc::inline ADC_ABI::plot
