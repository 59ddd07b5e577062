// Quotients that look like derivatives.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

#include "parser/tree/ast.h"
#include "parser/tree/climb.h"

namespace adc::parser {

/// d/dx, dy/dx, d²/dx², d^2/dx^2, and the same with ∂.
struct Quotient {
  std::string_view of;  ///< the y of dy/dx; empty for d/dx
  std::string_view by;  ///< the x, as it is written
  Span by_span;
  std::optional<ConstantId> order;  ///< where one is written
  std::size_t bottom;               ///< the lexeme of dx
  std::size_t end;                  ///< the lexeme behind the quotient
};

/// The `d` or `∂` that a name begins with; empty if it begins otherwise.
[[nodiscard]] std::string_view differential_sign(std::string_view name);

/// The quotient that begins at lexeme `at`, if one does.
[[nodiscard]] std::optional<Quotient> quotient_at(const SourceText& source, const Ast& ast, std::size_t at);

/// Whether each name, by symbol, stands anywhere else than in a quotient d/dx. O(text).
[[nodiscard]] std::vector<bool> names_outside_quotients(const SourceText& source, const Ast& ast);

/// Throws `diag::Failure` about the name with ∂ at lexeme `at`, which begins no derivative.
[[noreturn]] void fail_partial(const SourceText& source, const Ast& ast, std::size_t at);

}  // namespace adc::parser
