// Puts the loops of a region into a good order, and chooses that of its sums.
#pragma once

#include <cstddef>

#include "kernel/region.h"

namespace adc::kernel {

/// So many terms are added one after the other; then as many such sums, and so on.
inline constexpr std::int64_t kSumBlock = 64;

/// Drops loops of one turn and folds of one term, makes one loop of two where all that the body touches allows it, but
/// of those over rows, and puts last, among the reduced loops or the others, the loop whose neighbouring turns touch
/// neighbouring elements best. If that is a reduced one, folds get as many lanes as fill kLaneBytes with floats of
/// `float_bytes`, or as it has turns. Changes nothing that is computed but the order. O(nodes · loops²).
void arrange_loops(Region& region, std::size_t float_bytes);

/// Bytes of the partial results of one fold, on every machine.
inline constexpr std::int64_t kLaneBytes = 256;
static_assert(kLaneBytes / static_cast<std::int64_t>(sizeof(float)) <= kMaxLanes);

/// The lanes of a fold whose last loop has so many turns.
[[nodiscard]] std::int64_t lanes_of_fold(std::int64_t turns, std::size_t float_bytes);

}  // namespace adc::kernel
