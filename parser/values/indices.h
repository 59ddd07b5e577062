// The indices of sums that are being read.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "ir/builder.h"
#include "parser/values/value.h"

namespace adc::parser {

/// What stands in a sum is computed for all values of the sum's indices at once: each index that a value depends on is
/// one more axis in front, so that the number of instructions does not depend on how far a sum runs, and nothing is
/// unrolled. An index is counted here from 0 in steps of 1: what it is in the text is affine in that (affine.h).
class Indices {
 public:
  explicit Indices(ir::Builder& builder) : builder_(builder) {}

  /// How many stand around what is read: the slot of the next one.
  [[nodiscard]] Slot count() const { return static_cast<Slot>(ranges_.size()); }
  /// A new innermost index that takes so many values.
  Slot open(std::int64_t extent);
  /// The innermost `count` end.
  void close(std::uint32_t count) { ranges_.resize(ranges_.size() - count); }

  [[nodiscard]] std::int64_t extent(Slot slot) const { return ranges_[slot].extent; }
  /// Where bounds depend on an index outside: whether the index is within them.
  [[nodiscard]] const std::optional<Value>& mask(Slot slot) const { return ranges_[slot].mask; }
  void set_mask(Slot slot, const Value& mask) { ranges_[slot].mask = mask; }
  /// 0, 1, 2, … along the index's axis; emitted once.
  [[nodiscard]] Value counter(Slot slot);

 private:
  struct IndexRange {
    std::int64_t extent = 0;
    std::optional<Value> mask = {};
    ir::ValueId counter = kNoValue;
  };

  ir::Builder& builder_;
  std::vector<IndexRange> ranges_;  // by slot
};

}  // namespace adc::parser
