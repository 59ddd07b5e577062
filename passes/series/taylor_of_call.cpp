#include "passes/series/taylor_of_call.h"

#include <algorithm>
#include <array>
#include <string>

#include "ir/builder.h"
#include "ir/watch.h"
#include "passes/derive/taylor.h"
#include "passes/series/algebra.h"

namespace adc::passes::series {
namespace {

using ir::Op;
using Kind = TaylorStep::Kind;
using Product = Coefficients::Product;

constexpr std::size_t kMaxInstructions = 20'000;

ir::Function function_of_call(Op op, std::int64_t immediate, std::size_t operands) {
  ir::Builder b("call");
  std::vector<ir::ValueId> params;
  for (std::size_t k = 0; k < operands; ++k) params.push_back(b.param("x" + std::to_string(k)));
  b.output(b.emit(op, params, immediate), "");
  return b.finish();
}

/// The recurrences of passes/derive/taylor_sweep.h, in the field of coefficients.
class ExactSweep {
 public:
  ExactSweep(Coefficients& field, const TaylorProgram& program, const std::vector<Expr>& point, std::size_t by)
      : k_(field), program_(program), fn_(program.fn), values_(fn_.size()), undefined_(fn_.size()) {
    for (std::size_t i = 0; i < fn_.size(); ++i) start(i, point);
    if (undefined_[ir::index(fn_.outputs()[0].value)]) refuse();
    values_[by].push_back(k_.pool().one());
    for (std::size_t k = 1; k <= program.order; ++k) advance(k);
  }

  [[nodiscard]] std::vector<Expr> output(std::size_t count) const {
    if (undefined_[ir::index(fn_.outputs()[0].value)]) refuse();
    std::vector<Expr> all = values_[ir::index(fn_.outputs()[0].value)];
    all.resize(count, k_.pool().zero());
    return all;
  }

 private:
  [[noreturn]] static void refuse() { Algebra::refuse("there is no power series that is known where it is singular"); }

  [[nodiscard]] std::size_t operand(std::size_t i, std::size_t k) const {
    return ir::index(fn_.operands(ir::value_id(i))[k]);
  }
  [[nodiscard]] Expr at(std::size_t i, std::size_t k) const {
    return k < values_[i].size() ? values_[i][k] : k_.pool().zero();
  }

  void start(std::size_t i, const std::vector<Expr>& point) {
    const ir::ValueId id = ir::value_id(i);
    Expr value = k_.pool().zero();
    if (fn_.op(id) == Op::Param) {
      value = point[i];
    } else if (fn_.op(id) == Op::Const) {
      value = k_.pool().constant(fn_.constant(id));
    } else {
      std::vector<Expr> args;
      for (const ir::ValueId x : fn_.operands(id)) args.push_back(values_[ir::index(x)][0]);
      if (fn_.op(id) == Op::Select) {
        if (!undefined_[operand(i, 0)]) undefined_[i] = undefined_[chosen(i)];
      } else {
        undefined_[i] = std::ranges::any_of(fn_.operands(id), [&](ir::ValueId x) { return undefined_[ir::index(x)]; });
      }
      if (!undefined_[i]) value = called(id, args);
    }
    values_[i].push_back(value);
  }

  // What is divided by 0 matters only where it is chosen.
  Expr called(ir::ValueId id, const std::vector<Expr>& args) {
    const bool has_immediate = ir::info(fn_.op(id)).immediate != ir::Immediate::None;
    try {
      if (fn_.op(id) == Op::Select) return values_[chosen(ir::index(id))][0];
      return k_.call(fn_.op(id), args, has_immediate ? fn_.immediate(id) : 0);
    } catch (const real::NoNormalForm& failure) {
      if (failure.too_large != nullptr) throw;
      undefined_[ir::index(id)] = true;
      return k_.pool().zero();
    }
  }

  void advance(std::size_t k) {
    for (const ir::ValueId moving : program_.sequence) {
      const std::size_t i = ir::index(moving);
      const TaylorStep& step = program_.steps[i];
      if (step.order < k || step.kind == Kind::Input) continue;
      ir::check_time(1 + k / 4);
      if (is_undefined(i, step)) continue;
      try {
        values_[i].push_back(next(i, step, k));
      } catch (const real::NoNormalForm& failure) {
        if (failure.too_large != nullptr) throw;
        undefined_[i] = true;
      }
    }
  }

