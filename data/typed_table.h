// Text with separators → columns of numbers, dates and text.
#pragma once

#include <string>
#include <string_view>

#include "adc/typed_table.hpp"

namespace adc::data {

/// What adc::parse_typed_table gives of a text in UTF-8. Throws `Error`, whose span is in `text`, which has less than
/// 2³² bytes.
[[nodiscard]] TypedTable read_typed_table(std::string_view text, const std::string& source,
                                          const TypedOptions& options);

}  // namespace adc::data
