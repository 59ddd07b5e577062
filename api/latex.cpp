#include "adc/latex.hpp"

#include "api/parse_options.h"
#include "diag/diagnostics.h"
#include "diag/render.h"
#include "parser/latex/latex.h"
#include "run/guard.h"

namespace adc::inline ADC_ABI {

struct FromLatex::State {
  parser::latex::Translation translation;
};

const std::string& FromLatex::text() const { return state_->translation.text(); }

Diagnostic FromLatex::located(const Diagnostic& diagnostic) const { return state_->translation.located(diagnostic); }

Result<FromLatex> read_latex(std::string_view text, const CompileOptions& options) {
  const Result<parser::ParseOptions> parse_options = parse_options_of(options);
  if (!parse_options) return parse_options.error();
  Result<FromLatex> read = run::guarded(options.limits, [&]() -> Result<FromLatex> {
    return FromLatex(
        std::make_shared<const FromLatex::State>(FromLatex::State{parser::latex::translate(text, *parse_options)}));
  });
  if (read) return read;
  return Error(diag::render(read.error().diagnostic(), options.source_name, text), read.error().diagnostic());
}

Span FromLatex::located(Span span) const { return state_->translation.locate(span); }

bool is_latex(std::string_view text) { return parser::latex::is_latex(text); }

}  // namespace adc::inline ADC_ABI
