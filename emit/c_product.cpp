#include "emit/c_product.h"

#include <fmt/core.h>

#include <limits>
#include <optional>

#include "emit/c_language.h"

namespace adc::emit {
namespace {

using Operand = kernel::MatrixProduct::Operand;

constexpr std::int64_t kLargestInt = std::numeric_limits<int>::max();

std::string number(std::int64_t n) { return std::to_string(n); }

/// How BLAS reads an operand of so many rows and columns.
struct Lies {
  bool is_transposed;
  std::int64_t distance;  ///< from one contiguous row, or column if it is transposed, to the next
};

std::optional<Lies> lies(const Operand& x, std::int64_t rows, std::int64_t columns) {
  const auto fits = [](std::int64_t distance, std::int64_t length, std::int64_t count) {
    return count == 1 || (distance >= length && distance <= kLargestInt);
  };
  const auto or_length = [](std::int64_t distance, std::int64_t length, std::int64_t count) {
    return count == 1 ? length : distance;
  };
  if ((x.column_stride == 1 || columns == 1) && fits(x.row_stride, columns, rows)) {
    return Lies{false, or_length(x.row_stride, columns, rows)};
  }
  if ((x.row_stride == 1 || rows == 1) && fits(x.column_stride, rows, columns)) {
    return Lies{true, or_length(x.column_stride, rows, columns)};
  }
  return std::nullopt;
}

}  // namespace

bool fits_blas(const kernel::MatrixProduct& product) {
  const auto& [batch, m, n, k, a, b, c, rows, tile] = product;
  return m <= kLargestInt && n <= kLargestInt && k <= kLargestInt && lies(a, m, k) && lies(b, k, n);
}

void call_blas(const kernel::MatrixProduct& product, const Context& context, Lines& out) {
  const auto& [batch, m, n, k, a, b, c, rows, tile] = product;
  const Lies of_a = *lies(a, m, k);
  const Lies of_b = *lies(b, k, n);
  const auto at = [&](kernel::ArrayId array, std::int64_t offset, std::int64_t stride) {
    std::string text = context.arrays[array].name;
    if (offset != 0) text += " + " + number(offset);
    return product.batch > 1 && stride != 0 ? fmt::format("{} + {} * i0", text, stride) : text;
  };
  const auto word = [](const Lies& x) { return x.is_transposed ? "CblasTrans" : "CblasNoTrans"; };
  const bool is_double = !context.type.is_single;
  const std::string one = c_language().literal(1, context.type);
  if (batch > 1) out.open(fmt::format("for (ptrdiff_t i0 = 0; i0 < {}; ++i0) {{", batch));
  out.line(fmt::format("cblas_{}gemm(CblasRowMajor, {}, {}, {}, {}, {}, {},", is_double ? "d" : "s", word(of_a),
                       word(of_b), m, n, k, one));
  out.line(fmt::format("            {}, {}, {}, {}, {}, {}, {});", at(a.array, a.offset, a.batch_stride), of_a.distance,
                       at(b.array, b.offset, b.batch_stride), of_b.distance, c_language().literal(0, context.type),
                       at(c, 0, m * n), n));
  if (batch > 1) out.close("}");
}

}  // namespace adc::emit
