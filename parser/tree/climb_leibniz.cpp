// d/dx f, d²/dx² f: derivatives as Leibniz wrote them.
#include "diag/diagnostics.h"

#include <fmt/core.h>
#include "diag/unicode.h"
#include "parser/builtins/builtins.h"
#include "parser/tree/climb.h"
#include "parser/tree/leibniz.h"

namespace adc::parser {

// d and dx stand for no numbers: nothing defines them, and they stand nowhere else.
bool Climb::stands_in_quotients(SymbolId symbol) {
  if (outside_quotients_.empty()) outside_quotients_ = names_outside_quotients(source_, ast_);
  return !names_.is_taken(symbol) && !names_.find_input(symbol) && !outside_quotients_[index(symbol)];
}

// Reads d/dx where a term begins; what it applies to follows.
std::optional<Climb::Want> Climb::read_leibniz() {
  const Lexeme& here = lexeme();
  const std::string_view name = source_.slice(here.span);
  if (!name.starts_with("d") && !name.starts_with("∂")) return std::nullopt;
  const auto quotient = quotient_at(source_, ast_, at_);
  const bool divided = !pending_.empty() && !is_bracket(pending_.back()) &&
                       (pending_.back().level >= Precedence::Power || pending_.back().meaning == Meaning::Divide);
  const bool reads = quotient && quotient->of.empty() && !divided && begins_value(source_.lexemes[quotient->end]) &&
                     !source_.lexemes[quotient->end].starts_line &&
                     stands_in_quotients(static_cast<SymbolId>(here.value)) &&
                     stands_in_quotients(static_cast<SymbolId>(source_.lexemes[quotient->bottom].value));
  if (!reads) {
    if (name.starts_with("∂")) fail_partial(source_, ast_, at_);
    return std::nullopt;
  }
  const SymbolId variable = ast_.symbols.intern(diag::canonical_name(quotient->by));
  push({.kind = Pending::Kind::Leibniz,
        .level = Precedence::Sign,
        .span = {here.span.begin, source_.lexemes[quotient->end - 1].span.end},
        .number = quotient->order,
        .variable = names_.resolve(variable, quotient->by_span, source_.source),
        .call = {.callee = *names_.builtin(ast_.symbols.intern("diff")), .name = quotient->by_span}});
  at_ = quotient->end;
  return Want::Operand;
}

// d²/dx² f is diff(f, x, 2).
void Climb::leibniz_node(const Pending& pending) {
  const Span span = join(pending.span, operands_.back().span);
  leaf(SyntaxKind::Name, static_cast<std::uint32_t>(pending.variable), pending.call.name);
  note_derivative(pending, 2);
  call_node(pending, 2, span);
  end_of_leibniz_ = at_;
}

// `d/dx x * y`: of x, or of all that follows? A number changes nothing about it.
void Climb::check_factors_of_leibniz(const OperatorInfo& row) {
  if (row.level != Precedence::Product || end_of_leibniz_ != at_) return;
  const Lexeme& next = source_.lexemes[at_ + 1];
  const Lexeme& behind = source_.lexemes[at_ + (next.kind == LexemeKind::End ? 1 : 2)];
  const OperatorInfo* sign = operator_of(behind, Fixity::Infix);
  const bool alone = !begins_value(behind) && behind.kind != LexemeKind::Superscript &&
                     (sign == nullptr || sign->level < Precedence::Product);
  const bool is_factor = row.meaning != Meaning::Modulo;
  if (next.kind == LexemeKind::Number && alone && is_factor) return;
  const std::string mark(source_.slice(lexeme().span));
  diag::fail("two-meanings", lexeme().span,
             fmt::format("the derivative could be of what stands before this {} or of all", diag::quote(mark)),
             {"put brackets around what is differentiated, or around the derivative"});
}

// `d/dx (x²) y`
void Climb::check_bracket_of_leibniz() {
  const bool bracket = source_.text[operands_.back().span.begin] == '(';
  if (!bracket || pending_.empty() || pending_.back().kind != Pending::Kind::Leibniz) return;
  diag::fail("two-meanings", join(pending_.back().span, operands_.back().span),
             "the derivative could be of what stands in the brackets or of all",
             {"put brackets around what is differentiated, or around the derivative"});
}

}  // namespace adc::parser
