// Colours for columns and rows that may be computed together.
#pragma once

#include <cstdint>
#include <vector>

#include "adc/sparsity.hpp"

namespace adc::passes {

/// A colour for each column, or row, of a matrix: those of one colour are summed, and each number is still found.
struct Colouring {
  std::vector<std::int32_t> colour;
  std::int32_t colours = 0;
};

// All are greedy, in the best of a few orders (as they come, largest first, smallest last), and follow Gebremedhin,
// Manne and Pothen, What color is your Jacobian? Graph coloring for computing derivatives, SIAM Review 47 (2005).
// Thread-safe. They throw `diag::Failure` where time is over.

/// Columns of one colour have no row in common. O(Σ of the squares of rows' lengths), but where one row's length is
/// that of all columns that have places: then each has a colour of its own.
[[nodiscard]] Colouring colour_columns(const Sparsity& matrix);

/// A symmetric matrix, both of whose triangles are given, on whose diagonal any number may be other than 0: neighbours
/// have different colours, and no path of four has two alone. So of each two numbers (i, j) and (j, i) one stands alone
/// in its row among the columns of its colour. Rows that are far longer than others have colours of their own.
/// Gebremedhin, Tarafdar, Manne and Pothen, New acyclic and star coloring algorithms with application to computing
/// Hessians, SIAM J. Sci. Comput. 29 (2007), algorithm 4.1. O(Σ of the squares of the other rows' lengths).
[[nodiscard]] Colouring star_colouring(const Sparsity& matrix);

/// The length of the longest row: so many colours any colouring of columns has.
[[nodiscard]] std::int32_t fewest_colours(const Sparsity& matrix);

/// The matrix with rows for columns. O(places).
[[nodiscard]] Sparsity transposed(const Sparsity& matrix);

}  // namespace adc::passes
