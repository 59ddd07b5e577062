// Random programs of two tensors, over every op of tensors with random shapes and integers.
#pragma once

#include <vector>

#include "ir/function.h"
#include "tests/passes/tensor_numbers.h"
#include "tests/support/random_bits.h"

namespace adc::test {

/// The ops that are not elementwise.
[[nodiscard]] const std::vector<ir::Op>& tensor_ops();

/// `first` applied to inputs "x" and "y", then a few random ops to what came of it.
[[nodiscard]] ir::Function random_program(ir::Op first, tests::RandomBits& random);

/// Numbers from 0.25 to 1.75 away from the jumps of the programs' positions: 7·x is not near a whole number.
[[nodiscard]] Numbers random_point(std::size_t n, std::uint64_t seed);

}  // namespace adc::test
