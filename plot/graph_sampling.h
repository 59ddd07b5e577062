// A graph as a line that is as fine as it must be, and what is special on it.
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "adc/scene.hpp"
#include "plot/extent.h"
#include "plot/failure.h"
#include "plot/sampler.h"

namespace adc::inline ADC_ABI::plot {

/// A number of the graph, and its slope there.
struct Sample {
  double x = 0;
  double y = 0;
  double slope = 0;

  [[nodiscard]] bool has_value() const { return std::isfinite(y); }
};

/// A place where a graph is not smooth.
struct Feature {
  enum class Kind : std::uint8_t {
    Pole,       ///< the values grow without bound on one side or both
    Jump,       ///< the values on both sides have different limits
    Kink,       ///< the slopes have
    Hole,       ///< no value, and one limit from both sides
    EdgeLeft,   ///< there are values from here on
    EdgeRight,  ///< there are values up to here
  };
  Kind kind = Kind::Pole;
  double x = 0;
  double left = 0;   ///< the limit from the left, where there is one
  double right = 0;  ///< … from the right
  double value = 0;  ///< at the place itself; not finite where there is none
};

/// A range without finite values.
struct Gap : Extent {
  bool overflows = false;  ///< they are beyond what doubles hold; else there are none
};

struct SampledGraph {
  std::vector<Point> line;  ///< parted by gaps
  std::vector<Feature> features;
  bool has_more_features = false;  ///< than could be looked at
  std::vector<Gap> undefined;      ///< from left to right
  std::vector<double> evenly;      ///< finite numbers at places that are evenly spaced
};

/// Samples the graph over `x`. A line between neighbouring samples is within a quarter of `pixel` of the cubic that
/// their numbers and slopes say, and its features are those of `features_of`; `pixel` is the extent of one in x and in
/// y. `seen`: outside of this range of values only poles matter. Throws what the graph throws, and "interrupted".
[[nodiscard]] SampledGraph sample_graph(const Graph& graph, std::span<const Graph> divisors, const Extent& x,
                                        const Extent& seen, const Point& pixel, const Stop& stop);

/// The samples at `count` + 1 places from end to end, which have few digits where they may; of a range that has fewer
/// doubles at these.
[[nodiscard]] std::vector<Sample> evenly_sampled(const Graph& graph, const Extent& x, std::size_t count);

/// Samples at these places.
[[nodiscard]] std::vector<Sample> samples_at(const Graph& graph, std::span<const double> x);

}  // namespace adc::inline ADC_ABI::plot
