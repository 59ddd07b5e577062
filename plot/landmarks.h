// What is special on a graph in a range, as far as some hundred samples show it.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "plot/features.h"
#include "plot/graph_sampling.h"

namespace adc::inline ADC_ABI::plot {

/// A graph with what it divides by.
struct Subject {
  Graph graph;
  std::vector<Graph> divisors;
};

struct Landmark {
  enum class Kind : std::uint8_t { Zero, Extremum, Step, Pole, Jump, Kink, Hole, Edge };
  Kind kind = Kind::Zero;
  double x = 0;
};

struct Survey {
  Extent range;
  std::vector<Sample> samples;
  std::vector<Landmark> landmarks;  ///< from left to right, one for each place
  bool is_busy = false;             ///< there are more than one likes to see, or they are too near to each other
  std::size_t turns = 0;            ///< about how many there are
  bool is_straight = true;          ///< the slope is the same everywhere
  bool is_faint = false;            ///< the slope is nearly the same everywhere, or the values are
  std::size_t values = 0;           ///< finite samples
  double first = 0;                 ///< the first and the last place with a value and a neighbour that has one
  double last = 0;
};

/// Looks at a range by `kSurveyed` samples. Landmarks are zeros and extrema that rise above the millionth part of what
/// is seen around them, features (plot/features.h), and where there is none of these the steepest place of a step, as
/// that of a sigmoid, or the most bent one between two straight ends.
[[nodiscard]] Survey survey(const Subject& subject, const Extent& range, const Stop& stop);
inline constexpr std::size_t kSurveyed = 1000;

[[nodiscard]] bool has_kind(const Survey& survey, Landmark::Kind kind);

}  // namespace adc::inline ADC_ABI::plot
