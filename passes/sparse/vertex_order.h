// Orders in which greedy colouring goes through vertices.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "adc/sparsity.hpp"

namespace adc::passes {

using VertexOrder = std::vector<std::int32_t>;

/// 0, 1, …, n − 1
[[nodiscard]] VertexOrder natural_order(std::size_t n);

/// Vertices with larger `degrees` first; of equal ones as they come. O(n + the largest).
[[nodiscard]] VertexOrder largest_first(std::span<const std::int32_t> degrees);
/// Of equal ones as they stand in `order`.
[[nodiscard]] VertexOrder largest_first(std::span<const std::int32_t> degrees, VertexOrder order);

/// 0, 1, …, n − 1 in a random order, which the seed decides.
[[nodiscard]] VertexOrder shuffled_order(std::size_t n, std::uint32_t seed);

/// The reverse of the order in which a vertex of the fewest neighbours is taken out of the graph again and again.
/// `graph` is a symmetric matrix. Matula and Beck, Smallest-last ordering and clustering and graph coloring algorithms,
/// J. ACM 30 (1983). Of equal ones the last in `order` goes first. O(places).
[[nodiscard]] VertexOrder smallest_last(const Sparsity& graph, const VertexOrder& order);

/// Calls `take` with each order that is worth trying, until it returns true: the above, the last one where there is a
/// `graph`, and where `work`, that of colouring once, is small, others in which vertices of equal degree come at
/// random, always the same.
template <class Take>
void for_each_order(const Sparsity* graph, std::span<const std::int32_t> degrees, double work, const Take& take) {
  constexpr double kMostWork = 3e6;
  constexpr std::uint32_t kMostTries = 24;
  if (take(natural_order(degrees.size())) || take(largest_first(degrees))) return;
  if (graph != nullptr && take(smallest_last(*graph, natural_order(degrees.size())))) return;
  for (std::uint32_t seed = 1; seed <= kMostTries && work * seed <= kMostWork; ++seed) {
    const VertexOrder any = shuffled_order(degrees.size(), seed);
    if (take(graph != nullptr && seed % 2 != 0 ? smallest_last(*graph, any) : largest_first(degrees, any))) return;
  }
}

/// The length of each row.
[[nodiscard]] std::vector<std::int32_t> row_lengths(const Sparsity& matrix);

}  // namespace adc::passes
