// Making diagnostics inside the compiler: slugs, their classes, and throwing.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "adc/diagnostic.hpp"

namespace adc::parser {

/// A row of parser/slugs.def.
struct SlugInfo {
  std::string_view slug;
  ErrorClass error_class;
  std::string_view folder;
  std::string_view text;
};

/// All rows, in the order of the file.
[[nodiscard]] std::span<const SlugInfo> all_slugs();

/// `text` in backquotes, as messages name a piece of the program.
[[nodiscard]] std::string quote(std::string_view text);

/// A diagnostic whose class is that of its slug, which must be registered (asserted).
[[nodiscard]] Diagnostic diagnose(std::string_view slug, Span span, std::string message,
                                  std::vector<std::string> help = {}, std::vector<Label> labels = {});

/// Throws `ir::Failure` with `diagnose` of the same arguments.
[[noreturn]] void fail(std::string_view slug, Span span, std::string message, std::vector<std::string> help = {},
                       std::vector<Label> labels = {});

}  // namespace adc::parser
