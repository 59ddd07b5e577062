// What the language's names mean.
#include "analysis/explain.h"

#include <fmt/core.h>

#include <cstdio>

#include "adc/adc.hpp"
#include "ir/op.h"
#include "parser/builtins/builtins.h"

namespace adc::inline ADC_ABI {
namespace {

std::string constant_text(std::string_view name, const ir::Constant& constant) {
  if (constant.kind() == ir::Constant::Kind::Bool) return std::string(name) + ": a truth value";
  const double value = constant.to_double();
  char digits[32];
  std::snprintf(digits, sizeof digits, "%.17g", value);
  return fmt::format("{}: a constant, {}", name, digits);
}

}  // namespace

std::optional<std::string> explain(std::string_view name) {
  if (const auto definition = parser::prelude_definition(name)) {
    return std::string(definition->substr(0, definition->find_last_not_of('\n') + 1)) +
           "\n  defined in adc's own language";
  }
  const std::optional<parser::Builtin> builtin = parser::find_builtin(name);
  if (!builtin) return std::nullopt;
  switch (builtin->kind) {
    case parser::Entity::Kind::Constant: return constant_text(name, parser::builtin_constant(builtin->payload));
    case parser::Entity::Kind::Op: return analysis::explain(ir::info(static_cast<ir::Op>(builtin->payload)).spelling);
    case parser::Entity::Kind::Form: {
      const std::string text(parser::form_info(static_cast<parser::Form>(builtin->payload)).text);
      const std::optional<std::string> op = analysis::explain(name);
      return op ? fmt::format("{}\n  {}", text, *op) : text;
    }
    default: return std::nullopt;
  }
}

}  // namespace adc::inline ADC_ABI
