#include "train/tree_sum.h"

#include <algorithm>
#include <array>
#include <bit>
#include <limits>

#include "train/each_width.h"

namespace adc::inline ADC_ABI::train {
namespace {

/// Numbers that are taken through the tree at once: few enough to stay in the first-level cache.
constexpr std::size_t kBlock = 256;
/// Of sums that wait for their sibling, one of each size.
constexpr std::size_t kDepth = std::numeric_limits<std::size_t>::digits;
/// Subtrees that are left to `add`.
constexpr std::size_t kLeft = 4;

bool are_siblings(Range left, Range right) {
  return left.size() == right.size() && left.begin % (2 * left.size()) == 0;
}

// to ← a·left + b·right; `to` may be `left`.
template <typename Number>
[[gnu::always_inline]] inline void add_any(Number a, const Number* left, Number b, const Number* right,
                                           std::size_t count, Number* to) {
  if (a == 1 && b == 1) {
    for (std::size_t i = 0; i < count; ++i) to[i] = left[i] + right[i];
  } else {
    for (std::size_t i = 0; i < count; ++i) to[i] = a * left[i] + b * right[i];
  }
}
ADC_EACH_WIDTH void add_scaled(double a, const double* left, double b, const double* right, std::size_t count,
                               double* to) {
  add_any(a, left, b, right, count, to);
}
ADC_EACH_WIDTH void add_scaled(float a, const float* left, float b, const float* right, std::size_t count, float* to) {
  add_any(a, left, b, right, count, to);
}

// to ← factor·from
ADC_EACH_WIDTH void scale(double factor, const double* from, std::size_t count, double* to) {
  for (std::size_t i = 0; i < count; ++i) to[i] = factor * from[i];
}
ADC_EACH_WIDTH void scale(float factor, const float* from, std::size_t count, float* to) {
  for (std::size_t i = 0; i < count; ++i) to[i] = factor * from[i];
}
ADC_EACH_WIDTH void scale(float factor, const float* from, std::size_t count, double* to) {
  for (std::size_t i = 0; i < count; ++i) to[i] = static_cast<double>(factor * from[i]);
}

template <typename Number>
void add_siblings(const Subtree<Number>& left, const Subtree<Number>& right, std::size_t count, Number* to) {
  add_scaled(left.factor, left.numbers, right.factor, right.numbers, count, to);
}

/// The sums of a block that wait for their sibling.
template <typename Number>
class Waiting {
 public:
  void push(Subtree<Number> part, std::size_t offset, std::size_t count) {
    part.numbers += offset;
    while (count_ > 0 && are_siblings(waiting_[count_ - 1].chunks, part.chunks)) {
      const Subtree<Number>& left = waiting_[--count_];
      Number* const to = blocks_[count_].data();
      add_siblings(left, part, count, to);
      part = {{left.chunks.begin, part.chunks.end}, 1, to};
    }
    waiting_[count_++] = part;
  }
  [[nodiscard]] const Subtree<Number>& sum() const { return waiting_[0]; }
  void clear() { count_ = 0; }

 private:
  std::array<Subtree<Number>, kDepth> waiting_;
  std::array<std::array<Number, kBlock>, kDepth> blocks_;
  std::size_t count_ = 0;
};

}  // namespace

template <typename Number, typename To>
void add(std::span<const Subtree<Number>> parts, Range range, To* to) {
  if (parts.empty()) return;
  Waiting<Number> waiting;
  for (std::size_t begin = range.begin; begin < range.end; begin += kBlock) {
    const std::size_t count = std::min(kBlock, range.end - begin);
    waiting.clear();
    for (const Subtree<Number>& part : parts) waiting.push(part, begin, count);
    const Subtree<Number>& sum = waiting.sum();
    scale(sum.factor, sum.numbers, count, to + (begin - range.begin));
  }
}

template <typename Number>
void TreeSum<Number>::begin(std::size_t size, std::size_t chunks) {
  if (size != size_) memory_.clear();
  size_ = size;
  largest_ = std::max<std::size_t>(1, std::bit_floor(chunks) / kLeft);
  parts_.clear();
}

template <typename Number>
std::span<Number> TreeSum<Number>::next() {
  if (memory_.size() == parts_.size()) memory_.emplace_back(size_);
  return memory_[parts_.size()];
}

template <typename Number>
void TreeSum<Number>::push(std::size_t chunk, double factor) {
  Subtree<Number> part{{chunk, chunk + 1}, static_cast<Number>(factor), next().data()};
  while (!parts_.empty() && part.chunks.size() < largest_ && are_siblings(parts_.back().chunks, part.chunks)) {
    const Subtree<Number> left = parts_.back();
    parts_.pop_back();
    Number* const to = memory_[parts_.size()].data();
    add_siblings(left, part, size_, to);
    part = {{left.chunks.begin, part.chunks.end}, 1, to};
  }
  parts_.push_back(part);
}

template void add(std::span<const Subtree<double>> parts, Range range, double* to);
template void add(std::span<const Subtree<float>> parts, Range range, double* to);
template void add(std::span<const Subtree<float>> parts, Range range, float* to);
template class TreeSum<double>;
template class TreeSum<float>;

}  // namespace adc::inline ADC_ABI::train
