#include "passes/sparse/vertex_order.h"

#include <algorithm>
#include <functional>
#include <numeric>
#include <random>
#include <utility>

#include "ir/watch.h"

namespace adc::passes {

VertexOrder natural_order(std::size_t n) {
  VertexOrder order(n);
  std::iota(order.begin(), order.end(), 0);
  return order;
}

VertexOrder largest_first(std::span<const std::int32_t> degrees, VertexOrder order) {
  std::ranges::stable_sort(order, std::greater<>(),
                           [&](std::int32_t v) { return degrees[static_cast<std::size_t>(v)]; });
  return order;
}
VertexOrder largest_first(std::span<const std::int32_t> degrees) {
  return largest_first(degrees, natural_order(degrees.size()));
}

VertexOrder shuffled_order(std::size_t n, std::uint32_t seed) {
  VertexOrder order = natural_order(n);
  std::mt19937 random(seed);
  for (std::size_t i = n; i > 1; --i) std::swap(order[i - 1], order[random() % i]);  // the same with any library
  return order;
}

VertexOrder smallest_last(const Sparsity& graph, const VertexOrder& by) {
  std::vector<std::int32_t> degree = row_lengths(graph);
  const std::int32_t largest = degree.empty() ? 0 : *std::ranges::max_element(degree);
  // Vertices by degree: a vertex is moved by being put in once more, and what is out of date is passed over.
  std::vector<std::vector<std::int32_t>> by_degree(static_cast<std::size_t>(largest) + 1);
  for (const std::int32_t v : by) by_degree[static_cast<std::size_t>(degree[static_cast<std::size_t>(v)])].push_back(v);
  constexpr std::int32_t kTaken = -1;
  VertexOrder order;
  order.reserve(degree.size());
  std::size_t least = 0;
  while (order.size() < degree.size()) {
    ir::check_time();
    while (by_degree[least].empty()) ++least;
    const std::int32_t v = by_degree[least].back();
    by_degree[least].pop_back();
    std::int32_t& own = degree[static_cast<std::size_t>(v)];
    if (own != static_cast<std::int32_t>(least)) continue;
    own = kTaken;
    order.push_back(v);
    for (const std::int32_t w : graph.row(static_cast<std::size_t>(v))) {
      std::int32_t& of_w = degree[static_cast<std::size_t>(w)];
      if (of_w == kTaken) continue;
      by_degree[static_cast<std::size_t>(--of_w)].push_back(w);
      least = std::min(least, static_cast<std::size_t>(of_w));
    }
  }
  std::ranges::reverse(order);
  return order;
}

std::vector<std::int32_t> row_lengths(const Sparsity& matrix) {
  std::vector<std::int32_t> lengths(matrix.rows);
  for (std::size_t r = 0; r < matrix.rows; ++r) lengths[r] = matrix.row_begin[r + 1] - matrix.row_begin[r];
  return lengths;
}

}  // namespace adc::passes
