// Text with separators → columns of numbers and labels.
#pragma once

#include <string_view>

#include "adc/csv.hpp"

namespace adc::data {

/// What adc::parse_csv gives. Throws `Error`, whose span is in `text`, which has less than 2³² bytes.
[[nodiscard]] CsvTable parse_csv(std::string_view text, const CsvOptions& options);

}  // namespace adc::data
