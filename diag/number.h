// Numbers as people read them.
#pragma once

#include <cstddef>

namespace adc::diag {

/// The room that `write_number` wants: more than a number takes, as digits are written several at once.
constexpr std::size_t kNumberRoom = 64;

/// Writes the shortest decimal that reads back as the same double, "0.1", "-0", "100000", "1e+22", "nan", "inf" or
/// "-inf", without an exponent from 1e-5 up to below 1e16. Gives its end; what is behind it in the room is overwritten.
[[nodiscard]] char* write_number(char* to, double value);

}  // namespace adc::diag
