// √x, sin x and x!: what goes with a single value, and is refused where more stands beside that.
#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "diag/diagnostics.h"
#include "ir/op.h"
#include "parser/builtins/builtins.h"
#include "parser/helps/meant.h"
#include "parser/text/numbers.h"
#include "parser/tree/climb.h"

namespace adc::parser {
namespace {

// Functions that mathematics writes without brackets, and whose names nobody gives to variables.
constexpr auto kWords = std::to_array<ir::Op>({
    ir::Op::Sin,   ir::Op::Cos,   ir::Op::Tan,   ir::Op::Sec,   ir::Op::Csc,   ir::Op::Cot,
    ir::Op::Asin,  ir::Op::Acos,  ir::Op::Atan,  ir::Op::Asec,  ir::Op::Acsc,  ir::Op::Acot,
    ir::Op::Sinh,  ir::Op::Cosh,  ir::Op::Tanh,  ir::Op::Sech,  ir::Op::Csch,  ir::Op::Coth,
    ir::Op::Asinh, ir::Op::Acosh, ir::Op::Atanh, ir::Op::Asech, ir::Op::Acsch, ir::Op::Acoth,
    ir::Op::Exp,   ir::Op::Log,   ir::Op::Log2,  ir::Op::Log10, ir::Op::Sqrt,  ir::Op::Cbrt,
});

constexpr std::size_t kLongest = 40;  // bytes of the text that a help repeats

}  // namespace

// --- the text around a value --------------------------------------------------------------------------------------

const OperatorInfo* Climb::operator_of(const Lexeme& sign, Fixity fixity) {
  if (sign.kind != LexemeKind::Operator) return nullptr;
  const OperatorPair pair = operator_pair(static_cast<std::uint8_t>(sign.value));
  if (fixity == Fixity::Prefix) return pair.prefix;
  return fixity == Fixity::Postfix ? pair.postfix : pair.infix;
}

// Whether a value that begins here would be a factor beside the one before.
bool Climb::begins_value(const Lexeme& next) const {
  switch (next.kind) {
    case LexemeKind::Name: {
      const auto at = static_cast<std::size_t>(&next - source_.lexemes.data());
      return !is_where(source_.lexemes, at, ast_.symbols);
    }
    case LexemeKind::Number:
    case LexemeKind::Bars: return true;
    case LexemeKind::Open: return next.code != '{';
    case LexemeKind::Operator: {
      const OperatorInfo* prefix = operator_of(next, Fixity::Prefix);
      return is_two_bars(next) || (prefix != nullptr && prefix->level == Precedence::Single);
    }
    default: return false;
  }
}

bool Climb::ends_value(const Lexeme& before) const {
  switch (before.kind) {
    case LexemeKind::Number:
    case LexemeKind::Name:
    case LexemeKind::Close:
    case LexemeKind::Superscript:
    case LexemeKind::Prime:
    case LexemeKind::Transpose: return true;
    default: return operator_of(before, Fixity::Postfix) != nullptr && source_.slice(before.span) == "!";
  }
}

bool Climb::touches(const Lexeme& here) const {
  const auto at = static_cast<std::size_t>(&here - source_.lexemes.data());
  return at > 0 && source_.lexemes[at - 1].span.end == here.span.begin;
}

// --- functions without brackets -----------------------------------------------------------------------------------

bool takes_no_brackets(const Entity& function) {
  if (is_form(function, Form::Log)) return true;
  return function.kind == Entity::Kind::Op &&
         std::ranges::find(kWords, static_cast<ir::Op>(function.payload)) != kWords.end();
}

Climb::Want Climb::open_word(const Pending& call) {
  Pending word = call;
  word.kind = Pending::Kind::Word;
  word.level = Precedence::Single;
  word.span = call.call.name;
  push(word);
  return Want::Operand;
}

// The base of log_2(x), unless the program has that name for itself.
std::optional<ConstantId> Climb::log_base(const Lexeme& name) {
  const auto symbol = static_cast<SymbolId>(name.value);
  const std::string& spelling = ast_.symbols.name(symbol);
  constexpr std::string_view kLog = "log_";
  if (!spelling.starts_with(kLog) || names_.is_taken(symbol) || names_.find_input(symbol)) return std::nullopt;
  const std::string base = spelling.substr(kLog.size());
  const bool digits = !base.empty() && base.find_first_not_of("0123456789") == std::string::npos;
  const bool raised = source_.lexemes[at_ + 1].kind == LexemeKind::Superscript;
  const Lexeme& next = source_.lexemes[at_ + (raised ? 2 : 1)];
  if (!digits || next.starts_line || !begins_value(next) || next.code == '[') return std::nullopt;
  return ast_.numbers.intern(base, [&](std::string_view text) { return read_number(text, name.span); });
}

// --- what stands behind the value ---------------------------------------------------------------------------------

// Gives √ or a function its value, which ends here.
void Climb::settle_single() {
  const Lexeme& next = lexeme();
  std::size_t first = pending_.size();
  bool word = false;
  for (; first > 0 && is_single(pending_[first - 1]); --first)
    word = word || pending_[first - 1].kind == Pending::Kind::Word;
  const bool in_brackets = source_.text[operands_.back().span.begin] == '(' && !word;
  const bool ends = next.starts_line && !in_bracket();
  if (!in_brackets && !ends) check_behind_single(next);
  while (pending_.size() > first) reduce_top();
}

void Climb::check_behind_single(const Lexeme& next) {
  const Pending& top = pending_.back();
  bool refused = false;
  std::size_t last = at_;  // the lexeme that ends what could belong to the value, too
  switch (next.kind) {
    case LexemeKind::Bars: refused = !is_inside_bars(next.code); break;
    case LexemeKind::Superscript:
    case LexemeKind::Prime:
    case LexemeKind::Transpose: refused = true; break;
    case LexemeKind::Operator: {
      const OperatorInfo* infix = operator_of(next, Fixity::Infix);
      const Precedence level = infix != nullptr && !is_two_bars(next) ? infix->level : Precedence::Conditional;
      // sin x/2 could be sin(x/2); sin x / 2 and √2/2 could not.
      const bool product = level == Precedence::Product && touches(next) && top.kind == Pending::Kind::Word;
      const Lexeme& behind = source_.lexemes[at_ + 1];
      const bool function = product && behind.kind == LexemeKind::Name &&
                            find_builtin(ast_.symbols.name(static_cast<SymbolId>(behind.value)));
      refused = level == Precedence::Power || (product && !function) || operator_of(next, Fixity::Postfix) != nullptr ||
                (infix == nullptr && begins_value(next));
      if (refused && infix != nullptr) ++last;
      break;
    }
    default: refused = begins_value(next);
  }
  if (!refused) return;
  const Span value = operands_.back().span;
  const Span word{top.span.begin, value.begin};
  const Lexeme& end = source_.lexemes[std::min(last, source_.lexemes.size() - 2)];
  fail_single(word, end.span);
}

// `sin 2x` could be sin(2x) or sin(2) x; `√x²` could be √(x²) or (√x)².
void Climb::fail_single(Span word, Span last) {
  std::string name(source_.slice(word));
  name.erase(name.find_last_not_of(" \t") + 1);
  const Span value = operands_.back().span;
  const std::string inside(source_.slice(value));
  std::string tail(source_.slice({value.end, last.end}));
  const Lexeme& open = lexeme();
  if (open.kind == LexemeKind::Open) tail += open.code == '[' ? "…]" : "…)";
  if (open.kind == LexemeKind::Bars || is_two_bars(open)) tail += "…" + std::string(source_.slice(open.span));
  if (open.kind == LexemeKind::Name && find_builtin(ast_.symbols.name(static_cast<SymbolId>(open.value)))) {
    const std::string argument = argument_text(at_ + 1);
    const bool constant = argument == "(…)" && source_.lexemes[at_ + 1].kind != LexemeKind::Open;
    if (!constant) tail += argument;
  }
  if (const OperatorInfo* sign = operator_of(open, Fixity::Prefix);
      sign != nullptr && sign->level == Precedence::Single) {
    tail += argument_text(at_ + 1);
  }
  const bool root = pending_.back().kind != Pending::Kind::Word;
  const std::string alone = root ? fmt::format("({}{})", name, inside) : fmt::format("{}({})", name, inside);
  const bool factor = begins_value(lexeme()) && tail.front() != ' ';
  std::vector<std::string> help{"put into brackets what belongs to it"};
  if (inside.size() + tail.size() <= kLongest && (inside + tail).find('\n') == std::string::npos) {
    help = {fmt::format("write {} or {}", diag::quote(name + "(" + inside + tail + ")"),
                        diag::quote(alone + (factor ? " " : "") + tail))};
  }
  const Span whole = join(word, last);
  diag::fail("two-meanings", whole, quoted(whole) + " could mean two things", std::move(help));
}

// --- factorials ---------------------------------------------------------------------------------------------------

// x!, where the sign touches its value: `a !b` is something else.
Climb::Want Climb::factorial(const OperatorInfo& row) {
  const Lexeme& here = lexeme();
  const Span value = operands_.back().span;
  const Lexeme& next = source_.lexemes[at_ + 1];
  if (!touches(here)) {
    std::string text(source_.slice(value));
    if (text.ends_with('!')) text = fmt::format("({})", text);
    diag::fail("factorial", here.span, "a blank stands before this `!`",
               {"a factorial is written without it: " + diag::quote(text + "!"),
                "conditions are joined by `and` and `or`: `and !…`"});
  }
  if (operator_of(next, Fixity::Postfix) != nullptr && touches(next)) {
    diag::fail("factorial", join(value, next.span), quoted(join(value, next.span)) + " could be a double factorial",
               {fmt::format("the factorial of a factorial is `({}!)!`", source_.slice(value))});
  }
  node(SyntaxKind::Apply, row.meaning, 0, 1, join(value, here.span));
  ++at_;
  return Want::Operator;
}

}  // namespace adc::parser
