// Matrix products, by kernels that libxsmm makes, in tiles.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <stdexcept>

#include "ir/type.h"
#include "jit/jit.h"
#include "kernel/product.h"

namespace adc::jit {

using kernel::MatrixProduct;

/// There are no kernels for a product: it can still be done by loops.
struct NoProductKernel : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// Of `ProductPlan`: how one product is computed, its tiles and their machine code. Immutable; used by any number of
/// threads at once.
struct ProductPlanDeleter {
  void operator()(const ProductPlan* plan) const;
};
using ProductPlanPointer = std::unique_ptr<const ProductPlan, ProductPlanDeleter>;

/// A plan for `product`, whose operands are contiguous along rows or columns, to be run by `threads` threads if it is
/// large. One over rows (kernel/program.h) is for any number of them up to a tile's. The order in which an element's
/// terms are added depends on the product alone. Throws std::runtime_error where the library has no kernels for this
/// machine. Thread-safe.
[[nodiscard]] ProductPlanPointer plan_product(const MatrixProduct& product, ir::DType float_type, int threads);

/// Bytes that a product needs for packing.
[[nodiscard]] std::size_t packing_bytes(const ProductPlan& plan);

}  // namespace adc::jit
