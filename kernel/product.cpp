#include "kernel/product.h"

#include "kernel/loops.h"

namespace adc::kernel {
namespace {

/// Makes two loops of one: over rows, and over what a row has.
void split_rows(Region& region, std::size_t loop, std::int64_t tile) {
  const auto at = static_cast<std::ptrdiff_t>(loop);
  const std::int64_t inner = region.loops[loop].extent / tile;
  region.loops[loop].extent = inner;
  region.loops.insert(region.loops.begin() + at, {tile, region.loops[loop].role, true});
  for_each_index(region,
                 [&](Affine& index) { index.strides.insert(index.strides.begin() + at, index.strides[loop] * inner); });
}

}  // namespace

Region loops_of_product(const MatrixProduct& product, std::size_t float_bytes) {
  using Role = Loop::Role;
  const auto& [batch, m, n, k, a, b, c, rows, tile] = product;
  Region region;
  region.loops = {{batch, Role::Parallel}, {m, Role::Parallel}, {n, Role::Parallel}, {k, Role::Reduced}};
  region.nodes = {
      Load{a.array, {a.offset, {a.batch_stride, a.row_stride, 0, a.column_stride}}, {}},
      Load{b.array, {b.offset, {b.batch_stride, 0, b.column_stride, b.row_stride}}, {}},
      Apply{ir::Op::Mul, std::nullopt, {0, 1}},
      Fold{Combine::Add, 2, {1, kSumBlock}},
  };
  region.stores = {Set{3, c, {0, {m * n, n, 1, 0}}}};
  using Rows = MatrixProduct::Rows;
  if (rows != Rows::None) split_rows(region, rows == Rows::Batch ? 0 : rows == Rows::M ? 1 : 3, tile);
  arrange_loops(region, float_bytes);
  return region;
}

}  // namespace adc::kernel
