// From a program to one over rows.
#pragma once

#include <cstddef>

#include "kernel/program.h"

namespace adc::kernel {

/// `program`, which is none over rows, for each of a number of rows that is known when it runs: a loop over rows around
/// each step, and products as the loops that mean the same. Each row has the bits that `program` has, for the order of
/// folds does not change. A tile has as many rows, a power of two, as keep what it touches within kTileBytes; so a
/// compiler's or a processor's vectors fill it. O(n log n).
[[nodiscard]] Program over_rows(Program program);

/// Bytes that inputs, outputs and workspace of a tile take, unless one row takes more: about a first-level cache.
inline constexpr std::size_t kTileBytes = std::size_t{1} << 15U;
/// A tile has at most so many rows: more gain nothing.
inline constexpr std::int64_t kMostRows = 512;

/// The one step of a program of scalars over rows cut into steps of at most `most_nodes` values each, which keep in the
/// workspace what later ones need: for compilers whose time grows faster than linearly. Other programs stay as they
/// are. O(n log n).
[[nodiscard]] Program in_pieces(Program program, std::size_t most_nodes);

}  // namespace adc::kernel
