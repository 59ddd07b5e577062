#include "session/describe.h"

#include "adc/meaning.hpp"
#include "common/typeset.h"
#include "session/state.h"

namespace adc::session {
namespace {

/// The derivatives of what `text` defines or is, by each input.
std::vector<NamedFormula> derivatives_of(std::string_view text, const CompileOptions& options, const std::string& of) {
  std::vector<NamedFormula> formulas;
  const Result<Function> function = compile(text, options);
  if (!function || function->outputs().size() != 1) return formulas;
  for (const std::string& variable : function->wrt()) {
    Result<std::string> derivative = function->derivative(variable);
    if (!derivative) continue;
    std::string latex = common::typeset(*derivative, Target::Latex);
    formulas.push_back({derivative_symbol(of, std::vector{variable}), *std::move(derivative), std::move(latex)});
  }
  return formulas;
}

std::string call(const std::string& name, const std::vector<std::string>& arguments) {
  std::string text = name + "(";
  for (std::size_t i = 0; i < arguments.size(); ++i) text += (i > 0 ? ", " : "") + arguments[i];
  return text + ")";
}

Description own(const Definitions& definitions, const CompileOptions& options, const Definition& definition,
                const std::string& name) {
  Description description{.name = name, .text = definition.text};
  if (definition.value) {
    description.text = name + " = " + to_text(*definition.value, 1000);
    return description;
  }
  if (definition.kind == Typed::Kind::Declaration) return description;
  if (definition.kind == Typed::Kind::Function)
    description.signature = definition.text.substr(0, definition.text.find(')') + 1);
  description.definition = definition.text;
  description.derivatives =
      derivatives_of(definition.text, definitions.scope_of(definition.text, options, definition.own_names()), name);
  return description;
}

Description builtin(Meaning meaning, const CompileOptions& options) {
  Description description{.name = meaning.name,
                          .signature = std::move(meaning.signature),
                          .text = std::move(meaning.text),
                          .definition = std::move(meaning.definition),
                          .convention = std::move(meaning.convention),
                          .domain = std::move(meaning.domain),
                          .accuracy = std::move(meaning.accuracy)};
  if (meaning.arguments.empty()) return description;
  CompileOptions plain = options;
  plain.inputs = meaning.arguments;
  description.derivatives = derivatives_of(call(meaning.name, meaning.arguments), plain, "");
  description.example = call(meaning.name, std::vector<std::string>(meaning.arguments.size(), "0.5"));
  return description;
}

std::string in_lines(const Description& description) {
  Rows rows;
  const auto add = [&](std::string_view label, std::string_view text) {
    if (text.empty()) return;
    for (std::size_t at = 0; at <= text.size();) {
      const std::size_t end = std::min(text.find('\n', at), text.size());
      rows.push_back({at == 0 ? std::string(label) : "", std::string(text.substr(at, end - at))});
      at = end + 1;
    }
  };
  add(description.signature.empty() ? description.name : description.signature,
      description.text == description.definition ? "" : description.text);
  add("definition", description.definition);
  for (const NamedFormula& derivative : description.derivatives) add(derivative.label, derivative.text);
  add("domain", description.domain);
  add("convention", description.convention);
  add("accuracy", description.accuracy);
  add("example", description.example);
  return align(rows, "  ");
}

}  // namespace

std::optional<Description> describe(const Definitions& definitions, const CompileOptions& options,
                                    std::string_view name) {
  if (const Definition* const definition = definitions.named(name))
    return own(definitions, options, *definition, *canonical_name(name));
  std::optional<Meaning> known = meaning(name);
  if (!known) return std::nullopt;
  return builtin(*std::move(known), options);
}

Reply::Part explain(const Definitions& definitions, const CompileOptions& options, std::string_view subject) {
  if (subject.empty())
    return {.text = "  ?sin says what a name or a sign means, ??f what becomes of it; :help lists commands\n"};
  std::optional<Description> description = describe(definitions, options, subject);
  if (!description) throw Error(diagnose("unknown-name", "nothing is known about `" + std::string(subject) + "`"));
  Reply::Part part{.text = in_lines(*description)};
  return part;
}

Reply::Part inspect(const Definitions& definitions, const CompileOptions& options, std::string_view subject) {
  const Definition* const definition = definitions.named(subject);
  const std::optional<Meaning> known = definition == nullptr ? meaning(subject) : std::nullopt;
  if (subject.empty() || (definition == nullptr && !known && canonical_name(subject)))
    return explain(definitions, options, subject);  // which says what is wrong
  auto [program, scope] = definitions.program(subject, options);
  std::string text(program);
  if (known && !known->arguments.empty()) {
    text = call(known->name, known->arguments);
    scope = options;
  }
  const Function function = compile(text, scope).value();
  Reply::Part part{.text = text + "\n"};
  const auto add = [&](std::string_view title, const std::string& lines) {
    part.text += "\n" + std::string(title) + "\n" + lines + (lines.ends_with('\n') ? "" : "\n");
  };
  for (const NamedFormula& formula : derivatives_of(text, scope, "")) add(formula.label, "  " + formula.text);
  Rows rows;
  const Explanation explanation = function.explain(Derive::Gradient).value();
  for (const Explanation::Alternative& one : explanation.alternatives) {
    rows.push_back({one.name, "cost " + std::to_string(one.cost), std::to_string(one.operations) + " operations",
                    one.chosen ? "chosen" : ""});
  }
  add("value and derivatives by", align(rows, "  "));
  add("IR", function.emit(Derive::Gradient, Target::Ir).value());
  if (const Result<std::string> assembly = function.emit(Derive::Gradient, Target::Asm)) add("assembly", *assembly);
  return part;
}

}  // namespace adc::session
