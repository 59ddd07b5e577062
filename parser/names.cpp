#include "parser/names.h"

#include <cassert>

#include "parser/builtins.h"

namespace adc::parser {

EntityId Names::add(const Entity& entity) {
  ast_.entities.push_back(entity);
  return static_cast<EntityId>(ast_.entities.size() - 1);
}

EntityId Names::input(SymbolId symbol, Span use, std::uint32_t source) {
  if (const auto known = find(inputs_, symbol)) return *known;
  return slot(inputs_, symbol) = add({.kind = Entity::Kind::Input, .symbol = symbol, .source = source, .span = use});
}

void Names::give(SymbolId symbol) { slot(given_, symbol) = static_cast<EntityId>(0); }

std::optional<EntityId> Names::defined(SymbolId symbol) const { return find(scope_, symbol); }

std::optional<EntityId> Names::builtin(SymbolId symbol) {
  if (const auto known = find(builtins_, symbol)) return known;
  const auto found = find_builtin(ast_.symbols.name(symbol));
  if (!found) return std::nullopt;
  return slot(builtins_, symbol) = add({.kind = found->kind, .symbol = symbol, .payload = found->payload, .span = {}});
}

EntityId Names::resolve(SymbolId symbol, Span use, std::uint32_t source) {
  if (const auto local = find(locals_, symbol)) return *local;
  if (!in_prelude_) {
    if (const auto entity = defined(symbol)) return *entity;
    if (is_given(symbol)) return input(symbol, use, source);
    if (const auto entity = find_input(symbol)) return *entity;
  }
  if (const auto entity = builtin(symbol)) return *entity;
  assert(!in_prelude_ && "the prelude uses its parameters and built-in names only");
  return input(symbol, use, source);
}

bool Names::enter(SymbolId param) {
  if (find(locals_, param)) return false;
  const auto position = static_cast<std::uint32_t>(params_.size());
  slot(locals_, param) = add({.kind = Entity::Kind::Local, .symbol = param, .payload = position, .span = {}});
  params_.push_back(param);
  return true;
}

void Names::leave() {
  for (const SymbolId param : params_) slot(locals_, param) = kNone;
  params_.clear();
}

}  // namespace adc::parser
