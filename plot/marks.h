// What is special on graphs, as marks and words.
#pragma once

#include <span>

#include "adc/scene.hpp"
#include "plot/graph_sampling.h"

namespace adc::inline ADC_ABI::plot {

/// Marks poles, jumps, kinks, holes, ends of the domain and ranges without values of the scene's first curves, which
/// are these graphs, and says where they are in its notes. `y`: the values that are seen, on a straight scale.
void mark_features(Scene& scene, std::span<const SampledGraph> graphs, const Extent& y);

/// Marks where `difference` is zero within `x`, on `side`, and says where that is. Places are found to rounding where
/// the difference changes its sign, as far as it does not do so twice between two of a thousand places.
void mark_equal(Scene& scene, const Graph& difference, const Graph& side, const Extent& x);

}  // namespace adc::inline ADC_ABI::plot
