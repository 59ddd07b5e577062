// Programs of scalars that repeat themselves, as programs of tensors.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "adc/options.hpp"
#include "ir/function.h"

namespace adc::passes {

/// A program whose inputs and outputs are, one after the other, the numbers of another one's.
struct Rolled {
  ir::Function fn;
  std::vector<std::uint32_t> wrt;  ///< of `fn`
};

/// `fn`, a program of scalars without `Diff`, with loops for what it repeats: a long sum whose terms are the same but
/// for the inputs in them,
///
///     f(x₁, x₂) + f(x₂, x₃) + … + f(xₙ₋₁, xₙ)  →  Σ of f over slices of the one input x
///
/// where from a term to the next the number of each input grows by a constant; terms of several kinds that take turns,
/// f(x₁, x₂) + g(x₁) + f(x₂, x₃) + …, are one sum. The inputs become as few tensors as there are runs of inputs that
/// are, or are not, in `wrt` (ascending). Terms that do not fit stay as they are. So what `derive` makes of the
/// result has the layout that it has of `fn`; nullopt where it had not, or where the result is not much smaller.
/// What several terms have in common but for their inputs' numbers, as sin(x₂) in sin(x₁)·sin(x₂) + sin(x₂)·sin(x₃), is
/// computed for each: so are its adjoints, which at a pole may give ∞ − ∞ where what is shared is multiplied by their
/// sum. Terms keep their bits; the sums are taken in another order. Bindings are left out. O(n log n).
[[nodiscard]] std::optional<Rolled> roll(const ir::Function& fn, std::span<const std::uint32_t> wrt, Derive derive);

/// Programs of fewer instructions than this stay as they are.
inline constexpr std::size_t kFewestToRoll = 1000;

}  // namespace adc::passes
