// Sums and other combinations of many terms, in an order that belongs to the program.
#pragma once

#include <cstdint>

namespace adc::kernel {

/// What two terms become. `Max` and `Min` are the ops: nan if either is, −0 less than +0.
enum class Combine : std::uint8_t { Add, Mul, Max, Min };

/// The order in which terms are combined, on every machine. With reduced loops of extents N₁, …, Nᵣ, outermost first,
/// and terms t(i₁, …, iᵣ):
///
/// The innermost loop deals its turns out to `lanes` partial results: turn i to lane i mod lanes. For one turn of the
/// loops around it, lane j is
///     p(j) = F(t(j), t(j + lanes), …, over the first ⌊Nᵣ/lanes⌋ · lanes turns) ∘ t(the turn beyond these, if lane j
///     has one)
/// and each outer loop combines, lane by lane, what its turns give:
///     p(j) = F(p(j) of turn 0, p(j) of turn 1, …).
/// At the end the second half of the lanes is combined with the first, lane by lane, until one is left:
///     p(j) = p(j) ∘ p(j + h),  h = lanes/2, lanes/4, …, 1.
///
/// F combines n terms in blocks: with b = `block`, and s the greatest power of b below n (or 1),
///     F(x₀, …, xₙ₋₁) = (…(F(x₀, …, xₛ₋₁) ∘ F(xₛ, …, x₂ₛ₋₁)) ∘ …) ∘ F(the rest),
/// in order if n ≤ b. So the rounding error grows with the logarithm of the number of terms. What there is nothing of
/// does not count: a lane without terms is the identity of ∘, and x ∘ identity = x, bit for bit.
struct Order {
  std::int64_t lanes;  ///< a power of two, at most kMaxLanes
  std::int64_t block;  ///< at least 2

  friend bool operator==(const Order&, const Order&) = default;
};

inline constexpr std::int64_t kMaxLanes = 64;

/// The greatest power of `block` that is less than `terms`, or 1: how many terms F combines first.
[[nodiscard]] constexpr std::int64_t first_part(std::int64_t block, std::int64_t terms) {
  std::int64_t part = 1;
  while (part <= (terms - 1) / block) part *= block;
  return part;
}

/// e with x ∘ e = x for all x but signalling nans. For sums it is −0: +0 would make +0 of −0.
[[nodiscard]] double identity(Combine combine);

}  // namespace adc::kernel
