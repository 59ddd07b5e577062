#include "parser/builtins.h"

#include <algorithm>
#include <array>
#include <limits>
#include <unordered_map>

#include "ir/op.h"
#include "parser/prelude.h"

namespace adc::parser {
namespace {

const auto& constants() {
  static const std::array kConstants = {
#define ADC_CONSTANT(name, value) value,
#define ADC_ALIAS(name, op)
#define ADC_SOFT(name, op)
#define ADC_FORM(name, Id, min, max)
#define ADC_TENSOR(name)
#include "parser/builtins.def"
#undef ADC_CONSTANT
#undef ADC_FORM
  };
  return kConstants;
}

constexpr auto kFormArities = std::to_array<Arity>({
#define ADC_CONSTANT(name, value)
#define ADC_FORM(name, Id, min, max) {min, max},
#include "parser/builtins.def"
#undef ADC_CONSTANT
#undef ADC_ALIAS
#undef ADC_SOFT
#undef ADC_FORM
#undef ADC_TENSOR
});

using Table = std::unordered_map<std::string_view, Builtin>;

// Later rows win, so that a form such as log(x, base) stands before the op of its name.
Table make_table() {
  using enum Entity::Kind;
  Table table;
  for (const ir::Op op : ir::all_ops()) {
    if (ir::info(op).is(ir::kFunction)) table[ir::info(op).spelling] = {Op, static_cast<std::uint32_t>(op)};
  }
  std::uint32_t constant = 0;
#define ADC_CONSTANT(name, value) table[name] = {Constant, constant++};
#define ADC_ALIAS(name, op) table[name] = table.at(#op);
#define ADC_SOFT(name, op)
#define ADC_FORM(name, Id, min, max) table[name] = {Form, static_cast<std::uint32_t>(parser::Form::Id)};
#define ADC_TENSOR(name) table[name] = {Tensor, 0};
#include "parser/builtins.def"
#undef ADC_CONSTANT
#undef ADC_ALIAS
#undef ADC_SOFT
#undef ADC_FORM
#undef ADC_TENSOR
  return table;
}

const Table& table() {
  static const Table kTable = make_table();
  return kTable;
}

// Each definition of the prelude, which is one line, by its name.
std::unordered_map<std::string_view, std::string_view> index_prelude() {
  std::unordered_map<std::string_view, std::string_view> definitions;
  std::string_view rest = kPrelude;
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find('\n'), rest.size() - 1) + 1;
    const std::string_view line = rest.substr(0, end);
    if (const std::size_t bracket = line.find('('); line.front() != '#' && bracket != std::string_view::npos) {
      definitions.emplace(line.substr(0, bracket), line);
    }
    rest.remove_prefix(end);
  }
  return definitions;
}

const auto& prelude_index() {
  static const auto kIndex = index_prelude();
  return kIndex;
}

}  // namespace

std::optional<Builtin> find_builtin(std::string_view name) {
  const auto found = table().find(name);
  return found == table().end() ? std::nullopt : std::optional(found->second);
}

std::optional<Builtin> find_soft_builtin(std::string_view name) {
#define ADC_CONSTANT(name, value)
#define ADC_ALIAS(name, op)
#define ADC_SOFT(letter, op) \
  if (name == letter) return find_builtin(#op);
#define ADC_FORM(name, Id, min, max)
#define ADC_TENSOR(name)
#include "parser/builtins.def"
#undef ADC_CONSTANT
#undef ADC_ALIAS
#undef ADC_SOFT
#undef ADC_FORM
#undef ADC_TENSOR
  return std::nullopt;
}

const ir::Constant& builtin_constant(std::uint32_t payload) { return constants()[payload]; }

Arity form_arity(Form form) { return kFormArities[static_cast<std::size_t>(form)]; }

std::optional<std::string_view> prelude_definition(std::string_view name) {
  const auto found = prelude_index().find(name);
  return found == prelude_index().end() ? std::nullopt : std::optional(found->second);
}

const std::vector<std::string>& builtin_function_names() {
  static const std::vector<std::string> kNames = [] {
    std::vector<std::string> names;
    for (const auto& [name, builtin] : table()) {
      const bool of_tensors = builtin.kind == Entity::Kind::Tensor;
      if (is_callable(builtin.kind) && !of_tensors) names.emplace_back(name);
    }
    for (const auto& [name, text] : prelude_index()) names.emplace_back(name);
    return names;
  }();
  return kNames;
}

}  // namespace adc::parser
