#include <cstdlib>
#include <iostream>

#include "tests/fuzz/target.h"

namespace adc::tests {

void must(bool holds, std::string_view what) {
  if (holds) return;
  std::cerr << "this must hold: " << what << "\n";
  std::abort();
}

void must_be_a_refusal(const Error& error, std::string_view text) {
  const Diagnostic& diagnostic = error.diagnostic();
  must(!diagnostic.slug.empty() && !diagnostic.message.empty(), "a diagnostic has a slug and a message");
  if (diagnostic.error_class == ErrorClass::Internal) std::cerr << error.what() << "\n";
  must(diagnostic.error_class != ErrorClass::Internal, "no input is an internal error");
  must(diagnostic.span.begin <= diagnostic.span.end && diagnostic.span.end <= text.size(), "a span lies in the text");
  must(!std::string_view(error.what()).empty(), "a diagnostic is rendered");
}

}  // namespace adc::tests
