// What names mean, and what becomes of expressions.
#pragma once

#include <optional>
#include <string_view>

#include "adc/session.hpp"
#include "session/definitions.h"

namespace adc::session {

/// What `name` means: of the session's definitions, or of the language's names and operators. Nullopt if nothing.
[[nodiscard]] std::optional<Description> describe(const Definitions& definitions, const CompileOptions& options,
                                                  std::string_view name);

/// `?subject`. Throws `Error` ("unknown-name").
[[nodiscard]] Reply::Part explain(const Definitions& definitions, const CompileOptions& options,
                                  std::string_view subject);

/// `??subject`: IR, derivative, what each mode costs, and assembly of a name or an expression. Throws `Error`.
[[nodiscard]] Reply::Part inspect(const Definitions& definitions, const CompileOptions& options,
                                  std::string_view subject);

}  // namespace adc::session
