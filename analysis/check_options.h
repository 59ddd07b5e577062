// What `check` is asked to do, checked before it begins.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "analysis/check.h"

namespace adc::analysis {

/// The error that `what` has `size` numbers, where `wanted` belong.
[[nodiscard]] Diagnostic wrong_size(const std::string& what, std::size_t size, std::size_t wanted);

/// Why a program cannot be checked with these options; nothing if it can.
[[nodiscard]] std::optional<Diagnostic> misuse(const ir::Function& program, const CheckOptions& options);

}  // namespace adc::analysis
