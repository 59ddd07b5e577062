// Sets of small numbers, each of which is stored once.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace adc::passes {

/// Sets of numbers from 0 to n − 1, each known by its number. Not thread-safe.
class IndexSets {
 public:
  using Id = std::uint32_t;
  static constexpr Id kEmpty = 0;

  /// Throws `diag::Failure` ("too-much-memory") where sets would have more than `most` members in all.
  IndexSets(std::size_t n, std::size_t most);

  [[nodiscard]] std::size_t n() const { return n_; }
  /// {i}
  [[nodiscard]] static Id single(std::size_t i) { return static_cast<Id>(i + 1); }
  /// The members, ascending. Valid until sets are united.
  [[nodiscard]] std::span<const std::int32_t> operator[](Id id) const {
    return std::span(members_).subspan(begin_[id], begin_[id + 1] - begin_[id]);
  }

  /// O(members).
  [[nodiscard]] Id unite(Id a, Id b);
  /// O(members), and their logarithm.
  [[nodiscard]] Id unite(std::span<const Id> ids);

 private:
  [[nodiscard]] bool is_whole(Id id) const { return begin_[id + 1] - begin_[id] == n_; }
  Id keep(std::span<const std::int32_t> members);

  std::size_t n_;
  std::size_t most_;
  std::vector<std::int32_t> members_;  // of one set after the other; those of one member first
  std::vector<std::size_t> begin_;     // by set, and the end
  std::vector<std::int32_t> united_;
  std::vector<Id> distinct_;
};

/// The error that a derivative has more numbers than memory is allowed for.
[[noreturn]] void fail_too_many_places();

}  // namespace adc::passes
