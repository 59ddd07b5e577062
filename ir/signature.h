// Which types the ops take and give.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "ir/op.h"
#include "ir/type.h"

namespace adc::ir {

/// Why `op`, with these immediates, cannot be applied to operands of these types in a function of `float_type`; empty
/// if it can. Any number of operands, and any immediates, may be asked about.
[[nodiscard]] std::string_view type_error(Op op, std::span<const Type* const> operands,
                                          std::span<const std::int64_t> immediates, DType float_type);

/// The type of `op` applied to operands of these types, for which there is no `type_error` (asserted).
[[nodiscard]] Type infer_type(Op op, std::span<const Type* const> operands, std::span<const std::int64_t> immediates,
                              DType float_type);

/// Whether `op` applied to operands of one type gives that type, if they are as it asks.
[[nodiscard]] bool keeps_type(Op op);

/// Whether these are legal immediates of `op`: none; an order from 0 to its max_order; an exponent that fits a C
/// int; as many lists as the op has.
[[nodiscard]] bool are_legal_immediates(Op op, std::span<const std::int64_t> values);
[[nodiscard]] bool is_legal_immediate(Op op, std::int64_t value);

}  // namespace adc::ir
