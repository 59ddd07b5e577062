#include "run/row_sums.h"

#include <algorithm>

namespace adc::run {
namespace {

constexpr std::size_t kLanes = 8;
constexpr std::size_t kRun = 128;  // numbers of a lane that are added one after the other

/// The sum of every `stride`-th of `count` numbers, by a tree that the count fixes.
template <class U>
double sum(const U* from, std::size_t count, std::size_t stride) {
  if (count > kLanes * kRun) {
    const std::size_t half = (count / 2 + kLanes * kRun - 1) / (kLanes * kRun) * (kLanes * kRun);
    return sum(from, half, stride) + sum(from + half * stride, count - half, stride);
  }
  double lanes[kLanes] = {};
  std::size_t i = 0;
  for (; i + kLanes <= count; i += kLanes) {
    for (std::size_t lane = 0; lane < kLanes; ++lane) lanes[lane] += static_cast<double>(from[(i + lane) * stride]);
  }
  for (std::size_t lane = 0; i < count; ++i, ++lane) lanes[lane] += static_cast<double>(from[i * stride]);
  return ((lanes[0] + lanes[4]) + (lanes[2] + lanes[6])) + ((lanes[1] + lanes[5]) + (lanes[3] + lanes[7]));
}

}  // namespace

template <class U>
RowSums<U>::RowSums(std::span<const std::size_t> sizes, std::span<const Column<U>> results, std::size_t rows) {
  for (std::size_t i = 0; i < results.size(); ++i) {
    if (results[i].data == nullptr || results[i].stride != 0) continue;
    all_.push_back(
        {i, sizes[i], results[i].data, std::vector<U>(rows * sizes[i]), std::vector<std::vector<double>>(sizes[i])});
  }
}

template <class U>
void RowSums<U>::divert(std::vector<Column<U>>& results) {
  for (Summed& one : all_) results[one.result] = {one.rows.data(), static_cast<std::ptrdiff_t>(one.size)};
}

template <class U>
void RowSums<U>::add(std::size_t rows) {
  for (Summed& one : all_) {
    for (std::size_t i = 0; i < one.size; ++i) {
      double carried = sum(one.rows.data() + i, rows, one.size);
      std::vector<double>& levels = one.levels[i];
      std::size_t level = 0;
      for (; (parts_ >> level & 1U) != 0; ++level) carried = levels[level] + carried;
      if (level == levels.size()) levels.push_back(0);
      levels[level] = carried;
    }
  }
  ++parts_;
}

template <class U>
void RowSums<U>::store() const {
  for (const Summed& one : all_) {
    for (std::size_t i = 0; i < one.size; ++i) {
      double total = 0;
      for (std::size_t level = 0; level < one.levels[i].size(); ++level) {
        if ((parts_ >> level & 1U) != 0) total = one.levels[i][level] + total;
      }
      one.to[i] = static_cast<U>(total);
    }
  }
}

template class RowSums<double>;
template class RowSums<float>;

}  // namespace adc::run
