// Where the nodes of a graph are drawn: columns, and the layers of networks.
#pragma once

#include "adc/graph.hpp"
#include "analysis/graph_rows.h"
#include "ir/function.h"

namespace adc::analysis {

/// Fills in the ranks: a step stands one behind the last node that it is computed from, an input one before its first
/// user. O(edges).
void rank_nodes(Graph& graph);

/// Fills in the layers of a network: one begins with each step that multiplies weights (an input of kind `Input`: a
/// matrix, or a vector beside what is no such input) and goes on with what is computed from it; the last, "loss", is
/// what compares with data, and numbers made of layers. None where nothing multiplies weights. Linear in the program.
void find_layers(Graph& graph, const ir::Function& fn, const GraphRows& rows);

}  // namespace adc::analysis
