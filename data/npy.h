// NumPy's format of one array.
#pragma once

#include <string_view>

#include "adc/array.hpp"

namespace adc::data {

/// What `bytes`, a file of the format .npy, holds (adc::read_npy). Throws `Error` ("bad-npy").
[[nodiscard]] Array parse_npy(std::string_view bytes);

}  // namespace adc::data
