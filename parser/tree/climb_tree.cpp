// The climb's stack: operators that wait for their right side, and the nodes that come of them.
#include <fmt/core.h>

#include <algorithm>
#include <limits>

#include "diag/diagnostics.h"
#include "parser/tree/climb.h"

namespace adc::parser {
namespace {

std::int8_t direction(Meaning relation) {
  switch (relation) {
    case Meaning::Less:
    case Meaning::LessEqual: return 1;
    case Meaning::Greater:
    case Meaning::GreaterEqual: return -1;
    default: return 0;
  }
}

}  // namespace

void Climb::push(const Pending& pending) {
  if (is_bracket(pending)) brackets_.push_back(static_cast<std::uint32_t>(pending_.size()));
  if (pending.kind == Pending::Kind::Index) indexed_.push_back(static_cast<std::uint32_t>(pending_.size()));
  pending_.push_back(pending);
  if (!pending.nests || ++nesting_ <= max_nesting_) return;
  diag::fail("nesting-too-deep", pending.span,
             fmt::format("brackets, signs, powers and conditionals are nested more than {} deep", max_nesting_),
             {"--max-nesting=N moves the limit"});
}

Climb::Pending Climb::pop() {
  const Pending top = pending_.back();
  pending_.pop_back();
  if (is_bracket(top)) brackets_.pop_back();
  if (top.kind == Pending::Kind::Index) indexed_.pop_back();
  if (top.nests) --nesting_;
  return top;
}

void Climb::wait_for(const OperatorInfo& row, Span span) {
  const bool chain = row.fixity == Fixity::Chain;
  reduce(row.level, row.fixity == Fixity::InfixRight || chain);
  Pending pending{.kind = chain ? Pending::Kind::Chain : Pending::Kind::Infix,
                  .level = row.level,
                  .meaning = row.meaning,
                  .nests = row.fixity == Fixity::InfixRight,
                  .direction = direction(row.meaning),
                  .span = span};
  if (chain && !pending_.empty() && pending_.back().kind == Pending::Kind::Chain) {
    const Pending& before = pending_.back();
    const bool unequal = row.meaning == Meaning::NotEqual || before.meaning == Meaning::NotEqual;
    if (unequal || before.direction * pending.direction < 0) {
      diag::fail("mixed-comparison", span,
                 unequal ? "`≠` cannot stand in a chain of comparisons" : "a chain of comparisons runs one way",
                 {"join two comparisons with `and`"}, {{before.span, "the comparison before"}});
    }
    if (pending.direction == 0) pending.direction = before.direction;
  }
  push(pending);
}

// Gives every waiting operator that binds more tightly than `level` (or as tightly, unless `keep_equal`) its operands.
void Climb::reduce(Precedence level, bool keep_equal) {
  while (!pending_.empty() && !is_bracket(pending_.back())) {
    const Precedence top = pending_.back().level;
    if (top < level || (top == level && keep_equal)) return;
    reduce_top();
  }
}

void Climb::reduce_all() {
  while (!pending_.empty() && !is_bracket(pending_.back())) reduce_top_of_value();
}

// As far as E of `E where …`; all where that is a list, whose first value has been given the names.
void Climb::reduce_to_where() {
  for (bool ends = false; !ends && !pending_.empty() && !is_bracket(pending_.back());) {
    ends = pending_.back().kind == Pending::Kind::Where;
    reduce_top_of_value();
  }
}

void Climb::reduce_top_of_value() {
  if (pending_.back().kind == Pending::Kind::Question)
    diag::fail("incomplete-conditional", pending_.back().span, "this `?` has no `:`", {"write `… ? … : …`"});
  reduce_top();
}

void Climb::reduce_top() {
  const Pending top = pop();
  const auto span_of = [&](std::size_t arity) {
    return join(operands_[operands_.size() - arity].span, operands_.back().span);
  };
  switch (top.kind) {
    case Pending::Kind::Prefix:
      node(SyntaxKind::Apply, top.meaning, 0, 1, join(top.span, operands_.back().span));
      break;
    case Pending::Kind::Colon: node(SyntaxKind::Apply, Meaning::Choose, 0, 3, span_of(3)); break;
    case Pending::Kind::Chain: {
      const auto first = static_cast<std::uint32_t>(ast_.relations.size());
      ast_.relations.push_back(top.meaning);
      while (!pending_.empty() && pending_.back().kind == Pending::Kind::Chain) ast_.relations.push_back(pop().meaning);
      std::reverse(ast_.relations.begin() + first, ast_.relations.end());
      const auto arity = static_cast<std::uint32_t>(ast_.relations.size()) - first + 1;
      node(SyntaxKind::Compare, top.meaning, first, arity, span_of(arity));
      break;
    }
    case Pending::Kind::Range:
      node(SyntaxKind::Range, Meaning::Plus, 0, top.commas + 2, span_of(top.commas + 2));
      break;
    case Pending::Kind::Bind: reduce_bind(top); break;
    case Pending::Kind::Word: call_node(top, 1, join(top.call.name, operands_.back().span)); break;
    case Pending::Kind::Leibniz: leibniz_node(top); break;
    case Pending::Kind::Where: node(SyntaxKind::Where, Meaning::Plus, 0, top.commas + 1, operands_.back().span); break;
    default: node(SyntaxKind::Apply, top.meaning, 0, 2, span_of(2));
  }
}

void Climb::leaf(SyntaxKind kind, std::uint32_t payload, Span span) {
  ast_.nodes.push_back({kind, Meaning::Plus, payload, 1, 0, span});
  operands_.push_back({1, span});
}

void Climb::node(SyntaxKind kind, Meaning meaning, std::uint32_t payload, std::uint32_t arity, Span span) {
  std::uint32_t size = 1;
  for (std::uint32_t i = 0; i < arity; ++i) {
    size += operands_.back().size;
    operands_.pop_back();
  }
  ast_.nodes.push_back({kind, meaning, payload, size, arity, span});
  operands_.push_back({size, span});
  add_work(std::max(1U, arity - 1));
}

void Climb::add_work(std::uint64_t work) {
  constexpr auto kMax = std::numeric_limits<std::uint64_t>::max();
  tally_->work = work > kMax - tally_->work ? kMax : tally_->work + work;
}

void Climb::raise(ConstantId exponent, Span mark) {
  const Span base = operands_.back().span;
  leaf(SyntaxKind::Number, static_cast<std::uint32_t>(exponent), mark);
  node(SyntaxKind::Apply, Meaning::Raise, 0, 2, join(base, mark));
}

}  // namespace adc::parser
