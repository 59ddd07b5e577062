// The names that the language knows by itself (parser/builtins/builtins.def, ir/ops.def, parser/builtins/prelude.adc).
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ir/constant.h"
#include "parser/tree/ast.h"

namespace adc::parser {

/// Functions that are no single op.
enum class Form : std::uint8_t {
#define ADC_FORM(name, Id, ...) Id,
#include "parser/builtins/builtins.def"
};

/// Bits of a form's traits.
enum FormTrait : std::uint8_t { kDims = 1, kIndices = 2, kSoft = 4 };

/// How many arguments a function takes.
struct Arity {
  std::uint32_t min = 1;
  std::uint32_t max = 1;
};
inline constexpr std::uint32_t kAny = std::numeric_limits<std::uint32_t>::max();

/// The constant, op or form of this name: kind and payload of its entity.
struct Builtin {
  Entity::Kind kind;
  std::uint32_t payload;
};
[[nodiscard]] std::optional<Builtin> find_builtin(std::string_view name);

/// The same, but for names that are known only where every use of them looks like a call.
[[nodiscard]] std::optional<Builtin> find_hard_builtin(std::string_view name);

/// The function that a name such as σ or `trace` stands for where every use of it looks like a call.
[[nodiscard]] std::optional<Builtin> find_soft_builtin(std::string_view name);

/// The value of a constant, by its payload.
[[nodiscard]] const ir::Constant& builtin_constant(std::uint32_t payload);

/// A row of the forms in builtins.def.
struct FormInfo {
  std::string_view name;
  Arity arity;
  std::uint8_t traits;
  std::string_view text;

  [[nodiscard]] bool is(FormTrait trait) const { return (traits & trait) != 0; }
};
[[nodiscard]] const FormInfo& form_info(Form form);

[[nodiscard]] inline bool is_form(const Entity& entity, Form form) {
  return entity.kind == Entity::Kind::Form && entity.payload == static_cast<std::uint32_t>(form);
}

/// The definition of `name` in the prelude, or nullopt.
[[nodiscard]] std::optional<std::string_view> prelude_definition(std::string_view name);

/// Every name that is called as a function, for suggestions.
[[nodiscard]] const std::vector<std::string>& builtin_function_names();

/// The names of all constants.
[[nodiscard]] const std::vector<std::string>& builtin_constant_names();

/// How a function of the language is called, "log(x), log(x, base)". Nullopt for what is no function.
[[nodiscard]] std::optional<std::string> builtin_signature(std::string_view name);

}  // namespace adc::parser
