#include "parser/parse.h"

#include <fmt/core.h>

#include <algorithm>
#include <limits>
#include <memory>
#include <string>
#include <vector>

#include "diag/diagnostics.h"
#include "ir/builder.h"
#include "parser/latex/latex.h"
#include "parser/lower/lower.h"
#include "parser/tree/statements.h"

namespace adc::parser {
namespace {

bool is_in_latex(std::string_view text, const ParseOptions& options) {
  return options.syntax == Syntax::Latex || (options.syntax == Syntax::Auto && latex::is_latex(text));
}

Parsed parse_or_throw(std::string_view text, const ParseOptions& options) {
  if (is_in_latex(text, options)) return latex::parse(text, options);
  check_size(text, options.limits.source_bytes);
  const std::unique_ptr<Statements> in_scope = read_context(options);
  Statements& program = *in_scope;
  program.read(text);
  const Statement::Kind last = program.ast().statements.back().kind;
  if (last == Statement::Kind::Declaration && !options.bindings_are_inputs) {
    diag::fail("empty-program", program.ast().statements.back().span,
               "the program declares its inputs and computes nothing");
  }
  const std::vector<EntityId> inputs = program.inputs();
  Parsed parsed{.fn = lower(program.ast(), inputs, options), .defaults = {}, .notes = {}, .only_defines = false};
  for (const EntityId id : inputs) parsed.defaults.push_back(program.ast().entity(id).default_value);
  parsed.notes = std::move(program.notes());
  parsed.only_defines = last != Statement::Kind::Expression;
  return parsed;
}

}  // namespace

std::unique_ptr<Statements> read_context(const ParseOptions& options) {
  std::vector<bool> unreadable(options.context.size());
  for (;;) {
    auto program = std::make_unique<Statements>(options);
    std::size_t at = 0;
    try {
      for (; at < options.context.size(); ++at) {
        if (!unreadable[at]) program->read(options.context[at]);
      }
      return program;
    } catch (const diag::Failure& failure) {
      // What is wrong with an earlier text has no place in this one.
      Diagnostic diagnostic = failure.diagnostic();
      const bool is_stopped = diagnostic.slug == "interrupted" || diagnostic.slug == "too-long";
      if (options.bindings_are_inputs && !is_stopped) {
        unreadable[at] = true;
        continue;
      }
      diagnostic.span = {};
      diagnostic.labels.clear();
      diagnostic.message = "in an earlier text: " + diagnostic.message;
      throw diag::Failure(std::move(diagnostic));
    }
  }
}

void check_size(std::string_view text, std::size_t limit) {
  const std::size_t most = std::min<std::size_t>(limit, std::numeric_limits<std::uint32_t>::max() - 1);
  if (text.size() <= most) return;
  diag::fail("source-too-large", {}, fmt::format("the text has {} bytes, and the limit is {}", text.size(), most),
             {"--max-source-bytes=N moves the limit"});
}

Result<Parsed> parse(std::string_view text, const ParseOptions& options) {
  try {
    return parse_or_throw(text, options);
  } catch (const diag::Failure& failure) {
    return failure.diagnostic();
  }
}

}  // namespace adc::parser
