// What the language's names mean, in words.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace adc::analysis {

/// The function of the op table that the language calls `name`: how it is called, what it computes, and the convention
/// where it has no derivative, a line each. Nullopt if there is none.
[[nodiscard]] std::optional<std::string> explain(std::string_view name);

}  // namespace adc::analysis
