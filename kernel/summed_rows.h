// From a function of a tile of rows to a program that sums over any number of them.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "ir/function.h"

namespace adc::kernel {

struct Program;

/// Which inputs and outputs of a function have rows as their leading axis. The other outputs are sums over rows.
struct SummedRows {
  std::int64_t tile = 0;  ///< the extent of that axis
  std::vector<bool> inputs;
  std::vector<bool> outputs;
};

/// The program of `fn`, which computes what `tile` rows give, for any number of them (kernel/program.h); nullopt where
/// it cannot be seen that rows are only summed (kernel/row_axes.h). For whole tiles the steps are those of
/// kernel/lower.h, but that loops over rows are loops of their own, and that a sum which further steps need, or which
/// is not stored once, is computed in the workspace. Throws as `lower` does. O(n log n).
[[nodiscard]] std::optional<Program> lower_summed(const ir::Function& fn, const SummedRows& rows);

}  // namespace adc::kernel
