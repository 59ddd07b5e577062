// Arrays whose numbers are known before a program runs.
#pragma once

#include <map>
#include <optional>

#include "ir/function.h"
#include "kernel/program.h"

namespace adc::kernel {

/// The elements of a tensor that is put together of constants, rounded to the float type: of what a list or a matrix of
/// numbers in a program's text becomes; nullopt of any other value, and where a number is not finite. O(elements of the
/// result · depth of the moves).
[[nodiscard]] std::optional<Table> table_of(const ir::Function& fn, ir::ValueId id);

/// Per value of a function, by its number, the table that it is.
using Tables = std::map<std::size_t, Table>;

}  // namespace adc::kernel
