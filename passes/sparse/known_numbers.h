// The numbers of a program that no input decides.
#pragma once

#include <span>
#include <unordered_map>
#include <vector>

#include "ir/function.h"

namespace adc::passes {

/// What decides, in a program, which elements others depend on: the positions of gathers and scatters, the conditions
/// of choices, and factors, whose zeros are known. `fn` outlives it. Immutable.
class KnownNumbers {
 public:
  /// O(the elements of what is computed without inputs).
  explicit KnownNumbers(const ir::Function& fn);

  /// The elements of such an operand, row-major; empty where an input decides, or where nobody asks.
  [[nodiscard]] std::span<const double> of(ir::ValueId value) const;
  /// Whether element `i` is known to be 0.
  [[nodiscard]] bool is_zero(std::span<const double> known, std::size_t i) const {
    return !known.empty() && known[known.size() == 1 ? 0 : i] == 0;
  }

 private:
  std::unordered_map<ir::ValueId, std::vector<double>> numbers_;
};

}  // namespace adc::passes
