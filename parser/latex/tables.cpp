// Roots, sums over an index, matrices and choices.
#include <fmt/core.h>

#include <utility>

#include "parser/latex/reader.h"

namespace adc::parser::latex {

// --- roots

void Reader::root() {
  begin_factor();
  const Span span = mark().span;
  ++at_;
  const bool has_index = mark().kind == Kind::Open && mark().code == '[';
  const bool is_short = has_index && at_ + 2 < end_ && behind().kind == Kind::Digit &&
                        marks_[at_ + 2].kind == Kind::Close && (behind().text == "2" || behind().text == "3");
  if (has_index && !is_short) {
    push(Form::RootIndex, mark().span);
    ++at_;
    return;
  }
  put(is_short && behind().text == "3" ? "cbrt(" : "sqrt(", span);
  if (is_short) at_ += 3;
  argument(Form::Radicand, "\\sqrt");
  top().closing = ")";
}

/// \sqrt[n]{x} is x^(1/n).
void Reader::radicand(Pieces index) {
  put("(");
  argument(Form::Radicand, "\\sqrt");
  top().closing = ")^(1/(";
  top().after = std::move(index);
  top().after.push_back({"))", {}});
}

// --- sums

void Reader::sum() {
  begin_factor();
  const Span span = mark().span;
  put(mark().text + '(', span);
  ++at_;
  const bool has_index = mark().kind == Kind::Script && mark().code == '_' && behind().kind == Kind::OpenBrace &&
                         (marks_[at_ + 2].kind == Kind::Letter || marks_[at_ + 2].kind == Kind::Word);
  const Symbol index = has_index ? names_.symbol(at_ + 2) : Symbol{};
  if (!has_index || marks_[index.end].kind != Kind::Equals) {
    diag::fail("unknown-latex", span, "an index goes from a number to a number",
               {"write `\\sum_{i=1}^{n}`, a sum for each index"});
  }
  sum_indices_.push_back(names_.name_of(index, at_ + 2));
  put(sum_indices_.back() + " = ", index.span);
  at_ = index.end + 1;
  push(Form::From, span);
}

void Reader::sum_upper() {
  if (mark().kind != Kind::Script || mark().code != '^') {
    diag::fail("unknown-latex", marks_[at_ - 1].span, "this sum has no end", {"write `\\sum_{i=1}^{n}`"});
  }
  const std::size_t begin = at_ + 1 + (behind().kind == Kind::OpenBrace ? 1 : 0);
  if (marks_[begin].text == "inf")
    diag::fail("unknown-latex", marks_[begin].span, "adc has no infinite sums", {"write the sum of its first terms"});
  put(":", mark().span);
  ++at_;
  argument(Form::To, "^");
}

void Reader::sum_body() {
  put(", ");
  const Span span = marks_[at_ - 1].span;
  Frame& frame = push(Form::Summed, span);
  frame.index_name = std::move(sum_indices_.back());
  sum_indices_.pop_back();
  frame.closing = ")";
}

// --- matrices and choices

void Reader::begin_table() {
  begin_factor();
  const Mark& here = mark();
  put(here.code == kCases ? "piecewise(" : "[", here.span);
  ++at_;
  push(here.code == kCases ? Form::Cases : Form::Matrix, here.span);
}

void Reader::next_cell() {
  close_open_ended();
  Frame& frame = top();
  if (frame.form == Form::Matrix && mark().kind == Kind::Cell) {
    end_run();
    put(", ", mark().span);
    if (frame.rows == 1) ++frame.columns;
  } else if (frame.form == Form::Cases && !frame.in_condition) {
    end_run();
    frame.value = cut(frame.begin);
    frame.in_condition = true;
    if (mark().kind == Kind::Cell && behind().kind == Kind::If) ++at_;
  } else {
    diag::fail("unexpected-separator", mark().span,
               mark().kind == Kind::Cell ? "`&` parts nothing here" : "a condition belongs into `cases`",
               {"choices are `\\begin{cases} a & x > 0 \\\\ b & \\text{otherwise} \\end{cases}`"});
  }
  ++at_;
  wants_value_ = true;
}

void Reader::next_row() {
  close_open_ended();
  Frame& frame = top();
  if (frame.form != Form::Matrix && frame.form != Form::Cases)
    diag::fail("unclosed-bracket", frame.span, "this bracket is not closed in its row");
  ++at_;
  if (mark().kind == Kind::End) return;
  if (frame.form == Form::Cases) {
    end_case();
    put(", ");
    frame.begin = out_.size();
  } else {
    end_run();
    ++frame.rows;
    put("; ", marks_[at_ - 1].span);
  }
  wants_value_ = true;
}

/// Behind the condition of a case its value, as the language has it.
void Reader::end_case() {
  Frame& frame = top();
  if (!frame.in_condition) {
    diag::fail("incomplete-conditional", marks_[at_ - 1].span, "this case has no condition",
               {"write `& x > 0`, or `& \\text{otherwise}` in the last one"});
  }
  end_run();
  put(": ");
  for (Piece& piece : frame.value) out_.push_back(std::move(piece));
  frame.value.clear();
  frame.in_condition = false;
}

void Reader::end_table() {
  close_open_ended();
  const bool matches = top().form == (mark().code == kCases ? Form::Cases : Form::Matrix);
  if (!matches) diag::fail("unclosed-bracket", top().span, "this bracket is not closed");
  if (top().form == Form::Cases) {
    end_case();
    put(top().has_otherwise ? ")" : ", else: nan)", mark().span);
  } else {
    end_run();
    put(top().rows == 1 && top().columns > 1 ? "]ᵀ" : "]", mark().span);
  }
  const Frame frame = pop();
  ++at_;
  done(frame.form == Form::Cases ? Last::Other : Last::Matrix);
}

}  // namespace adc::parser::latex
