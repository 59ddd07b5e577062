// Comparisons as functions that are zero where both sides are equal.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "adc/adc.hpp"

namespace adc::inline ADC_ABI::plot {

/// What an output of a program compares.
struct Relation {
  enum class Kind : std::uint8_t { Equal, Less, LessOrEqual };
  Kind kind = Kind::Equal;
  // Programs of the same inputs, in the same order, with one output.
  Function difference;  ///< the left side less the right side
  Function left;
  Function right;
};

/// The comparison of two numbers that the output is, if it is one: a > b is b < a. Read from the program's IR.
[[nodiscard]] std::optional<Relation> relation_of(const Function& function, std::size_t output);

/// Whether the output is a condition of another form, such as one with `and`: 1 where it holds, else 0.
[[nodiscard]] bool is_condition(const Function& function, std::size_t output);

}  // namespace adc::inline ADC_ABI::plot
