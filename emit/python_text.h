// How Python writes what the special functions are made of.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "emit/lines.h"
#include "emit/special_tree.h"

namespace adc::emit::python {

/// How tightly operators bind.
enum Precedence : std::uint8_t { kChoose, kOr, kAnd, kNot, kCompare, kBits, kSum, kProduct, kPrefix, kAtom };
[[nodiscard]] Precedence precedence_of(std::string_view binary);

/// An expression, and how tightly it binds.
struct Text {
  std::string text;
  Precedence level = kAtom;
};

/// A text in brackets where it binds less tightly than is wanted.
[[nodiscard]] std::string within(const Text& inner, Precedence level);

[[nodiscard]] bool is_integer(const special::Expr& x);

/// A number of C in decimals: Python has no hexadecimal fractions.
[[nodiscard]] std::string number_text(const special::Expr& x);

/// Four columns a level.
[[nodiscard]] Lines python_lines();

/// What an item of the special functions becomes: its text behind its comment, "/* a comment */" as lines that begin
/// with #; "" for an empty text.
[[nodiscard]] std::string with_comment(const special::Declaration& item, const std::string& text);

}  // namespace adc::emit::python
