// Which types the ops take and give.
#pragma once

#include <span>
#include <string_view>

#include "ir/op.h"
#include "ir/type.h"

namespace adc::ir {

/// Why `op` cannot be applied to operands of these types in a function of `float_type`; empty if it can. Any number of
/// operands may be asked about.
[[nodiscard]] std::string_view type_error(Op op, std::span<const Type* const> operands, DType float_type);

/// The type of `op` applied to operands of these types, for which there is no `type_error` (asserted).
[[nodiscard]] Type infer_type(Op op, std::span<const Type* const> operands, DType float_type);

/// Whether `value` is a legal immediate of `op`: an order is 0 … kMaxPolygammaOrder, an exponent fits a C int.
[[nodiscard]] bool is_legal_immediate(Op op, std::int64_t value);

}  // namespace adc::ir
