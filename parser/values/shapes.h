// Shapes alone, and instructions whose shapes may be too large.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <span>
#include <string>

#include "adc/diagnostic.hpp"
#include "ir/builder.h"
#include "ir/lists.h"

namespace adc::parser {

/// "R", "R[3]", "R[10, 64]".
[[nodiscard]] std::string spelling(const ir::Shape& shape);

/// A row R[1, n].
[[nodiscard]] bool is_row(const ir::Shape& shape);

/// A column's row, a row's column, a matrix's columns as rows.
[[nodiscard]] ir::Shape transpose_shape(const ir::Shape& shape);

/// The shape of these extents; fails unless it fits a tensor.
[[nodiscard]] ir::Shape checked_shape(std::span<const std::int64_t> extents, Span span);

/// Emits an op whose integers depend on a user's text: throws "tensor-too-large" where they fit no shape.
ir::ValueId emit_checked(ir::Builder& builder, ir::Op op, std::span<const ir::ValueId> operands,
                         std::span<const std::int64_t> immediates);
ir::ValueId emit_checked(ir::Builder& builder, ir::Op op, std::initializer_list<ir::ValueId> operands,
                         std::initializer_list<ir::List> lists);

}  // namespace adc::parser
