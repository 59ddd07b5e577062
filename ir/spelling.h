// Writes the pieces that the texts of the IR and of what is made of it consist of; ir/lexer.h reads them.
#pragma once

#include <string>
#include <string_view>

#include "ir/op.h"

namespace adc::ir {

/// Appends `text` in quotes, with quotes, backslashes and control characters escaped.
void append_quoted(std::string& out, std::string_view text);

/// Appends a number in hexadecimal: "0x1.8p+1", "-0x0p+0", "inf", "nan", "nan(0x7ff8000000000001)".
void append_float(std::string& out, double number);

/// How the language calls an op that is a function: as its text does, "atan2(y, x)", else "hypot(x, y)"; the order of
/// polygamma comes first.
[[nodiscard]] std::string call_text(const OpInfo& op);

/// Whether a function's name needs no quotes: letters, digits, underscores and dots after a letter or underscore.
[[nodiscard]] bool is_plain_name(std::string_view name);

}  // namespace adc::ir
