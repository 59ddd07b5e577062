#include "passes/sparse/sweeps.h"

#include <algorithm>
#include <utility>

#include "ir/watch.h"
#include "passes/sparse/colouring.h"

namespace adc::passes {
namespace {

// A sweep of adjoints costs about so many of tangents.
constexpr double kAdjoints = 1.5;

std::size_t as_size(std::int32_t i) { return static_cast<std::size_t>(i); }

// `visit(row, column, number)` for each place.
template <class Visit>
void for_each_place(const Sparsity& places, const Visit& visit) {
  for (std::size_t i = 0; i < places.rows; ++i) {
    for (auto k = as_size(places.row_begin[i]); k < as_size(places.row_begin[i + 1]); ++k)
      visit(i, as_size(places.column[k]), k);
  }
}

bool is_in(Triangle triangle, std::size_t row, std::size_t column) {
  return triangle == Triangle::Both || (triangle == Triangle::Lower ? column <= row : row <= column);
}

Sweeps by_columns(const Sparsity& places, Colouring colouring) {
  Sweeps result{Derive::Jvp, {.colours = colouring.colours, .colour = std::move(colouring.colour), .entries = {}}};
  result.compression.entries.reserve(places.size());
  for (std::size_t r = 0; r < places.rows; ++r) {
    for (const std::int32_t c : places.row(r))
      result.compression.entries.push_back({static_cast<std::int32_t>(r), result.compression.colour[as_size(c)]});
  }
  return result;
}

Sweeps by_rows(const Sparsity& places, Colouring colouring) {
  Sweeps result{Derive::Vjp, {.colours = colouring.colours, .colour = std::move(colouring.colour), .entries = {}}};
  result.compression.entries.reserve(places.size());
  for (std::size_t r = 0; r < places.rows; ++r) {
    for (const std::int32_t c : places.row(r)) result.compression.entries.push_back({c, result.compression.colour[r]});
  }
  return result;
}

// For each place, whether it stands alone in its row among columns of its colour.
std::vector<bool> alone(const Sparsity& places, const Colouring& colouring) {
  std::vector<bool> is_alone(places.size());
  std::vector<std::int32_t> row_of(as_size(colouring.colours), -1);  // by colour, the last row with such columns,
  std::vector<std::size_t> first(as_size(colouring.colours));        // and the first of them
  for (std::size_t i = 0; i < places.rows; ++i) {
    const auto row = static_cast<std::int32_t>(i);
    ir::check_time(1 + places.row(i).size());
    for (auto k = as_size(places.row_begin[i]); k < as_size(places.row_begin[i + 1]); ++k) {
      const std::size_t colour = as_size(colouring.colour[as_size(places.column[k])]);
      is_alone[k] = std::exchange(row_of[colour], row) != row;
      if (is_alone[k]) first[colour] = k;
      is_alone[first[colour]] = is_alone[k];
    }
  }
  return is_alone;
}

}  // namespace

// The better one is not looked for where what is known to be needed says which that is.
Sweeps sweeps_of_jacobian(const Sparsity& places, Mode mode) {
  const Sparsity columns = transposed(places);
  const double forward = fewest_colours(places);
  const double reverse = kAdjoints * fewest_colours(columns);
  const bool is_forward_first = mode == Mode::Forward || (mode != Mode::Reverse && forward <= reverse);
  Colouring first = colour_columns(is_forward_first ? places : columns);
  if (mode == Mode::Auto) {
    const bool is_settled = is_forward_first ? first.colours <= reverse : kAdjoints * first.colours <= forward;
    if (!is_settled) {
      Colouring second = colour_columns(is_forward_first ? columns : places);
      const double of_first = (is_forward_first ? 1 : kAdjoints) * first.colours;
      const double of_second = (is_forward_first ? kAdjoints : 1) * second.colours;
      if (of_second < of_first)
        return is_forward_first ? by_rows(places, std::move(second)) : by_columns(places, std::move(second));
    }
  }
  return is_forward_first ? by_columns(places, std::move(first)) : by_rows(places, std::move(first));
}

Sweeps sweeps_of_hessian(const Sparsity& both, Triangle wanted) {
  Colouring colouring = star_colouring(both);
  const std::vector<bool> is_alone = alone(both, colouring);
  std::vector<Compression::Entry> entries(both.size());
  std::vector<std::int32_t> mirrored(both.row_begin.begin(), both.row_begin.end());
  for (std::size_t i = 0; i < both.rows; ++i) {
    for (auto k = as_size(both.row_begin[i]); k < as_size(both.row_begin[i + 1]); ++k) {
      const std::size_t j = as_size(both.column[k]);
      if (j < i) continue;  // filled by row j: in the order of the rows above
      const std::size_t row = is_alone[k] ? i : j;
      entries[k] = {static_cast<std::int32_t>(row), colouring.colour[is_alone[k] ? j : i]};
      if (i != j) entries[as_size(mirrored[j]++)] = entries[k];
    }
  }
  Sweeps result{Derive::Hvp, {.colours = colouring.colours, .colour = std::move(colouring.colour), .entries = {}}};
  for_each_place(both, [&](std::size_t i, std::size_t j, std::size_t k) {
    if (is_in(wanted, i, j)) result.compression.entries.push_back(entries[k]);
  });
  return result;
}

Sparsity triangle_of(const Sparsity& both, Triangle triangle) {
  if (triangle == Triangle::Both) return both;
  Sparsity part{
      .rows = both.rows, .columns = both.columns, .row_begin = std::vector<std::int32_t>(both.rows + 1), .column = {}};
  for_each_place(both, [&](std::size_t i, std::size_t j, std::size_t) {
    if (is_in(triangle, i, j)) part.column.push_back(static_cast<std::int32_t>(j));
    part.row_begin[i + 1] = static_cast<std::int32_t>(part.column.size());
  });
  for (std::size_t i = 0; i < both.rows; ++i)
    part.row_begin[i + 1] = std::max(part.row_begin[i + 1], part.row_begin[i]);
  return part;
}

}  // namespace adc::passes
