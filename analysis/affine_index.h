// Indices of tensors' elements as whole-number sums of index variables.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <vector>

namespace adc::analysis {

/// A variable that runs from 0 to its extent, less 1; known by its number.
using IndexVariable = std::uint32_t;

/// c + Σ cᵥ·v. Positions count from 0.
struct Affine {
  std::int64_t constant = 0;
  std::map<IndexVariable, std::int64_t> factors = {};  ///< none is 0

  static Affine variable(IndexVariable v) { return {0, {{v, 1}}}; }
  [[nodiscard]] std::int64_t factor(IndexVariable v) const {
    const auto found = factors.find(v);
    return found == factors.end() ? 0 : found->second;
  }
  friend bool operator==(const Affine&, const Affine&) = default;
};

[[nodiscard]] Affine operator+(Affine a, const Affine& b);
[[nodiscard]] Affine operator-(Affine a, const Affine& b);
[[nodiscard]] Affine operator*(Affine a, std::int64_t c);
/// `a` with e in place of v.
[[nodiscard]] Affine substituted(const Affine& a, IndexVariable v, const Affine& e);

/// The smallest and the largest value.
struct Bounds {
  std::int64_t least;
  std::int64_t most;
};
[[nodiscard]] Bounds bounds(const Affine& a, const std::vector<std::int64_t>& extents);

/// Equations that hold together exactly where `a` is 0, each as simple as can be seen: 3i + j = 3k + l for j, l < 3 is
/// i = k and j = l. nullopt where it never is. O(factors²) per equation.
[[nodiscard]] std::optional<std::vector<Affine>> equations(const Affine& a, const std::vector<std::int64_t>& extents);

}  // namespace adc::analysis
