// The rows of a trace: which values it shows, and in which order their adjoints are known.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "adc/result.hpp"
#include "analysis/extract.h"
#include "ir/function.h"

namespace adc::analysis {

/// The values that a trace of a function's first output shows.
struct TraceRows {
  struct Row {
    ir::ValueId value{};
    std::string name;  ///< no other row's
  };
  std::vector<Row> rows;  ///< the inputs, then the bindings (or each operation, v1, v2, …), the result last
  ValueNames named;       ///< the values of rows, but for constants, which many rows may share
  std::unordered_map<std::size_t, std::size_t> row_of;  ///< by the index of these values
};

/// O(n).
[[nodiscard]] TraceRows choose_rows(const ir::Function& fn);

/// `program` as a trace shows it: derivatives that its text asks for expanded, and where it has no bindings each
/// operation once.
[[nodiscard]] Result<ir::Function> prepare_trace(const ir::Function& program);

/// The rows that the last one depends on, each after all that use it, in the order in which they are met; the last one
/// is left out. `sources`: per row the rows that it is computed from. O(uses).
[[nodiscard]] std::vector<std::size_t> backward_order(std::span<const std::vector<std::size_t>> sources);

/// A formula of several lines as one.
[[nodiscard]] std::string on_one_line(std::string text);

}  // namespace adc::analysis
