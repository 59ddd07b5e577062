// What each name stands for at a place in the text.
#pragma once

#include <optional>
#include <vector>

#include "parser/tree/ast.h"

namespace adc::parser {

/// The scopes of a program. A name is looked up among a function's parameters, then what the program defines and the
/// names given values, then constants and built-in functions; a name found nowhere becomes an input.
class Names {
 public:
  explicit Names(Ast& ast) : ast_(ast) {}

  /// What `symbol` stands for where it is used at `use` of the text `source`.
  EntityId resolve(SymbolId symbol, Span use, std::uint32_t source);

  /// What the program itself (or a value given to the name) makes of `symbol`.
  [[nodiscard]] std::optional<EntityId> defined(SymbolId symbol) const;
  /// The constant or function that the language has under this name.
  [[nodiscard]] std::optional<EntityId> builtin(SymbolId symbol);
  /// The input of this name, made if there is none.
  EntityId input(SymbolId symbol, Span use, std::uint32_t source);
  /// The input of this name, if there is one.
  [[nodiscard]] std::optional<EntityId> find_input(SymbolId symbol) const { return find(inputs_, symbol); }

  /// From now on `symbol` stands for `entity`.
  void define(SymbolId symbol, EntityId entity) { slot(scope_, symbol) = entity; }
  /// The prelude defines `symbol` as `entity`.
  void define_builtin(SymbolId symbol, EntityId entity) { slot(builtins_, symbol) = entity; }
  /// A value is given to the name: it is an input unless the program defines it.
  void give(SymbolId symbol);
  /// A size is given to the name: it is one unless the program defines it as something else.
  void give_dim(SymbolId symbol);
  /// The size of this name, declared at `span`.
  EntityId declare_dim(SymbolId symbol, Span span, std::uint32_t source);
  [[nodiscard]] bool is_given(SymbolId symbol) const { return find(given_, symbol).has_value(); }

  /// Puts the next parameter of a function in scope; false if it is there already.
  bool enter(SymbolId param);
  /// Puts a size that the types of a function's parameters name in scope, unless it is there.
  void enter_dim(SymbolId symbol, Span span, std::uint32_t source);
  /// The function's parameters and sizes go out of scope.
  void leave();
  /// Puts the index of a sum in scope, and says what the name stood for.
  EntityId enter_index(SymbolId symbol, EntityId entity);
  void leave_index(SymbolId symbol, EntityId before) { slot(locals_, symbol) = before; }
  /// Whether a parameter, the program or a given value defines the name.
  [[nodiscard]] bool is_taken(SymbolId symbol) const;
  /// The size of this name, if it is one.
  [[nodiscard]] std::optional<EntityId> dim(SymbolId symbol) const;
  /// While a definition of the prelude is read, nothing that the program defines is in scope.
  void set_in_prelude(bool in_prelude) { in_prelude_ = in_prelude; }

  EntityId add(const Entity& entity);

 private:
  using Slots = std::vector<EntityId>;  // by symbol; kNone where there is nothing
  static constexpr EntityId kNone = static_cast<EntityId>(0xFFFFFFFF);
  static EntityId& slot(Slots& slots, SymbolId symbol) {
    if (index(symbol) >= slots.size()) slots.resize(index(symbol) + 16, kNone);
    return slots[index(symbol)];
  }
  static std::optional<EntityId> find(const Slots& slots, SymbolId symbol) {
    if (index(symbol) >= slots.size() || slots[index(symbol)] == kNone) return std::nullopt;
    return slots[index(symbol)];
  }

  Ast& ast_;
  Slots scope_;
  Slots given_;
  Slots given_dims_;
  Slots inputs_;
  Slots builtins_;
  Slots locals_;
  std::vector<SymbolId> params_;  // that stand in locals_
  std::uint32_t param_count_ = 0;
  bool in_prelude_ = false;
};

}  // namespace adc::parser
