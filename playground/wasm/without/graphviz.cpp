// Programs that are run, where there are none: graphs are laid out by libadc-explain itself.
#include "adc/explain.hpp"

namespace adc::inline ADC_ABI {

Result<std::string> graph_svg_by_graphviz(const Graph& /*graph*/, const GraphDrawing& /*options*/,
                                          const Limits& /*limits*/) {
  return diagnose("no-graphviz", "a page runs no programs", {"have adc lay out the graph itself"});
}

}  // namespace adc::inline ADC_ABI
