// How the examples of a step are cut, and in which order the parts of their sum are added.
#pragma once

#include <cstddef>
#include <vector>

#include "adc/export.hpp"

namespace adc::inline ADC_ABI::train {

/// Numbers from `begin` up to `end`, which is none of them.
struct Range {
  std::size_t begin = 0;
  std::size_t end = 0;

  [[nodiscard]] std::size_t size() const { return end - begin; }
  friend bool operator==(const Range&, const Range&) = default;
};

/// Part `part` of `range` in `parts` parts of about one size.
[[nodiscard]] Range part_of(Range range, std::size_t part, std::size_t parts);

/// Examples in 2^k chunks of about one size, the leaves of a complete binary tree. Sums over the examples are those of
/// chunks, added as the tree says: two siblings, then two siblings of these. So their bits depend on the number of
/// examples and on the fewest that a chunk has, but not on who computes which chunk.
class Chunks {
 public:
  /// As many as there can be with at least `fewest` examples in each; one if there are fewer examples.
  Chunks(std::size_t examples, std::size_t fewest);

  [[nodiscard]] std::size_t count() const { return count_; }
  [[nodiscard]] Range all() const { return {0, count_}; }
  /// The examples of a chunk.
  [[nodiscard]] Range examples(std::size_t chunk) const { return part_of({0, examples_}, chunk, count_); }
  /// Which part of all examples a chunk has.
  [[nodiscard]] double weight(std::size_t chunk) const {
    return static_cast<double>(examples(chunk).size()) / static_cast<double>(examples_);
  }
  /// The chunks of one of several processes: next to each other, and cut where few subtrees are, within an eighth of an
  /// even share.
  [[nodiscard]] Range share(std::size_t process, std::size_t processes) const;

 private:
  std::size_t examples_;
  std::size_t count_ = 1;
};

/// How many examples a chunk must have to be worth its own sum, where an example has so many numbers and the sum so
/// many terms: enough that adding its sum takes a small part of the time of computing it, and enough work for a thread.
[[nodiscard]] std::size_t fewest_examples(std::size_t numbers, std::size_t terms);

/// The largest subtrees that these chunks are made of, in order: as ranges of chunks, at most two of each size.
[[nodiscard]] std::vector<Range> subtrees(Range chunks);

}  // namespace adc::inline ADC_ABI::train
