// The IR's text form, which round-trips exactly.
#pragma once

#include <string>
#include <string_view>

#include "adc/result.hpp"
#include "ir/function.h"

namespace adc::ir {

/// The text of `fn`, headed by the format's version ("adc-ir 1"). `read(print(fn))` prints the same text. Spans in the
/// source text and binding names are not part of it. O(n).
///
///     adc-ir 1
///     fn J(%0: f64 param "x") -> f64 {
///       %1 = mul %0, %0
///       %2 = const 1/3
///       %3 = polygamma[1] %1
///       ret %3 "J"
///     }
[[nodiscard]] std::string print(const Function& fn);

/// The function that `text` describes; it satisfies the verifier. Errors: "ir-syntax", "ir-version", "ir-invalid", with
/// the span in `text`. Any text is safe to read. O(n).
[[nodiscard]] Result<Function> read(std::string_view text);

}  // namespace adc::ir
