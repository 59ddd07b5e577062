// Sweeps for many directions at once.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <unordered_map>
#include <vector>

#include "passes/derive/sweep.h"

namespace adc::passes {

/// Seeds of a sweep that will be done for each of n directions: values of their own, in whose places then come tensors
/// with a leading axis of extent n. What is made of them is found from the first one on.
class SeedBatch {
 public:
  SeedBatch(SharingBuilder& b, std::int64_t n) : b_(b), n_(n) {}

  /// A value that stands for a seed of this shape.
  [[nodiscard]] ir::ValueId stand_in(const ir::Shape& shape);
  /// Where a seed is not 0: as 0 it is data, that is to be left out of products.
  [[nodiscard]] ir::ValueId active(ir::ValueId seed) { return b_.ne(seed, b_.integer(0)); }
  /// Puts `batch`, [n, shape…], in the place of `seed`.
  void put(ir::ValueId seed, ir::ValueId batch) { lifted_[seed] = batch; }
  [[nodiscard]] bool is_lifted(ir::ValueId value) const { return lifted_.contains(value); }

  /// An instruction of its own for one that is made of seeds; nullopt: as it is lifted otherwise.
  using Special = std::function<std::optional<ir::ValueId>(ir::ValueId id)>;
  /// `values`, made of seeds, each with a leading axis of extent n. Errors as for `lift` (passes/tensors/batch.h).
  [[nodiscard]] std::vector<ir::ValueId> for_each_seed(std::span<const ir::ValueId> values,
                                                       const Special& special = {});

 private:
  SharingBuilder& b_;
  std::int64_t n_;
  std::optional<ir::ValueId> first_;
  std::unordered_map<ir::ValueId, ir::ValueId> lifted_;
};

}  // namespace adc::passes
