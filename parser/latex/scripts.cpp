// Exponents, transposes and factorials.
#include <utility>

#include "parser/latex/reader.h"

namespace adc::parser::latex {

void Reader::factorial() {
  Frame& frame = top();
  if (behind().kind == Kind::Factorial)
    diag::fail("factorial", {mark().span.begin, behind().span.end}, "`!!` could be a double factorial",
               {"write `(x!)!`"});
  if (frame.raised) {
    out_[frame.factor].text.insert(0, "(");
    put(")");
  }
  put("!", mark().span);
  frame.last = Last::Other;
  frame.simple = false;
  ++at_;
}

void Reader::transpose(std::size_t end) {
  put("ᵀ", mark().span);
  top().raised = true;
  top().simple = false;
  at_ = end;
}

// ^ behind a value; _ behind one that is no name
void Reader::exponent() {
  const Mark& script = mark();
  const std::size_t first = at_ + 1;
  const std::size_t end = behind_argument(marks_, first);
  const bool braced = marks_[first].kind == Kind::OpenBrace;
  const std::size_t begin = first + (braced ? 1 : 0);
  const std::size_t count = end - first - (braced ? 2 : 0);
  const Mark& inner = marks_[begin];
  Frame& frame = top();
  if (script.code == '_') {
    const bool is_euclid = frame.last == Last::Norm && count == 1 && inner.text == "2";
    if (is_euclid) return void(at_ = end);
    diag::fail("bad-index", script.span, "an index belongs to a name",
               {"elements of what is computed have no notation here: give it a name"});
  }
  if (frame.raised)
    diag::fail("missing-operand", script.span, "a second exponent", {"group what is raised: `{x^a}^b`"});
  if (inner.kind == Kind::Transpose && count == 1) return transpose(end);
  if (count == 1 && inner.kind == Kind::Letter && inner.text == "T" && !has_variable_t_) {
    if (frame.last == Last::Number || frame.last == Last::Fraction || out_.back().text == "e")
      two_meanings(script.span, "`^T` could be a power or a transpose",
                   "the transpose is `^{\\top}`; as a power it wants another name");
    if (!doubtful_transpose_ && frame.last != Last::Matrix) doubtful_transpose_ = {script.span.begin, inner.span.end};
    return transpose(end);
  }
  const bool by_elements = inner.kind == Kind::Circle && count > 1;
  const bool is_mark = count == 1 && !begins_value(inner);
  if (is_mark && inner.kind != Kind::Sign) {
    diag::fail("unknown-latex", inner.span, "this exponent is no number",
               {inner.kind == Kind::Circle ? "angles are radians" : "give what it stands for a name"});
  }
  const bool is_bracketed =
      inner.kind == Kind::Open && inner.code == '(' && marks_[end - (braced ? 2 : 1)].kind == Kind::Close;
  if (is_bracketed && frame.last == Last::Name && count == 3 && out_.back().text != "e") {
    two_meanings(script.span, "an exponent in brackets could be a power, a derivative or an index",
                 "write `x^{2}`, `f''(x)` or `x_2`");
  }
  const bool is_short = count == 1 && (inner.kind == Kind::Digit || inner.kind == Kind::Letter) && !by_elements;
  put(std::string(by_elements ? ".^" : "^") + (is_short ? "" : "("), script.span);
  ++at_;
  argument(Form::Exponent, "^");
  top().closing = is_short ? "" : ")";
  if (by_elements) ++at_;
}

}  // namespace adc::parser::latex
