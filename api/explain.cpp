// What the language's names mean.
#include "analysis/explain.h"

#include <cstdio>

#include "adc/adc.hpp"
#include "ir/op.h"
#include "parser/builtins.h"

namespace adc {
namespace {

using parser::Form;

/// How a form is written and what it means.
std::string_view form_text(Form form) {
  switch (form) {
    case Form::If: return "if(c, a, b): a where the condition c holds, else b; only that side has a derivative";
    case Form::Piecewise: return "piecewise(c1: a, c2: b, else: d): the value of the first condition that holds";
    case Form::Diff: return "diff(y, x), diff(y, x, n): the (nth) derivative of y by an input or a binding x";
    case Form::Grad: return "grad(y), grad(y, x): the derivatives of y by every input, or by x";
    case Form::Hessian: return "hessian(y): the second derivatives of y";
    case Form::Jacobian: return "jacobian(v), jacobian(v, x): the derivatives of each of v by every input, or by x";
    case Form::Log: return "log(x), log(x, base): without a base the natural logarithm";
    case Form::Min: return "min(x, y, …): of two or more";
    case Form::Max: return "max(x, y, …): of two or more";
    case Form::Polygamma: return "polygamma(n, x): n is a constant";
  }
  return "";
}

std::string constant_text(std::string_view name, const ir::Constant& constant) {
  if (constant.kind() == ir::Constant::Kind::Bool) return std::string(name) + ": a truth value";
  const double value = constant.to_double();
  char digits[32];
  std::snprintf(digits, sizeof digits, "%.17g", value);
  return std::string(name) + ": a constant, " + digits;
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
      const std::string text(form_text(static_cast<Form>(builtin->payload)));
      const std::optional<std::string> op = analysis::explain(name);
      return op ? text + "\n  " + *op : text;
    }
    case parser::Entity::Kind::Tensor: return std::string(name) + ": a function of vectors; programs are of scalars";
    default: return std::nullopt;
  }
}

}  // namespace adc
