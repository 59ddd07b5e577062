// A drawing while it is laid out: columns of cells, of which each is a box, a label or a place where an arrow passes.
#pragma once

#include <cstddef>
#include <vector>

namespace adc::explaining {

struct Cell {
  double width = 0;
  double height = 0;
  std::size_t column = 0;
  std::vector<std::size_t> before;  ///< cells of the column to the left that it is joined to
  std::vector<std::size_t> behind;  ///< of the column to the right
  bool is_passage = false;          ///< of an arrow: it should be straight
  double y = 0;                     ///< of its middle
};

struct Columns {
  std::vector<Cell> cells;
  std::vector<std::vector<std::size_t>> columns;  ///< cells from top to bottom
};

/// Orders the cells of each column so that few arrows cross: by the mean position of their neighbours, to and fro, and
/// the best of all sweeps is kept. Each column is in some order when it begins.
void order(Columns& columns);

/// The pairs of arrows that cross. O(arrows · log arrows).
[[nodiscard]] std::size_t crossings(const Columns& columns);

/// Gives each cell its `y`, in the order of the columns and with room between: in each sweep the places nearest, in the
/// sense of least squares, to where the neighbours are (isotonic regression by pool-adjacent-violators; Barlow 1972).
void place(Columns& columns);

}  // namespace adc::explaining
