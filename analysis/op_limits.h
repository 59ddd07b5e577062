// Where each op gives numbers, in words and as a test.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "ir/op.h"

namespace adc::analysis {

/// What the table of analysis/op_limits.cpp says about an op. In texts `{x}`, `{y}`, `{z}` and `{n}` stand for the
/// operands and the immediate.
struct OpLimit {
  using Test = bool (*)(double x, double y);

  ir::Op op;
  std::string_view wording;          ///< how a computation is written, "{x}/{y}"; empty: "sqrt of {x}"
  std::string_view domain;           ///< where the value is finite, but for overflow; empty: everywhere
  Test inside = nullptr;             ///< `domain` as a test
  std::string_view smooth_domain{};  ///< where the partials are finite, too, if that is less
  Test smooth = nullptr;
};

/// The row of `op`; nullptr if there is nothing special about it.
[[nodiscard]] const OpLimit* op_limit(ir::Op op);

/// Whether no finite operands make `op` 0 in real arithmetic.
[[nodiscard]] bool is_never_zero(ir::Op op);
/// Whether operands that are not 0 make `op` 0 by rounding alone.
[[nodiscard]] bool makes_zero_by_rounding(ir::Op op);
/// Whether `op` is 0 where its operand k is, and where that is not 0 but lost, its result is, too.
[[nodiscard]] bool is_zero_with(ir::Op op, std::size_t k);

/// The computation of `op` at `operands` in words: "log of -1", "1/0", "atan2(0, 1)".
[[nodiscard]] std::string describe(ir::Op op, std::span<const double> operands, std::int64_t immediate);

/// The same with texts for the operands: "log of x", "x/y".
[[nodiscard]] std::string call_text(ir::Op op, std::span<const std::string> operands, std::int64_t immediate);

/// `pattern` with its `{x}`, `{y}`, `{z}` replaced.
[[nodiscard]] std::string fill(std::string_view pattern, std::span<const std::string> operands,
                               std::int64_t immediate = 0);

/// A domain in words, "the divisor ≠ 0", where there are no texts for the operands.
[[nodiscard]] std::string domain_in_words(ir::Op op, std::string_view pattern);

}  // namespace adc::analysis
