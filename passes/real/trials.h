// What the trials of improve.h share: their limits, and the identities of squares.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "passes/real/expr.h"

namespace adc::passes::real {

inline constexpr int kMaxDepth = 4;  // of trials within trials
inline constexpr std::size_t kMaxTrialTerms = 24;
inline constexpr std::size_t kMaxExpanded = 40;
inline constexpr std::int64_t kMaxExpandedPower = 4;

struct Square {
  Op op;  // op(u)² = constant + sign·other(u)²
  Op other;
  int constant;
  int sign;
};
inline constexpr std::array<Square, 4> kSquares{
    {{Op::Sin, Op::Cos, 1, -1}, {Op::Cos, Op::Sin, 1, -1}, {Op::Sinh, Op::Cosh, -1, 1}, {Op::Cosh, Op::Sinh, 1, 1}}};

/// The integer that `e` is.
[[nodiscard]] inline std::optional<std::int64_t> integer(const Pool& pool, Expr e) {
  return pool.is_number(e) ? pool[e].number.to_int64() : std::nullopt;
}

}  // namespace adc::passes::real
