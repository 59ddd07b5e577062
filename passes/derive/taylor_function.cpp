#include "passes/derive/taylor_function.h"

#include <array>
#include <optional>
#include <vector>

#include "diag/diagnostics.h"
#include "ir/watch.h"
#include "passes/derive/taylor.h"
#include "passes/derive/term.h"

namespace adc::passes {
namespace {

using ir::Op;
using ir::Rational;
using ir::ValueId;
using Kind = TaylorStep::Kind;

Rational checked(const std::optional<Rational>& result) {
  if (!result) diag::fail("derivative-too-large", {}, "a derivative of this order has numbers of more than 1,024 bits");
  return *result;
}

/// The recurrences of passes/derive/taylor_sweep.h as instructions.
class Unrolled {
 public:
  Unrolled(const TaylorProgram& program, std::uint32_t input, std::size_t max_instructions)
      : program_(program),
        from_(program.fn),
        b_(from_.name(), from_.float_type(), max_instructions),
        terms_(from_.size()) {
    for (std::size_t i = 0; i < from_.size(); ++i) {
      std::vector<ValueId> operands;
      for (const ValueId x : from_.operands(ir::value_id(i))) operands.push_back(values_[ir::index(x)]);
      values_.push_back(b_.clone(from_, ir::value_id(i), operands));
      terms_[i].push_back(first(i));
    }
    terms_[input].push_back(constant_term(1));
    for (std::size_t k = 1; k <= program.order; ++k) advance(k);
  }

  ir::Function derivative() {
    Term y = at(ir::index(from_.outputs()[0].value), program_.order);
    for (std::size_t j = 2; j <= program_.order; ++j) {
      y.coefficient = checked(mul(y.coefficient, Rational(static_cast<std::int64_t>(j))));
    }
    b_.output(materialise(b_, y), "d", ir::OutputRole::Derivative);
    return b_.finish();
  }

 private:
  [[nodiscard]] std::size_t operand(std::size_t i, std::size_t k) const {
    return ir::index(from_.operands(ir::value_id(i))[k]);
  }

  [[nodiscard]] Term first(std::size_t i) const {
    const ValueId id = ir::value_id(i);
    const bool is_number = from_.is_const(id) && from_.constant(id).kind() == ir::Constant::Kind::Rational;
    return is_number ? constant_term(from_.constant(id).as_rational()) : value_term(values_[i]);
  }

  [[nodiscard]] Term at(std::size_t i, std::size_t k) const { return k < terms_[i].size() ? terms_[i][k] : Term{}; }

  Term times(const Term& s, const Term& t) {
    const Rational c = checked(mul(s.coefficient, t.coefficient));
    if (c.is_zero()) return {};
    if (!s.value) return {c, t.value};
    return {c, t.value ? std::optional(b_.mul(*s.value, *t.value)) : s.value};
  }
  static Term scaled(const Rational& c, const Term& t) { return {checked(mul(c, t.coefficient)), t.value}; }
  // Divides by what is no number only where there is something to divide.
  Term over(const Term& s, const Term& t) {
    if (s.is_zero()) return {};
    if (t.value) return {checked(div(s.coefficient, t.coefficient)), b_.div(materialise(b_, {1, s.value}), *t.value)};
    if (t.is_zero()) diag::fail("derivative-too-large", {}, "a derivative of this order divides by 0");
    return {checked(div(s.coefficient, t.coefficient)), s.value};
  }

  void advance(std::size_t k) {
    for (const ValueId moving : program_.sequence) {
      const std::size_t i = ir::index(moving);
      if (program_.steps[i].order < k || program_.steps[i].kind == Kind::Input) continue;
      ir::check_time(1 + k / 4);
      terms_[i].push_back(next(i, k));
    }
  }

  Term next(std::size_t i, std::size_t k) {
    Term sum;
    switch (program_.steps[i].kind) {
      case Kind::Fixed:
      case Kind::Input: return {};
      case Kind::Choice: return select(b_, values_[operand(i, 0)], at(operand(i, 1), k), at(operand(i, 2), k));
      case Kind::Product:  // yₖ = Σ uⱼ·vₖ₋ⱼ
        for (std::size_t j = 0; j <= k; ++j) sum = add(b_, sum, times(at(operand(i, 0), j), at(operand(i, 1), k - j)));
        return sum;
      case Kind::Quotient:  // yₖ = (uₖ − Σ vⱼ·yₖ₋ⱼ, j from 1)/v₀
        sum = at(operand(i, 0), k);
        for (std::size_t j = 1; j <= k; ++j) sum = add(b_, sum, scaled(-1, times(at(operand(i, 1), j), at(i, k - j))));
        return over(sum, at(operand(i, 1), 0));
      case Kind::Power: return power(i, k);
      case Kind::Chain: return chain(i, k);
    }
    return sum;
  }

  // k·yₖ = Σ j·uⱼ·pₖ₋ⱼ, j from 1, for each slope
  Term chain(std::size_t i, std::size_t k) {
    Term all;
    for (const TaylorSlope& slope : program_.steps[i].slopes) {
      const std::size_t u = ir::index(slope.operand);
      if (!slope.factor) {
        all = add(b_, all, scaled(slope.coefficient, at(u, k)));
        continue;
      }
      for (std::size_t j = 1; j <= k; ++j) {
        const Rational weight = Rational::ratio(static_cast<std::int64_t>(j), static_cast<std::int64_t>(k));
        const Term product = times(at(u, j), at(ir::index(*slope.factor), k - j));
        all = add(b_, all, scaled(checked(mul(slope.coefficient, weight)), product));
      }
    }
    return all;
  }

  // k·u₀·yₖ = Σ (c·j − (k − j))·uⱼ·yₖ₋ⱼ, j from 1
  Term power(std::size_t i, std::size_t k) {
    const ValueId id = ir::value_id(i);
    const std::size_t u = operand(i, 0);
    const Term c = from_.operands(id).size() == 2 ? at(operand(i, 1), 0) : constant_term(Rational(from_.immediate(id)));
    Term sum;
    for (std::size_t j = 1; j <= k; ++j) {
      const auto m = static_cast<std::int64_t>(j);
      const auto n = static_cast<std::int64_t>(k);
      const Term factor = add(b_, scaled(m, c), constant_term(m - n));
      sum = add(b_, sum, scaled(Rational::ratio(1, n), times(factor, times(at(u, j), at(i, k - j)))));
    }
    return over(sum, at(u, 0));
  }

  const TaylorProgram& program_;
  const ir::Function& from_;
  SharingBuilder b_;
  std::vector<ValueId> values_;
  std::vector<std::vector<Term>> terms_;  // coefficients of each value
};

}  // namespace

ir::Function taylor_derivative(const ir::Function& fn, std::uint32_t input, std::size_t order,
                               std::size_t max_instructions) {
  const std::array<std::uint32_t, 1> wrt{input};
  const TaylorProgram program = taylor_program(fn, wrt, order, max_instructions);
  return Unrolled(program, input, max_instructions).derivative();
}

}  // namespace adc::passes
