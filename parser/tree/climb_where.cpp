// E where s = F: what is defined behind an expression, and read before it.
#include <algorithm>

#include "diag/diagnostics.h"
#include "parser/tree/climb.h"

namespace adc::parser {

std::optional<Climb::Want> Climb::open_where() {
  if (source_.wheres.empty()) return std::nullopt;
  const std::size_t index = source_.wheres.that_begins(at_);
  if (index == source_.wheres.size() || depth_of_where_.contains(index)) return std::nullopt;
  const Where& where = source_.wheres[index];
  check_clauses(where);
  depth_of_where_.emplace(index, brackets_.size());
  push({.kind = Pending::Kind::Clause,
        .span = source_.lexemes[where.word].span,
        .first_operand = static_cast<std::uint32_t>(operands_.size()),
        .lexeme = static_cast<std::uint32_t>(index)});
  at_ = where.clauses[where.order[0]].begin;
  return Want::Operand;
}

// Each name is defined once, and not by itself.
void Climb::check_clauses(const Where& where) {
  std::unordered_map<std::uint32_t, Span> defined;  // by symbol
  for (const WhereClause& clause : where.clauses) {
    const Lexeme& name = source_.lexemes[clause.name];
    const auto [first, is_new] = defined.emplace(name.value, name.span);
    if (is_new) continue;
    diag::fail("already-defined", name.span, quoted(name.span) + " is already defined behind `where`", {},
               {{first->second, "defined here"}});
  }
  if (!where.has_cycle()) return;
  std::vector<bool> is_ordered(where.clauses.size());
  for (const std::uint32_t i : where.order) is_ordered[i] = true;
  const auto first = static_cast<std::size_t>(std::ranges::find(is_ordered, false) - is_ordered.begin());
  const Span name = source_.lexemes[where.clauses[first].name].span;
  diag::fail("used-before-definition", name, quoted(name) + " is used in its own definition",
             {"choose another name for the new value"});
}

bool Climb::ends_clause() const {
  if (!is_inside(Pending::Kind::Clause)) return false;
  const Pending& clause = pending_[brackets_.back()];
  const Where& where = source_.wheres[clause.lexeme];
  return at_ == where.clauses[where.order[clause.commas]].end;
}

// The name stands for its value from now on: in the clauses that use it, and in E, which is read behind them.
Climb::Want Climb::end_clause() {
  reduce_all();
  Pending& clause = pending_.back();
  const Where& where = source_.wheres[clause.lexeme];
  const Lexeme& name = source_.lexemes[where.clauses[where.order[clause.commas]].name];
  const auto symbol = static_cast<SymbolId>(name.value);
  const EntityId entity =
      names_.add({.kind = Entity::Kind::Part, .symbol = symbol, .source = source_.source, .span = name.span});
  hidden_.push_back({symbol, names_.enter_index(symbol, entity)});
  node(SyntaxKind::Let, Meaning::Plus, static_cast<std::uint32_t>(entity), 1, join(name.span, operands_.back().span));
  if (++clause.commas < where.order.size()) {
    at_ = where.clauses[where.order[clause.commas]].begin;
    return Want::Operand;
  }
  const Pending done = pop();
  push({.kind = Pending::Kind::Where, .nests = false, .span = done.span, .commas = done.commas});
  at_ = where.begin;
  return Want::Operand;
}

// The word itself: behind it stands what has been read.
std::optional<Climb::Want> Climb::close_where() {
  if (source_.wheres.empty()) return std::nullopt;
  const std::size_t index = source_.wheres.with_word(at_);
  if (index == source_.wheres.size()) return std::nullopt;
  const Where& where = source_.wheres[index];
  const auto opened = depth_of_where_.find(index);
  if (opened == depth_of_where_.end() || opened->second != brackets_.size()) {
    diag::fail("two-meanings", lexeme().span, "it is not plain what `where` goes with here",
               {"put brackets around all of it: `(… where … = …)`"});
  }
  reduce_to_where();
  note_unused_parts(where.clauses.size());
  leave_indices(static_cast<std::uint32_t>(where.clauses.size()));
  at_ = where.end;
  return Want::Operator;
}

void Climb::note_unused_parts(std::size_t count) {
  for (std::size_t i = hidden_.size() - count; i < hidden_.size(); ++i) {
    const Entity& part = ast_.entity(names_.resolve(hidden_[i].symbol, {}, source_.source));
    if (part.payload != 0) continue;
    notes_.push_back(diag::diagnose("unused-name", part.span, "nothing uses " + quoted(part.span)));
  }
}

}  // namespace adc::parser
