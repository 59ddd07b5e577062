#include "jit/product.h"

#include <libxsmm.h>

#include <algorithm>
#include <cstdint>
#include <type_traits>
#include <vector>

#include "jit/parallel.h"

namespace adc::jit {

// libxsmm counts matrices by columns. What is C = A·B by rows is Cᵀ = Bᵀ·Aᵀ by columns, with the same elements in the
// same places: its first factor is our B, its second our A, its m our n. It takes the second factor transposed, but not
// the first: that one is copied, panel by panel, where its rows are not contiguous or lie far apart.

namespace {

constexpr std::int64_t kRows = 64;          ///< of a tile of C
constexpr std::int64_t kColumnBytes = 256;  ///< of a row of a tile of C: four registers of 512 bits
constexpr std::int64_t kTerms = 256;        ///< that are added to a tile at once, at most
constexpr std::int64_t kSquare = 16;        ///< of a block that is transposed
constexpr std::int64_t kNearRows = 128;     ///< rows of no more elements are not worth copying

constexpr double kFewProducts = 1 << 18;  ///< not worth a second thread

std::int64_t pieces(std::int64_t n, std::int64_t size) { return (n + size - 1) / size; }

/// What one of some threads that share `count` pieces does longer than if they could be shared evenly.
double imbalance(std::int64_t count, std::int64_t threads) {
  return static_cast<double>(pieces(count, threads) * threads) / static_cast<double>(count);
}

}  // namespace

class ProductPlan {
 public:
  ProductPlan(const MatrixProduct& product, int threads) : shape(product), parts(useful_threads(product, threads)) {}
  ProductPlan(const ProductPlan&) = delete;
  ProductPlan& operator=(const ProductPlan&) = delete;
  virtual ~ProductPlan() = default;
  virtual void run(const void* a, const void* b, void* c, void* packing) const = 0;
  [[nodiscard]] std::size_t packing() const {
    return packs() ? static_cast<std::size_t>(parts * kTerms * kColumnBytes) : 0;
  }

 protected:
  /// Whether tiles of B are copied first.
  [[nodiscard]] bool packs() const { return shape.b.column_stride != 1 || shape.n > kNearRows; }

  /// How many threads are worth it.
  static std::int64_t useful_threads(const MatrixProduct& p, int threads) {
    const double products = static_cast<double>(p.m) * static_cast<double>(p.n) * static_cast<double>(p.k);
    return products < kFewProducts ? 1 : std::min<std::int64_t>(threads, std::max(pieces(p.m, kRows), p.n / kRows));
  }

  MatrixProduct shape;  ///< of the matrices, and where they lie
  std::int64_t parts;   ///< for a thread each
};

namespace {

template <typename T>
class Plan final : public ProductPlan {
 public:
  Plan(const MatrixProduct& product, int threads) : ProductPlan(product, threads) {
    for (const bool adds : {false, true}) {
      for (const std::int64_t m : {kRows, product.m % kRows}) {
        for (const std::int64_t n : {kColumns, product.n % kColumns}) {
          for (const std::int64_t k : {terms_, product.k % terms_}) kernels_.push_back(dispatch(m, n, k, adds));
        }
      }
    }
    if (product.b.column_stride == 1) return;
    for (const std::int64_t k : {kSquare, product.k % kSquare}) {
      for (const std::int64_t n : {kSquare, product.n % kSquare}) turns_.push_back(dispatch_turn(k, n));
    }
  }

  void run(const void* a, const void* b, void* c, void* packing) const override {
    for (std::int64_t i = 0; i < shape.batch; ++i) {
      multiply(static_cast<const T*>(a) + i * shape.a.batch_stride, static_cast<const T*>(b) + i * shape.b.batch_stride,
               static_cast<T*>(c) + i * shape.m * shape.n, static_cast<T*>(packing));
    }
  }

 private:
  static constexpr std::int64_t kColumns = kColumnBytes / sizeof(T);  ///< of a tile of C
  using Kernel = std::conditional_t<std::is_same_v<T, float>, libxsmm_smmfunction, libxsmm_dmmfunction>;

  [[nodiscard]] bool transposes_a() const { return shape.a.column_stride != 1; }

  /// Null where no tile has this size.
  [[nodiscard]] Kernel dispatch(std::int64_t m, std::int64_t n, std::int64_t k, bool adds) const {
    const auto fits = [](std::int64_t size, std::int64_t tile, std::int64_t whole) {
      return size > 0 && (size < tile || whole >= tile);
    };
    if (!fits(m, kRows, shape.m) || !fits(n, kColumns, shape.n) || !fits(k, terms_, shape.k)) return nullptr;
    const auto lda = static_cast<libxsmm_blasint>(packs() ? kColumns : shape.b.row_stride);
    const auto ldb = static_cast<libxsmm_blasint>(transposes_a() ? shape.a.column_stride : shape.a.row_stride);
    const auto ldc = static_cast<libxsmm_blasint>(shape.n);
    const T alpha = 1;
    const T beta = adds ? 1 : 0;
    const int flags = transposes_a() ? LIBXSMM_GEMM_FLAG_TRANS_B : LIBXSMM_GEMM_FLAG_NONE;
    const int prefetch = LIBXSMM_PREFETCH_NONE;
    const auto rows = static_cast<libxsmm_blasint>(n);
    const auto columns = static_cast<libxsmm_blasint>(m);
    const auto terms = static_cast<libxsmm_blasint>(k);
    Kernel made = nullptr;
    if constexpr (std::is_same_v<T, float>) {
      made = libxsmm_smmdispatch(rows, columns, terms, &lda, &ldb, &ldc, &alpha, &beta, &flags, &prefetch);
    } else {
      made = libxsmm_dmmdispatch(rows, columns, terms, &lda, &ldb, &ldc, &alpha, &beta, &flags, &prefetch);
    }
    if (made == nullptr) throw NoProductKernel("libxsmm has no kernel for this matrix product");
    return made;
  }

