// Inputs fixed at numbers.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "ir/function.h"

namespace adc::passes {

/// An input, by its index, and the numbers that it is fixed at: as many as it has elements, row-major.
struct Binding {
  std::uint32_t input = 0;
  std::span<const double> numbers;
};

/// `fn` with each input of `bindings`, of which there is one at most for each, fixed at numbers: a function of the
/// other inputs, in their order. It is what the text would be with the numbers written in the inputs' places: a number
/// is the shortest decimal that reads back as it, exact until it is rounded to the float type; a power by it is one by
/// a whole number where it is one; a condition is true where it is not 0. `Diff` is expanded before, so that
/// derivatives by the inputs that go stay what they are. Of a tensor whose numbers are not all the same O(numbers)
/// instructions are made. Throws `diag::Failure` past `max_instructions`. O(n + numbers).
[[nodiscard]] ir::Function bind(const ir::Function& fn, std::span<const Binding> bindings,
                                std::size_t max_instructions);

}  // namespace adc::passes