  bool is_undefined(std::size_t i, const TaylorStep& step) {
    if (step.kind == Kind::Choice) {
      undefined_[i] = undefined_[i] || undefined_[chosen(i)];
    } else {
      for (const ir::ValueId x : fn_.operands(ir::value_id(i)))
        undefined_[i] = undefined_[i] || undefined_[ir::index(x)];
    }
    for (const TaylorSlope& slope : step.slopes) {
      const bool by_factor = slope.factor && undefined_[ir::index(*slope.factor)];
      undefined_[i] = undefined_[i] || by_factor || undefined_[ir::index(slope.operand)];
    }
    return undefined_[i];
  }

  Expr next(std::size_t i, const TaylorStep& step, std::size_t k) {
    std::vector<Product> products;
    switch (step.kind) {
      case Kind::Fixed:
      case Kind::Input: break;
      case Kind::Choice: return at(chosen(i), k);
      case Kind::Product:  // yₖ = Σ uⱼ·vₖ₋ⱼ
        for (std::size_t j = 0; j <= k; ++j) products.push_back({1, at(operand(i, 0), j), at(operand(i, 1), k - j)});
        break;
      case Kind::Quotient: {  // yₖ = (uₖ − Σ vⱼ·yₖ₋ⱼ, j from 1)/v₀
        products.push_back({1, at(operand(i, 0), k), k_.pool().one()});
        for (std::size_t j = 1; j <= k; ++j) products.push_back({-1, at(operand(i, 1), j), at(i, k - j)});
        return k_.mul(k_.sum_of(products), k_.inverse(at(operand(i, 1), 0)));
      }
      case Kind::Power: return power(i, k);
      case Kind::Chain:  // k·yₖ = Σ j·uⱼ·pₖ₋ⱼ, j from 1, for each slope
        for (const TaylorSlope& slope : step.slopes) add_slope(slope, k, products);
        break;
    }
    return k_.sum_of(products);
  }

  void add_slope(const TaylorSlope& slope, std::size_t k, std::vector<Product>& products) const {
    const std::size_t u = ir::index(slope.operand);
    if (!slope.factor) {
      products.push_back({slope.coefficient, at(u, k), k_.pool().one()});
      return;
    }
    for (std::size_t j = 1; j <= k; ++j) {
      const Rational weight = Rational::ratio(static_cast<std::int64_t>(j), static_cast<std::int64_t>(k));
      products.push_back({real::times(slope.coefficient, weight), at(u, j), at(ir::index(*slope.factor), k - j)});
    }
  }

  // k·u₀·yₖ = Σ (c·j − (k − j))·uⱼ·yₖ₋ⱼ, j from 1
  Expr power(std::size_t i, std::size_t k) {
    const ir::ValueId id = ir::value_id(i);
    const std::size_t u = operand(i, 0);
    const Expr c = fn_.operands(id).size() == 2 ? at(operand(i, 1), 0) : k_.pool().number(Rational(fn_.immediate(id)));
    std::vector<Product> products;
    for (std::size_t j = 1; j <= k; ++j) {
      const auto m = static_cast<std::int64_t>(j);
      const auto n = static_cast<std::int64_t>(k);
      const Expr factor = k_.pool().sum(Rational(m - n), {{Rational(m), c}});
      products.push_back({Rational::ratio(1, n), k_.mul(factor, at(u, j)), at(i, k - j)});
    }
    return k_.mul(k_.sum_of(products), k_.inverse(at(u, 0)));
  }

  std::size_t chosen(std::size_t i) {
    const Expr condition = at(operand(i, 0), 0);
    const std::optional<bool> truth = k_.truth(condition);
    if (!truth) Algebra::refuse("what there is depends on a condition with inputs", {"give the inputs in it values"});
    return operand(i, *truth ? 1 : 2);
  }

  Coefficients& k_;
  const TaylorProgram& program_;
  const ir::Function& fn_;
  std::vector<std::vector<Expr>> values_;
  std::vector<bool> undefined_;  // something is divided by 0
};

}  // namespace

std::vector<Expr> taylor_of_call(Coefficients& field, Op op, std::int64_t immediate, const std::vector<Expr>& x,
                                 std::size_t by, std::size_t count) {
  const ir::Function fn = function_of_call(op, immediate, x.size());
  const std::array<std::uint32_t, 1> wrt{static_cast<std::uint32_t>(by)};
  const TaylorProgram program = taylor_program(fn, wrt, count - 1, kMaxInstructions);
  return ExactSweep(field, program, x, by).output(count);
}

}  // namespace adc::passes::series
