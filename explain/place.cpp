#include <algorithm>

#include "explain/columns.h"

namespace adc::explaining {
namespace {

constexpr int kSweeps = 16;
constexpr double kGap = 22;          ///< between cells of a column
constexpr double kStraightness = 8;  ///< how much more two passages of one arrow pull each other than boxes do

/// Cells that stand as near to each other as they may.
struct Block {
  double sum = 0;
  double weight = 0;
  std::size_t cells = 0;
  [[nodiscard]] double mean() const { return sum / weight; }
};

/// Where a cell would be, and how much that counts.
struct Wish {
  double y = 0;
  double weight = 0;
};

Wish wish_of(const Columns& columns, const Cell& cell, bool looks_before, bool looks_behind) {
  Wish wish;
  const auto add = [&](const std::vector<std::size_t>& neighbours) {
    for (const std::size_t i : neighbours) {
      const Cell& other = columns.cells[i];
      const double weight = cell.is_passage && other.is_passage ? kStraightness : 1;
      wish.y += weight * other.y;
      wish.weight += weight;
    }
  };
  if (looks_before) add(cell.before);
  if (looks_behind) add(cell.behind);
  if (wish.weight == 0) return {cell.y, 0.1};
  return {wish.y / wish.weight, wish.weight};
}

void place_column(Columns& columns, std::size_t k, bool looks_before, bool looks_behind) {
  const std::vector<std::size_t>& column = columns.columns[k];
  std::vector<double> offset(column.size(), 0);  // of a cell below the first where all stand close together
  for (std::size_t i = 1; i < column.size(); ++i) {
    const Cell& above = columns.cells[column[i - 1]];
    offset[i] = offset[i - 1] + (above.height + columns.cells[column[i]].height) / 2 + kGap;
  }
  std::vector<Block> blocks;
  for (std::size_t i = 0; i < column.size(); ++i) {
    const Wish wish = wish_of(columns, columns.cells[column[i]], looks_before, looks_behind);
    Block block{wish.weight * (wish.y - offset[i]), wish.weight, 1};
    while (!blocks.empty() && blocks.back().mean() >= block.mean()) {
      block = {block.sum + blocks.back().sum, block.weight + blocks.back().weight, block.cells + blocks.back().cells};
      blocks.pop_back();
    }
    blocks.push_back(block);
  }
  std::size_t i = 0;
  for (const Block& block : blocks) {
    for (const std::size_t end = i + block.cells; i < end; ++i) columns.cells[column[i]].y = block.mean() + offset[i];
  }
}

}  // namespace

void place(Columns& columns) {
  for (const std::vector<std::size_t>& column : columns.columns) {
    double y = 0;
    for (const std::size_t i : column) {
      Cell& cell = columns.cells[i];
      cell.y = y + cell.height / 2;
      y += cell.height + kGap;
    }
    for (const std::size_t i : column) columns.cells[i].y -= y / 2;
  }
  const std::size_t last = columns.columns.size();
  for (int sweep = 0; sweep < kSweeps; ++sweep) {
    const bool is_late = sweep + 4 >= kSweeps;  // then both sides at once
    for (std::size_t k = 0; k < last; ++k) place_column(columns, k, true, is_late);
    for (std::size_t k = last; k-- > 0;) place_column(columns, k, is_late, true);
  }
  double top = 0;
  bool is_first = true;
  for (const Cell& cell : columns.cells) {
    top = is_first ? cell.y - cell.height / 2 : std::min(top, cell.y - cell.height / 2);
    is_first = false;
  }
  for (Cell& cell : columns.cells) cell.y -= top;
}

}  // namespace adc::explaining
