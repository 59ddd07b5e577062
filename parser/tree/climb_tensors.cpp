// Square brackets, transposes, and the indices of sums.
#include "diag/diagnostics.h"

#include <fmt/core.h>
#include "parser/builtins/builtins.h"
#include "parser/tree/climb.h"

namespace adc::parser {

// --- literals -----------------------------------------------------------------------------------------------------

void Climb::end_row(Pending& literal) {
  const auto operands = static_cast<std::uint32_t>(operands_.size());
  rows_.push_back(operands - literal.row_begin);
  literal.row_begin = operands;
}

Climb::Want Climb::row() {
  const Span here = lexeme().span;
  reduce_all();
  Pending& literal = pending_.back();
  if (literal.call.indices > 0) {
    diag::fail("unexpected-separator", here,
               "an expression with an index makes one vector, and this `;` begins another row", {},
               {{literal.span, "opened here"}});
  }
  end_row(literal);
  ++at_;
  return Want::Operand;
}

void Climb::close_literal() {
  Pending& top = pending_.back();
  top.row_begin += top.call.indices;
  end_row(top);
  const Pending literal = pop();
  const auto arity = static_cast<std::uint32_t>(operands_.size()) - literal.first_operand;
  const auto first = rows_.begin() + literal.first_row;
  if (literal.call.indices > 0 && rows_.back() != 1) {
    diag::fail("several-values", join(literal.span, lexeme().span),
               "one expression stands behind the indices of a vector", {"write `[i = 1:n, …]`"});
  }
  ast_.literals.push_back({.rows = {first, rows_.end()}, .indices = literal.call.indices});
  rows_.erase(first, rows_.end());
  leave_indices(literal.call.indices);
  node(SyntaxKind::Literal, Meaning::Plus, static_cast<std::uint32_t>(ast_.literals.size() - 1), arity,
       join(literal.span, lexeme().span));
}

// --- indices ------------------------------------------------------------------------------------------------------

Climb::Want Climb::open_index() {
  const Lexeme& here = lexeme();
  const Span before = operands_.back().span;
  if (here.starts_line || source_.lexemes[at_ - 1].kind == LexemeKind::Number) {
    diag::fail("missing-operator", here.span, "an operator is missing before `[`",
               {fmt::format("for a product write `{} * […]`", source_.slice(before))}, {{before, "this is no vector"}});
  }
  push({.kind = Pending::Kind::Index,
        .code = ']',
        .span = here.span,
        .first_operand = static_cast<std::uint32_t>(operands_.size())});
  ++at_;
  return Want::Operand;
}

void Climb::close_index() {
  const Pending index = pop();
  const auto arity = static_cast<std::uint32_t>(operands_.size()) - index.first_operand + 1;
  const Span base = operands_[index.first_operand - 1].span;
  node(SyntaxKind::Index, Meaning::Plus, 0, arity, join(base, lexeme().span));
}

// A lone `:`.
bool Climb::begins_all() const {
  const LexemeKind next = source_.lexemes[at_ + 1].kind;
  return !pending_.empty() && pending_.back().kind == Pending::Kind::Index &&
         (next == LexemeKind::Comma || next == LexemeKind::Close);
}

// `end` in an index, unless the program has a name for itself.
bool Climb::read_end(SymbolId symbol) {
  if (ast_.symbols.name(symbol) != "end" || names_.is_taken(symbol)) return false;
  const Pending& index = pending_[indexed_.back()];
  ast_.ends.push_back(
      {.depth = static_cast<std::uint32_t>(operands_.size()) - index.first_operand + 1, .axis = index.commas});
  leaf(SyntaxKind::Last, static_cast<std::uint32_t>(ast_.ends.size() - 1), lexeme().span);
  ++at_;
  return true;
}

// --- the indices of sums ------------------------------------------------------------------------------------------

bool Climb::begins_bind() const {
  return lexeme().kind == LexemeKind::Name && source_.lexemes[at_ + 1].kind == LexemeKind::Equals;
}

// `i =` or `dims =` at the beginning of an argument.
void Climb::open_bind() {
  if (!begins_bind()) return;
  const Lexeme& name = lexeme();
  const Pending& bracket = pending_.back();
  const auto arguments = static_cast<std::uint32_t>(operands_.size()) - bracket.first_operand;
  const bool is_literal = bracket.kind == Pending::Kind::Literal;
  const Entity* const callee = is_literal ? nullptr : &ast_.entity(bracket.call.callee);
  const bool is_form = callee != nullptr && callee->kind == Entity::Kind::Form;
  const auto takes = [&](FormTrait trait) {
    return is_form && form_info(static_cast<Form>(callee->payload)).is(trait);
  };
  const bool dims = takes(kDims) && arguments == 1 && bracket.call.indices == 0 &&
                    ast_.symbols.name(static_cast<SymbolId>(name.value)) == "dims";
  const bool index = (is_literal || takes(kIndices)) && arguments == bracket.call.indices;
  if (!dims && !index) return;
  push({.kind = Pending::Kind::Bind, .nests = false, .span = name.span, .bound = dims ? nullptr : &name});
  at_ += 2;
}

// What `i = …` or `dims = …` becomes once its end is reached.
void Climb::reduce_bind(const Pending& pending) {
  const Span span = join(pending.span, operands_.back().span);
  Pending& bracket = pending_[brackets_.back()];
  if (pending.bound == nullptr) {
    bracket.call.dims = true;
    const SyntaxNode& last = ast_.nodes.back();
    const bool listed = last.kind == SyntaxKind::Literal && ast_.literals[last.payload].indices == 0;
    if (listed) return dims_of_literal(span);
    return node(SyntaxKind::Dims, Meaning::Plus, 0, 1, span);
  }
  const std::string name = quoted(pending.span);
  if (ast_.nodes.back().kind != SyntaxKind::Range) {
    diag::fail("bad-range", operands_.back().span, name + " runs over a range, and this is none",
               {"write " + diag::quote(std::string(source_.slice(pending.span)) + " = 1:n")});
  }
  const auto symbol = static_cast<SymbolId>(pending.bound->value);
  const EntityId index =
      names_.add({.kind = Entity::Kind::Index, .symbol = symbol, .source = source_.source, .span = pending.span});
  hidden_.push_back({symbol, names_.enter_index(symbol, index)});
  ++bracket.call.indices;
  node(SyntaxKind::Bind, Meaning::Plus, static_cast<std::uint32_t>(index), 1, span);
}

// dims = [1, 2]: the axes are the elements.
void Climb::dims_of_literal(Span span) {
  const SyntaxNode literal = ast_.nodes.back();
  ast_.nodes.pop_back();
  auto end = static_cast<std::uint32_t>(ast_.nodes.size());
  const std::vector<std::uint32_t> axes = ast_.roots(end, literal.arity);
  operands_.pop_back();
  for (const std::uint32_t axis : axes) operands_.push_back({ast_.nodes[axis].size, ast_.nodes[axis].span});
  node(SyntaxKind::Dims, Meaning::Plus, 0, literal.arity, span);
}

void Climb::leave_indices(std::uint32_t count) {
  for (; count > 0; --count) {
    names_.leave_index(hidden_.back().symbol, hidden_.back().before);
    hidden_.pop_back();
  }
}

// --- marks --------------------------------------------------------------------------------------------------------

Climb::Want Climb::transpose(const Lexeme& mark) {
  const bool is_prime = mark.kind == LexemeKind::Prime;
  for (int times = is_prime ? mark.code : 1; times > 0; --times) {
    node(SyntaxKind::Apply, Meaning::Transpose, is_prime ? mark.span.begin : kNoMark, 1,
         join(operands_.back().span, mark.span));
  }
  ++at_;
  return Want::Operator;
}

}  // namespace adc::parser
