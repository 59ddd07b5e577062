// What names and operators of the language mean, fact by fact.
#include "adc/meaning.hpp"

#include <cstdio>

#include "analysis/accuracy.h"
#include "analysis/explain.h"
#include "diag/unicode.h"
#include "ir/op.h"
#include "ir/spelling.h"
#include "parser/builtins/builtins.h"
#include "parser/text/operators.h"

namespace adc::inline ADC_ABI {
namespace {

/// "f(x, y)" → x, y; none where an argument is no name.
std::vector<std::string> arguments_of(std::string_view signature) {
  std::vector<std::string> names;
  const std::size_t open = signature.find('(');
  if (open == std::string_view::npos || !signature.ends_with(')')) return {};
  std::string_view rest = signature.substr(open + 1, signature.size() - open - 2);
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find(", "), rest.size());
    if (rest.substr(0, end).find_first_of(" :=") != std::string_view::npos) return {};
    names.emplace_back(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 2, rest.size()));
  }
  return names;
}

void add_op(Meaning& meaning, ir::Op op) {
  const ir::OpInfo& info = ir::info(op);
  meaning.name = info.spelling;
  if (meaning.signature.empty()) meaning.signature = ir::call_text(info);
  if (meaning.text.empty()) meaning.text = info.text;
  meaning.convention = info.kink;
  meaning.domain = analysis::domain_in_words(op);
  meaning.accuracy = analysis::measured_accuracy(info.spelling);
  if (info.op_class == ir::OpClass::Smooth && info.immediate == ir::Immediate::None)
    meaning.arguments = arguments_of(ir::call_text(info));
}

Meaning of_constant(std::string_view name, const ir::Constant& constant) {
  Meaning meaning{.name = std::string(name)};
  if (constant.kind() == ir::Constant::Kind::Bool) {
    meaning.text = "a truth value";
    return meaning;
  }
  char digits[32];
  std::snprintf(digits, sizeof digits, "%.17g", constant.to_double());
  meaning.text = std::string("a constant, ") + digits;
  return meaning;
}

Meaning of_form(parser::Form form) {
  const auto& [name, arity, traits, text] = parser::form_info(form);
  Meaning meaning{.name = std::string(name)};
  // "log(x), log(x, base): without a base …"
  const std::size_t colon = text.find("): ");
  meaning.signature = text.substr(0, colon + 1);
  meaning.text = text.substr(std::min(colon + 3, text.size()));
  const std::optional<ir::Op> op = ir::find_op(name);
  if (op && ir::info(*op).is(ir::kFunction)) add_op(meaning, *op);
  return meaning;
}

std::optional<Meaning> of_operator(std::string_view spelling) {
  std::optional<Meaning> found;
  for (const parser::OperatorInfo& row : parser::all_operators()) {
    if (row.spelling != spelling) continue;
    if (!found) found = Meaning{.name = std::string(spelling)};
    found->text += (found->text.empty() ? "" : "\n") + std::string(parser::in_words(row.meaning));
  }
  constexpr std::pair<std::string_view, parser::Meaning> kMarks[] = {{"'", parser::Meaning::Transpose},
                                                                     {"ᵀ", parser::Meaning::Transpose},
                                                                     {"‖", parser::Meaning::Norm},
                                                                     {"|", parser::Meaning::Absolute},
                                                                     {"?", parser::Meaning::Choose}};
  for (const auto& [mark, means] : kMarks) {
    if (mark == spelling) found = Meaning{.name = std::string(spelling), .text = std::string(parser::in_words(means))};
  }
  return found;
}

}  // namespace

std::optional<Meaning> meaning(std::string_view name) {
  if (std::optional<Meaning> found = of_operator(name)) return found;
  const std::string canonical = diag::first_invalid(name) ? std::string(name) : diag::canonical_name(name);
  if (const auto definition = parser::prelude_definition(canonical)) {
    Meaning meaning{.name = canonical, .signature = parser::builtin_signature(canonical).value_or("")};
    meaning.definition = definition->substr(0, definition->find_last_not_of('\n') + 1);
    meaning.text = "defined in adc's own language";
    meaning.arguments = arguments_of(meaning.signature);
    return meaning;
  }
  std::optional<parser::Builtin> builtin = parser::find_builtin(canonical);
  if (!builtin) builtin = parser::find_soft_builtin(canonical);
  if (!builtin) return std::nullopt;
  switch (builtin->kind) {
    case parser::Entity::Kind::Constant: return of_constant(canonical, parser::builtin_constant(builtin->payload));
    case parser::Entity::Kind::Form: return of_form(static_cast<parser::Form>(builtin->payload));
    case parser::Entity::Kind::Op: {
      Meaning meaning;
      add_op(meaning, static_cast<ir::Op>(builtin->payload));
      return meaning;
    }
    default: return std::nullopt;
  }
}

}  // namespace adc::inline ADC_ABI
