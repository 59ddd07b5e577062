#include "parser/latex/reader.h"

#include <fmt/core.h>

#include <algorithm>
#include <utility>

#include "ir/watch.h"
#include "parser/latex/bars.h"

namespace adc::parser::latex {
namespace {

/// What a mark looks like, for messages.
std::string shown(const Mark& mark) {
  switch (mark.kind) {
    case Kind::CloseBrace: return "`}`";
    case Kind::Close: return "this bracket";
    case Kind::CloseBars: return "this bar";
    case Kind::End: return "`\\end`";
    case Kind::Row: return "`\\\\`";
    case Kind::Cell: return "`&`";
    case Kind::Break:
    case Kind::Stop: return "the end";
    case Kind::Script: return std::string("`") + mark.code + '`';
    default: return mark.text.empty() ? "this" : diag::quote(mark.text);
  }
}

/// Whether T stands for a number somewhere: elsewhere than alone in an exponent.
bool has_variable_t(const std::vector<Mark>& marks) {
  for (std::size_t at = 0; at < marks.size(); ++at) {
    if (marks[at].kind != Kind::Letter || marks[at].text != "T") continue;
    const std::size_t before = at > 0 && marks[at - 1].kind == Kind::OpenBrace ? at - 1 : at;
    const bool in_exponent = before > 0 && marks[before - 1].kind == Kind::Script && marks[before - 1].code == '^';
    const bool alone = before == at || marks[at + 1].kind == Kind::CloseBrace;
    if (!in_exponent || !alone) return true;
  }
  return false;
}

void append(Pieces& to, const Pieces& from) { to.insert(to.end(), from.begin(), from.end()); }

}  // namespace

Reader::Reader(std::vector<Mark> marks, const ParseOptions& options)
    : marks_(std::move(marks)), options_(options), names_(marks_, options) {
  orient_bars(marks_);
  find_called_letters();
  has_variable_t_ = names_.is_given("T") || has_variable_t(marks_);
}

Pieces Reader::run() {
  const std::vector<Statement> statements = read_layout(marks_, names_);
  for (const Statement& each : statements) {
    if (each.form == Statement::Form::Function) functions_.emplace(each.name, each.parameters);
    if (each.form == Statement::Form::Binding) bindings_.insert(each.name);
  }
  Pieces program;
  std::vector<Pieces> results;  // of the lines that say what they are by their left side
  for (const Statement& each : statements) {
    out_.clear();
    statement(each);
    if (each.form == Statement::Form::Result) {
      results.push_back(std::move(out_));
      continue;
    }
    if (!program.empty()) program.push_back({"\n", {}});
    append(program, out_);
  }
  if (!results.empty()) {
    Pieces line;
    const auto add = [&](const Pieces& pieces) {
      if (!line.empty()) line.push_back({", ", {}});
      append(line, pieces);
    };
    for (const Statement& each : statements) {
      if (each.form == Statement::Form::Binding && !used_.contains(each.name)) add({{each.name, each.span}});
    }
    for (const Pieces& result : results) add(result);
    if (!program.empty()) program.push_back({"\n", {}});
    append(program, line);
  }
  std::string sizes;
  for (const std::string& name : sizes_) {
    const bool is_known = std::ranges::find(options_.known, name) != options_.known.end();
    if (!is_known && !bindings_.contains(name)) sizes += (sizes.empty() ? "dim " : ", ") + name;
  }
  if (!sizes.empty()) program.insert(program.begin(), {sizes + "\n", {}});
  return program;
}

void Reader::statement(const Statement& statement) {
  switch (statement.form) {
    case Statement::Form::Expression:
    case Statement::Form::Result: break;
    case Statement::Form::Binding: put(statement.name + " = ", statement.span); break;
    case Statement::Form::Function: {
      std::string parameters;
      for (const std::string& name : statement.parameters) parameters += (parameters.empty() ? "" : ", ") + name;
      put(fmt::format("{}({}) = ", statement.name, parameters), statement.span);
      break;
    }
  }
  expression(statement.body, statement.end);
}

void Reader::expression(std::size_t begin, std::size_t end) {
  frames_.clear();
  at_ = begin;
  end_ = end;
  wants_value_ = true;
  push(Form::Statement, {});
  while (at_ < end_) {
    ir::check_time();
    step();
  }
  while (top().form == Form::Head) head();  // fails: it has no argument
  if (wants_value_) fail_missing(mark());
  close_open_ended();
  if (top().form != Form::Statement) {
    const bool is_table = top().form == Form::Matrix || top().form == Form::Cases;
    diag::fail("unclosed-bracket", top().span, is_table ? "this is not closed" : "this bracket is not closed");
  }
  end_run();
}

void Reader::step() {
  if (top().form == Form::Head) return head();
  wants_value_ ? begin_value() : go_on();
}

// --- frames

Reader::Frame& Reader::push(Form form, Span span) {
  // What is written for a frame nests at most three deep.
  if (frames_.size() > options_.limits.nesting) {
    diag::fail("nesting-too-deep", mark().span,
               fmt::format("brackets are nested more than {} deep", options_.limits.nesting),
               {"--max-nesting=N moves the limit"});
  }
  frames_.push_back({.form = form, .span = span, .begin = out_.size()});
  wants_value_ = true;
  return frames_.back();
}

Reader::Frame Reader::pop() {
  Frame frame = std::move(frames_.back());
  frames_.pop_back();
  return frame;
}

Pieces Reader::cut(std::size_t begin) {
  const auto first = out_.begin() + static_cast<std::ptrdiff_t>(begin);
  Pieces pieces(std::make_move_iterator(first), std::make_move_iterator(out_.end()));
  out_.erase(first, out_.end());
  return pieces;
}

void Reader::begin_factor() {
  Frame& frame = top();
  put("", mark().span);
  if (frame.factors++ == 0) frame.run = out_.size() - 1;
  frame.factor = out_.size() - 1;
  frame.raised = false;
}

/// A value is complete.
void Reader::done(Last last) {
  top().last = last;
  top().simple = top().simple && (last == Last::Number || last == Last::Name || last == Last::Element ||
                                  (last == Last::Fraction && top().factors == 1));
  wants_value_ = false;
  if (top().single) finish_argument();
}

/// Brackets around factors side by side that an operator stands before: they belong together.
void Reader::end_run() {
  Frame& frame = top();
  if (frame.factors > 1 && frame.behind_operator) {
    out_[frame.run].text.insert(0, "(");
    put(")");
  }
  frame.factors = 0;
  frame.behind_operator = frame.divided = false;
  frame.simple = true;
  frame.last = Last::None;
}

bool Reader::ends_formula(std::size_t at) const {
  const Kind kind = marks_[at].kind;
  return at >= end_ || kind == Kind::Row || kind == Kind::Cell || kind == Kind::If || kind == Kind::End ||
         kind == Kind::Otherwise;
}

bool Reader::is_bound(const std::string& name) const {
  return std::ranges::any_of(
      frames_, [&](const Frame& frame) { return frame.form == Form::Summed && frame.index_name == name; });
}

void Reader::fail_missing(const Mark& before) const {
  const Frame& frame = frames_.back();
  if (frame.form == Form::Bare || frame.form == Form::Head) {
    diag::fail("bare-function", frame.head.span, "this function has no argument", {"write it in brackets: `\\sin(x)`"});
  }
  diag::fail("missing-operand", before.span, fmt::format("a value is missing before {}", shown(before)));
}

// --- behind a value

void Reader::go_on() {
  const Mark& here = mark();
  switch (here.kind) {
    case Kind::Script: return exponent();
    case Kind::Factorial: return factorial();
    case Kind::Sign: return sum_operator(fmt::format(" {} ", here.text));
    case Kind::Times:
    case Kind::Divide: return product_operator();
    case Kind::Relation:
    case Kind::Logical: return sum_operator(fmt::format(" {} ", here.text));
    case Kind::Equals:
      close_open_ended();
      if (frames_.size() == 1) {
        diag::fail("lone-equals", here.span, "a second `=`", {"formulas are parted by `\\\\`, or by empty lines"});
      }
      return sum_operator(" == ");
    case Kind::Comma:
    case Kind::Semicolon:
    case Kind::Point: return separator();
    case Kind::CloseBrace:
    case Kind::Close:
    case Kind::CloseBars: return close();
    case Kind::Cell:
    case Kind::If: return next_cell();
    case Kind::Row: return next_row();
    case Kind::End: return end_table();
    case Kind::Prime:
      diag::fail("prime-without-function", here.span, "`'` stands behind a name: `f'(x)`, or `x'` for a name",
                 {"the transpose is `A^{\\top}`, a derivative `\\frac{d}{dx}`"});
    default: break;
  }
  if (begins_value(here)) return juxtapose();
  diag::fail("missing-operator", here.span, fmt::format("{} stands behind a value", shown(here)));
}

/// What binds as a sum or looser: it ends functions, derivatives and sums without brackets.
void Reader::sum_operator(std::string_view text) {
  close_open_ended();
  end_run();
  put(text, mark().span);
  ++at_;
  wants_value_ = true;
}

void Reader::product_operator() {
  check_is_no_derivative();
  close_bare();
  if (top().form == Form::Derived && !(top().factors == 1 && top().last == Last::Brackets)) {
    two_meanings(mark().span, "the derivative could be of what stands before this sign, or of all",
                 "put brackets around what is differentiated, or around the derivative");
  }
  while (top().form == Form::Derived) finish_bare();
  const bool divides = mark().kind == Kind::Divide;
  end_run();
  put(mark().text, mark().span);
  top().behind_operator = true;
  top().divided = divides;
  ++at_;
  wants_value_ = true;
}

/// `d/dx`, `dy/dx`
void Reader::check_is_no_derivative() const {
  const auto is_d = [this](std::size_t at) {
    return marks_[at].kind == Kind::Letter && marks_[at].text == "d" && !names_.is_given("d") &&
           !bindings_.contains("d");
  };
  const bool is_above = is_d(at_ - 1) || (at_ > 1 && marks_[at_ - 1].kind == Kind::Letter && is_d(at_ - 2));
  if (mark().kind != Kind::Divide || !is_above || !is_d(at_ + 1) || marks_[at_ + 2].kind != Kind::Letter) return;
  two_meanings({marks_[at_ - 1].span.begin, marks_[at_ + 2].span.end}, "this could be a derivative or a quotient",
               "a derivative is `\\frac{d}{dx}`, a quotient `\\frac{a}{b}` of other names");
}

/// Ends functions without brackets before a sign of a product, where that is clear.
void Reader::close_bare() {
  while (top().form == Form::Bare) {
    const bool is_clear = callee_at(at_ + 1).has_value();
    if (!is_clear) {
      two_meanings(mark().span, "the function could be of what stands before this sign, or of all",
                   "put brackets around the argument: `\\sin(x)`");
    }
    finish_bare();
  }
}

void Reader::separator() {
  if (ends_formula(at_ + 1)) {
    ++at_;  // of the sentence
    return;
  }
  if (mark().kind == Kind::Point)
    diag::fail("unexpected-character", mark().span, "a point belongs to a number, or ends the formula");
  close_open_ended();
  end_run();
  Frame& frame = top();
  const bool is_row = mark().kind == Kind::Semicolon;
  if (frame.form == Form::Brackets && frame.code == '[') {  // a vector
    out_[frame.begin - 1].text = "[";
    frame.closing = "]";
  } else if (is_row || frame.form == Form::Exponent || frame.form == Form::Derived) {
    diag::fail("unexpected-separator", mark().span, "nothing is listed here");
  }
  put(is_row ? "; " : ", ", mark().span);
  ++at_;
  wants_value_ = true;
}

/// The next value stands beside the last one: a factor.
void Reader::juxtapose() {
  const bool begins_call = callee_at(at_).has_value();
  while (top().form == Form::Bare && begins_call) finish_bare();  // \sin x \cos y
  Frame& frame = top();
  if (frame.form == Form::Bare) check_bare_factor(frame, mark());
  if (frame.form == Form::Derived && frame.factors == 1 && frame.last == Last::Brackets) {
    two_meanings({frame.span.begin, mark().span.begin},
                 "the derivative could be of what stands in the brackets, or of all",
                 "put brackets around what is differentiated, or around the derivative");
  }
  const bool is_number = mark().kind == Kind::Digit || mark().kind == Kind::Point;
  if (is_number && frame.last == Last::Number && !frame.raised) {
    diag::fail("missing-operator", mark().span, "two numbers stand side by side",
               {"write a sign between them, or one number without blanks"});
  }
  if (frame.form == Form::Element) {
    const bool are_letters = mark().kind == Kind::Letter && frame.last == Last::Name && !frame.raised &&
                             marks_[at_ + 1].kind != Kind::Script;
    if (!are_letters) {
      two_meanings(mark().span, "this could be one index that is a product, or two",
                   "write `,` between indices, and `\\cdot` in a product");
    }
    frame.factors = 0;
    put(", ");
    wants_value_ = true;
    return;
  }
  // A name before a bracket may be a function that is defined elsewhere.
  const bool may_call = frame.last == Last::Name && !frame.raised && mark().kind == Kind::Open && mark().code == '(';
  if (!may_call) put("*");
  wants_value_ = true;
}

/// `\sin 2 x y` is of the product of numbers and names; what else stands there may be meant as a factor of the sine.
void Reader::check_bare_factor(const Frame& frame, const Mark& mark) const {
  const bool is_name = (mark.kind == Kind::Letter && mark.text != "e") || mark.kind == Kind::Word;
  if (frame.simple && is_name) return;
  two_meanings(mark.span, "this could belong to the argument of the function, or be a factor beside it",
               "put brackets around the argument: `\\sin(x)`");
}

// --- what closes

void Reader::close_open_ended() {
  while (top().form == Form::Bare || top().form == Form::Derived || top().form == Form::Summed) {
    if (wants_value_) fail_missing(mark());
    finish_bare();
  }
}

void Reader::close() {
  close_open_ended();
  const Mark& here = mark();
  const Form form = top().form;
  const bool is_brackets = form == Form::Brackets || form == Form::Call;
  const bool is_braced = form >= Form::Numerator && !top().single;
  const bool matches = form == Form::RootIndex         ? here.kind == Kind::Close && here.code == '['
                       : here.kind == Kind::CloseBrace ? is_braced || (is_brackets && top().code == 'b')
                       : here.kind == Kind::CloseBars
                           ? is_brackets && (top().code == '|' || top().code == 'N') && top().code == here.code
                           : is_brackets && (top().code == here.code || (here.code == '.' && top().code == '{'));
  if (!matches) {
    const bool is_open = frames_.size() > 1;
    diag::fail("unopened-bracket", here.span,
               is_open ? "this closes another bracket than the one that is open" : "this closes nothing", {},
               is_open ? std::vector<Label>{{top().span, "opened here"}} : std::vector<Label>{});
  }
  ++at_;
  if (is_braced) return finish_argument();
  end_run();
  finish_brackets(pop());
}

}  // namespace adc::parser::latex
