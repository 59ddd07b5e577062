// What the two sweeps cost, before either is made.
#pragma once

#include <cstdint>
#include <span>

#include "ir/function.h"

namespace adc::passes {

/// Whether forward mode may take fewer operations than reverse mode for the gradient of `fn`, a function of scalars
/// with one output, by the inputs `wrt`: where sums of what depends on an input are multiplied on, forward mode adds
/// first. An estimate: it counts what each sweep makes of its terms (passes/derive/term.h), but not
/// what partials cost, which both need, and not what is shared. O(n · wrt).
[[nodiscard]] bool may_forward_be_cheaper(const ir::Function& fn, std::span<const std::uint32_t> wrt);

}  // namespace adc::passes
