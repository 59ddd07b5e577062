// Derivatives of tensors by tensors.
#pragma once

#include <span>
#include <vector>

#include "passes/derive/sweep.h"

namespace adc::passes {

/// ∂root/∂target with shape [root…, target…] for each target, `b`'s values all. For a scalar root that is one reverse
/// sweep; for a tensor one batch of sweeps, one per element, which is one sweep whose instructions are then given a
/// leading axis. Throws `diag::Failure` ("too-many-axes", "too-many-elements", …). O(path).
[[nodiscard]] std::vector<ir::ValueId> jacobian_by_reverse(SharingBuilder& b, Reach& reach, Adjoints& adjoints,
                                                           ir::ValueId root, std::span<const ir::ValueId> targets);

/// The same for each root and one target, by a forward sweep, or a batch of them for a tensor as target. `tangents`,
/// with respect to the target, keeps what may serve other roots; it is used for a scalar target alone.
[[nodiscard]] std::vector<ir::ValueId> jacobian_by_forward(SharingBuilder& b, Reach& reach, Tangents& tangents,
                                                           std::span<const ir::ValueId> roots, ir::ValueId target);

/// Whether ∂root/∂target is better made by forward sweeps: those are fewer.
[[nodiscard]] bool is_forward_cheaper(const ir::Function& fn, ir::ValueId root, std::span<const ir::ValueId> targets);

}  // namespace adc::passes
