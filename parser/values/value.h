// What expressions become while they are lowered.
#pragma once

#include <algorithm>
#include <array>
#include <cassert>
#include <cstdint>

#include "adc/diagnostic.hpp"
#include "ir/function.h"

namespace adc::parser {

/// For the arithmetic of bounds, which 64 bits do not hold.
__extension__ using Wide = __int128;

inline constexpr ir::ValueId kNoValue = static_cast<ir::ValueId>(0xFFFFFFFF);

/// A few small things in a row: at most one per axis of a tensor.
template <class T>
class FewAxes {
 public:
  static constexpr std::size_t kMax = ir::Shape::kMaxRank;
  FewAxes() = default;
  explicit FewAxes(const T& item) { push_back(item); }
  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] bool empty() const { return size_ == 0; }
  [[nodiscard]] bool full() const { return size_ == kMax; }
  [[nodiscard]] const T* begin() const { return items_.data(); }
  [[nodiscard]] const T* end() const { return items_.data() + size_; }
  [[nodiscard]] T* begin() { return items_.data(); }
  [[nodiscard]] T* end() { return items_.data() + size_; }
  [[nodiscard]] const T& operator[](std::size_t i) const { return items_[i]; }
  void push_back(const T& item) {
    assert(!full());
    items_[size_++] = item;
  }
  void erase(std::size_t i) {
    std::copy(begin() + i + 1, end(), begin() + i);
    --size_;
  }
  friend bool operator==(const FewAxes& a, const FewAxes& b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end());
  }

 private:
  std::array<T, kMax> items_{};
  std::uint8_t size_ = 0;
};

/// An index of a sum that is being read: how many indices stand outside of it.
using Slot = std::uint32_t;

/// The value of an expression. In a sum it has, before the axes of its own, one axis for each of the sum's indices that
/// it depends on, outermost first.
struct Value {
  enum class Kind : std::uint8_t {
    None,
    Tensor,  ///< `id`
    Affine,  ///< a number made of indices that is not computed yet; payload: its form in `AffineForms`
    Range,   ///< a:b; payload: its ends in `Ranges`
    All,     ///< a lone `:`
    Dims,    ///< dims = …; payload: index into the lists of axes
  };
  Kind kind = Kind::None;
  std::uint32_t payload = 0;
  ir::ValueId id = kNoValue;
  FewAxes<Slot> slots = {};

  /// What is computed, with axes of these indices in front.
  [[nodiscard]] static Value tensor(ir::ValueId id, const FewAxes<Slot>& slots = {}) {
    return {.kind = Kind::Tensor, .id = id, .slots = slots};
  }
};

/// A value with its place in the text.
struct Operand {
  Value value;
  Span span;
};

}  // namespace adc::parser
