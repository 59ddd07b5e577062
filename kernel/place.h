// Where the arrays of a program lie.
#pragma once

#include <vector>

#include "ir/function.h"
#include "kernel/program.h"
#include "kernel/tables.h"

namespace adc::kernel {

/// The program of `steps`, which compute the outputs of `fn` and name arrays by values of `fn`, or by its size plus the
/// number of an output that is a copy. Each value that is an output lies where its first output does that is no copy;
/// the others are `tables`, or share the workspace (kernel/workspace.h). O(n log n).
[[nodiscard]] Program place_arrays(const ir::Function& fn, std::vector<Step> steps, Tables tables = {});

/// Shares the workspace anew among the arrays in it, which are numbered in the order in which steps name them first.
/// O(n log n).
void share_workspace(Program& program);

}  // namespace adc::kernel
