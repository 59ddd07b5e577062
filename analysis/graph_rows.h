// The nodes of a computation graph: which values it shows, and in which order their adjoints are known.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <unordered_map>
#include <vector>

#include "adc/graph.hpp"
#include "analysis/extract.h"
#include "analysis/graph_words.h"
#include "ir/function.h"

namespace adc::analysis {

/// The values that the graph of a function's first output shows.
struct GraphRows {
  struct Row {
    ir::ValueId value{};
    std::string name;  ///< no other row's
  };
  std::vector<Row> rows;  ///< the inputs, then the bindings (or each operation, v1, v2, …), the result last
  ValueNames named;       ///< the values of rows, but for constants, which many rows may share
  std::unordered_map<std::size_t, std::size_t> row_of;  ///< by the index of these values
};

/// O(n).
[[nodiscard]] GraphRows choose_rows(const ir::Function& fn);

/// A row per input and per operation that the result needs, with the names that the text binds. O(n).
[[nodiscard]] GraphRows choose_operations(const ir::Function& fn);

/// `program` as a graph shows it: derivatives that its text asks for expanded, and where it has no bindings each
/// operation once.
[[nodiscard]] Result<ir::Function> prepare_graph(const ir::Function& program);

/// The same for `choose_operations`: each operation once.
[[nodiscard]] Result<ir::Function> prepare_operations(const ir::Function& program);

/// A graph in the making.
struct Draft {
  Graph graph;
  std::vector<std::vector<std::size_t>> uses;  ///< per node the edges that begin there and take derivatives, in order
};

/// The inputs and the other rows as nodes, without numbers, formulas or edges.
[[nodiscard]] Draft draft(const ir::Function& fn, const GraphRows& rows, const GraphWords& words);

/// Walks backward from the result, whose adjoint it makes one: `add(edge)` for each edge that takes derivatives and
/// whose end the result depends on. It fills in `contribution` and `sum`; so does the walk `backward`, and the
/// adjoints. O(edges).
void walk_backward(Draft& draft, const std::function<void(GraphEdge&)>& add);

}  // namespace adc::analysis
