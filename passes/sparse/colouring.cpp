#include "passes/sparse/colouring.h"

#include <algorithm>
#include <numeric>

#include "ir/watch.h"
#include "passes/sparse/forbidden_colours.h"
#include "passes/sparse/vertex_order.h"

namespace adc::passes {
namespace {

Colouring columns_in_order(const Sparsity& matrix, const Sparsity& by_column, const VertexOrder& order) {
  Colouring result{.colour = std::vector(matrix.columns, kNoColour)};
  ForbiddenColours forbidden(matrix.columns);
  for (const std::int32_t v : order) {
    for (const std::int32_t row : by_column.row(static_cast<std::size_t>(v))) {
      const std::span<const std::int32_t> together = matrix.row(static_cast<std::size_t>(row));
      ir::check_time(1 + together.size() / 8);
      for (const std::int32_t w : together) forbidden.add(result.colour[static_cast<std::size_t>(w)], v);
    }
    std::int32_t& own = result.colour[static_cast<std::size_t>(v)];
    own = forbidden.first_free(v);
    result.colours = std::max(result.colours, own + 1);
  }
  return result;
}

// Each column that has places gets a colour of its own.
Colouring one_each(const Sparsity& by_column) {
  Colouring result{.colour = std::vector<std::int32_t>(by_column.rows)};
  for (std::size_t c = 0; c < by_column.rows; ++c) result.colour[c] = by_column.row(c).empty() ? 0 : result.colours++;
  return result;
}

// For each column, how many are at most together with it.
std::vector<std::int32_t> columns_together(const Sparsity& matrix, const Sparsity& by_column) {
  std::vector<std::int32_t> result(matrix.columns);
  for (std::size_t c = 0; c < matrix.columns; ++c) {
    std::size_t sum = 0;
    for (const std::int32_t row : by_column.row(c)) sum += matrix.row(static_cast<std::size_t>(row)).size();
    result[c] = static_cast<std::int32_t>(std::min(sum, matrix.columns));
  }
  return result;
}

}  // namespace

std::int32_t fewest_colours(const Sparsity& matrix) {
  const std::vector<std::int32_t> lengths = row_lengths(matrix);
  return lengths.empty() ? 0 : *std::ranges::max_element(lengths);
}

Colouring colour_columns(const Sparsity& matrix) {
  const Sparsity by_column = transposed(matrix);
  const std::int32_t fewest = fewest_colours(matrix);
  const auto with_places = std::ranges::count_if(row_lengths(by_column), [](std::int32_t n) { return n > 0; });
  if (fewest == with_places) return one_each(by_column);
  const std::vector<std::int32_t> together = columns_together(matrix, by_column);
  const double work = std::accumulate(together.begin(), together.end(), 0.0);
  Colouring best;
  for_each_order(nullptr, together, work, [&](const VertexOrder& order) {
    Colouring other = columns_in_order(matrix, by_column, order);
    if (best.colour.empty() || other.colours < best.colours) best = std::move(other);
    return best.colours <= fewest;
  });
  return best;
}

Sparsity transposed(const Sparsity& matrix) {
  Sparsity result{.rows = matrix.columns,
                  .columns = matrix.rows,
                  .row_begin = std::vector<std::int32_t>(matrix.columns + 1),
                  .column = std::vector<std::int32_t>(matrix.size())};
  for (const std::int32_t c : matrix.column) ++result.row_begin[static_cast<std::size_t>(c) + 1];
  std::partial_sum(result.row_begin.begin(), result.row_begin.end(), result.row_begin.begin());
  std::vector<std::int32_t> next(result.row_begin.begin(), result.row_begin.end() - 1);
  for (std::size_t r = 0; r < matrix.rows; ++r) {
    ir::check_time(1 + matrix.row(r).size());
    for (const std::int32_t c : matrix.row(r))
      result.column[static_cast<std::size_t>(next[static_cast<std::size_t>(c)]++)] = static_cast<std::int32_t>(r);
  }
  return result;
}

}  // namespace adc::passes
