// Pictures of computation graphs, and pages that explain a program: libadc-explain, built on the public API of adc
// alone.
#pragma once

#include <cstddef>
#include <span>
#include <string>

#include "adc/adc.hpp"
#include "adc/graph.hpp"

namespace adc::inline ADC_ABI {

/// How a graph is drawn.
struct GraphDrawing {
  /// Of more nodes those nearest to the result are drawn, and one that stands for all others and says how many they
  /// are.
  std::size_t most_nodes = 200;
};

/// The graph for Graphviz: a node per value with its number and its adjoint, an edge per use with the local derivative
/// and what it passes back; layers of networks as clusters. The same text each time. O(nodes + edges).
[[nodiscard]] ADC_API std::string graph_dot(const Graph& graph, const GraphDrawing& options = {});

/// The graph as a picture of its own: columns from the inputs to the result, as few crossings as a few sweeps find
/// (Sugiyama, Tagawa and Toda 1981), colours for light and dark. Nodes and edges have the numbers of what they stand
/// for in `data-node` and `data-edge`. The same text each time; O(sweeps · most_nodes²) at most.
[[nodiscard]] ADC_API std::string graph_svg(const Graph& graph, const GraphDrawing& options = {});

/// The picture that the program `dot` of Graphviz makes of `graph_dot`. Errors: "no-graphviz" where it cannot be run or
/// fails, "interrupted" once `limits.stop` is true, "too-long" after `limits.seconds`.
[[nodiscard]] ADC_API Result<std::string> graph_svg_by_graphviz(const Graph& graph, const GraphDrawing& options = {},
                                                                const Limits& limits = {});

/// What a page shows besides what the function says.
struct PageOptions {
  std::string title;    ///< empty: the name of the result, or where it has none the program, if that is a line
  std::string program;  ///< the text that the function was compiled from; empty: the page has none
  GraphDrawing drawing;
  bool has_accuracy = true;  ///< check all ways to the numbers, which takes the time of `Function::check`
  bool has_code = true;      ///< IR, C, LLVM IR and assembly
};

/// A page of HTML that explains how the one output of `function` and its derivatives come about at the point `x`, flat:
/// formulas, the graph, both passes step by step, rules of derivation, a plot with its tangent, layers of networks, a
/// run of gradient descent, accuracy and cost of the modes, and code. It needs nothing but a browser: styles, script
/// and the JavaScript that adc writes of the program are inside, and nothing is loaded. Numbers have all digits in
/// attributes. The same text for the same function and point, but for the accuracy of native code on another machine.
///
/// What cannot be shown (formulas or code that are too long, code where libadc-targets is missing) is said on the page.
/// Errors: those of `graph`, limits. Costs what all that costs.
[[nodiscard]] ADC_API Result<std::string> explain_page(const Function& function, std::span<const double> x,
                                                       const PageOptions& options = {});

}  // namespace adc::inline ADC_ABI
