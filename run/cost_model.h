// What ways to evaluate a function take, in nanoseconds: by these a way is chosen. docs/performance.md says what they
// were measured by (`./dev bench blocks`); a factor of 2 between machines does not matter.
#pragma once

#include "ir/function.h"
#include "kernel/program.h"

namespace adc::run {

/// One evaluation by the interpreter.
[[nodiscard]] double interpreting(const ir::Function& fn);

/// One evaluation of the loops of a rolled program whose sums are of vectors (kernel/vector_sums.h); of others it takes
/// some times as long.
[[nodiscard]] double interpreting(const kernel::Program& program);

/// By how much a row of a function of scalars takes longer block by block (tape/blocks.h) than natively: both call the
/// same functions, but blocks read and write what is between two steps.
[[nodiscard]] double gained_per_row(const ir::Function& fn);

/// Making native code, for one evaluation or over rows.
[[nodiscard]] double compiling(const ir::Function& fn, bool over_rows);

/// Of what compiling takes, the part that interpreting may take before code is made in the background.
inline constexpr double kPartToCompile = 0.25;

}  // namespace adc::run
