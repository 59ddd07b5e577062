// Random programs of choices whose other sides are infinite or nan on purpose.
#pragma once

#include <cstdint>
#include <string>

#include "ir/function.h"
#include "tests/passes/tensor_numbers.h"
#include "tests/support/random_bits.h"

namespace adc::test {

/// A program of three scalars or small tensors, the last of which may be data, with one output, a number.
[[nodiscard]] ir::Function random_choices(tests::RandomBits& random);

/// What choices take of a product of a matrix, `a`, which comes first and may be data, and a vector or a matrix.
[[nodiscard]] ir::Function random_choices_of_products(tests::RandomBits& random);

/// Numbers at which roots, logarithms and quotients have their edges, ties among them.
[[nodiscard]] Numbers edge_point(const ir::Function& fn, tests::RandomBits& random);

/// The same with one or two elements of the first input infinite or nan.
[[nodiscard]] Numbers infinite_point(const ir::Function& fn, tests::RandomBits& random);

/// Where first and second derivatives of a mode differ at `at` from those of a program that has made its choices,
/// element by element (tests/passes/chosen.h); "" if nowhere. Adds to `numbers` how many finite ones were compared.
[[nodiscard]] std::string fault_of_choices(const ir::Function& fn, const Numbers& at, std::int64_t& numbers);

}  // namespace adc::test
