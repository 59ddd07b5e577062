// What a text may have been meant to be, where it is read as something else.
#pragma once

#include <vector>

#include "parser/tree/ast.h"
#include "parser/tree/climb.h"
#include "parser/tree/names.h"

namespace adc::parser {

/// Refuses numbers as other languages write them (0x1F, 8_066_228, 1e5e3), and notes those that are read as something
/// else (1,000; 1.0f; 1d-3). Throws `diag::Failure` ("bad-number"). O(text).
void check_numbers(const SourceText& source, const Names& names, std::vector<Diagnostic>& notes);

/// Notes inputs whose names may have been meant otherwise: products and calls that are one name (πr, sinx), letters
/// that look like others, other words for constants and operators, e and i, and quotients such as dy/dx. O(text).
void note_meant_names(const SourceText& source, const Ast& ast, const Names& names, const std::vector<EntityId>& inputs,
                      std::vector<Diagnostic>& notes);

/// Is the function with this entity written without brackets, too: sin x?
[[nodiscard]] bool takes_no_brackets(const Entity& function);

}  // namespace adc::parser
