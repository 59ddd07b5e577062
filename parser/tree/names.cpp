#include "parser/tree/names.h"

#include <cassert>
#include <utility>

#include "parser/builtins/builtins.h"

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

void Names::give_dim(SymbolId symbol) {
  slot(given_dims_, symbol) = add({.kind = Entity::Kind::Dim, .symbol = symbol, .span = {}});
}

EntityId Names::declare_dim(SymbolId symbol, Span span, std::uint32_t source) {
  const auto given = find(given_dims_, symbol);
  const EntityId id = given ? *given : add({.kind = Entity::Kind::Dim, .symbol = symbol, .span = {}});
  ast_.entity(id).source = source;
  ast_.entity(id).span = span;
  ast_.entity(id).declared = true;
  return id;
}

std::optional<EntityId> Names::defined(SymbolId symbol) const { return find(scope_, symbol); }

std::optional<EntityId> Names::builtin(SymbolId symbol) {
  if (const auto known = find(builtins_, symbol)) return known;
  const auto found = find_hard_builtin(ast_.symbols.name(symbol));
  if (!found) return std::nullopt;
  return slot(builtins_, symbol) = add({.kind = found->kind, .symbol = symbol, .payload = found->payload, .span = {}});
}

EntityId Names::resolve(SymbolId symbol, Span use, std::uint32_t source) {
  if (const auto local = find(locals_, symbol)) return *local;
  if (!in_prelude_) {
    if (const auto entity = defined(symbol)) return *entity;
    if (const auto size = find(given_dims_, symbol)) return *size;
    if (is_given(symbol)) return input(symbol, use, source);
    if (const auto entity = find_input(symbol)) return *entity;
  }
  if (const auto entity = builtin(symbol)) return *entity;
  assert(!in_prelude_ && "the prelude uses its parameters and built-in names only");
  return input(symbol, use, source);
}

bool Names::enter(SymbolId param) {
  if (find(locals_, param)) return false;
  slot(locals_, param) = add({.kind = Entity::Kind::Local, .symbol = param, .payload = param_count_++, .span = {}});
  params_.push_back(param);
  return true;
}

void Names::enter_dim(SymbolId symbol, Span span, std::uint32_t source) {
  if (dim(symbol)) return;
  slot(locals_, symbol) =
      add({.kind = Entity::Kind::Dim, .symbol = symbol, .payload = kLocalDim, .source = source, .span = span});
  params_.push_back(symbol);
}

void Names::leave() {
  for (const SymbolId param : params_) slot(locals_, param) = kNone;
  params_.clear();
  param_count_ = 0;
}

EntityId Names::enter_index(SymbolId symbol, EntityId entity) { return std::exchange(slot(locals_, symbol), entity); }

bool Names::is_taken(SymbolId symbol) const {
  return find(locals_, symbol) || (!in_prelude_ && (defined(symbol) || find(given_dims_, symbol) || is_given(symbol)));
}

std::optional<EntityId> Names::dim(SymbolId symbol) const {
  std::optional<EntityId> found = find(locals_, symbol);
  if (!found && !in_prelude_) found = defined(symbol);
  if (!found && !in_prelude_) found = find(given_dims_, symbol);
  return found && ast_.entity(*found).kind == Entity::Kind::Dim ? found : std::nullopt;
}

}  // namespace adc::parser