  [[nodiscard]] Kernel kernel(bool adds, bool whole_rows, bool whole_columns, bool whole_terms) const {
    return kernels_[(adds ? 8U : 0U) + (whole_rows ? 0U : 4U) + (whole_columns ? 0U : 2U) + (whole_terms ? 0U : 1U)];
  }

  /// A part of the rows and columns of C, by numbers of tiles.
  struct Part {
    std::int64_t first_row, last_row, first_column, last_column;
  };

  void multiply(const T* a, const T* b, T* c, T* packing) const {
    const std::int64_t rows = pieces(shape.m, kRows);
    const std::int64_t columns = pieces(shape.n, kColumns);
    if (parts == 1) return multiply(a, b, c, packing, {0, rows, 0, columns});
    const bool shares_columns = imbalance(columns, parts) <= imbalance(rows, parts);  // then panels are packed once
    for_parts(parts, [&](std::int64_t i) {
      const auto first = [&](std::int64_t count, std::int64_t part) { return first_turn(count, part, parts); };
      const Part part = shares_columns ? Part{0, rows, first(columns, i), first(columns, i + 1)}
                                       : Part{first(rows, i), first(rows, i + 1), 0, columns};
      multiply(a, b, c, packing + i * kTerms * kColumns, part);
    });
  }

  void multiply(const T* a, const T* b, T* c, T* packing, const Part& part) const {
    for (std::int64_t k = 0; k < shape.k; k += terms_) {
      for (std::int64_t n = part.first_column * kColumns; n < std::min(part.last_column * kColumns, shape.n);
           n += kColumns) {
        const T* panel = b + k * shape.b.row_stride + n * shape.b.column_stride;
        const std::int64_t terms = std::min(terms_, shape.k - k);
        const std::int64_t columns = std::min(kColumns, shape.n - n);
        if (packs()) {
          pack(panel, terms, columns, packing);
          panel = packing;
        }
        for (std::int64_t m = part.first_row * kRows; m < std::min(part.last_row * kRows, shape.m); m += kRows) {
          const Kernel tile = kernel(k > 0, shape.m - m >= kRows, columns == kColumns, terms == terms_);
          tile(panel, a + m * shape.a.row_stride + k * shape.a.column_stride, c + m * shape.n + n);
        }
      }
    }
  }

  /// A panel of B, its rows kColumns apart.
  void pack(const T* from, std::int64_t terms, std::int64_t columns, T* to) const {
    if (shape.b.column_stride == 1) {
      for (std::int64_t k = 0; k < terms; ++k) std::copy_n(from + k * shape.b.row_stride, columns, to + k * kColumns);
      return;
    }
    const auto from_apart = static_cast<unsigned>(shape.b.column_stride);
    const auto to_apart = static_cast<unsigned>(kColumns);
    for (std::int64_t k = 0; k < terms; k += kSquare) {
      for (std::int64_t n = 0; n < columns; n += kSquare) {
        const auto turn = turns_[(terms - k >= kSquare ? 0U : 2U) + (columns - n >= kSquare ? 0U : 1U)];
        turn(from + k * shape.b.row_stride + n * shape.b.column_stride, &from_apart, to + k * kColumns + n, &to_apart);
      }
    }
  }

  /// Code that transposes a block; null where there is none of this size.
  static libxsmm_xtransfunction dispatch_turn(std::int64_t terms, std::int64_t columns) {
    if (terms == 0 || columns == 0) return nullptr;
    libxsmm_descriptor_blob blob;
    const libxsmm_xtransfunction made = libxsmm_dispatch_trans(libxsmm_trans_descriptor_init(
        &blob, sizeof(T), static_cast<unsigned>(terms), static_cast<unsigned>(columns), kColumns));
    if (made == nullptr) throw NoProductKernel("libxsmm cannot transpose on this machine");
    return made;
  }

  /// So many terms at once that all turns have about the same.
  std::int64_t terms_ = pieces(pieces(shape.k, pieces(shape.k, kTerms)), kSquare) * kSquare;
  std::vector<Kernel> kernels_;
  std::vector<libxsmm_xtransfunction> turns_;
};

}  // namespace

void ProductPlanDeleter::operator()(const ProductPlan* plan) const { delete plan; }

ProductPlanPointer plan_product(const MatrixProduct& product, ir::DType float_type, int threads) {
  if (float_type == ir::DType::F32) return ProductPlanPointer(new Plan<float>(product, threads));
  return ProductPlanPointer(new Plan<double>(product, threads));
}

std::size_t packing_bytes(const ProductPlan& plan) { return plan.packing(); }

void adc_jit_product(const ProductPlan* plan, const void* a, const void* b, void* c, void* packing) {
  plan->run(a, b, c, packing);
}

}  // namespace adc::jit
