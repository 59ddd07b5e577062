// Sums of vectors, added as a tree says (train/chunks.h).
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "train/chunks.h"

namespace adc::inline ADC_ABI::train {

/// The sum of a subtree, but for a factor.
template <typename Number>
struct Subtree {
  Range chunks;
  Number factor = 1;
  const Number* numbers = nullptr;
};

/// Writes numbers `range` of the sum of one subtree to `to`, whose first number is that of `range.begin`. `parts` are
/// the subtrees that it is made of, in order. One pass over memory, without allocations.
template <typename Number, typename To>
void add(std::span<const Subtree<Number>> parts, Range range, To* to);

/// The sums of chunks that are computed one after the other, of vectors of one size. Reuses its memory.
template <typename Number>
class TreeSum {
 public:
  /// Forgets all sums. What follows are `chunks` chunks.
  void begin(std::size_t size, std::size_t chunks);
  /// Memory for the vector of the next chunk, valid until `push`.
  [[nodiscard]] std::span<Number> next();
  /// Takes the vector in `next()`, `factor` times, as that of the chunk behind the last one.
  void push(std::size_t chunk, double factor);
  /// The subtrees that the chunks make up; valid until the next call. There are about four, so that memory is that of
  /// as many vectors, and `add` reads each once.
  [[nodiscard]] std::span<const Subtree<Number>> parts() const { return parts_; }

 private:
  std::size_t size_ = 0;
  std::size_t largest_ = 1;  ///< chunks of a subtree that is added up here
  std::vector<Subtree<Number>> parts_;
  std::vector<std::vector<Number>> memory_;  ///< of each of `parts_`, then of the next, then spare
};

extern template class TreeSum<double>;
extern template class TreeSum<float>;

}  // namespace adc::inline ADC_ABI::train
