// What is said where an expression is wrong.
#include "parser/builtins.h"
#include "parser/climb.h"
#include "parser/parse.h"

namespace adc::parser {
namespace {

constexpr std::size_t kMaxNotes = 20;  // nobody reads more

}  // namespace

bool Climb::stands_alone(SymbolId symbol) {
  if (alone_.empty()) {
    alone_.resize(ast_.symbols.size());
    for (std::size_t i = 0; i + 1 < source_.items.size(); ++i) {
      const Item& name = source_.items[i];
      const Item& next = source_.items[i + 1];
      const bool opens = next.kind == ItemKind::Open && next.code == '(' && next.span.begin == name.span.end;
      if (name.kind == ItemKind::Name && !opens) alone_[name.value] = true;
    }
  }
  return alone_[index(symbol)];
}

// A free name directly before a bracket may be a misspelt function.
void Climb::check_product_with_brackets(const Item& name) {
  const Item& next = item();
  if (next.kind != ItemKind::Open || next.code != '(' || next.span.begin != name.span.end) return;
  const auto symbol = static_cast<SymbolId>(name.value);
  const std::string& spelling = ast_.symbols.name(symbol);
  if (spelling.size() < 3 || names_.is_given(symbol) || names_.defined(symbol) || stands_alone(symbol)) return;
  alone_[index(symbol)] = true;  // looked at once
  if (notes_.size() >= kMaxNotes) return;
  const std::vector<std::string> near = suggest(spelling, builtin_function_names());
  if (!near.empty()) {
    fail("unknown-function", name.span, "unknown function " + quoted(name.span),
         {"did you mean `" + near.front() + "`?", "for a product write " + quote(spelling + "*(…)")});
  }
  notes_.push_back(diagnose("product-not-call", name.span, quoted(name.span) + " is no function, so this is a product",
                            {"write " + quote(spelling + "*(…)") + " to say so"}));
}

// 1/2 m is 1/(2 m); where a blank stands before the m, as it does not in 1/2m, the writer may have meant (1/2) m.
void Climb::note_divided_product() {
  const Item& number = source_.items[at_ - 1];
  const bool divided = !pending_.empty() && pending_.back().kind == Pending::Kind::Infix &&
                       pending_.back().meaning == Meaning::Divide && number.kind == ItemKind::Number;
  if (!divided || number.span.end == item().span.begin || notes_.size() >= kMaxNotes) return;
  constexpr std::size_t kLongest = 20;
  const std::string_view above = source_.slice(operands_[operands_.size() - 2].span);
  const std::string numerator(above.size() > kLongest || above.find('\n') != std::string_view::npos ? "…" : above);
  const std::string factor(item().kind == ItemKind::Name ? source_.slice(item().span) : "(…)");
  const std::string divisor(source_.slice(number.span));
  notes_.push_back(diagnose("divided-product", pending_.back().span,
                            "this divides by " + quoted(number.span) + " and all the factors beside it",
                            {"for a fraction in front write " + quote("(" + numerator + "/" + divisor + ") " + factor),
                             "to say so write " + quote(numerator + "/(" + divisor + " " + factor + ")")}));
}

// `=<` and `=>`: an operator at the start of what a definition defines.
void Climb::check_turned_comparison() {
  const std::string sign = std::string(source_.slice(item().span)) + "=";
  if (at_ == 0 || source_.items[at_ - 1].kind != ItemKind::Equals || (sign != "<=" && sign != ">=")) return;
  const Span both = join(source_.items[at_ - 1].span, item().span);
  fail("missing-operand", both, quoted(both) + " is no comparison", {"write " + quote(sign)});
}

void Climb::fail_missing_operand() {
  const Item& here = item();
  const Item* before = at_ > first_ ? &source_.items[at_ - 1] : nullptr;
  std::vector<Label> labels;
  if (before != nullptr) labels.push_back({before->span, "after this"});
  switch (here.kind) {
    case ItemKind::End:
    case ItemKind::Semicolon:
      // A statement begins where there is something, so an item stands before: the `=` of a definition if nothing else.
      fail("missing-operand", source_.items[at_ - 1].span,
           "a value is missing after " + quoted(source_.items[at_ - 1].span));
    case ItemKind::Operator:
      check_turned_comparison();
      if (before == nullptr) fail("missing-operand", here.span, "a value is missing before " + quoted(here.span));
      fail("missing-operand", here.span, "a value is missing before " + quoted(here.span), {}, std::move(labels));
    case ItemKind::Close:
      if (before != nullptr && before->kind == ItemKind::Open) {
        fail("missing-operand", {before->span.begin, here.span.end}, "the brackets are empty");
      }
      [[fallthrough]];
    default:
      fail("missing-operand", here.span, "a value is missing before " + quoted(here.span), {}, std::move(labels));
  }
}

void Climb::fail_bare_function(const Item& name, EntityId callee) {
  const std::string text(source_.slice(name.span));
  const Item& next = item();
  std::vector<std::string> help;
  const bool operand = (next.kind == ItemKind::Name || next.kind == ItemKind::Number) && !next.starts_line;
  const OperatorPair pair =
      next.kind == ItemKind::Operator ? operator_pair(static_cast<std::uint8_t>(next.value)) : OperatorPair{};
  if (is_form(ast_.entity(callee), Form::If) || is_form(ast_.entity(callee), Form::Piecewise)) {
    help.push_back("a choice is `if(condition, a, b)`, `condition ? a : b` or `piecewise(condition: a, else: b)`");
  } else if (ast_.symbols.name(ast_.entity(callee).symbol) == "mod") {
    help.push_back("write `mod(a, b)` or `a % b`");
  } else if (operand) {
    help.push_back("write `" + text + "(" + std::string(source_.slice(next.span)) + ")`");
  } else if (pair.infix != nullptr && pair.infix->level == Level::Power) {
    if (find_builtin("a" + text)) help.push_back("the inverse function is `a" + text + "(x)`");
    help.push_back("for a power of the value write `" + text + "²(x)` or `" + text + "(x)^2`");
  } else {
    help.push_back("write its arguments in brackets: `" + text + "(…)`");
  }
  if (ast_.entity(callee).kind != Entity::Kind::Function || ast_.entity(callee).span.empty()) {
    help.push_back("if it is a variable, give it a value (`" + text + "=…`) or declare it: `param " + text + "`");
  }
  fail("bare-function", name.span, quote(text) + " is a function and stands without its arguments", std::move(help));
}

void Climb::fail_inverse(const Item& name, Span mark) {
  const std::string text(source_.slice(name.span));
  const std::string inverse = "a" + text;
  const auto known = find_builtin(inverse);
  std::vector<std::string> help;
  if (known && known->kind == Entity::Kind::Op) help.push_back("the inverse function is `" + inverse + "(x)`");
  help.push_back("the reciprocal is `1/" + text + "(x)`");
  fail("inverse-notation", join(name.span, mark),
       quoted(join(name.span, mark)) + " could be an inverse or a reciprocal", std::move(help));
}

void Climb::fail_mismatch() {
  const Item& here = item();
  if (pending_.empty()) fail("unopened-bracket", here.span, quoted(here.span) + " closes no bracket");
  fail("unopened-bracket", here.span, quoted(here.span) + " does not match the bracket that is open", {},
       {{pending_.back().span, "opened here"}});
}

void Climb::fail_equals() {
  const Item& here = item();
  if (in_bracket() || values_ > 1) {
    fail("lone-equals", here.span, "`=` defines a name and cannot stand inside an expression",
         {"to compare write `==`"});
  }
  fail(
      "bad-definition", {source_.items[first_].span.begin, here.span.end},
      "the left side of `=` is neither a name nor a function of names",
      {"a definition is `t = …` or `f(x, y) = …`", "to compare write `==`", "a statement ends at a newline or at `;`"});
}

}  // namespace adc::parser
