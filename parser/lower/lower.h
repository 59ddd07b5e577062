// The fourth step: tree to IR.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "ir/function.h"
#include "parser/parse.h"
#include "parser/tree/ast.h"

namespace adc::parser {

/// The IR of the last text in `ast`, with these inputs. Calls are inlined; a program whose inlined calls exceed the
/// limit of instructions is refused before it is built. Throws `diag::Failure`. Iterative; linear in the instructions
/// made.
[[nodiscard]] ir::Function lower(const Ast& ast, const std::vector<EntityId>& inputs, const ParseOptions& options);

/// The value of a binding that mentions no input; nullopt if it is no number.
[[nodiscard]] std::optional<double> constant_value(const Ast& ast, const Statement& binding,
                                                   std::size_t max_instructions);

}  // namespace adc::parser
