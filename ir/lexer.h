// Reads the pieces that the texts of the IR and of what is made of it consist of.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "adc/diagnostic.hpp"
#include "diag/diagnostics.h"
#include "ir/constant.h"
#include "ir/type.h"

namespace adc::ir {

/// A part of the text, and where it stands.
struct Token {
  std::string_view text;
  Span span;
};

/// Reads tokens; throws `Failure` where one is not as expected. White space between tokens, and comments from `#` to
/// the end of the line, do not count. Any bytes are safe to read.
class Lexer {
 public:
  /// `syntax` and `invalid` are the slugs of what cannot be read, and of what must not be.
  Lexer(std::string_view text, diag::Slug syntax, diag::Slug invalid)
      : text_(text), syntax_(syntax), invalid_(invalid) {}

  [[noreturn]] static void fail(diag::Slug slug, Span span, std::string message);
  [[noreturn]] void fail_syntax(Span span, std::string message) const { fail(syntax_, span, std::move(message)); }
  [[noreturn]] void fail_invalid(Span span, std::string message) const { fail(invalid_, span, std::move(message)); }

  /// Skips white space and comments; the place of the next token.
  std::size_t start();
  bool at_end() { return start() == text_.size(); }
  bool at(std::string_view mark) { return text_.substr(start()).starts_with(mark); }
  bool accept(std::string_view mark);
  void expect(std::string_view mark);

  /// A maximal run of letters, digits, underscores, dots and what `extra` has; not empty.
  Token word(const char* what, std::string_view extra = "");
  /// Whether the next word is this one; if so, goes on.
  bool accept_word(std::string_view word);
  void keyword(std::string_view keyword);
  /// A decimal number that fits.
  std::int64_t integer(const char* what);
  std::string quoted();
  /// "f64[3,4]"
  Type type();

  [[nodiscard]] Span span_from(std::size_t begin) const {
    return {static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(position_)};
  }
  /// The next character, or the end.
  [[nodiscard]] Span here();

 private:
  char escaped();
  Shape shape();

  std::string_view text_;
  diag::Slug syntax_;
  diag::Slug invalid_;
  std::size_t position_ = 0;
};

/// "1/3", "pi", "0x1.8p+1", "-inf", "nan(0x7ff8000000000001)", "true": nullopt if it is no constant.
[[nodiscard]] std::optional<Constant> parse_constant(std::string_view text);

}  // namespace adc::ir
