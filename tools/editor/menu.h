// Candidates of a completion, in columns.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "tools/editor/view.h"

namespace adc::tools::editor {

/// The candidates as at most `rows` lines of at most `columns` columns: one a line with its detail where there is one
/// and room, in columns otherwise, read from top to bottom. If there are more, the page with the selected one, and a
/// line that says how many there are.
[[nodiscard]] std::vector<Line> menu_lines(const std::vector<Candidate>& candidates,
                                           std::optional<std::size_t> selected, int columns, int rows);

}  // namespace adc::tools::editor
