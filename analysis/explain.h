// What the language's names mean, in words.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "ir/op.h"

namespace adc::analysis {

/// The function of the op table that the language calls `name`: how it is called, what it computes, and the convention
/// where it has no derivative, a line each. Nullopt if there is none.
[[nodiscard]] std::optional<std::string> explain(std::string_view name);

/// Where an op of numbers and its derivatives are finite, in words: "x > 0". Empty where it is everywhere.
[[nodiscard]] std::string domain_in_words(ir::Op op);

}  // namespace adc::analysis
