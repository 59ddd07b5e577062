#include "session/definitions.h"

#include <algorithm>
#include <cmath>
#include <unordered_map>
#include <unordered_set>

namespace adc::session {
namespace {

/// The definitions, each behind those that it uses, and otherwise in the order that they have. Nullopt where two use
/// each other: `cycle` is then a name among them.
std::optional<std::vector<Definition>> ordered(std::vector<Definition> all, std::string& cycle) {
  std::unordered_map<std::string_view, std::vector<std::size_t>> by_name;
  for (std::size_t i = 0; i < all.size(); ++i) {
    for (const std::string& name : all[i].names) by_name[name].push_back(i);
  }
  enum class Seen : unsigned char { Not, Open, Done };
  std::vector<Seen> seen(all.size(), Seen::Not);
  std::vector<std::size_t> order;
  struct Visit {
    std::size_t definition;
    std::size_t next_use = 0;
  };
  for (std::size_t root = 0; root < all.size(); ++root) {
    std::vector<Visit> open;
    const auto enter = [&](std::size_t i) {
      if (seen[i] == Seen::Done) return true;
      if (seen[i] == Seen::Open) return false;
      seen[i] = Seen::Open;
      open.push_back({i});
      return true;
    };
    (void)enter(root);
    while (!open.empty()) {
      const std::size_t i = open.back().definition;
      if (open.back().next_use == all[i].uses.size()) {
        seen[i] = Seen::Done;
        order.push_back(i);
        open.pop_back();
        continue;
      }
      const std::string& use = all[i].uses[open.back().next_use++];
      const auto found = by_name.find(use);
      if (found == by_name.end()) continue;
      for (const std::size_t j : found->second) {
        if (j != i && enter(j)) continue;
        if (j == i) continue;
        cycle = use;
        return std::nullopt;
      }
    }
  }
  std::vector<Definition> sorted;
  sorted.reserve(all.size());
  for (const std::size_t i : order) sorted.push_back(std::move(all[i]));
  return sorted;
}

bool defines(const Definition& definition, std::string_view name) {
  return std::ranges::find(definition.names, name) != definition.names.end();
}

/// As it is written where the value is a tensor that has a literal of its shape.
std::string value_text(const std::string& name, const Array& value) {
  // Names of what is not finite may have been given anew.
  if (value.shape.empty() && std::isnan(value.numbers[0])) return name + " = 0/0";
  if (value.shape.empty() && std::isinf(value.numbers[0])) return name + (value.numbers[0] > 0 ? " = 1/0" : " = -1/0");
  const bool is_row = value.shape.size() == 2 && (value.shape[0] == 1 || value.shape[1] == 1);
  if (value.shape.size() <= 1 || (value.shape.size() == 2 && !is_row)) return name + " = " + to_text(value);
  std::string extents;
  for (const std::int64_t extent : value.shape) extents += ", " + std::to_string(extent);
  return name + " = reshape(" + to_text(Array{{static_cast<std::int64_t>(value.numbers.size())}, value.numbers}) +
         extents + ")";
}

}  // namespace

const Definition* Definitions::find(std::string_view name) const {
  const Definition* found = nullptr;
  for (const Definition& definition : all_) {
    if (!defines(definition, name)) continue;
    if (found == nullptr || found->kind == Typed::Kind::Declaration) found = &definition;
  }
  return found;
}

const Definition* Definitions::named(std::string_view text) const {
  const std::optional<std::string> name = canonical_name(text);
  return name ? find(*name) : nullptr;
}

Definitions::Program Definitions::program(std::string_view text, const CompileOptions& options) const {
  const Definition* const definition = named(text);
  const bool is_function = definition != nullptr && definition->kind == Typed::Kind::Function;
  if (!is_function) return {text, in_scope(options)};
  return {definition->text, in_scope(options, definition->names[0])};
}

std::optional<Diagnostic> Definitions::put(Definition definition) {
  std::vector<Definition> others = all_;
  for (const std::string& name : definition.names) {
    for (Definition& other : others) {
      const bool stays = other.kind == Typed::Kind::Declaration && definition.value;
      if (!stays) std::erase(other.names, name);
    }
  }
  std::erase_if(others, [](const Definition& other) { return other.names.empty(); });
  const std::vector<std::string> names = definition.names;
  others.push_back(std::move(definition));
  std::string cycle;
  std::optional<std::vector<Definition>> sorted = ordered(std::move(others), cycle);
  if (!sorted) {
    return diagnose("used-before-definition",
                    "`" + names[0] + "` would be made of `" + cycle + "`, which is made of it",
                    {"a name that has a value may be defined from it: `w = w - 1`"});
  }
  all_ = *std::move(sorted);
  return std::nullopt;
}

void Definitions::put_value(const std::string& name, Array value) {
  (void)put({.names = {name}, .text = "", .uses = {}, .value = std::make_shared<const Array>(std::move(value))});
  // what uses nothing makes no circle
}

bool Definitions::remove(std::string_view name) {
  bool found = false;
  for (Definition& definition : all_) found = std::erase(definition.names, name) > 0 || found;
  std::erase_if(all_, [](const Definition& definition) { return definition.names.empty(); });
  return found;
}

std::vector<std::string> Definitions::followers(const std::string& name) const {
  std::unordered_set<std::string> changed{name};
  std::vector<std::string> names;
  for (const Definition& definition : all_) {
    const bool follows =
        std::ranges::any_of(definition.uses, [&](const std::string& use) { return changed.contains(use); });
    if (!follows || definition.value) continue;
    changed.insert(definition.names.begin(), definition.names.end());
    if (definition.kind == Typed::Kind::Binding) names.push_back(definition.names[0]);
  }
  return names;
}

CompileOptions Definitions::in_scope(CompileOptions options, std::string_view without) const {
  options.source_name = "<input>";
  options.bindings_are_inputs = true;
  for (const Definition& definition : all_) {
    if (!without.empty() && defines(definition, without)) continue;
    if (!definition.value) {
      options.context.push_back(definition.text);
      continue;
    }
    options.known.push_back(definition.names[0]);
    if (!definition.value->shape.empty()) options.shapes[definition.names[0]] = definition.value->shape;
  }
  return options;
}

std::string Definitions::text(std::string_view without) const {
  std::string text;
  for (const Definition& definition : all_) {
    if (!without.empty() && defines(definition, without)) continue;
    text += (definition.value ? value_text(definition.names[0], *definition.value) : definition.text) + "\n";
  }
  return text;
}

}  // namespace adc::session
