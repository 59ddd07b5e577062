// Matrices that are known by how they are made.
#pragma once

#include <optional>

#include "ir/function.h"

namespace adc::ir {

/// Whether `v` is a square matrix of conditions that is true on the diagonal alone: the two axes are counted and
/// compared.
[[nodiscard]] bool is_on_diagonal(const Function& fn, ValueId v);

/// Whether `v` is the identity matrix, 1 where `is_on_diagonal` and 0 elsewhere.
[[nodiscard]] bool is_identity(const Function& fn, ValueId v);

/// The vector on the diagonal of `v`, between zeros, as `diag` makes it; nullopt of other matrices.
[[nodiscard]] std::optional<ValueId> diagonal_of(const Function& fn, ValueId v);

}  // namespace adc::ir
