// What C++ and CUDA have of C's table.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "emit/language.h"

namespace adc::emit {

/// The patterns of ops, outside and inside loops.
[[nodiscard]] std::string_view cpp_pattern(ir::Op op);
[[nodiscard]] std::string_view cpp_pattern_in_loop(ir::Op op, bool is_bool);

/// C's table with the ops of C++: booleans are `bool`, and nothing is hidden from compilers.
[[nodiscard]] Language cpp_family();

/// The special functions that are named, in which functions begin with `functions` and constants with `constants`;
/// around each is `guard` (emit/language.h).
[[nodiscard]] std::string cpp_special_functions(std::span<const std::string_view> names, std::string_view functions,
                                                std::string_view constants, std::string_view guard);

}  // namespace adc::emit
