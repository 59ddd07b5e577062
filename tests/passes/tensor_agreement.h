// A program of tensors computed in several ways: where one differs.
#pragma once

#include <string>

#include "ir/function.h"
#include "tests/passes/tensor_numbers.h"

namespace adc::test {

/// Whether all are finite, and small enough for differences.
[[nodiscard]] bool is_moderate(const Numbers& x);

/// Where the gradients of the modes differ from each other at `at`, the tangent along `direction` from differences and
/// from the Jacobian's product; "" if nowhere. `fn` is smooth near `at` and its values moderate.
[[nodiscard]] std::string fault_of_modes(const ir::Function& fn, const Numbers& at, const Numbers& direction);

/// Where values and gradients at the levels exact and real differ from those of level stable; "" if nowhere, and where
/// these are not moderate.
[[nodiscard]] std::string fault_of_levels(const ir::Function& fn, const Numbers& at);

}  // namespace adc::test
