#include "kernel/product.h"

#include "kernel/loops.h"

namespace adc::kernel {

Region loops_of_product(const MatrixProduct& product, std::size_t float_bytes) {
  using Role = Loop::Role;
  const auto& [batch, m, n, k, a, b, c] = product;
  Region region;
  region.loops = {{batch, Role::Parallel}, {m, Role::Parallel}, {n, Role::Parallel}, {k, Role::Reduced}};
  region.nodes = {
      Load{a.array, {a.offset, {a.batch_stride, a.row_stride, 0, a.column_stride}}, {}},
      Load{b.array, {b.offset, {b.batch_stride, 0, b.column_stride, b.row_stride}}, {}},
      Apply{ir::Op::Mul, std::nullopt, {0, 1}},
      Fold{Combine::Add, 2, {1, kSumBlock}},
  };
  region.stores = {Set{3, c, {0, {m * n, n, 1, 0}}}};
  arrange_loops(region, float_bytes);
  return region;
}

}  // namespace adc::kernel
