// Making diagnostics, and failing with them.
#pragma once

#include <cstdint>
#include <exception>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "adc/diagnostic.hpp"
#include "diag/slug.h"

namespace adc::diag {

/// `text` in backquotes, as messages name a piece of the program.
[[nodiscard]] std::string quote(std::string_view text);

/// A diagnostic whose class is that of its slug. The span is empty where there is no place in a text.
[[nodiscard]] Diagnostic diagnose(Slug slug, Span span, std::string message, std::vector<std::string> help = {},
                                  std::vector<Label> labels = {});

/// The same place, of a text that begins `offset` bytes into another one, in that one.
[[nodiscard]] constexpr Span shifted(Span span, std::uint32_t offset) {
  return {span.begin + offset, span.end + offset};
}
[[nodiscard]] Diagnostic shifted(Diagnostic diagnostic, std::uint32_t offset);

/// Thrown inside a folder where what a user wants cannot be done: a text that is wrong, a limit, an order of polygamma.
/// The public function of each folder catches it and returns its diagnostic as a `Result`.
class Failure : public std::exception {
 public:
  explicit Failure(Diagnostic diagnostic) : diagnostic_(std::move(diagnostic)) {}
  [[nodiscard]] const char* what() const noexcept override { return diagnostic_.message.c_str(); }
  [[nodiscard]] const Diagnostic& diagnostic() const { return diagnostic_; }

 private:
  Diagnostic diagnostic_;
};

/// Throws `Failure` with `diagnose` of the same arguments.
[[noreturn]] void fail(Slug slug, Span span, std::string message, std::vector<std::string> help = {},
                       std::vector<Label> labels = {});

}  // namespace adc::diag
