// Whether a text is well-formed XML, as far as adc writes it.
#pragma once

#include <string>
#include <string_view>

namespace adc::tests {

/// What is wrong with `text`, with the place; "" if it is well-formed: one element, tags that match, attributes in
/// quotes and each once, no bare `<` or `&`. Comments are skipped. Neither a document type nor sections of CDATA.
[[nodiscard]] std::string xml_fault(std::string_view text);

}  // namespace adc::tests
