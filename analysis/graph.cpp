#include "analysis/graph.h"

#include <string>

#include "analysis/graph_layers.h"
#include "analysis/graph_rows.h"
#include "analysis/graph_scalars.h"
#include "analysis/graph_tensors.h"
#include "diag/diagnostics.h"

namespace adc::analysis {

Result<Graph> graph(const ir::Function& program, std::span<const double> inputs, Notation notation) {
  if (program.outputs().size() != 1) {
    return diag::diagnose("several-outputs", {},
                          "a trace is of one output, and the program has " + std::to_string(program.outputs().size()));
  }
  try {
    const Result<ir::Function> fn = prepare_graph(program);
    if (!fn) return fn.error();
    const GraphRows rows = choose_rows(*fn);
    const GraphWords words(notation);
    Graph graph = fn->is_scalar() ? graph_scalars(*fn, rows, inputs, words) : graph_tensors(*fn, rows, inputs, words);
    rank_nodes(graph);
    if (!graph.is_scalar) find_layers(graph, *fn, rows);
    return graph;
  } catch (const diag::Failure& failure) {
    return failure.diagnostic();
  } catch (const Error& error) {
    return error;
  }
}

}  // namespace adc::analysis
