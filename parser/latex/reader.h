// The walk over the marks of LaTeX that writes adc's language.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "diag/diagnostics.h"
#include "parser/latex/functions.h"
#include "parser/latex/layout.h"
#include "parser/latex/marks.h"
#include "parser/latex/names.h"
#include "parser/latex/pieces.h"

namespace adc::parser::latex {

/// Reads formulas mark by mark: where a value must stand it begins one, behind one it goes on with an operator or a
/// factor. What is open is a stack of frames, so that nothing recurses. What is written has brackets wherever adc's
/// language and LaTeX group otherwise.
class Reader {
 public:
  Reader(std::vector<Mark> marks, const ParseOptions& options);

  /// The program. Throws `diag::Failure`.
  Pieces run();
  /// Where `^T` became a transpose, first.
  [[nodiscard]] std::optional<Span> doubtful_transpose() const { return doubtful_transpose_; }

 private:
  /// What is open.
  enum class Form : std::uint8_t {
    Statement,
    Brackets,  ///< (…), {…}, |…|, ⌊…⌋: to the mark that closes them
    Head,      ///< a function whose arguments have not begun
    Call,      ///< the arguments of a function in brackets
    Bare,      ///< the argument of a function without
    Derived,   ///< what a derivative is of: factors side by side
    Summed,    ///< what a sum is over: a product
    Matrix,
    Cases,
    // Arguments: a group in braces, or one mark
    Numerator,
    Denominator,
    Upper,  ///< of a binomial
    Lower,
    RootIndex,
    Radicand,
    Exponent,
    Index,  ///< of a function
    Power,  ///< of a function
    Element,
    From,  ///< the bounds of a sum
    To,
    Quotient,  ///< what a fraction differentiates
  };

  /// What the last factor of a product is.
  enum class Last : std::uint8_t { None, Number, Name, Element, Brackets, Function, Fraction, Matrix, Norm, Other };

  struct Frame {
    Form form = Form::Statement;
    Span span;              ///< what opens it
    char code = 0;          ///< of brackets
    bool single = false;    ///< an argument of one mark
    std::size_t begin = 0;  ///< the pieces before what stands in it
    std::string_view closing = {};
    Pieces after = {};       ///< what else stands behind it
    std::size_t resume = 0;  ///< of a Quotient: the mark behind all of it
    // The factors side by side that are being read
    std::size_t factors = 0;
    std::size_t run = 0;     ///< the piece before the first
    std::size_t factor = 0;  ///< the piece before the last
    bool behind_operator = false;
    bool divided = false;  ///< that operator divides
    bool simple = true;    ///< all are numbers and names
    Last last = Last::None;
    bool raised = false;  ///< the last has an exponent
    // By form
    Head head = {};
    Pieces value = {};  ///< of a case, whose condition is being read
    bool in_condition = false;
    bool has_otherwise = false;
    std::size_t rows = 1;
    std::size_t columns = 1;
    std::string index_name = {};  ///< of a sum
  };

  // reader.cpp: statements, operators, what closes
  void statement(const Statement& statement);
  void expression(std::size_t begin, std::size_t end);
  void step();
  void go_on();
  void juxtapose();
  void check_bare_factor(const Frame& frame, const Mark& mark) const;
  void sum_operator(std::string_view text);
  void product_operator();
  void check_is_no_derivative() const;
  void separator();
  void close();
  void close_bare();
  void close_open_ended();
  void end_run();

  // scripts.cpp
  void exponent();
  void transpose(std::size_t end);
  void factorial();

  // operands.cpp: numbers, symbols, brackets, arguments
  void begin_value();
  void number();
  void check_is_no_exponent(Span number) const;
  [[nodiscard]] bool scales_by_ten(std::size_t at, std::string& text, std::size_t& end) const;
  void symbol();
  void check_is_no_function() const;
  void element(const Symbol& name);
  void name(const Symbol& symbol);
  void open_brackets();
  void argument(Form form, std::string_view what);
  void finish_argument();
  void finish_brackets(const Frame& frame);

  // calls.cpp: functions and derivatives
  void find_called_letters();
  [[nodiscard]] std::optional<Callee> callee_at(std::size_t at) const;
  [[nodiscard]] std::size_t behind_scripts(std::size_t at) const;
  void function(Callee callee, std::size_t behind);
  void head();
  void head_power();
  void begin_arguments(bool bare);
  void finish_bare();
  void fraction();
  void derivative(const Quotient& quotient);
  void nabla();
  bool function_alone(std::size_t at, std::size_t end);

  // tables.cpp: sums, roots, matrices, choices
  void root();
  void radicand(Pieces index);
  void sum();
  void sum_upper();
  void sum_body();
  void begin_table();
  void next_cell();
  void next_row();
  void end_table();
  void end_case();

  // --- what all need

  [[nodiscard]] Frame& top() { return frames_.back(); }
  [[nodiscard]] const Frame& top() const { return frames_.back(); }
  [[nodiscard]] const Mark& mark() const { return marks_[at_]; }
  [[nodiscard]] const Mark& behind() const { return marks_[at_ + 1]; }
  Frame& push(Form form, Span span);
  Frame pop();
  void put(std::string_view text, Span span = {}) { out_.push_back({std::string(text), span}); }
  [[nodiscard]] Pieces cut(std::size_t begin);
  void begin_factor();
  void done(Last last);
  [[nodiscard]] bool ends_formula(std::size_t at) const;
  [[nodiscard]] bool is_bound(const std::string& name) const;
  [[noreturn]] void fail_missing(const Mark& before) const;
  [[noreturn]] void two_meanings(Span span, std::string message, std::string help) const {
    diag::fail("two-meanings", span, std::move(message), {std::move(help)});
  }

  std::vector<Mark> marks_;
  const ParseOptions& options_;
  Names names_;
  Functions functions_;
  std::set<std::string> bindings_;
  std::set<std::string> used_;
  std::set<std::string> called_letters_;  // that stand for functions
  std::set<std::string> sizes_;
  std::vector<Frame> frames_;
  Pieces out_;
  std::vector<std::string> sum_indices_;  // of sums whose bounds are being read
  std::size_t at_ = 0;
  std::size_t end_ = 0;  ///< of the formula
  bool wants_value_ = true;
  bool has_variable_t_ = false;
  std::optional<Span> doubtful_transpose_;
};

}  // namespace adc::parser::latex
