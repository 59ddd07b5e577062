#include "diag/diagnostics.h"

namespace adc::diag {

std::string quote(std::string_view text) {
  std::string quoted = "`";
  quoted += text;
  quoted += '`';
  return quoted;
}

Diagnostic diagnose(Slug slug, Span span, std::string message, std::vector<std::string> help,
                    std::vector<Label> labels) {
  return {std::string(slug.info().slug),
          slug.info().error_class,
          span,
          std::move(message),
          std::move(labels),
          std::move(help)};
}

Diagnostic shifted(Diagnostic diagnostic, std::uint32_t offset) {
  if (!diagnostic.span.empty() || diagnostic.span.begin > 0) diagnostic.span = shifted(diagnostic.span, offset);
  for (Label& label : diagnostic.labels) label.span = shifted(label.span, offset);
  return diagnostic;
}

void fail(Slug slug, Span span, std::string message, std::vector<std::string> help, std::vector<Label> labels) {
  throw Failure(diagnose(slug, span, std::move(message), std::move(help), std::move(labels)));
}

}  // namespace adc::diag
