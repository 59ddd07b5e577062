// Sums of many terms.
#pragma once

#include <cstdint>
#include <vector>

#include "ir/function.h"

namespace adc::passes {

/// A term of a sum.
struct SummedTerm {
  ir::ValueId value;
  bool is_negative;
};

/// The sums of a function that are written as chains of additions and subtractions, whose values nothing else uses, and
/// that reach the outputs through nothing but sums and constant factors. What is done to a sum elsewhere may make
/// another function of it (passes/stable/): log Σ exp(x), √Σ x², exp(x)/Σ exp(x).
class LongSums {
 public:
  /// O(n).
  explicit LongSums(const ir::Function& fn);

  /// The terms of `value`, in the order in which they are written; empty where they are fewer than `kFewestTerms`,
  /// where the sum is more than added, or where it is a part of a longer one.
  [[nodiscard]] std::vector<SummedTerm> terms(ir::ValueId value) const;

  static constexpr std::uint32_t kFewestTerms = 32;

 private:
  [[nodiscard]] bool goes_on(ir::ValueId sum, std::size_t operand) const;

  const ir::Function& fn_;
  std::vector<std::uint32_t> uses_;
  std::vector<std::uint32_t> counts_;  ///< of terms; 1 where it is no sum
  std::vector<bool> is_part_;          ///< of a chain that goes on
  std::vector<bool> is_only_added_;    ///< to what outputs are, maybe with a constant factor
};

}  // namespace adc::passes
