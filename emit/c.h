// IR as C99.
#pragma once

#include <string>

#include "ir/function.h"

namespace adc::emit {

/// A complete C99 translation unit with one function `void NAME(const double *x, double *y)` that computes a legalised
/// `fn` of scalars; it compiles under `cc -std=c99 -Wall -Wextra -Werror` and links with -lm alone. A comment gives the
/// name, the inputs and outputs with their indices, and `description` (the program's text). Unicode names are
/// transliterated.
[[nodiscard]] std::string c_source(const ir::Function& fn, const std::string& description);

/// The beginning of a comment that says what such a function computes, and what each number is.
[[nodiscard]] std::string c_heading(const ir::Function& fn, const std::string& description);

}  // namespace adc::emit
