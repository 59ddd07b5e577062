// Identities of ops that move elements.
#pragma once

#include <span>

#include "passes/core/rewrite.h"

namespace adc::passes {

/// What rules of derivatives and indices leave behind: a move that moves nothing, one undone by the next, two that are
/// one. Every element keeps its bits, so all levels use them.
[[nodiscard]] std::span<const Rewrite> move_rewrites();

}  // namespace adc::passes
