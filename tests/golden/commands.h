// What the RUN line of a golden file asks for, by the library's functions.
#pragma once

#include <optional>
#include <string>

#include "ir/function.h"
#include "kernel/program.h"
#include "tests/golden/golden_file.h"

namespace adc::tests {

struct Answer {
  bool failed = false;                   ///< the program was refused
  std::string text;                      ///< what is printed: the result, or the rendered diagnostic
  std::optional<ir::Function> fn;        ///< what EVAL lines evaluate, if the answer is a program
  std::optional<kernel::Program> loops;  ///< the same, if it is one of the kernel form
};

/// Runs one of
///     adc ir %s [--passes=a,b,c]          the IR after these passes
///     adc diff %s VAR [--latex]           the derivative as a formula, which EVAL reads back
///     adc emit %s [--derive WHAT] [--mode MODE] [--to TARGET]
///     adc trace %s name=value …
/// Throws std::runtime_error for any other command.
[[nodiscard]] Answer answer(const GoldenFile& file);

}  // namespace adc::tests
