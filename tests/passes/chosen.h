// A program of tensors at a point as a program of scalars that has made its choices.
#pragma once

#include <vector>

#include "ir/function.h"

namespace adc::test {

/// The scalars that `fn` computes at `at` (its inputs, flat), element by element: a select is the side that it takes, a
/// maximum the operand that is larger (ties: the mean), a product of tensors a sum of products, and what nothing
/// chosen is made of is not there at all. Its inputs are those of `fn`, flat, and so are its outputs.
[[nodiscard]] ir::Function chosen(const ir::Function& fn, const std::vector<double>& at);

}  // namespace adc::test
