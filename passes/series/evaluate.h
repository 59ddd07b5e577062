// A program of series.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "passes/series/algebra.h"

namespace adc::passes::series {

/// A value of a program: a series, or whether a condition holds for small t > 0.
struct Value {
  Series series;
  bool truth = false;
  bool has_too_few_terms = false;          ///< it may have a series, of which more has to be known
  std::optional<Diagnostic> refusal = {};  ///< why it has none, which matters where it is chosen
};

/// What the functions of the instruction set make of series. Those that are singular at their argument are led back to
/// powers, exponentials and logarithms; where a derivative is made of such alone, it is integrated; and others are
/// expanded about the limit of their argument (Geddes, Czapor & Labahn, Algorithms for Computer Algebra, chapter 4).
class Evaluator {
 public:
  explicit Evaluator(Algebra& algebra) : a_(algebra), k_(algebra.field()) {}

  /// The outputs of `fn`, of scalars and without `Diff`, for these inputs. Fails with the place in the text. Iterative,
  /// but for the partial derivatives of a function, which are made of simpler ones.
  [[nodiscard]] std::vector<Series> evaluate(const ir::Function& fn, const std::vector<Series>& inputs);

  /// Whether an expansion that diverges for any argument is among the parts.
  [[nodiscard]] bool is_asymptotic() const { return asymptotic_; }

 private:
  Value guarded(const ir::Function& fn, ir::ValueId id, const std::vector<Value>& values);
  Value value(const ir::Function& fn, ir::ValueId id, const std::vector<Value>& values);
  Series of_op(ir::Op op, std::int64_t immediate, const std::vector<Series>& x);
  [[nodiscard]] std::optional<Series> elementary(ir::Op op, std::int64_t immediate, const std::vector<Series>& x);
  [[nodiscard]] std::optional<Series> trigonometric(ir::Op op, const Series& u);
  [[nodiscard]] std::optional<Series> inverse_function(ir::Op op, const Series& u);
  [[nodiscard]] std::optional<Series> kinked(ir::Op op, const std::vector<Series>& x);
  [[nodiscard]] std::optional<Series> gamma_family(ir::Op op, std::int64_t order, const Series& u);
  [[nodiscard]] std::optional<Series> at_pole(ir::Op op, std::int64_t order, const Series& u, std::int64_t pole);
  [[nodiscard]] std::optional<Series> stirling(ir::Op op, const Series& u);
  [[nodiscard]] bool relation(ir::Op op, const Series& x, const Series& y);
  [[nodiscard]] static std::optional<bool> relation_to_infinity(const ir::Function& fn, ir::ValueId id);
  [[nodiscard]] std::optional<Series> at_zero(ir::Op op, std::int64_t immediate, const std::vector<Series>& x,
                                              const std::vector<Expr>& limits);
  [[nodiscard]] Series bessel(bool modified, Expr order, const Series& u);
  Series regular(ir::Op op, std::int64_t immediate, const std::vector<Series>& x);
  [[nodiscard]] std::optional<Series> integrated(ir::Op op, std::int64_t immediate, const std::vector<Series>& x,
                                                 std::size_t by, Expr start);
  Series constant_call(ir::Op op, std::int64_t immediate, const std::vector<Expr>& x);
  [[nodiscard]] std::optional<Expr> as_constant(const Series& u);

  Series absolute(const Series& u);
  Series floor(const Series& u);
  Series round(const Series& u);
  Series atan(const Series& u);
  Series atan2(const Series& y, const Series& x);
  Series square(const Series& u) { return a_.mul(u, u); }
  Series root(const Series& u) { return a_.power(u, Rational::ratio(1, 2)); }
  Series one() { return a_.number(Rational(1)); }
  Series call(ir::Op op, const Series& u) { return of_op(op, 0, {u}); }

  Algebra& a_;
  Coefficients& k_;
  bool asymptotic_ = false;
};

}  // namespace adc::passes::series
