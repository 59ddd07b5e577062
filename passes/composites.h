// Reductions that are made of others.
#pragma once

#include <optional>
#include <span>

#include "passes/sharing_builder.h"

namespace adc::passes {

/// `fn`'s instruction `id` on `operands` of `b` as simpler instructions, with floats for constants; nullopt for an op
/// that is no norm, logsumexp or softmax. Over the axes, m is the largest x where that is finite, else 0:
///     norm        √Σ(s·x)²/s, where s is a power of two that keeps the squares in range
///     logsumexp   m + log Σe^(x−m)
///     softmax     e^(x−m)/Σe^(x−m)
/// Rounds and treats infinities and nan as the interpreter does, but for the order of sums.
[[nodiscard]] std::optional<ir::ValueId> expand_composite(SharingBuilder& b, const ir::Function& fn, ir::ValueId id,
                                                          std::span<const ir::ValueId> operands);

}  // namespace adc::passes
