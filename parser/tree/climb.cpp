#include "parser/tree/climb.h"

#include <fmt/core.h>

#include <algorithm>

#include "ir/watch.h"
#include "parser/builtins/builtins.h"
#include "parser/helps/meant.h"
#include "parser/helps/suggest.h"
#include "parser/parse.h"

namespace adc::parser {
namespace {

/// Of `check_time`: reading an operand and what stands behind it.
constexpr std::size_t kWorkPerOperand = 16;

constexpr OperatorInfo kProductWithoutSign{"", Fixity::Infix, Precedence::Juxtaposed, Meaning::Multiply};

}  // namespace

void Climb::start() {
  values_ = 1;
  nesting_ = 0;
  pending_.clear();
  operands_.clear();
  brackets_.clear();
  indexed_.clear();
  rows_.clear();
  hidden_.clear();
}

SyntaxRange Climb::read_extents(std::size_t& at) {
  Tally tally;
  at_ = first_ = at;
  tally_ = &tally;
  start();
  const auto begin = static_cast<std::uint32_t>(ast_.nodes.size());
  Want want = read_operand();
  while (!pending_.empty()) want = want == Want::Operand ? read_operand() : after_operand();
  at = at_;
  return {begin, static_cast<std::uint32_t>(ast_.nodes.size())};
}

std::uint32_t Climb::read(std::size_t& at, Tally& tally) {
  at_ = first_ = at;
  tally_ = &tally;
  start();
  for (Want want = Want::Operand; want != Want::Nothing;) {
    want = want == Want::Operand ? read_operand() : after_operand();
  }
  at = at_;
  return values_;
}

// --- where a value must stand -------------------------------------------------------------------------------------

Climb::Want Climb::read_operand() {
  ir::check_time(kWorkPerOperand);
  if (const auto want = open_where()) return *want;
  const Lexeme& here = lexeme();
  switch (here.kind) {
    case LexemeKind::Number:
      leaf(SyntaxKind::Number, here.value, here.span);
      ++at_;
      return Want::Operator;
    case LexemeKind::Name: return read_name();
    case LexemeKind::Operator: return prefix(here);
    case LexemeKind::Open: {
      const auto below = static_cast<std::uint32_t>(operands_.size());
      const bool braces = here.code == '{';
      if (braces && (at_ == first_ || pending_.empty() || pending_.back().level != Precedence::Power)) fail_brace(here);
      push({.kind = here.code == '[' ? Pending::Kind::Literal : Pending::Kind::Group,
            .code = braces             ? '}'
                    : here.code == '[' ? ']'
                                       : ')',
            .span = here.span,
            .first_operand = below,
            .first_row = static_cast<std::uint32_t>(rows_.size()),
            .row_begin = below});
      ++at_;
      if (here.code == '[') open_bind();
      return Want::Operand;
    }
    case LexemeKind::Bars: return open_bars();
    case LexemeKind::Colon:
      if (!begins_all()) fail_missing_operand();
      leaf(SyntaxKind::All, 0, here.span);
      ++at_;
      return Want::Operator;
    case LexemeKind::Close:
      if (!pending_.empty() && pending_.back().kind == Pending::Kind::Call &&
          operands_.size() == pending_.back().first_operand && here.code == ')') {
        return close();
      }
      [[fallthrough]];
    default: fail_missing_operand();
  }
}

Climb::Want Climb::prefix(const Lexeme& sign) {
  if (is_two_bars(sign)) return open_bars();
  const OperatorInfo* row = operator_of(sign, Fixity::Prefix);
  if (row == nullptr) fail_missing_operand();
  // A sign in an exponent belongs to the exponent, 2^-x^2 is 2^(-(x^2)), and one under a root to the root.
  const bool inside = !pending_.empty() && pending_.back().level >= Precedence::Power && !is_bracket(pending_.back());
  push({.kind = Pending::Kind::Prefix,
        .level = inside ? std::max(pending_.back().level, row->level) : row->level,
        .meaning = row->meaning,
        .span = sign.span});
  ++at_;
  return Want::Operand;
}

bool Climb::is_piecewise(const Pending& pending) const {
  return pending.kind == Pending::Kind::Call && is_form(ast_.entity(pending.call.callee), Form::Piecewise);
}

Climb::Want Climb::read_name() {
  const Lexeme& here = lexeme();
  const auto symbol = static_cast<SymbolId>(here.value);
  if (!pending_.empty() && is_piecewise(pending_.back()) && pending_.back().part == Pending::Part::Condition &&
      source_.lexemes[at_ + 1].kind == LexemeKind::Colon && ast_.symbols.name(symbol) == "else") {
    pending_.back().part = Pending::Part::Else;
    at_ += 2;
    return Want::Operand;
  }
  if (!indexed_.empty() && read_end(symbol)) return Want::Operator;
  if (const auto want = read_leibniz()) return *want;
  if (const auto base = log_base(here)) return open_call(*names_.builtin(ast_.symbols.intern("log")), base);
  const EntityId id = names_.resolve(symbol, here.span, source_.source);
  const Entity::Kind kind = ast_.entity(id).kind;
  if (kind == Entity::Kind::Defining) {
    diag::fail("recursion", here.span, quoted(here.span) + " is used in its own definition",
               {"a function's calls are inlined, so it cannot call itself"});
  }
  if (is_callable(kind)) return open_call(id);
  const bool open = kind == Entity::Kind::Input || kind == Entity::Kind::Binding || kind == Entity::Kind::Dim;
  if (open) tally_->closed = false;
  if (kind == Entity::Kind::Dim) ast_.entity(id).declared = true;
  if (kind == Entity::Kind::Part) ast_.entity(id).payload = 1;
  leaf(SyntaxKind::Name, static_cast<std::uint32_t>(id), here.span);
  ++at_;
  if (kind == Entity::Kind::Input) {
    check_square_brackets(here);
    check_product_with_brackets(here);
  }
  return Want::Operator;
}

Climb::Want Climb::open_call(EntityId callee, std::optional<ConstantId> base) {
  const Lexeme& name = lexeme();
  Pending call{.kind = Pending::Kind::Call,
               .code = ')',
               .first_operand = static_cast<std::uint32_t>(operands_.size()),
               .number = base};
  call.call = {.callee = callee, .name = name.span};
  for (++at_;; ++at_) {
    const Lexeme& mark = lexeme();
    if (mark.starts_line) break;
    if (mark.kind == LexemeKind::Prime) {
      call.call.primes += static_cast<std::uint32_t>(mark.code);
    } else if (mark.kind == LexemeKind::Superscript && call.power == nullptr) {
      if (ast_.numbers.value(static_cast<ConstantId>(mark.value)).as_rational().is_negative()) {
        fail_inverse(name, mark.span);
      }
      call.power = &mark;
    } else {
      break;
    }
  }
  const bool opens = lexeme().kind == LexemeKind::Open && lexeme().code == '(' && !lexeme().starts_line;
  const bool word =
      takes_no_brackets(ast_.entity(callee)) && begins_value(lexeme()) && lexeme().kind != LexemeKind::Open;
  if (word && !lexeme().starts_line) return open_word(call);
  if (!opens) fail_bare_function(name, callee);
  call.span = lexeme().span;
  push(call);
  ++at_;
  open_bind();
  return Want::Operand;
}

// --- where a value may end ----------------------------------------------------------------------------------------

Climb::Want Climb::after_operand() {
  const Lexeme& here = lexeme();
  if (!pending_.empty() && is_single(pending_.back()) && !(here.kind == LexemeKind::Open && here.code == '[')) {
    settle_single();
  }
  if (ends_clause()) return end_clause();
  if (here.kind == LexemeKind::Name) {
    if (const auto want = close_where()) return *want;
  }
  if (here.kind == LexemeKind::Semicolon && is_inside(Pending::Kind::Literal)) return row();
  if (here.kind == LexemeKind::End || here.kind == LexemeKind::Semicolon || (here.starts_line && !in_bracket())) {
    return end_of_statement();
  }
  switch (here.kind) {
    case LexemeKind::Operator: return infix(here);
    case LexemeKind::Name:
    case LexemeKind::Number: return juxtapose();
    case LexemeKind::Open:
      if (here.code == '{') fail_brace(here);
      return here.code == '[' ? open_index() : juxtapose();
    case LexemeKind::Bars: return bars();
    case LexemeKind::Close: return close();
    case LexemeKind::Comma: return comma();
    case LexemeKind::Colon: return colon();
    case LexemeKind::Question:
      reduce(Precedence::Conditional, true);
      push({.kind = Pending::Kind::Question, .span = here.span});
      ++at_;
      return Want::Operand;
    case LexemeKind::Superscript: return superscript(here);
    case LexemeKind::Prime:
    case LexemeKind::Transpose: return transpose(here);
    default: fail_equals();
  }
}

Climb::Want Climb::infix(const Lexeme& here) {
  if (is_two_bars(here) && is_inside_bars('|')) return two_bars();
  const OperatorPair pair = operator_pair(static_cast<std::uint8_t>(here.value));
  if (pair.infix != nullptr) {
    note_comparison_of_factorial();
    note_first_power();
    wait_for(*pair.infix, here.span);
    check_factors_of_leibniz(*pair.infix);
    ++at_;
    return Want::Operand;
  }
  if (pair.postfix != nullptr) return factorial(*pair.postfix);
  if (pair.prefix->level == Precedence::Single) return juxtapose();
  diag::fail("missing-operator", here.span, "an operator is missing before " + quoted(here.span),
             {fmt::format("write `and {}` or `or {}`", pair.prefix->spelling, pair.prefix->spelling)});
}

// A product without a sign: the second factor begins with a name or a bracket on the same line.
Climb::Want Climb::juxtapose() {
  const Lexeme& here = lexeme();
  const Span before = operands_.back().span;
  if (here.starts_line) {
    diag::fail("missing-operator", here.span, "an operator is missing between two lines",
               {"a product over two lines needs its `*`"}, {{before, "this value is complete"}});
  }
  if (here.kind == LexemeKind::Number) fail_number_behind_value();
  const std::size_t previous = at_ - 1;
  check_bracket_of_leibniz();
  note_power_before_factor();
  wait_for(kProductWithoutSign, {here.span.begin, here.span.begin});
  note_divided_product();
  if (here.kind != LexemeKind::Open) return Want::Operand;
  const bool like_call =
      source_.lexemes[previous].kind == LexemeKind::Name && source_.lexemes[previous].span.end == here.span.begin;
  push({.kind = Pending::Kind::Group,
        .code = ')',
        .span = here.span,
        .first_operand = static_cast<std::uint32_t>(operands_.size()),
        .lexeme = like_call ? static_cast<std::uint32_t>(previous) + 1 : 0});
  ++at_;
  return Want::Operand;
}

Climb::Want Climb::superscript(const Lexeme& mark) {
  raise(static_cast<ConstantId>(mark.value), mark.span);
  ++at_;
  return Want::Operator;
}

Climb::Want Climb::comma() {
  const Span here = lexeme().span;
  reduce_all();
  ++at_;
  if (pending_.empty()) {
    ++values_;
    return Want::Operand;
  }
  Pending& bracket = pending_.back();
  switch (bracket.kind) {
    case Pending::Kind::Call:
      if (is_piecewise(bracket)) finish_piece(bracket, false, here);
      open_bind();
      return Want::Operand;
    case Pending::Kind::Index: ++bracket.commas; return Want::Operand;
    case Pending::Kind::Literal: open_bind(); return Want::Operand;
    default: break;
  }
  if (bracket.lexeme != 0) {
    const Span name = source_.lexemes[bracket.lexeme - 1].span;
    diag::fail("unknown-function", name, "unknown function " + quoted(name),
               did_you_mean_functions(source_.slice(name)));
  }
  diag::fail("several-values", here, "brackets hold one value, and this `,` begins another",
             {"decimals are written with a point"}, {{bracket.span, "the bracket"}});
}

Climb::Want Climb::colon() {
  const Span here = lexeme().span;
  check_qualified_name();
  reduce(Precedence::Or, false);
  while (!pending_.empty() && pending_.back().kind == Pending::Kind::Colon) reduce_top();
  ++at_;
  if (!pending_.empty()) {
    Pending& top = pending_.back();
    if (top.kind == Pending::Kind::Question) {
      top.kind = Pending::Kind::Colon;
      return Want::Operand;
    }
    if (is_piecewise(top) && top.part == Pending::Part::Condition) {
      top.part = Pending::Part::Value;
      return Want::Operand;
    }
    if (top.kind == Pending::Kind::Range && top.commas == 0) {
      top.commas = 1;
      return Want::Operand;
    }
    const bool bound = top.kind == Pending::Kind::Bind && top.bound != nullptr;
    if (bound || top.kind == Pending::Kind::Index || top.kind == Pending::Kind::Literal) {
      push({.kind = Pending::Kind::Range, .nests = false, .span = here});
      return Want::Operand;
    }
  }
  if (lexeme().kind == LexemeKind::Equals) {
    diag::fail("unexpected-separator", join(here, lexeme().span), "`:=` is not a sign here",
               {"a definition is written with `=`"});
  }
  diag::fail("unexpected-separator", here, "this `:` belongs to no `?`",
             {"a choice is `… ? … : …` or `piecewise(…: …, else: …)`"});
}

Climb::Want Climb::close() {
  const Lexeme& here = lexeme();
  reduce_all();
  if (pending_.empty()) fail_mismatch();
  const Pending::Kind kind = pending_.back().kind;
  if (here.code != pending_.back().code) fail_mismatch();
  switch (kind) {
    case Pending::Kind::Call: close_call(); break;
    case Pending::Kind::Literal: close_literal(); break;
    case Pending::Kind::Index: close_index(); break;
    default: operands_.back().span = join(pop().span, here.span);
  }
  ++at_;
  return Want::Operator;
}

Climb::Want Climb::end_of_statement() {
  reduce_all();
  if (!pending_.empty()) {
    const Pending& bracket = pending_.back();
    const Lexeme& here = lexeme();
    if (here.kind == LexemeKind::Semicolon) {
      diag::fail("unexpected-separator", here.span, "`;` stands inside brackets", {}, {{bracket.span, "opened here"}});
    }
    const std::string end = bracket.code == 'N' ? "‖" : std::string(1, bracket.code);
    std::vector<std::string> help{"add " + diag::quote(end)};
    if (end == "|") help.emplace_back("two conditions are joined by `or`, and bitwise operators are not there");
    diag::fail("unclosed-bracket", bracket.span, "this bracket is not closed", std::move(help));
  }
  return Want::Nothing;
}

}  // namespace adc::parser
