// Signs that keyboards lack, by the names that TeX gives them.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tools/editor/editing.h"

namespace adc::tools::editor {

/// `\name` at the cursor: the signs whose names begin so, `\alpha` beside each; the sign alone if the name is one as it
/// stands, though others begin with it. nullopt if no `\name` stands there, or none begins so.
[[nodiscard]] std::optional<Completions> complete_symbol(std::string_view text, std::size_t cursor);

/// `_1`, `_i` or `^2`, `^-1`, `^T` at the cursor, also with a backslash before it, as subscripts or superscripts that
/// the language reads; nullopt if nothing there has such a form.
[[nodiscard]] std::optional<Completions> complete_script(std::string_view text, std::size_t cursor);

/// `text` with digits and letters below the line as the language also takes them: `x₁₂` as `x_12`.
[[nodiscard]] std::string without_subscripts(std::string_view text);

/// A sign and its name without the backslash.
struct Symbol {
  std::string_view name;
  std::string_view sign;
};

/// All signs, those that one looks for first in front.
[[nodiscard]] const std::vector<Symbol>& all_symbols();

}  // namespace adc::tools::editor
