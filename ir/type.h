// Types of IR values: an element type and a static shape.
#pragma once

#include <algorithm>
#include <array>
#include <cassert>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <string>

namespace adc::ir {

enum class DType : std::uint8_t { F64, F32, I64, Bool };

/// "f64", "f32", "i64" or "bool".
[[nodiscard]] const char* spelling(DType dtype);

/// Extents of a tensor, outermost first, row-major; rank 0 is a scalar.
class Shape {
 public:
  static constexpr std::size_t kMaxRank = 8;

  Shape() = default;
  explicit Shape(std::span<const std::int64_t> dims) : rank_(static_cast<std::uint8_t>(dims.size())) {
    assert(dims.size() <= kMaxRank);
    for (std::size_t i = 0; i < dims.size(); ++i) dims_[i] = dims[i];
  }

  Shape(std::initializer_list<std::int64_t> dims) : Shape(std::span(dims.begin(), dims.size())) {}

  [[nodiscard]] std::size_t rank() const { return rank_; }
  [[nodiscard]] std::int64_t operator[](std::size_t axis) const { return dims_[axis]; }
  [[nodiscard]] std::span<const std::int64_t> dims() const { return {dims_.data(), rank_}; }
  /// The product of the extents.
  [[nodiscard]] std::int64_t elements() const;
  /// Row-major: how many elements lie between neighbours along each axis.
  [[nodiscard]] std::array<std::int64_t, kMaxRank> strides() const;
  friend bool operator==(const Shape& a, const Shape& b) { return std::ranges::equal(a.dims(), b.dims()); }

 private:
  std::array<std::int64_t, kMaxRank> dims_{};
  std::uint8_t rank_ = 0;
};

/// The most elements of a tensor, so that sizes in bytes and sums of a few of them never overflow.
inline constexpr std::int64_t kMaxElements = std::int64_t{1} << 48;

struct Type {
  DType dtype = DType::F64;
  Shape shape;

  friend bool operator==(const Type&, const Type&) = default;
};

/// As the IR's text writes it: "f64", "f32[3,4]".
[[nodiscard]] std::string to_string(const Type& type);

}  // namespace adc::ir
