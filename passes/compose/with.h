// Functions of functions.
#pragma once

#include <cstddef>
#include <cstdint>

#include "ir/function.h"

namespace adc::passes {

/// `fn` with its input `input` computed by `inner`, whose one output has that input's type: a function of the other
/// inputs of `fn`, in their order, and then of those inputs of `inner` whose names `fn` does not have; of one name
/// there is one input, and its type must be one. Names of outputs are those of `fn`, places in the text too: what comes
/// of `inner` has none. `Diff` of both is expanded before, so that derivatives that the programs ask for themselves
/// hold fixed what they held fixed. Throws `diag::Failure` past `max_instructions`. O(n of both).
[[nodiscard]] ir::Function with(const ir::Function& fn, std::uint32_t input, const ir::Function& inner,
                                std::size_t max_instructions);

}  // namespace adc::passes
