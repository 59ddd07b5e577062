#include "parser/builtins/builtins.h"

#include <algorithm>
#include <array>
#include <limits>
#include <unordered_map>

#include "ir/op.h"
#include "ir/spelling.h"
#include "parser/builtins/prelude.h"

namespace adc::parser {
namespace {

const auto& constants() {
  static const std::array kConstants = {
#define ADC_CONSTANT(name, value) value,
#include "parser/builtins/builtins.def"
  };
  return kConstants;
}

// The names by which rows give traits.
namespace row {
constexpr std::uint8_t None = 0;
constexpr std::uint8_t Dims = kDims;
constexpr std::uint8_t Indices = kIndices;
constexpr std::uint8_t Soft = kSoft;

constexpr auto kForms = std::to_array<FormInfo>({
#define ADC_FORM(name, Id, min, max, traits, text) {name, {min, max}, traits, text},
#include "parser/builtins/builtins.def"
});
}  // namespace row

using Table = std::unordered_map<std::string_view, Builtin>;

// Later rows win, so that a form such as log(x, base) stands before the op of its name.
Table make_table() {
  using enum Entity::Kind;
  Table table;
  for (const ir::Op op : ir::all_ops()) {
    if (ir::info(op).is(ir::kFunction)) table[ir::info(op).spelling] = {Op, static_cast<std::uint32_t>(op)};
  }
  for (std::uint32_t form = 0; form < row::kForms.size(); ++form) table[row::kForms[form].name] = {Form, form};
  std::uint32_t constant = 0;
#define ADC_CONSTANT(name, value) table[name] = {Constant, constant++};
#define ADC_ALIAS(name, function) table[name] = table.at(#function);
#include "parser/builtins/builtins.def"
  return table;
}

bool is_soft(const Builtin& builtin) {
  return builtin.kind == Entity::Kind::Form && row::kForms[builtin.payload].is(kSoft);
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
#define ADC_SOFT(letter, op) \
  if (name == letter) return find_builtin(#op);
#include "parser/builtins/builtins.def"
  const std::optional<Builtin> builtin = find_builtin(name);
  return builtin && is_soft(*builtin) ? builtin : std::nullopt;
}

std::optional<Builtin> find_hard_builtin(std::string_view name) {
  const std::optional<Builtin> builtin = find_builtin(name);
  return builtin && !is_soft(*builtin) ? builtin : std::nullopt;
}

const ir::Constant& builtin_constant(std::uint32_t payload) { return constants()[payload]; }

const FormInfo& form_info(Form form) { return row::kForms[static_cast<std::size_t>(form)]; }

std::optional<std::string_view> prelude_definition(std::string_view name) {
  const auto found = prelude_index().find(name);
  return found == prelude_index().end() ? std::nullopt : std::optional(found->second);
}

const std::vector<std::string>& builtin_function_names() {
  static const std::vector<std::string> kNames = [] {
    std::vector<std::string> names;
    for (const auto& [name, builtin] : table()) {
      if (is_callable(builtin.kind)) names.emplace_back(name);
    }
    for (const auto& [name, text] : prelude_index()) names.emplace_back(name);
    return names;
  }();
  return kNames;
}

const std::vector<std::string>& builtin_constant_names() {
  static const std::vector<std::string> kNames{
#define ADC_CONSTANT(name, value) name,
#include "parser/builtins/builtins.def"
  };
  return kNames;
}

std::optional<std::string> builtin_signature(std::string_view name) {
  if (const auto definition = prelude_definition(name)) {
    return std::string(definition->substr(0, definition->find(')') + 1));
  }
  const std::optional<Builtin> builtin = find_builtin(name);
  if (!builtin || !is_callable(builtin->kind)) return std::nullopt;
  if (builtin->kind == Entity::Kind::Form) {
    const std::string_view text = form_info(static_cast<Form>(builtin->payload)).text;  // "log(x, base): …"
    return std::string(text.substr(0, text.find("): ") + 1));
  }
  return ir::call_text(ir::info(static_cast<ir::Op>(builtin->payload)));
}

}  // namespace adc::parser
