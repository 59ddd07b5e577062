// Notes about what is read otherwise than its writer may have meant.
#include <fmt/core.h>

#include <algorithm>

#include "diag/diagnostics.h"
#include "diag/unicode.h"
#include "parser/builtins/builtins.h"
#include "parser/helps/suggest.h"
#include "parser/parse.h"
#include "parser/tree/climb.h"
#include "parser/tree/leibniz.h"

namespace adc::parser {
namespace {

constexpr std::size_t kMaxNotes = 20;  // nobody reads more

// Names that people expect to be functions where a bracket follows: longer ones, those with digits or capitals as J0
// and W, and f, g and h.
bool is_telling(std::string_view name) {
  std::size_t points = 0;
  bool marked = name == "f" || name == "g" || name == "h";
  while (!name.empty()) {
    const diag::CodePoint c = diag::decode(name).value_or(diag::CodePoint{});
    marked = marked || (c.value >= U'0' && c.value <= U'9') || diag::lower_case(c.value) != c.value;
    ++points;
    name.remove_prefix(c.bytes);
  }
  return marked || points >= 3;
}

// What a help repeats of a text, if that is short.
std::string short_text(std::string_view text) {
  constexpr std::size_t kLongest = 20;
  return std::string(text.size() > kLongest || text.find('\n') != std::string_view::npos ? "…" : text);
}

}  // namespace

bool Climb::stands_alone(SymbolId symbol) {
  if (alone_.empty()) {
    alone_.resize(ast_.symbols.size());
    for (std::size_t i = 0; i + 1 < source_.lexemes.size(); ++i) {
      const Lexeme& name = source_.lexemes[i];
      const Lexeme& next = source_.lexemes[i + 1];
      const bool opens = next.kind == LexemeKind::Open && next.code == '(' && next.span.begin == name.span.end;
      if (name.kind == LexemeKind::Name && !opens) alone_[name.value] = true;
    }
  }
  return alone_[index(symbol)];
}

// A free name directly before a bracket may be a function of another name, or misspelt.
void Climb::check_product_with_brackets(const Lexeme& name) {
  const Lexeme& next = lexeme();
  if (next.kind != LexemeKind::Open || next.code != '(' || next.span.begin != name.span.end) return;
  const auto symbol = static_cast<SymbolId>(name.value);
  const std::string& spelling = ast_.symbols.name(symbol);
  if (names_.is_given(symbol) || names_.defined(symbol) || stands_alone(symbol)) return;
  const auto meaning = meaning_of_function(spelling);
  if (!meaning && !is_telling(spelling)) return;
  alone_[index(symbol)] = true;  // looked at once
  if (notes_.size() >= kMaxNotes) return;
  constexpr std::size_t kShort = 2;  // bytes of names that a variable may well have
  std::vector<std::string> help = did_you_mean_functions(spelling);
  const std::string product = diag::quote(spelling + "*(…)");
  if (!help.empty() && spelling.size() > kShort) {
    diag::fail("unknown-function", name.span, "unknown function " + quoted(name.span),
               {help.front(), "for a product write " + product});
  }
  if (!meaning) help.clear();
  help.push_back(fmt::format("write {} to say so", product));
  notes_.push_back(diag::diagnose("product-not-call", name.span,
                                  quoted(name.span) + " is no function, so this is a product", std::move(help)));
}

// Sin[x] of Mathematica
void Climb::check_square_brackets(const Lexeme& name) {
  const Lexeme& next = lexeme();
  const auto symbol = static_cast<SymbolId>(name.value);
  if (next.kind != LexemeKind::Open || next.code != '[' || !touches(next) || names_.is_given(symbol)) return;
  const std::string& spelling = ast_.symbols.name(symbol);
  const auto meaning = meaning_of_function(spelling);
  if (!meaning || names_.defined(symbol) || spelling.size() < 3) return;
  diag::fail("unknown-function", name.span, "unknown function " + quoted(name.span),
             {fmt::format("did you mean {}?", diag::quote(*meaning)), "functions have round brackets"});
}

// 1/2 m is 1/(2 m), and 1/√2 exp(x) is 1/(√2 exp(x)); where a blank stands before the second factor, as it does not in
// 1/2m, the writer may have meant (1/2) m. Each quotient earns one note.
void Climb::note_divided_product() {
  if (pending_.size() < 2 || notes_.size() >= kMaxNotes) return;
  const Pending& quotient = pending_[pending_.size() - 2];
  const bool divided = quotient.kind == Pending::Kind::Infix && quotient.meaning == Meaning::Divide;
  if (!divided || source_.lexemes[at_ - 1].span.end == lexeme().span.begin) return;
  if (at_ >= 3 && quotient_at(source_, ast_, at_ - 3)) return;  // dy/dx z has a note of its own
  const auto is_of_this = [&](const Diagnostic& note) {
    return note.slug == "divided-product" && note.span.begin == quotient.span.begin;
  };
  if (std::ranges::any_of(notes_, is_of_this)) return;
  const Span product = operands_.back().span;
  const std::string numerator = short_text(source_.slice(operands_[operands_.size() - 2].span));
  const std::string divisor = short_text(source_.slice(product));
  const std::string mark(source_.slice(lexeme().span));
  const Lexeme& next = source_.lexemes[at_ + 1];
  const bool calls = lexeme().kind == LexemeKind::Name && next.kind == LexemeKind::Open && touches(next);
  const std::string factor = lexeme().kind == LexemeKind::Open   ? "(…)"
                             : lexeme().kind != LexemeKind::Name ? mark + "…"
                             : calls                             ? mark + "(…)"
                                                                 : mark;
  notes_.push_back(diag::diagnose(
      "divided-product", quotient.span,
      fmt::format("this divides by {} and all the factors beside it", quoted(product)),
      {"for a fraction in front write " + diag::quote(fmt::format("({}/{}) {}", numerator, divisor, factor)),
       "to say so write " + diag::quote(fmt::format("{}/({} {})", numerator, divisor, factor))}));
}

// e^2x is e^2 times x, as x^2y is x^2 times y; behind a number or e the writer may have meant e^(2x).
void Climb::note_power_before_factor() {
  std::size_t power = pending_.size();
  while (power > 0 && pending_[power - 1].kind == Pending::Kind::Prefix &&
         pending_[power - 1].level == Precedence::Power)
    --power;
  const bool raised =
      power > 0 && pending_[power - 1].kind == Pending::Kind::Infix && pending_[power - 1].level == Precedence::Power;
  const Lexeme& exponent = source_.lexemes[at_ - 1];
  if (!raised || exponent.kind != LexemeKind::Number || !touches(lexeme()) || notes_.size() >= kMaxNotes) return;
  const std::string_view base = source_.slice(operands_[operands_.size() - 2].span);
  if (base != "e" && base.find_first_not_of("0123456789.") != std::string_view::npos) return;
  const std::string factor(lexeme().kind == LexemeKind::Open ? "(…)" : source_.slice(lexeme().span));
  const std::string raised_to(source_.slice({pending_[power - 1].span.end, exponent.span.end}));
  notes_.push_back(diag::diagnose(
      "power-before-factor", exponent.span,
      fmt::format("the exponent is {} alone, and {} is a factor", diag::quote(raised_to), diag::quote(factor)),
      {"for an exponent of both write " + diag::quote(fmt::format("{}^({}{})", base, raised_to, factor)),
       "to say so write " + diag::quote(fmt::format("{}^{} {}", base, raised_to, factor))}));
}

// x^1/2 is x/2, and nobody writes a first power.
void Climb::note_first_power() {
  const Lexeme& one = source_.lexemes[at_ - 1];
  const Lexeme& next = source_.lexemes[at_ + 1];
  const bool raised =
      !pending_.empty() && pending_.back().kind == Pending::Kind::Infix && pending_.back().level == Precedence::Power;
  if (!raised || source_.slice(one.span) != "1" || source_.slice(lexeme().span) != "/" ||
      next.kind != LexemeKind::Number)
    return;
  if (notes_.size() >= kMaxNotes) return;
  const std::string base(source_.slice(operands_[operands_.size() - 2].span));
  const std::string divisor(source_.slice(next.span));
  notes_.push_back(diag::diagnose("first-power", one.span,
                                  "the exponent is `1` alone, so this divides by " + diag::quote(divisor),
                                  {"a root is " + diag::quote(fmt::format("{}^(1/{})", base, divisor))}));
}

// 5!=120 compares.
void Climb::note_comparison_of_factorial() {
  const Lexeme& here = lexeme();
  const Lexeme& before = source_.lexemes[at_ - 1];
  const Lexeme& behind = source_.lexemes[at_ + 1];
  const bool close = touches(here) && touches(behind) && before.kind == LexemeKind::Number;
  if (source_.slice(here.span) != "!=" || !close || notes_.size() >= kMaxNotes) return;
  const std::string number(source_.slice(before.span));
  notes_.push_back(diag::diagnose("not-a-factorial", here.span, "`!=` is ≠, and no factorial before `=`",
                                  {"a factorial that is compared is written " + diag::quote(number + "! == …")}));
}

}  // namespace adc::parser
