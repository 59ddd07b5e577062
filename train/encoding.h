// Encodings as text, for files of models.
#pragma once

#include <string>

#include "adc/train/encoding.hpp"

namespace adc::inline ADC_ABI::train {

/// The encoding in JSON; all texts are UTF-8.
[[nodiscard]] std::string to_json(const Encoding& encoding);

/// Reads it back; nullopt if it is damaged: `features()` of what is read is as long as any program may want.
[[nodiscard]] std::optional<Encoding> encoding_of_json(const std::string& text);

}  // namespace adc::inline ADC_ABI::train
