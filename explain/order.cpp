#include <algorithm>
#include <cstdint>
#include <numeric>

#include "explain/columns.h"

namespace adc::explaining {
namespace {

constexpr int kSweeps = 24;

std::vector<std::size_t> positions(const Columns& columns) {
  std::vector<std::size_t> position(columns.cells.size());
  for (const std::vector<std::size_t>& column : columns.columns) {
    for (std::size_t i = 0; i < column.size(); ++i) position[column[i]] = i;
  }
  return position;
}

/// Pairs of a sequence that stand in descending order, counted by sums over a tree (Fenwick 1994).
std::size_t inversions(const std::vector<std::size_t>& sequence, std::size_t size) {
  std::vector<std::size_t> tree(size + 1, 0);
  std::size_t count = 0;
  for (std::size_t seen = 0; seen < sequence.size(); ++seen) {
    std::size_t not_greater = 0;
    for (std::size_t i = sequence[seen] + 1; i > 0; i &= i - 1) not_greater += tree[i];
    count += seen - not_greater;
    for (std::size_t i = sequence[seen] + 1; i <= size; i += i & (~i + 1)) ++tree[i];
  }
  return count;
}

void sort_column(Columns& columns, std::size_t k, std::vector<std::size_t> Cell::* neighbours,
                 std::vector<std::size_t>& position) {
  std::vector<std::size_t>& column = columns.columns[k];
  std::vector<double> key(column.size());
  for (std::size_t i = 0; i < column.size(); ++i) {
    const std::vector<std::size_t>& near = columns.cells[column[i]].*neighbours;
    double sum = 0;
    for (const std::size_t cell : near) sum += static_cast<double>(position[cell]);
    key[i] = near.empty() ? static_cast<double>(i) : sum / static_cast<double>(near.size());
  }
  std::vector<std::size_t> by(column.size());
  std::iota(by.begin(), by.end(), 0);
  std::ranges::stable_sort(by, [&](std::size_t a, std::size_t b) { return key[a] < key[b]; });
  std::vector<std::size_t> sorted;
  sorted.reserve(column.size());
  for (const std::size_t i : by) sorted.push_back(column[i]);
  column = std::move(sorted);
  for (std::size_t i = 0; i < column.size(); ++i) position[column[i]] = i;
}

}  // namespace

std::size_t crossings(const Columns& columns) {
  const std::vector<std::size_t> position = positions(columns);
  std::size_t count = 0;
  for (std::size_t k = 0; k + 1 < columns.columns.size(); ++k) {
    std::vector<std::size_t> ends;
    for (const std::size_t cell : columns.columns[k]) {
      const std::size_t first = ends.size();
      for (const std::size_t to : columns.cells[cell].behind) ends.push_back(position[to]);
      std::sort(ends.begin() + static_cast<std::ptrdiff_t>(first), ends.end());
    }
    count += inversions(ends, columns.columns[k + 1].size());
  }
  return count;
}

void order(Columns& columns) {
  std::vector<std::vector<std::size_t>> best = columns.columns;
  std::size_t fewest = crossings(columns);
  const std::size_t last = columns.columns.size();
  for (int sweep = 0; sweep < kSweeps && fewest > 0; ++sweep) {
    std::vector<std::size_t> position = positions(columns);
    if (sweep % 2 == 0) {
      for (std::size_t k = 1; k < last; ++k) sort_column(columns, k, &Cell::before, position);
    } else {
      for (std::size_t k = last; k-- > 1;) sort_column(columns, k - 1, &Cell::behind, position);
    }
    const std::size_t count = crossings(columns);
    if (count < fewest) {
      fewest = count;
      best = columns.columns;
    }
  }
  columns.columns = std::move(best);
}

}  // namespace adc::explaining
