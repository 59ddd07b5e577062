// |x| and ‖v‖: bars open and close alike, so what stands around them says which they do.
#include "diag/diagnostics.h"
#include "parser/tree/climb.h"

namespace adc::parser {

bool Climb::is_two_bars(const Lexeme& sign) const {
  return sign.kind == LexemeKind::Operator && source_.slice(sign.span) == "||";
}

// Bars where a value must stand.
Climb::Want Climb::open_bars() {
  const Lexeme& here = lexeme();
  const Span first{here.span.begin, is_two_bars(here) ? here.span.begin + 1 : here.span.end};
  const char code = here.kind == LexemeKind::Bars ? here.code : '|';
  push({.kind = Pending::Kind::Bars, .code = code, .span = first});
  if (first.end != here.span.end) push({.kind = Pending::Kind::Bars, .code = code, .span = {first.end, here.span.end}});
  ++at_;
  return Want::Operand;
}

// Bars behind a value close those that are open, or else begin a factor.
Climb::Want Climb::bars() {
  const Lexeme& here = lexeme();
  if (is_inside_bars(here.code) && !opens_inside_bars(here)) {
    ++at_;
    return close_bars(here.span);
  }
  const Lexeme& next = source_.lexemes[at_ + 1];
  if (here.code == '|' && next.span.begin != here.span.end) {
    diag::fail(
        "absolute-value-bars", here.span, "this `|` could begin an absolute value or join two conditions",
        {"an absolute value is `abs(…)`, or bars that touch what they hold: `|…|`", "conditions are joined by `or`"});
  }
  return juxtapose();
}

// `||` behind a value in |…|: both close, or the first closes and the second begins a factor, as in |a||b|.
Climb::Want Climb::two_bars() {
  const Span both = lexeme().span;
  close_bars({both.begin, both.begin + 1});
  if (is_inside_bars('|')) {
    ++at_;
    return close_bars({both.begin + 1, both.end});
  }
  wait_for({"", Fixity::Infix, Precedence::Juxtaposed, Meaning::Multiply}, {both.end, both.end});
  push({.kind = Pending::Kind::Bars, .code = '|', .span = {both.begin + 1, both.end}});
  ++at_;
  return Want::Operand;
}

Climb::Want Climb::close_bars(Span mark) {
  reduce_all();
  const Pending open = pop();
  const Meaning meaning = open.code == '|' ? Meaning::Absolute : Meaning::Norm;
  node(SyntaxKind::Apply, meaning, 0, 1, join(open.span, mark));
  return Want::Operator;
}

// Whether a bar behind a value in |…| begins another |…| there: |x |y| z| has blanks outside, as |x| y |z| has. Without
// them it could do both, where a further bar makes sense of either.
bool Climb::opens_inside_bars(const Lexeme& bar) {
  const Lexeme& next = source_.lexemes[at_ + 1];
  const bool is_bar = next.kind == LexemeKind::Bars || is_two_bars(next);
  if (bar.code != '|' || next.starts_line || is_bar || !begins_value(next) || !is_closed_later(bar)) return false;
  const bool blank_before = !touches(bar);
  const bool blank_behind = bar.span.end != next.span.begin;
  if (blank_before != blank_behind) return blank_before;
  diag::fail("absolute-value-bars", bar.span, "this `|` could close an absolute value or begin another one",
             {"write `abs(…)`, or put a blank on the side of the bar that is outside: `|…| … |…|`, `|… |…| …|`"},
             {{pending_[brackets_.back()].span, "opened here"}});
}

// Does a bar behind a value follow, between the same brackets of the same statement?
bool Climb::is_closed_later(const Lexeme& bar) {
  const auto& lexemes = source_.lexemes;
  if (next_bar_.empty()) {
    next_bar_.resize(lexemes.size());
    std::vector<std::uint32_t> last{0};  // by brackets around: 1 + the bar before; 0 if there is none
    for (std::uint32_t i = 0; i < lexemes.size(); ++i) {
      const LexemeKind kind = lexemes[i].kind;
      const bool ends = kind == LexemeKind::Comma || kind == LexemeKind::Semicolon;
      if (ends || (lexemes[i].starts_line && last.size() == 1)) last.back() = 0;
      if (kind == LexemeKind::Open) last.push_back(0);
      if (kind == LexemeKind::Close && last.size() > 1) last.pop_back();
      if (kind != LexemeKind::Bars && !is_two_bars(lexemes[i])) continue;
      if (last.back() != 0) next_bar_[last.back() - 1] = i;
      last.back() = i + 1;
    }
  }
  const std::uint32_t next = next_bar_[static_cast<std::size_t>(&bar - lexemes.data())];
  return next != 0 && ends_value(lexemes[next - 1]);
}

}  // namespace adc::parser
