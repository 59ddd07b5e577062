// From a program to one over rows.
#pragma once

#include <cstddef>

#include "kernel/program.h"

namespace adc::kernel {

/// Bytes that inputs, outputs and workspace of a tile take, unless one row takes more: about a first-level cache.
inline constexpr std::size_t kTileBytes = std::size_t{1} << 15U;
/// A tile has at most so many rows: more gain nothing.
inline constexpr std::int64_t kMostRows = 512;
/// And at least so many if all arrays are of single numbers, which are read and written once: longer loops gain more.
inline constexpr std::int64_t kFewestOfScalars = 64;

/// `program`, which is none over rows, for each of a number of rows that is known when it runs: a loop over rows around
/// each step, and products as the loops that mean the same. Each row has the bits that `program` has, for the order of
/// folds does not change. A tile has as many rows, a power of two, as keep what it touches within those bounds.
/// O(n log n).
[[nodiscard]] Program over_rows(Program program);

/// The one step of a program of scalars over rows cut into steps of at most `most_nodes` values each, which keep in the
/// workspace what later ones need: for compilers whose time grows faster than linearly. Of many stores, those of
/// constants, inputs and what is stored already are steps of their own. Other programs stay as they are. O(n log n).
[[nodiscard]] Program in_pieces(Program program, std::size_t most_nodes);

/// Gives the tiles of a program over rows that many rows, and the workspace room for them. O(n log n).
void choose_tile(Program& program);

}  // namespace adc::kernel
