#include "kernel/workspace.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <set>
#include <utility>

namespace adc::kernel {
namespace {

/// Free parts of a range of bytes that grows when nothing fits.
class Gaps {
 public:
  std::size_t take(std::size_t bytes) {
    const auto fitting = by_size_.lower_bound({bytes, 0});
    if (fitting == by_size_.end()) return grow(bytes);
    const auto [size, offset] = *fitting;
    remove(offset, size);
    if (size > bytes) insert(offset + bytes, size - bytes);
    return offset;
  }

  void give_back(std::size_t offset, std::size_t bytes) {
    auto next = by_offset_.lower_bound(offset);
    if (next != by_offset_.end() && next->first == offset + bytes) {
      bytes += next->second;
      remove(next->first, next->second);
      next = by_offset_.lower_bound(offset);
    }
    if (next != by_offset_.begin()) {
      const auto [before, size] = *std::prev(next);
      if (before + size == offset) {
        remove(before, size);
        offset = before;
        bytes += size;
      }
    }
    insert(offset, bytes);
  }

  [[nodiscard]] std::size_t end() const { return end_; }

 private:
  std::size_t grow(std::size_t bytes) {
    std::size_t offset = end_;
    if (!by_offset_.empty()) {
      const auto [last, size] = *by_offset_.rbegin();
      if (last + size == end_) {
        remove(last, size);
        offset = last;
      }
    }
    end_ = offset + bytes;
    return offset;
  }
  void insert(std::size_t offset, std::size_t size) {
    by_offset_.emplace(offset, size);
    by_size_.emplace(size, offset);
  }
  void remove(std::size_t offset, std::size_t size) {
    by_offset_.erase(offset);
    by_size_.erase({size, offset});
  }

  std::map<std::size_t, std::size_t> by_offset_;
  std::set<std::pair<std::size_t, std::size_t>> by_size_;
  std::size_t end_ = 0;
};

}  // namespace

Placement place(std::span<const Lifetime> arrays, std::size_t alignment) {
  Placement result;
  Gaps gaps;
  std::set<std::pair<std::size_t, std::size_t>> living;  // by last step
  const auto size = [&](std::size_t i) {
    return std::max<std::size_t>((arrays[i].bytes + alignment - 1) / alignment, 1) * alignment;
  };
  for (std::size_t i = 0; i < arrays.size(); ++i) {
    while (!living.empty() && living.begin()->first < arrays[i].first) {
      const std::size_t dead = living.begin()->second;
      gaps.give_back(result.offsets[dead], size(dead));
      living.erase(living.begin());
    }
    result.offsets.push_back(gaps.take(size(i)));
    living.emplace(arrays[i].last, i);
  }
  result.bytes = gaps.end();
  return result;
}

}  // namespace adc::kernel
