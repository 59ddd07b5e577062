// What of a sum depends on an input.
#pragma once

#include <cstddef>

#include "ir/function.h"

namespace adc::passes {

/// `fn` with those terms of its only output, where that is a number and a sum, that depend on input `input`: what its
/// derivatives by that input are made of. The terms keep their order, and inputs all stay. Where every term depends on
/// it, `fn`; where none does, 0. So derivatives of long sums by each of many inputs take the time of the terms that
/// they are of. Iterative; O(n).
[[nodiscard]] ir::Function only_terms(const ir::Function& fn, std::size_t input);

}  // namespace adc::passes
