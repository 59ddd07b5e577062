// Types of IR values: an element type and a static shape.
#pragma once

#include <array>
#include <cassert>
#include <cstdint>
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

  [[nodiscard]] std::size_t rank() const { return rank_; }
  [[nodiscard]] std::span<const std::int64_t> dims() const { return {dims_.data(), rank_}; }
  [[nodiscard]] std::int64_t elements() const;
  friend bool operator==(const Shape&, const Shape&) = default;

 private:
  std::array<std::int64_t, kMaxRank> dims_{};
  std::uint8_t rank_ = 0;
};

struct Type {
  DType dtype = DType::F64;
  Shape shape;

  friend bool operator==(const Type&, const Type&) = default;
};

/// As the IR's text writes it: "f64", "f32[3,4]".
[[nodiscard]] std::string to_string(const Type& type);

}  // namespace adc::ir
