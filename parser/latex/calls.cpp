// Functions, with and without brackets around their arguments, and derivatives.
#include <fmt/core.h>

#include <algorithm>
#include <charconv>
#include <utility>

#include "parser/latex/reader.h"

namespace adc::parser::latex {
namespace {

bool is_bracket(const Mark& mark) {
  return mark.kind == Kind::Open && (mark.code == '(' || mark.code == '[' || mark.code == '{');
}

/// Whether each use of the letter is a call.
bool is_only_called(const std::vector<Mark>& marks, const std::string& letter) {
  for (std::size_t at = 0; at + 1 < marks.size(); ++at) {
    if (marks[at].kind != Kind::Letter || marks[at].text != letter) continue;
    std::size_t next = at + 1;
    bool has_index = false;  // then it is another symbol
    while (marks[next].kind == Kind::Script || marks[next].kind == Kind::Prime) {
      has_index = has_index || (marks[next].kind == Kind::Script && marks[next].code == '_');
      next = marks[next].kind == Kind::Prime ? next + 1 : behind_argument(marks, next + 1);
    }
    if (!has_index && !is_bracket(marks[next])) return false;
  }
  return true;
}

}  // namespace

void Reader::find_called_letters() {
  for (const char* letter : {"Gamma", "psi", "zeta", "sigma"}) {
    if (is_only_called(marks_, letter)) called_letters_.insert(letter);
  }
}

std::size_t Reader::behind_scripts(std::size_t at) const {
  while (marks_[at].kind == Kind::Script || marks_[at].kind == Kind::Prime)
    at = marks_[at].kind == Kind::Prime ? at + 1 : behind_argument(marks_, at + 1);
  return at;
}

/// The function whose call begins at `at`, if one does.
std::optional<Callee> Reader::callee_at(std::size_t at) const {
  const Mark& first = marks_[at];
  if (at >= end_) return std::nullopt;
  if (first.kind == Kind::Function) return find_function(first.text);
  if (first.kind != Kind::Letter && first.kind != Kind::Word) return std::nullopt;
  const Mark& next = marks_[behind_scripts(at + 1)];
  if (!functions_.empty()) {
    const std::string name = names_.symbol(at).name;
    if (functions_.contains(name)) return is_bracket(next) ? std::optional(Callee{.name = name}) : std::nullopt;
  }
  if (bindings_.contains(first.text) || names_.is_given(first.text)) return std::nullopt;
  if (first.kind == Kind::Letter && first.style != Style::Roman) {
    auto callee = is_bracket(next) ? find_letter_function(first.text) : std::nullopt;
    return callee && called_letters_.contains(first.text) ? callee : std::nullopt;
  }
  auto callee = find_function(first.text);
  if (!callee && is_bracket(next) && first.style == Style::Roman) callee = find_letter_function(first.text);
  if (!callee) return std::nullopt;
  const bool may_be_bare = callee->bare && first.style == Style::Roman && begins_value(next);
  return is_bracket(next) || may_be_bare ? callee : std::nullopt;
}

void Reader::function(Callee callee, std::size_t behind) {
  const Span span{mark().span.begin, marks_[behind - 1].span.end};
  at_ = behind;
  Frame& frame = push(Form::Head, span);
  frame.head = {.callee = std::move(callee), .span = span, .index = {}, .power = {}};
}

/// What stands at a function's name, up to its argument.
void Reader::head() {
  Frame& frame = top();
  const Mark& here = mark();
  if (at_ < end_ && here.kind == Kind::Prime) {
    ++frame.head.order;
    ++at_;
    return;
  }
  if (at_ < end_ && here.kind == Kind::Script) {
    ++at_;
    if (here.code == '^') return head_power();
    if (!frame.head.index.empty()) diag::fail("missing-operand", here.span, "a second index");
    return argument(Form::Index, "_");
  }
  if (at_ < end_ && is_bracket(here)) return begin_arguments(false);
  const bool begins = at_ < end_ && (begins_value(here) || (here.kind == Kind::Sign && here.text == "-"));
  if (!begins || !frame.head.callee.bare) {
    diag::fail("bare-function", frame.head.span, "this function has no argument", {"write it in brackets: `\\sin(x)`"});
  }
  begin_arguments(true);
}

/// f^{-1}, f^{(k)}, f^{\prime}, f^n
void Reader::head_power() {
  Frame& frame = top();
  const std::size_t begin = at_;
  const std::size_t end = behind_argument(marks_, begin);
  std::string text;
  std::size_t primes = 0;
  for (std::size_t i = begin; i < end; ++i) {
    const Mark& each = marks_[i];
    if (each.kind == Kind::Prime) ++primes;
    if (each.kind == Kind::Open || each.kind == Kind::Close) text += each.code;
    if (each.kind == Kind::Digit || each.kind == Kind::Sign) text += each.text;
    if (each.kind != Kind::Prime && each.kind != Kind::Open && each.kind != Kind::Close && each.kind != Kind::Digit &&
        each.kind != Kind::Sign && each.kind != Kind::OpenBrace && each.kind != Kind::CloseBrace)
      text += '?';
  }
  if (primes > 0 && text.empty()) {
    frame.head.order += primes;
    at_ = end;
    return;
  }
  if (text == "-1") {
    if (frame.head.callee.inverse.empty()) {
      diag::fail("inverse-notation", {marks_[begin - 1].span.begin, marks_[end - 1].span.end},
                 "this could be the inverse function or 1 divided by the function",
                 {"write `\\arcsin`, `\\operatorname{arsinh}`, `\\exp`, or `\\frac{1}{…}`"});
    }
    frame.head.callee = *find_function(frame.head.callee.inverse);
    at_ = end;
    return;
  }
  if (text.size() > 2 && text.front() == '(' && text.back() == '(') {
    constexpr std::size_t kMostPrimes = 64;
    std::size_t order = 0;
    const auto [last, error] = std::from_chars(text.data() + 1, text.data() + text.size() - 1, order);
    const bool is_number = error == std::errc() && last == text.data() + text.size() - 1;
    if (!is_number || order > kMostPrimes) {
      diag::fail("bad-order", {marks_[begin - 1].span.begin, marks_[end - 1].span.end},
                 fmt::format("the order of a derivative is a whole number up to {}", kMostPrimes),
                 {"a power is written without brackets: `f^{2}(x)`"});
    }
    frame.head.order += order;
    at_ = end;
    return;
  }
  if (!frame.head.power.empty()) diag::fail("missing-operand", marks_[begin - 1].span, "a second exponent");
  argument(Form::Power, "^");
}

void Reader::begin_arguments(bool bare) {
  Frame& frame = top();
  CallText text = text_of(frame.head);
  for (Piece& piece : text.before) out_.push_back(std::move(piece));
  frame.form = bare ? Form::Bare : Form::Call;
  frame.begin = out_.size();
  frame.after = std::move(text.after);
  frame.closing = "";
  wants_value_ = true;
  if (bare) return;
  frame.code = mark().code;
  frame.span = mark().span;
  ++at_;
}

/// The end of what has no brackets around it.
void Reader::finish_bare() {
  end_run();
  Frame frame = pop();
  put(frame.closing);
  for (Piece& piece : frame.after) out_.push_back(std::move(piece));
  top().raised = !frame.head.power.empty();
  done(Last::Function);
}

// --- derivatives

void Reader::fraction() {
  begin_factor();
  if (const auto quotient = quotient_at(marks_, at_, names_); quotient && !bindings_.contains("d"))
    return derivative(*quotient);
  put("((", mark().span);
  ++at_;
  argument(Form::Numerator, "\\frac");
}

void Reader::derivative(const Quotient& quotient) {
  Pieces after;
  for (auto by = quotient.by.rbegin(); by != quotient.by.rend(); ++by) {
    const Symbol variable = names_.symbol(by->variable);
    const std::string name = names_.name_of(variable, by->variable);
    put("diff(", quotient.span);
    after.push_back({", ", {}});
    after.push_back({name, variable.span});
    if (by->order > 1) after.push_back({fmt::format(", {}", by->order), by->order_span});
    after.push_back({")", {}});
  }
  if (quotient.of == quotient.of_end) {
    at_ = quotient.end;
    Frame& frame = push(Form::Derived, quotient.span);
    frame.after = std::move(after);
    if (at_ < end_ && !begins_value(mark())) {
      diag::fail("missing-operand", quotient.span, "nothing stands behind this derivative",
                 {"a sum is put in brackets"});
    }
    return;
  }
  const Symbol of = names_.symbol(quotient.of);
  const bool is_name = marks_[quotient.of].kind == Kind::Letter || marks_[quotient.of].kind == Kind::Word;
  const bool is_alone = of.end == quotient.of_end;
  const bool is_product = !is_alone && marks_[of.end].kind == Kind::Open && !callee_at(quotient.of);
  if (is_name && (is_alone || is_product) && !functions_.contains(of.name)) {
    const std::string name = names_.name_of(of, quotient.of);
    const bool is_defined = bindings_.contains(name) || names_.is_given(name) || !options_.context.empty();
    if (!is_defined) {
      diag::fail("bad-derivative", quotient.span, fmt::format("nothing says how {} depends on it", diag::quote(name)),
                 {fmt::format("define it first: `{} = …`", is_alone ? name : name + "(…)")});
    }
  }
  std::size_t depth = 0;
  for (std::size_t i = quotient.of; i < quotient.of_end; ++i) {
    const Kind kind = marks_[i].kind;
    if (kind == Kind::Open || kind == Kind::OpenBrace || kind == Kind::OpenBars) ++depth;
    if (kind == Kind::Close || kind == Kind::CloseBrace || kind == Kind::CloseBars) --depth;
    if (depth == 0 && (kind == Kind::Sign || kind == Kind::Times || kind == Kind::Divide || kind == Kind::Comma)) {
      two_meanings(quotient.span, "this could be a derivative or a quotient",
                   "put brackets around what is differentiated, or write it behind: `\\frac{d}{dx}(…)`");
    }
  }
  at_ = quotient.of;
  Frame& frame = push(Form::Quotient, quotient.span);
  frame.after = std::move(after);
  frame.resume = quotient.end;
  if (function_alone(quotient.of, quotient.of_end)) at_ = quotient.of_end;
}

/// f, a function of the text without its arguments: they are those of its definition.
bool Reader::function_alone(std::size_t at, std::size_t end) {
  if (marks_[at].kind != Kind::Letter && marks_[at].kind != Kind::Word) return false;
  const Symbol symbol = names_.symbol(at);
  const auto found = functions_.find(symbol.name);
  if (found == functions_.end() || symbol.end != end) return false;
  begin_factor();
  std::string parameters;
  for (const std::string& name : found->second) parameters += (parameters.empty() ? "" : ", ") + name;
  put(fmt::format("{}({})", found->first, parameters), symbol.span);
  done(Last::Function);
  return true;
}

void Reader::nabla() {
  begin_factor();
  const Span span = mark().span;
  put("grad(", span);
  ++at_;
  Pieces after;
  if (mark().kind == Kind::Script) {
    const bool is_variable = mark().code == '_';
    const std::size_t begin = at_ + 1 + (marks_[at_ + 1].kind == Kind::OpenBrace ? 1 : 0);
    const bool is_name = marks_[begin].kind == Kind::Letter || marks_[begin].kind == Kind::Word;
    if (!is_variable || !is_name) {
      diag::fail("unknown-latex", {span.begin, mark().span.end}, "this sign has no meaning in adc",
                 {"the gradient is `\\nabla f` or `\\nabla_x f`, the Hessian `\\operatorname{hessian}(f)`"});
    }
    const Symbol variable = names_.symbol(begin);
    after = {{", ", {}}, {names_.name_of(variable, begin), variable.span}};
    at_ = behind_argument(marks_, at_ + 1);
  }
  after.push_back({")", {}});
  Frame& frame = push(Form::Derived, span);
  frame.after = std::move(after);
  if (at_ < end_ && (mark().kind == Kind::Letter || mark().kind == Kind::Word)) {
    const Symbol symbol = names_.symbol(at_);
    if (!callee_at(at_) && function_alone(at_, symbol.end)) at_ = symbol.end;
  }
}

}  // namespace adc::parser::latex
