// A program in LaTeX, through the reader and the compiler.
#include "parser/latex/latex.h"
#include "diag/render.h"
#include "ir/verifier.h"
#include "parser/latex/tokens.h"
#include "parser/parse.h"
#include "tests/fuzz/target.h"

namespace adc::tests {
namespace {

parser::ParseOptions options_of(Syntax syntax) {
  return {.limits = {.source_bytes = 1U << 16, .nesting = 200, .instructions = 20'000}, .syntax = syntax};
}

bool lies_in(Span span, std::string_view text) { return span.begin <= span.end && span.end <= text.size(); }

}  // namespace

void fuzz(std::string_view bytes) {
  const Result<parser::Parsed> read = parser::parse(bytes, options_of(Syntax::Latex));
  if (read) {
    must(ir::verify(read->fn).empty(), "the program is valid");
    for (std::size_t i = 0; i < read->fn.size(); ++i)
      must(lies_in(read->fn.span(ir::value_id(i)), bytes), "a value's place lies in the LaTeX");
    for (const Diagnostic& note : read->notes) must(lies_in(note.span, bytes), "a note's place lies in the LaTeX");
  } else {
    must_be_a_refusal(read.error(), bytes);
  }
  std::size_t end = 0;
  for (const Token& token : parser::latex::tokens(bytes)) {
    must(token.span.begin >= end && token.span.end > token.span.begin, "words stand one after the other");
    end = token.span.end;
  }
  must(end <= bytes.size(), "words lie in the text");
  if (parser::latex::is_latex(bytes))
    must(!parser::parse(bytes, options_of(Syntax::Adc)), "no program of adc's language is taken for LaTeX");
}

}  // namespace adc::tests
