// What is typed, read by the parser.
#include "adc/typing.hpp"

#include <algorithm>

#include "adc/adc.hpp"
#include "api/parse_options.h"
#include "diag/diagnostics.h"
#include "parser/typing/completion.h"
#include "parser/typing/entries.h"
#include "parser/typing/names_in.h"
#include "parser/typing/tokens.h"

namespace adc::inline ADC_ABI {

namespace {

parser::ParseOptions session_options(const CompileOptions& options) {
  parser::ParseOptions session = parse_options_of(options).value();
  session.bindings_are_inputs = true;
  return session;
}

}  // namespace

Reading read_entries(std::string_view text, const CompileOptions& options) {
  return parser::read_entries(text, session_options(options));
}

std::vector<std::string> names_in(std::string_view text) { return parser::names_in(text); }

std::vector<Token> tokens(std::string_view text, const CompileOptions& options) {
  return parser::tokens(text, session_options(options));
}

Completions complete(std::string_view text, std::size_t cursor, const CompileOptions& options) {
  return parser::complete(text, std::min(cursor, text.size()), session_options(options));
}

std::optional<CallHint> call_hint(std::string_view text, std::size_t cursor, const CompileOptions& options) {
  return parser::call_hint(text, std::min(cursor, text.size()), session_options(options));
}

Diagnostic shifted(Diagnostic diagnostic, std::uint32_t offset) { return diag::shifted(std::move(diagnostic), offset); }

}  // namespace adc::inline ADC_ABI
