// Which value of the program an instruction of assembly computes.
#pragma once

#include <llvm/IR/Module.h>

#include <string>
#include <string_view>

namespace adc::targets {

/// Gives each instruction of `module` the line number n + 1 of the value `v<n>` that it computes or stores, or whose
/// computation it begins, so that code generation carries it on. The code stays the same.
void mark_values(llvm::Module& module);

/// Assembly of such a module with a comment, "# v4", behind each instruction that has a value, instead of directives of
/// line numbers. `comment` begins one. O(text).
[[nodiscard]] std::string with_value_comments(std::string_view assembly, std::string_view comment);

}  // namespace adc::targets
