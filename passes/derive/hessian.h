// Second derivatives.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "adc/options.hpp"
#include "ir/function.h"

namespace adc::passes {

/// The mode in which `gradient` computes under `Auto`.
[[nodiscard]] Mode cheaper_mode(const ir::Function& fn, std::span<const std::uint32_t> wrt,
                                std::size_t max_instructions);

/// The outputs of `fn` and the Jacobian [outputs, wrt] by `mode`, each entry of shape [output…, input…]; `Auto` takes
/// what costs least: forward mode for one input, else the cheaper of forward and reverse mode, without trying both
/// where `fn` is large or an estimate says that it is reverse mode (passes/derive/sweep_counts.h); with tensors reverse
/// mode unless there are fewer numbers in the inputs than in the outputs. Errors as for the drivers.
[[nodiscard]] ir::Function gradient(const ir::Function& fn, std::span<const std::uint32_t> wrt, Mode mode,
                                    std::size_t max_instructions, Level level = Level::Stable);

/// The outputs of `fn`, the Jacobian [outputs, wrt] and the Hessian [outputs, wrt, wrt], which is symmetric to the bit.
/// The mode is used twice over; `Auto` is forward over `gradient`. Outputs are named "d.x" and "d.x.y". Errors as for
/// the drivers.
[[nodiscard]] ir::Function hessian(const ir::Function& fn, std::span<const std::uint32_t> wrt, Mode mode,
                                   std::size_t max_instructions, Level level = Level::Stable);

/// The outputs of `fn`, the Jacobian [outputs, wrt] and the Hessian times a tangent [outputs, wrt], by forward mode
/// over `gradient` of this mode, without making the Hessian: a small multiple of the gradient's cost. The tangents are
/// further inputs "x.dot", one per entry of `wrt`. Errors as for the drivers.
[[nodiscard]] ir::Function hvp(const ir::Function& fn, std::span<const std::uint32_t> wrt, Mode mode,
                               std::size_t max_instructions, Level level = Level::Stable);

}  // namespace adc::passes
