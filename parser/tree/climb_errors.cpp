// What is said where an expression is wrong.
#include <fmt/core.h>

#include <algorithm>

#include "diag/diagnostics.h"
#include "parser/builtins/builtins.h"
#include "parser/helps/suggest.h"
#include "parser/text/numbers.h"
#include "parser/tree/climb.h"

namespace adc::parser {
namespace {

constexpr std::size_t kLongest = 40;  // bytes of the text that a help repeats

// "²" for "2"; empty where the exponent is not of digits alone.
std::string as_superscript(std::string_view number) {
  std::string text;
  for (const char c : number) {
    if (c < '0' || c > '9') return {};
    text += kSuperscripts[static_cast<std::size_t>(c - '0')];
  }
  return text;
}

}  // namespace

// `=<` and `=>`: an operator at the start of what a definition defines.
void Climb::check_turned_comparison() {
  const std::string sign = std::string(source_.slice(lexeme().span)) + "=";
  if (at_ == 0 || source_.lexemes[at_ - 1].kind != LexemeKind::Equals || (sign != "<=" && sign != ">=")) return;
  const Span both = join(source_.lexemes[at_ - 1].span, lexeme().span);
  diag::fail("missing-operand", both, quoted(both) + " is no comparison", {"write " + diag::quote(sign)});
}

void Climb::fail_missing_operand() {
  const Lexeme& here = lexeme();
  const Lexeme* before = at_ > first_ ? &source_.lexemes[at_ - 1] : nullptr;
  std::vector<Label> labels;
  if (before != nullptr) labels.push_back({before->span, "after this"});
  switch (here.kind) {
    case LexemeKind::End:
    case LexemeKind::Semicolon:
      // A statement begins where there is something, so a lexeme stands before: the `=` of a definition if nothing
      // else.
      diag::fail("missing-operand", source_.lexemes[at_ - 1].span,
                 "a value is missing after " + quoted(source_.lexemes[at_ - 1].span),
                 source_.slice(source_.lexemes[at_ - 1].span) == "%"
                     ? std::vector<std::string>{"per cent are written `/100`"}
                     : std::vector<std::string>{});
    case LexemeKind::Operator:
      check_turned_comparison();
      check_comment();
      if (before == nullptr) diag::fail("missing-operand", here.span, "a value is missing before " + quoted(here.span));
      diag::fail("missing-operand", here.span, "a value is missing before " + quoted(here.span), {}, std::move(labels));
    case LexemeKind::Close:
      if (before != nullptr && before->kind == LexemeKind::Open) {
        diag::fail("missing-operand", {before->span.begin, here.span.end}, "the brackets are empty");
      }
      [[fallthrough]];
    default: {
      std::vector<std::string> help;
      if (here.kind == LexemeKind::Equals && before != nullptr && before->kind == LexemeKind::Operator)
        help.push_back("there is no `" + std::string(source_.slice(before->span)) +
                       "=`: say what the new value is, `name = …`");
      diag::fail("missing-operand", here.span, "a value is missing before " + quoted(here.span), std::move(help),
                 std::move(labels));
    }
  }
}

// What begins at lexeme `at` as far as its factors stand without blanks (-x^2/2 of `-x^2/2 + 1`), in round brackets;
// "(…)" where that is long.
std::string Climb::factors_text(std::size_t at) const {
  const auto& lexemes = source_.lexemes;
  const Span first = lexemes[at].span;
  Span text = first;
  std::size_t depth = 0;
  bool wants_operand = true;
  for (; lexemes[at].kind != LexemeKind::End && lexemes[at].kind != LexemeKind::Bars; ++at) {
    const Lexeme& here = lexemes[at];
    if (depth == 0 && ends_factors(at, text, wants_operand)) break;
    text = join(first, here.span);
    if (text.end - text.begin > kLongest) return "(…)";
    if (here.kind == LexemeKind::Open) ++depth;
    if (here.kind == LexemeKind::Close) --depth;
    const OperatorInfo* postfix = operator_of(here, Fixity::Postfix);
    wants_operand = here.kind == LexemeKind::Open || (here.kind == LexemeKind::Operator && postfix == nullptr);
  }
  const bool whole = depth == 0 && !wants_operand && lexemes[at].kind != LexemeKind::Bars;
  return whole ? fmt::format("({})", source_.slice(text)) : "(…)";
}

// Does lexeme `at` behind the factors `text` belong to them no more?
bool Climb::ends_factors(std::size_t at, Span text, bool wants_operand) const {
  const Lexeme& here = source_.lexemes[at];
  if (text.begin == here.span.begin) return false;
  if (here.kind == LexemeKind::Close || here.kind == LexemeKind::Comma || here.kind == LexemeKind::Semicolon)
    return true;
  if (here.starts_line || wants_operand) return here.starts_line;
  const OperatorInfo* infix = operator_of(here, Fixity::Infix);
  if (infix == nullptr) infix = operator_of(here, Fixity::InfixRight);
  if (here.span.begin != text.end) return infix == nullptr || infix->level != Precedence::Power;
  return infix != nullptr && infix->level < Precedence::Product;
}

// The brackets that open at lexeme `at` with what is in them, in the words of the text, as round ones; of other values
// as much as their factors_text; "(…)" where that is long.
std::string Climb::argument_text(std::size_t at) const {
  const auto& lexemes = source_.lexemes;
  const Lexeme& first = lexemes[at];
  if (first.starts_line || (first.kind != LexemeKind::Open && !begins_value(first))) return "(…)";
  if (first.kind != LexemeKind::Open) return factors_text(at);
  std::size_t depth = 0;
  bool listed = false;
  for (; lexemes[at].kind != LexemeKind::End && lexemes[at].span.end - first.span.begin <= kLongest; ++at) {
    if (lexemes[at].kind == LexemeKind::Open) ++depth;
    listed =
        listed || (depth == 1 && (lexemes[at].kind == LexemeKind::Comma || lexemes[at].kind == LexemeKind::Semicolon));
    if (lexemes[at].kind != LexemeKind::Close || --depth > 0) continue;
    std::string text(source_.slice(join(first.span, lexemes[at].span)));
    if (first.code == '(') return text;
    return fmt::format("({})", listed ? text : text.substr(1, text.size() - 2));
  }
  return "(…)";
}

// sin^2(x): the fix in its own words.
std::vector<std::string> Climb::power_of_function(const std::string& name) const {
  std::size_t at = at_ + 1;
  const bool braces = source_.lexemes[at].kind == LexemeKind::Open;  // tan^{-1}(x)
  if (braces) ++at;
  const OperatorInfo* sign = operator_of(source_.lexemes[at], Fixity::Prefix);
  const bool negative = sign != nullptr && sign->meaning == Meaning::Negate;
  if (sign != nullptr) ++at;
  const Lexeme& exponent = source_.lexemes[at];
  const bool closed = !braces || source_.lexemes[at + 1].kind == LexemeKind::Close;
  const bool simple = exponent.kind == LexemeKind::Number && closed;
  const std::string argument = simple ? argument_text(at + (braces ? 2 : 1)) : "(…)";
  const std::string number = simple ? std::string(source_.slice(exponent.span)) : "…";
  std::vector<std::string> help;
  if (negative && find_builtin("a" + name))
    help.push_back("the inverse function is " + diag::quote(fmt::format("a{}{}", name, argument)));
  const std::string mark = negative ? "" : as_superscript(number);
  const std::string plain = diag::quote(fmt::format("{}{}^{}{}", name, argument, negative ? "-" : "", number));
  help.push_back(fmt::format("for a power of the value write {}{}",
                             mark.empty() ? "" : diag::quote(name + mark + argument) + " or ", plain));
  return help;
}

void Climb::fail_bare_function(const Lexeme& name, EntityId callee) {
  const std::string text(source_.slice(name.span));
  const Lexeme& next = lexeme();
  const Entity& entity = ast_.entity(callee);
  std::vector<std::string> help;
  const OperatorInfo* infix = operator_of(next, Fixity::Infix);
  if (is_form(entity, Form::If) || is_form(entity, Form::Piecewise)) {
    help.emplace_back("a choice is `if(…, …, …)`, `… ? … : …` or `piecewise(…: …, else: …)`");
  } else if (ast_.symbols.name(entity.symbol) == "mod") {
    const std::string before(operands_.empty() ? "…" : source_.slice(operands_.back().span));
    const std::string behind(begins_value(next) && next.kind != LexemeKind::Open ? source_.slice(next.span) : "…");
    help.push_back(fmt::format("write {} or `mod(…, …)`", diag::quote(before + " % " + behind)));
  } else if (begins_value(next) && !next.starts_line) {
    help.push_back("write " + diag::quote(text + argument_text(at_)));
    if (next.kind == LexemeKind::Open && next.code == '[') help.emplace_back("functions have round brackets");
  } else if (infix != nullptr && infix->level == Precedence::Power) {
    help = power_of_function(text);
  } else if (infix != nullptr && infix->meaning == Meaning::Subtract) {
    help.push_back("write " + diag::quote(text + factors_text(at_)));
  } else {
    help.push_back(fmt::format("write its arguments in brackets: `{}(…)`", text));
  }
  const bool is_word = is_form(entity, Form::If) || is_form(entity, Form::Piecewise);
  if (!is_word && (entity.kind != Entity::Kind::Function || entity.span.empty())) {
    help.push_back(fmt::format("if it is a variable, give it a value (`{}=…`) or declare it: `param {}`", text, text));
  }
  diag::fail("bare-function", name.span, diag::quote(text) + " is a function and stands without its arguments",
             std::move(help));
}

void Climb::fail_inverse(const Lexeme& name, Span mark) {
  const std::string text(source_.slice(name.span));
  const std::string argument = argument_text(at_ + 1);
  const auto known = find_builtin("a" + text);
  std::vector<std::string> help;
  if (known && known->kind == Entity::Kind::Op)
    help.push_back("the inverse function is " + diag::quote(fmt::format("a{}{}", text, argument)));
  help.push_back("the reciprocal is " + diag::quote(fmt::format("1/{}{}", text, argument)));
  diag::fail("inverse-notation", join(name.span, mark),
             quoted(join(name.span, mark)) + " could be an inverse or a reciprocal", std::move(help));
}

// 1.2.3, 1 000, 1'000, 1½
void Climb::fail_number_behind_value() {
  const Lexeme& here = lexeme();
  const Lexeme& before = source_.lexemes[at_ - 1];
  const std::string first(source_.slice(operands_.back().span));
  const std::string second(source_.slice(here.span));
  const bool digits = second.find_first_not_of("0123456789") == std::string::npos;
  const bool fraction = second.find_first_of("0123456789.") == std::string::npos;
  if (before.kind == LexemeKind::Number && touches(here) && !fraction) {
    const Span both = join(before.span, here.span);
    diag::fail("bad-number", both, quoted(both) + " is no number",
               {"a number has one decimal point and no separators of digits"});
  }
  if (before.kind == LexemeKind::Prime && touches(here) && digits) {
    diag::fail("bad-number", {operands_.back().span.begin, here.span.end}, "digits are not separated by signs",
               {"write the digits alone: " + diag::quote(first.substr(0, first.find('\'')) + second)});
  }
  std::vector<std::string> help;
  if (const auto word = meaning_of_word(source_.slice(before.span)))
    help.push_back(fmt::format("did you mean {}?", diag::quote(*word)));
  if (before.kind == LexemeKind::Number && digits && second.size() == 3) {
    help.push_back("a number has no blanks between its digits: " + diag::quote(first + second));
  }
  if (fraction && before.kind == LexemeKind::Number)
    help.push_back("for a sum write " + diag::quote(fmt::format("{} + {}", first, second)));
  help.push_back("for a product write " + diag::quote(fmt::format("{} * {}", first, second)));
  diag::fail("missing-operator", here.span, "a number stands directly behind a value", std::move(help));
}

// `//` and `/*`
void Climb::check_comment() {
  const Lexeme& here = lexeme();
  const bool slash = at_ > first_ && source_.slice(source_.lexemes[at_ - 1].span) == "/" && touches(here);
  const std::string_view sign = source_.slice(here.span);
  if (!slash || (sign != "/" && !sign.starts_with("*"))) return;
  std::vector<std::string> help{"a comment begins with `#`"};
  if (sign == "/") help.emplace_back("a quotient without its fraction is `floor(…/…)`");
  const Span both{here.span.begin - 1, here.span.end};
  diag::fail("missing-operand", both, quoted(both) + " is not a sign here", std::move(help));
}

// std::exp(x)
void Climb::check_qualified_name() {
  const auto& lexemes = source_.lexemes;
  const Lexeme& before = lexemes[at_ - 1];
  const Lexeme& twin = lexemes[at_ + 1];
  if (before.kind != LexemeKind::Name || twin.kind != LexemeKind::Colon || !touches(lexeme()) || !touches(twin)) return;
  const Lexeme& name = lexemes[at_ + 2];
  if (name.kind != LexemeKind::Name || !touches(name)) return;
  const std::string text(source_.slice(name.span));
  std::vector<std::string> help;
  if (find_builtin(text) || prelude_definition(text)) {
    help.push_back("write " + diag::quote(text + "(…)"));
  } else {
    help = did_you_mean_functions(text);
  }
  diag::fail("unexpected-separator", join(before.span, name.span), "functions have no namespace before them",
             std::move(help));
}

void Climb::fail_brace(const Lexeme& brace) {
  const Lexeme* before = at_ > first_ ? &source_.lexemes[at_ - 1] : nullptr;
  const std::string_view name = before != nullptr ? source_.slice(before->span) : std::string_view{};
  std::string help = "use `(` and `)`; braces stand behind `^` alone";
  if (name == "Σ_" || name == "sum_" || name == "∑") help = "a sum is written `sum(i = 1:n, …)`";
  diag::fail("unexpected-character", brace.span, "`{` is no bracket here", {std::move(help)});
}

void Climb::fail_mismatch() {
  const Lexeme& here = lexeme();
  if (pending_.empty()) diag::fail("unopened-bracket", here.span, quoted(here.span) + " closes no bracket");
  diag::fail("unopened-bracket", here.span, quoted(here.span) + " does not match the bracket that is open", {},
             {{pending_.back().span, "opened here"}});
}

// `axis=` of NumPy, `dim=` of PyTorch.
bool Climb::names_axis() const {
  if (!is_inside(Pending::Kind::Call) || at_ == 0) return false;
  const Entity& callee = ast_.entity(pending_[brackets_.back()].call.callee);
  if (callee.kind != Entity::Kind::Form || !form_info(static_cast<Form>(callee.payload)).is(kDims)) return false;
  constexpr std::string_view kNames[] = {"axis", "axes", "dim", "dims", "dimension", "along"};
  return std::ranges::find(kNames, source_.slice(source_.lexemes[at_ - 1].span)) != std::end(kNames);
}

void Climb::fail_equals() {
  const Lexeme& here = lexeme();
  if (in_bracket() || values_ > 1) {
    std::vector<std::string> help{"to compare write `==`"};
    if (names_axis()) help.insert(help.begin(), std::string(kHelpOfAxes));
    diag::fail("lone-equals", here.span, "`=` defines a name and cannot stand inside an expression", std::move(help));
  }
  diag::fail("bad-definition", {source_.lexemes[first_].span.begin, here.span.end},
             "the left side of `=` is neither a name nor a function of names",
             {"a definition is `name = …` or `name(…) = …`", "to compare write `==`",
              "a statement ends at a newline or at `;`"});
}

}  // namespace adc::parser
