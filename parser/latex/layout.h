// A text of LaTeX as statements.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "parser/latex/marks.h"
#include "parser/latex/names.h"

namespace adc::parser::latex {

/// What a formula says.
struct Statement {
  enum class Form : std::uint8_t {
    Expression,  ///< x^2
    Binding,     ///< y = x^2
    Function,    ///< f(x) = x^2
    Result,      ///< \frac{dy}{dx} = 2x, whose left side names what the right one is
  };
  Form form = Form::Expression;
  std::size_t body = 0;  ///< the first mark of what is computed
  std::size_t end = 0;   ///< the mark behind it
  std::string name;      ///< of what is defined
  std::vector<std::string> parameters;
  Span span;  ///< of the left side
};

/// By name the parameters of the functions that a text defines.
using Functions = std::map<std::string, std::vector<std::string>>;

/// The statements, in order: rows, paragraphs, and what stands between `$`. A row that begins with a sign goes on with
/// the one before. Throws `diag::Failure` where what stands before `=` is no name. O(marks).
[[nodiscard]] std::vector<Statement> read_layout(std::vector<Mark>& marks, Names& names);

/// A quotient that is a derivative: \frac{d}{dx}, \frac{\partial^2 f}{\partial x \partial y}.
struct Quotient {
  struct By {
    std::size_t variable;  ///< the mark of its name
    std::size_t order = 1;
    Span order_span;
  };
  std::size_t of = 0;      ///< the first mark of what is differentiated
  std::size_t of_end = 0;  ///< the same as `of` where that stands behind the quotient
  std::vector<By> by;      ///< as they are written, left to right
  std::size_t end = 0;     ///< the mark behind the quotient
  Span span;
};

/// The derivative that the fraction at `at` is, if it is one. Throws `diag::Failure` where the orders above and below
/// differ.
[[nodiscard]] std::optional<Quotient> quotient_at(const std::vector<Mark>& marks, std::size_t at, const Names& names);

}  // namespace adc::parser::latex
