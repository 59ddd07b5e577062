// Reductions that are made of others.
#pragma once

#include <optional>
#include <span>

#include "passes/core/sharing_builder.h"

namespace adc::passes {

/// `fn`'s instruction `id` on `operands` of `b` as simpler instructions, with floats for constants; nullopt for an op
/// that is no norm, logsumexp or softmax. Over the axes, m is the largest x, and r = Σe^(x−m) − 1, summed without the
/// largest, so that it keeps its digits where one is far above the others; x − m is 0 where x = m, also at infinities:
///     norm         √Σ(s·x)²/s, where s is a power of two that keeps the squares in range
///     logsumexp    m + log1p(r)
///     softmax      e^(x−m)/(1 + r)
///     log_softmax  (x − m) − log1p(r)
/// Rounds and treats infinities and nan as the interpreter does, but for the order of sums.
[[nodiscard]] std::optional<ir::ValueId> expand_composite(SharingBuilder& b, const ir::Function& fn, ir::ValueId id,
                                                          std::span<const ir::ValueId> operands);

}  // namespace adc::passes
