// The IR's text form, which round-trips exactly.
#pragma once

#include <string>
#include <string_view>

#include "adc/limits.hpp"
#include "adc/result.hpp"
#include "ir/function.h"

namespace adc::ir {

/// The text of `fn`, headed by the format's version ("adc-ir 1"). `read(print(fn))` gives the same function and prints
/// the same text. Spans in the source text and the names of bindings are not part of it. O(n).
///
///     adc-ir 1
///     fn J(%0: f64 param "x") -> f64 {
///       %1 = mul %0, %0
///       %2 = const 1/3
///       %3 = polygamma[1] %1
///       ret %3 "J"
///     }
///
/// Lists of integers stand in brackets with semicolons between them: `slice[0,1;5,4;1,1] %3`. A type may have extents:
/// `f64[3,4]`. Values are numbered in order. A constant is exact (`1/3`, `pi`, `e`), a float in hexadecimal
/// (`0x1.8p+1`, `-0x0p+0`, `inf`, `nan`, `nan(0x7ff8000000000001)`), `true` or `false`. `data` in the place of `param`
/// marks an input that no derivative is taken for. Several outputs: `-> (f64, f64)` and `ret %1 "J", %2 "d.x"
/// derivative`. ` in f32` stands after the types of the outputs if that is the float type. Quotes, backslashes and
/// control characters in names are escaped:
/// `\"`, `\\`, `\x0a`. Reading allows comments from `#` to the end of the line, and any white space between tokens.
[[nodiscard]] std::string print(const Function& fn);

/// The function that `text` describes; it satisfies the verifier. Errors, with the span in `text`: "ir-syntax",
/// "ir-version", "ir-invalid", and "too-many-instructions" past `max_instructions`. Any bytes are safe to read. O(n).
[[nodiscard]] Result<Function> read(std::string_view text, std::size_t max_instructions = Limits{}.instructions);

}  // namespace adc::ir
