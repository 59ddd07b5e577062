#include "plot/marks.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <optional>
#include <string>

#include "plot/projection.h"
#include "plot/ticks.h"

namespace adc::inline ADC_ABI::plot {
namespace {

constexpr std::size_t kMostMarks = 40;  ///< of a kind: more hide the graph
constexpr std::size_t kMostGuides = 80;
constexpr std::size_t kMostPlaces = 5;  ///< that a note lists

using Kind = Feature::Kind;

/// A fraction of π with few digits, else the number: "π/2".
std::string period_text(double period) {
  for (int over = 1; over <= 1000; ++over) {
    const double times = std::round(period * over / std::numbers::pi);
    if (times < 1 || times > 12 || std::abs(period - times * std::numbers::pi / over) > 1e-9 * period) continue;
    return (times > 1 ? number_text(times) : "") + "π" + (over > 1 ? "/" + std::to_string(over) : "");
  }
  return number_text(period);
}

/// How far apart the places are, if that is everywhere the same.
std::optional<double> period_of(std::span<const double> places) {
  const double period = (places.back() - places.front()) / static_cast<double>(places.size() - 1);
  for (std::size_t i = 0; i + 1 < places.size(); ++i) {
    if (std::abs(places[i + 1] - places[i] - period) > 1e-6 * period) return std::nullopt;
  }
  return period;
}

/// "poles at x = −1, 0, 1", "20 poles, every π, such as x = 1.5708"; with `are_more` the places are some of very many.
std::string places_text(const Axis& axis, const std::string& one, const std::string& several,
                        std::vector<double> places, bool are_more = false) {
  std::ranges::sort(places);
  places.erase(std::ranges::unique(places).begin(), places.end());
  const auto number = [&](double place) { return number_text(unstraightened(axis.scale, place)); };
  const auto listed = [&](std::span<const double> some) {
    std::string text = axis.title + " = ";
    for (std::size_t i = 0; i < some.size(); ++i) text += (i > 0 ? ", " : "") + number(some[i]);
    return text;
  };
  if (places.size() <= kMostPlaces) return (places.size() == 1 ? one : several) + " at " + listed(places);
  const auto nearest = std::ranges::min_element(places, {}, [](double place) { return std::abs(place); });
  const std::string example = ", such as " + axis.title + " = " + number(*nearest);
  const std::string count = std::to_string(places.size());
  if (are_more) return several + " at more than " + count + " places" + example;
  const std::optional<double> period = axis.scale == Scale::Linear ? period_of(places) : std::nullopt;
  if (period) return several + " at " + count + " places, every " + period_text(*period) + example;
  return several + " at " + listed(std::span(places).first(kMostPlaces)) + " and " +
         std::to_string(places.size() - kMostPlaces) + " more";
}

/// The parts that all graphs are without values in.
std::vector<Gap> common(std::span<const SampledGraph> graphs) {
  std::vector<Gap> parts = graphs.empty() ? std::vector<Gap>() : graphs[0].undefined;
  for (const SampledGraph& graph : graphs.subspan(std::min<std::size_t>(1, graphs.size()))) {
    std::vector<Gap> both;
    for (const Gap& a : parts) {
      for (const Gap& b : graph.undefined) {
        const Gap part{{std::max(a.low, b.low), std::min(a.high, b.high)}, a.overflows && b.overflows};
        if (part.size() > 0) both.push_back(part);
      }
    }
    parts = std::move(both);
  }
  return parts;
}

/// Hatches the parts of one kind, and says where they are.
void hatch(Scene& scene, const std::vector<Gap>& parts, bool overflows) {
  const auto x = [&](double at) { return unstraightened(scene.x.scale, at); };
  Area area{.name = overflows ? "too large" : "no value", .colour = kGrey, .opacity = 0.5, .hatched = true};
  std::string text;
  for (const Gap& part : parts) {
    if (part.overflows != overflows) continue;
    area.rings.push_back({{x(part.low), scene.y.low},
                          {x(part.high), scene.y.low},
                          {x(part.high), scene.y.high},
                          {x(part.low), scene.y.high}});
    const bool to_left = x(part.low) <= scene.x.low;
    const bool to_right = x(part.high) >= scene.x.high;
    if (text.size() > 200) continue;
    if (to_left && to_right) continue;
    text += text.empty() ? "" : ", ";
    if (to_left)
      text += scene.x.title + " < " + number_text(x(part.high));
    else if (to_right)
      text += scene.x.title + " > " + number_text(x(part.low));
    else
      text += number_text(x(part.low)) + " < " + scene.x.title + " < " + number_text(x(part.high));
  }
  if (area.rings.empty()) return;
  scene.areas.push_back(std::move(area));
  if (!text.empty())
    scene.notes.push_back((overflows ? "too large for a number (1.8×10³⁰⁸) for " : "no value for ") + text);
}

/// Where a graph goes through zero between two samples of different signs; nullopt where it jumps over it.
std::optional<double> zero_between(const Graph& graph, Sample low, Sample high) {
  const double size = std::max(std::abs(low.y), std::abs(high.y));
  for (int k = 0; k < 200; ++k) {
    const double middle = low.x + (high.x - low.x) / 2;
    if (middle <= low.x || middle >= high.x) break;
    const Sample at = samples_at(graph, {&middle, 1})[0];
    if (at.y == 0) return middle;
    ((at.y < 0) == (low.y < 0) ? low : high) = at;
  }
  const Sample& best = std::abs(low.y) < std::abs(high.y) ? low : high;
  return std::abs(best.y) <= 1e-3 * size ? std::optional(best.x) : std::nullopt;
}

}  // namespace

void mark_equal(Scene& scene, const Graph& difference, const Graph& side, const Extent& x) {
  constexpr std::size_t kCount = 1000;
  const std::vector<Sample> samples = evenly_sampled(difference, x, kCount);
  std::vector<double> places;
  for (std::size_t i = 0; i < samples.size(); ++i) {
    if (samples[i].y == 0) places.push_back(samples[i].x);
    if (i == 0 || !(samples[i - 1].y * samples[i].y < 0)) continue;
    if (!std::isfinite(samples[i - 1].y) || !std::isfinite(samples[i].y)) continue;
    if (const auto zero = zero_between(difference, samples[i - 1], samples[i])) places.push_back(*zero);
  }
  if (places.empty()) {
    scene.notes.emplace_back("nowhere in the picture are both sides found to be equal");
    return;
  }
  if (places.size() > kMostMarks) return;
  Markers equal{.name = "equal", .shape = Shape::Dot, .colour = kInk, .size = 4};
  for (const Sample& s : samples_at(side, places))
    equal.points.push_back({unstraightened(scene.x.scale, s.x), unstraightened(scene.y.scale, s.y)});
  scene.markers.push_back(std::move(equal));
  scene.notes.push_back(places_text(scene.x, "equal", "equal", places));
}

void mark_features(Scene& scene, std::span<const SampledGraph> graphs, const Extent& y) {
  const auto at = [&](double place, double value) {
    return Point{unstraightened(scene.x.scale, place), unstraightened(scene.y.scale, value)};
  };
  std::vector<double> poles;
  std::vector<double> jumps;
  std::vector<double> kinks;
  std::vector<double> holes;
  bool is_cut = false;
  for (std::size_t g = 0; g < graphs.size(); ++g) {
    const Colour colour = scene.curves[g].colour;
    Markers corner{.name = "kink", .shape = Shape::Diamond, .colour = colour, .size = 3.2};
    Markers hole{.name = "no value there", .shape = Shape::Ring, .colour = colour, .size = 3.2};
    Markers open{.shape = Shape::Ring, .colour = colour, .size = 3.2};
    Markers closed{.shape = Shape::Dot, .colour = colour, .size = 3.2};
    for (const Feature& f : graphs[g].features) {
      switch (f.kind) {
        case Kind::Pole: poles.push_back(f.x); break;
        case Kind::Jump:
          jumps.push_back(f.x);
          (f.value == f.left ? closed : open).points.push_back(at(f.x, f.left));
          (f.value == f.right ? closed : open).points.push_back(at(f.x, f.right));
          break;
        case Kind::Kink:
          kinks.push_back(f.x);
          corner.points.push_back(at(f.x, f.left));
          break;
        case Kind::Hole:
          holes.push_back(f.x);
          hole.points.push_back(at(f.x, f.left));
          break;
        case Kind::EdgeLeft:
        case Kind::EdgeRight: {
          const double limit = f.kind == Kind::EdgeLeft ? f.right : f.left;
          if (std::abs(limit) < 1e3 * std::max({std::abs(y.low), std::abs(y.high), 1.0}))
            (std::isfinite(f.value) ? closed : open).points.push_back(at(f.x, limit));
          break;
        }
      }
    }
    for (Markers* const markers : {&corner, &hole, &open, &closed}) {
      if (!markers->points.empty() && markers->points.size() <= kMostMarks) scene.markers.push_back(*markers);
    }
    const auto is_outside = [&](double v) { return v < y.low || v > y.high; };
    is_cut = is_cut || std::ranges::any_of(graphs[g].evenly, is_outside);
  }
  for (const double pole : poles) {
    if (poles.size() <= kMostGuides)
      scene.guides.push_back({.name = "pole", .at = unstraightened(scene.x.scale, pole)});
  }
  const std::vector<Gap> gaps = common(graphs);
  hatch(scene, gaps, false);
  hatch(scene, gaps, true);
  const bool are_more = std::ranges::any_of(graphs, &SampledGraph::has_more_features);
  const auto say = [&](const std::string& one, const std::string& several, const std::vector<double>& places) {
    if (!places.empty()) scene.notes.push_back(places_text(scene.x, one, several, places, are_more));
  };
  say("pole", "poles", poles);
  say("jump", "jumps", jumps);
  say("kink", "kinks", kinks);
  say("no value", "no value", holes);
  if (is_cut) scene.notes.emplace_back("values beyond the picture are cut off");
}

}  // namespace adc::inline ADC_ABI::plot
