// Sums over the chunks of several processes.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <vector>

#include "adc/train/communicator.hpp"
#include "train/tree_sum.h"
#include "train/workers.h"

namespace adc::inline ADC_ABI::train {

/// Writes numbers `range` of the sum of one subtree as `add` does (train/tree_sum.h), shared by all threads.
template <typename Number, typename To>
void add_by_all(Workers& workers, std::span<const Subtree<Number>> parts, Range range, To* to) {
  workers.run(workers.count(), [&](std::size_t thread) {
    const Range piece = part_of(range, thread, workers.count());
    train::add(parts, piece, to + (piece.begin - range.begin));
  });
}

/// Adds up what processes have, and gives all of them the sum. Each process gets the subtrees of the others for a part
/// of the numbers, adds that up, and sends the sum to all: to each other process go 1/p of the numbers of its subtrees
/// and then of the sum, which is what any way to do this must send (Thakur, Rabenseifner and Gropp, Optimization of
/// collective communication operations in MPICH, 2005, section 8, with direct sends). Reuses its memory.
template <typename Number>
class ProcessSum {
 public:
  /// Writes the sum over all chunks to `to`. `own` are the subtrees that this process's share of the chunks is made of,
  /// of vectors with one number more than `to`: the sum of these is returned. Collective. Throws what the communicator
  /// does.
  double add(Communicator& processes, const Chunks& chunks, std::span<const Subtree<Number>> own, std::span<double> to,
             Workers& workers);

 private:
  using Vectors = std::vector<std::vector<Number>>;  ///< by process

  /// Writes the sums of `trees` for each process.
  void pack(const std::vector<Range>& trees, std::span<const Subtree<Number>> own, std::size_t size, Workers& workers);
  /// Receives those of the others; gives all, in the tree's order.
  std::vector<Subtree<Number>> receive(Communicator& processes, const Chunks& chunks, std::size_t size);
  /// Sends this process's part of the sum, and receives the others'.
  static void share(Communicator& processes, std::span<Number> sum);

  Vectors sent_;
  Vectors received_;
  std::vector<Number> sum_;  ///< of another type than that of `to`
};

extern template class ProcessSum<double>;
extern template class ProcessSum<float>;

}  // namespace adc::inline ADC_ABI::train
