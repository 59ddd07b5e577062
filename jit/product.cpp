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

/// A tile may have fewer rows: of what is left of them, so many are done at once.
constexpr std::int64_t kRests[] = {64, 16, 4, 1};

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
  virtual void run(const void* a, const void* b, void* c, void* packing, std::int64_t rows, bool adds) const = 0;
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
      for (const std::int64_t m : row_sizes_) {
        for (const std::int64_t n : column_sizes_) {
          for (const std::int64_t k : term_sizes_) kernels_.push_back(dispatch(m, n, k, adds));
        }
      }
    }
    if (product.b.column_stride == 1) return;
    for (const std::int64_t k : {kSquare, product.k % kSquare}) {
      for (const std::int64_t n : {kSquare, product.n % kSquare}) turns_.push_back(dispatch_turn(k, n));
    }
  }

  void run(const void* a, const void* b, void* c, void* packing, std::int64_t rows, bool adds) const override {
    const auto extent = [&](Rows which, std::int64_t whole) {
      return shape.rows == which ? whole / shape.tile * rows : whole;
    };
    const std::int64_t batch = extent(Rows::Batch, shape.batch);
    for (std::int64_t i = 0; i < batch; ++i) {
      multiply({.a = static_cast<const T*>(a) + i * shape.a.batch_stride,
                .b = static_cast<const T*>(b) + i * shape.b.batch_stride,
                .c = static_cast<T*>(c) + i * shape.m * shape.n,
                .packing = static_cast<T*>(packing),
                .m = extent(Rows::M, shape.m),
                .k = extent(Rows::K, shape.k),
                .adds = adds});
    }
  }

 private:
  using Rows = MatrixProduct::Rows;
  static constexpr std::int64_t kColumns = kColumnBytes / sizeof(T);  ///< of a tile of C
  using Kernel = std::conditional_t<std::is_same_v<T, float>, libxsmm_smmfunction, libxsmm_dmmfunction>;

  [[nodiscard]] bool transposes_a() const { return shape.a.column_stride != 1; }

  /// One of the batch.
  struct Matrices {
    const T* a;
    const T* b;
    T* c;
    T* packing;
    std::int64_t m, k;
    bool adds;
  };

  /// The sizes in which an extent is done, the largest that fits first: of rows any rest, of others that of the extent.
  static std::vector<std::int64_t> sizes(std::int64_t extent, std::int64_t most, bool is_of_rows) {
    std::vector<std::int64_t> result;
    if (extent >= most || is_of_rows) result.push_back(std::min(extent, most));
    if (is_of_rows) {
      for (const std::int64_t rest : kRests) {
        if (rest < result.front()) result.push_back(rest);
      }
    } else if (extent % most != 0) {
      result.push_back(extent % most);
    }
    return result;
  }
  /// The number of the size in which to do what is left.
  static std::size_t next(const std::vector<std::int64_t>& sizes, std::int64_t left) {
    std::size_t i = 0;
    while (sizes[i] > left) ++i;
    return i;
  }

  [[nodiscard]] Kernel dispatch(std::int64_t m, std::int64_t n, std::int64_t k, bool adds) const {
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

  /// By the numbers of sizes.
  [[nodiscard]] Kernel kernel(bool adds, std::size_t m, std::size_t n, std::size_t k) const {
    const std::size_t row = (adds ? row_sizes_.size() : 0) + m;
    return kernels_[(row * column_sizes_.size() + n) * term_sizes_.size() + k];
  }

  /// A part of the rows and columns of C, by numbers of tiles.
  struct Part {
    std::int64_t first_row, last_row, first_column, last_column;
  };

  void multiply(const Matrices& x) const {
    const std::int64_t rows = pieces(x.m, kRows);
    const std::int64_t columns = pieces(shape.n, kColumns);
    if (parts == 1) return multiply(x, {0, rows, 0, columns});
    const bool shares_columns = imbalance(columns, parts) <= imbalance(rows, parts);  // then panels are packed once
    for_parts(parts, [&](std::int64_t i) {
      const auto first = [&](std::int64_t count, std::int64_t part) { return first_turn(count, part, parts); };
      const Part part = shares_columns ? Part{0, rows, first(columns, i), first(columns, i + 1)}
                                       : Part{first(rows, i), first(rows, i + 1), 0, columns};
      Matrices own = x;
      own.packing += i * kTerms * kColumns;
      multiply(own, part);
    });
  }

  void multiply(const Matrices& x, const Part& part) const {
    for (std::int64_t k = 0; k < x.k; k += terms_) {
      const std::int64_t terms = std::min(terms_, x.k - k);
      for (std::int64_t n = part.first_column * kColumns; n < std::min(part.last_column * kColumns, shape.n);
           n += kColumns) {
        const T* panel = x.b + k * shape.b.row_stride + n * shape.b.column_stride;
        const std::int64_t columns = std::min(kColumns, shape.n - n);
        if (packs()) {
          pack(panel, terms, columns, x.packing);
          panel = x.packing;
        }
        const std::int64_t end = std::min(part.last_row * kRows, x.m);
        for (std::int64_t m = part.first_row * kRows; m < end;) {
          const std::size_t size = next(row_sizes_, end - m);
          add_terms(x, panel, {m, n, k, terms}, size, next(column_sizes_, columns));
          m += row_sizes_[size];
        }
      }
    }
  }

  /// Where a tile of C begins, and some terms.
  struct Place {
    std::int64_t m, n, k, terms;
  };

  /// Adds terms to a tile of C, of rows and columns in these sizes; the first ones to nothing, unless all are added.
  void add_terms(const Matrices& x, const T* panel, const Place& at, std::size_t rows, std::size_t columns) const {
    const std::int64_t apart = packs() ? kColumns : shape.b.row_stride;
    for (std::int64_t done = 0; done < at.terms;) {
      const std::size_t size = next(term_sizes_, at.terms - done);
      const std::int64_t k = at.k + done;
      const Kernel tile = kernel(x.adds || k > 0, rows, columns, size);
      tile(panel + done * apart, x.a + at.m * shape.a.row_stride + k * shape.a.column_stride,
           x.c + at.m * shape.n + at.n);
      done += term_sizes_[size];
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
        if (turn == nullptr || (shape.rows == Rows::K && terms - k < kSquare)) {
          turn_some(from + k * shape.b.row_stride + n * shape.b.column_stride, std::min(kSquare, terms - k),
                    std::min(kSquare, columns - n), to + k * kColumns + n);
          continue;
        }
        turn(from + k * shape.b.row_stride + n * shape.b.column_stride, &from_apart, to + k * kColumns + n, &to_apart);
      }
    }
  }

  /// A block of rows that a tile has fewer of.
  void turn_some(const T* from, std::int64_t terms, std::int64_t columns, T* to) const {
    for (std::int64_t k = 0; k < terms; ++k) {
      for (std::int64_t n = 0; n < columns; ++n) {
        to[k * kColumns + n] = from[k * shape.b.row_stride + n * shape.b.column_stride];
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
  std::vector<std::int64_t> row_sizes_ = sizes(shape.m, kRows, shape.rows == Rows::M);
  std::vector<std::int64_t> column_sizes_ = sizes(shape.n, kColumns, false);
  std::vector<std::int64_t> term_sizes_ = sizes(shape.k, terms_, shape.rows == Rows::K);
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

const ProductPlan* adc_jit_plan(const MatrixProduct& product, ir::DType float_type, int threads) {
  try {
    return plan_product(product, float_type, threads).release();
  } catch (const NoProductKernel&) {
    return nullptr;
  }
}

void adc_jit_release_plan(const ProductPlan* plan) { delete plan; }

void adc_jit_product(const ProductPlan* plan, const void* a, const void* b, void* c, void* packing, std::int64_t rows,
                     std::int64_t adds) {
  plan->run(a, b, c, packing, rows, adds != 0);
}

}  // namespace adc::jit
