// Where a value begins: numbers, symbols, brackets, arguments.
#include <fmt/core.h>

#include <algorithm>
#include <utility>

#include "parser/helps/suggest.h"
#include "parser/latex/reader.h"

namespace adc::parser::latex {
namespace {

bool is_number(const Mark& mark) { return mark.kind == Kind::Digit || mark.kind == Kind::Point; }

}  // namespace

void Reader::begin_value() {
  const Mark& here = mark();
  switch (here.kind) {
    case Kind::Digit:
    case Kind::Point: return number();
    case Kind::Letter:
    case Kind::Word: return symbol();
    case Kind::Function: {
      begin_factor();
      return function(*find_function(here.text), at_ + 1);
    }
    case Kind::OpenBrace:
    case Kind::Open:
    case Kind::OpenBars: return open_brackets();
    case Kind::Fraction: return fraction();
    case Kind::Binomial:
      begin_factor();
      put("binomial(", here.span);
      ++at_;
      return argument(Form::Upper, "\\binom");
    case Kind::Root: return root();
    case Kind::Sum: return sum();
    case Kind::Nabla: return nabla();
    case Kind::Begin: return begin_table();
    case Kind::Sign:
    case Kind::Not:
      if (top().single) break;
      put(here.kind == Kind::Not ? "not " : here.text, here.span);
      top().behind_operator = true;  // -x y is -(x y)
      ++at_;
      return;
    case Kind::Otherwise:
      if (top().form != Form::Cases || !top().in_condition || top().factors > 0) break;
      put("else", here.span);
      ++at_;
      top().has_otherwise = true;
      return done(Last::Other);
    case Kind::Partial:
      diag::fail("unexpected-character", here.span, "`∂` begins no derivative here",
                 {"write `\\frac{\\partial f}{\\partial x}`"});
    default: break;
  }
  fail_missing(here);
}

// --- numbers

void Reader::number() {
  begin_factor();
  const std::size_t first = at_;
  std::string text = mark().text;
  Span span = mark().span;
  bool has_point = mark().kind == Kind::Point;
  if (has_point) text = ".";
  while (!top().single && is_number(behind()) && behind().span.begin == span.end && at_ + 1 < end_) {
    const bool is_point = behind().kind == Kind::Point;
    const bool ends =
        is_point && !(marks_[at_ + 2].kind == Kind::Digit && marks_[at_ + 2].span.begin == behind().span.end);
    if (ends || (is_point && has_point)) break;
    has_point = has_point || is_point;
    text += is_point ? "." : behind().text;
    span.end = behind().span.end;
    ++at_;
  }
  ++at_;
  if (text == ".") fail_missing(marks_[first]);
  check_is_no_exponent(span);
  std::size_t end = at_;
  const bool is_scaled = top().factors == 1 && !top().divided && !top().single && scales_by_ten(at_, text, end);
  if (is_scaled) {
    at_ = end;
    span.end = marks_[end - 1].span.end;
  }
  put(text, span);
  done(Last::Number);
}

/// `2e3`, `2e-3`
void Reader::check_is_no_exponent(Span number) const {
  const auto touches = [this](std::size_t at) { return marks_[at].span.begin == marks_[at - 1].span.end; };
  if (top().single || mark().kind != Kind::Letter || mark().text != "e" || !touches(at_)) return;
  const std::size_t digit = behind().kind == Kind::Sign && touches(at_ + 1) ? at_ + 2 : at_ + 1;
  if (marks_[digit].kind != Kind::Digit || !touches(digit)) return;
  two_meanings({number.begin, marks_[digit].span.end}, "this could be a power of ten or a product with e",
               "a power of ten is `2 \\cdot 10^{3}`; a product with e has blanks: `2 e 3`");
}

/// Whether `\cdot 10^{-34}` stands at `at`: it belongs to the number before.
bool Reader::scales_by_ten(std::size_t at, std::string& text, std::size_t& end) const {
  if (marks_[at].kind != Kind::Times || at + 4 >= end_) return false;
  const bool is_ten = marks_[at + 1].text == "1" && marks_[at + 2].text == "0" && marks_[at + 1].kind == Kind::Digit &&
                      marks_[at + 2].kind == Kind::Digit && marks_[at + 3].kind == Kind::Script &&
                      marks_[at + 3].code == '^';
  if (!is_ten) return false;
  end = behind_argument(marks_, at + 4);
  std::string exponent;
  for (std::size_t i = at + 4; i < end; ++i) {
    const Kind kind = marks_[i].kind;
    if (kind == Kind::OpenBrace || kind == Kind::CloseBrace) continue;
    const bool is_sign = kind == Kind::Sign && exponent.empty();
    if (kind != Kind::Digit && !is_sign) return false;
    exponent += marks_[i].text;
  }
  constexpr std::size_t kMostDigits = 5;
  if (exponent.empty() || exponent.size() > kMostDigits || exponent.find_first_of("0123456789") == std::string::npos)
    return false;
  text += 'e' + exponent;
  return true;
}

// --- symbols

void Reader::symbol() {
  begin_factor();
  if (auto callee = callee_at(at_)) {
    if (!functions_.contains(callee->name)) return function(*std::move(callee), at_ + 1);
    const Symbol symbol = names_.symbol(at_);
    function(*std::move(callee), symbol.end);
    top().head.order = symbol.primes;
    return;
  }
  check_is_no_function();
  const bool alone = top().single;
  std::size_t script = at_ + 1;
  while (marks_[script].kind == Kind::Prime) ++script;
  if (!alone && marks_[script].kind == Kind::Script && marks_[script].code == '_') {
    const std::size_t end = behind_argument(marks_, script + 1);
    const bool has_bound = std::any_of(
        marks_.begin() + static_cast<std::ptrdiff_t>(script), marks_.begin() + static_cast<std::ptrdiff_t>(end),
        [&](const Mark& mark) { return mark.kind == Kind::Letter && is_bound(mark.text); });
    if (has_bound || names_.has_elements(at_)) return element(names_.symbol(at_, true));
  }
  name(names_.symbol(at_, alone));
}

/// \operatorname{foo}(x), where nothing is called foo
void Reader::check_is_no_function() const {
  const Mark& here = mark();
  const bool is_called =
      here.kind == Kind::Word && here.code == 'f' && behind().kind == Kind::Open && behind().code == '(';
  const bool is_known = names_.is_given(here.text) || bindings_.contains(here.text) || !options_.context.empty() ||
                        !options_.externals.empty();
  if (!is_called || is_known) return;
  diag::fail("unknown-function", here.span, fmt::format("unknown function {}", diag::quote(here.text)),
             did_you_mean_functions(here.text));
}

/// x_i, where i is the index of a sum: x[i]
void Reader::element(const Symbol& name) {
  const std::string text = names_.name_of(name, at_);
  used_.insert(text);
  put(text, name.span);
  at_ = name.end;
  if (mark().kind == Kind::Prime) diag::fail("prime-without-function", mark().span, "what has elements has no `'`");
  put("[", mark().span);
  ++at_;
  argument(Form::Element, "_");
}

void Reader::name(const Symbol& symbol) {
  std::string text = names_.name_of(symbol, at_);
  at_ = symbol.end;
  const bool may_call = mark().kind == Kind::Open && mark().code == '(' && at_ < end_;
  if (symbol.primes > 0) {
    if (may_call)
      text += std::string(symbol.primes, '\'');
    else
      text = Names::with_primes(std::move(text), symbol.primes);
  }
  const bool is_bound_name = is_bound(text);
  const bool bounds = std::ranges::any_of(
      frames_, [](const Frame& frame) { return frame.form == Form::From || frame.form == Form::To; });
  if (bounds && !is_bound_name && text != "inf") sizes_.insert(text);
  used_.insert(text);
  put(text, symbol.span);
  done(text == "inf" || text == "nan" ? Last::Number : Last::Name);
}

// --- brackets

void Reader::open_brackets() {
  begin_factor();
  const Mark& here = mark();
  if (here.kind == Kind::OpenBrace && behind().kind == Kind::Comma && marks_[at_ + 2].kind == Kind::CloseBrace) {
    diag::fail("bad-number", {here.span.begin, marks_[at_ + 2].span.end},
               "this comma could stand before decimals or between thousands",
               {"decimals have a point, and digits no separators"});
  }
  const char code = here.kind == Kind::OpenBrace ? 'b' : here.code;
  const std::string_view opening = code == 'f'   ? "floor("
                                   : code == 'c' ? "ceil("
                                   : code == '|' ? "abs("
                                   : code == 'N' ? "norm("
                                                 : "(";
  put(opening, here.span);
  ++at_;
  Frame& frame = push(Form::Brackets, here.span);
  frame.code = code;
  frame.closing = ")";
}

void Reader::finish_brackets(const Frame& frame) {
  put(frame.closing, marks_[at_ - 1].span);
  for (const Piece& piece : frame.after) out_.push_back(piece);
  if (frame.form == Form::Call) {
    top().raised = !frame.head.power.empty();
    return done(Last::Function);
  }
  done(frame.code == 'N' ? Last::Norm : frame.closing == "]" ? Last::Matrix : Last::Brackets);
}

// --- arguments of commands

void Reader::argument(Form form, std::string_view what) {
  const Mark& here = mark();
  const bool braced = here.kind == Kind::OpenBrace;
  const bool begins = begins_value(here) && here.kind != Kind::OpenBars && here.kind != Kind::Open;
  if (at_ >= end_ || (!braced && !begins)) {
    const Span place = here.kind == Kind::Stop ? here.span : marks_[at_ - 1].span;
    diag::fail("missing-operand", place, fmt::format("nothing stands behind {}", diag::quote(what)),
               {"put it in braces: `{…}`"});
  }
  if (braced) ++at_;
  push(form, here.span).single = !braced;
}

/// The argument is read: what its command does next.
void Reader::finish_argument() {
  end_run();
  Frame frame = pop();
  const Span end = marks_[at_ - 1].span;
  switch (frame.form) {
    case Form::Numerator: put(")/(", end); return argument(Form::Denominator, "\\frac");
    case Form::Denominator: put("))", end); return done(Last::Fraction);
    case Form::Upper: put(", "); return argument(Form::Lower, "\\binom");
    case Form::Lower: put(")", end); return done(Last::Other);
    case Form::Radicand:
      put(frame.closing, end);
      for (Piece& piece : frame.after) out_.push_back(std::move(piece));
      return done(Last::Other);
    case Form::Exponent:
      put(frame.closing, end);
      top().raised = true;
      wants_value_ = false;
      return;
    case Form::Index: top().head.index = cut(frame.begin); return;
    case Form::Power: top().head.power = cut(frame.begin); return;
    case Form::Element: put("]", end); return done(Last::Element);
    case Form::RootIndex: return radicand(cut(frame.begin));
    case Form::From: return sum_upper();
    case Form::To: return sum_body();
    case Form::Quotient:
      for (Piece& piece : frame.after) out_.push_back(std::move(piece));
      at_ = frame.resume;
      return done(Last::Function);
    default: break;
  }
}

}  // namespace adc::parser::latex
