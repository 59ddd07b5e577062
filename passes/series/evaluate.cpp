#include "passes/series/evaluate.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "diag/diagnostics.h"
#include "passes/derive/sweep.h"
#include "passes/series/taylor_of_call.h"

namespace adc::passes::series {
namespace {

using ir::Op;
using ir::ValueId;

std::string name_of(Op op) { return "`" + std::string(ir::info(op).spelling) + "`"; }

/// What a derivative may be made of for it to be integrated.
bool is_simple(Op op) {
  constexpr std::array kOps{Op::Param, Op::Const,  Op::Neg,  Op::Add, Op::Sub,    Op::Mul, Op::Fma,
                            Op::Div,   Op::Powi,   Op::Sqrt, Op::Exp, Op::Expnsq, Op::Log, Op::Abs,
                            Op::Hypot, Op::Select, Op::Lt,   Op::Le,  Op::Eq,     Op::Ne};
  return std::ranges::find(kOps, op) != kOps.end();
}

}  // namespace

std::vector<Series> Evaluator::evaluate(const ir::Function& fn, const std::vector<Series>& inputs) {
  std::vector<bool> needed(fn.size());
  for (const ir::Output& output : fn.outputs()) needed[ir::index(output.value)] = true;
  for (std::size_t i = fn.size(); i-- > 0;) {
    if (!needed[i]) continue;
    for (const ValueId x : fn.operands(ir::value_id(i))) needed[ir::index(x)] = true;
  }
  std::vector<Value> values(fn.size());
  for (std::size_t i = 0; i < fn.size(); ++i) {
    const ValueId id = ir::value_id(i);
    if (!needed[i]) continue;
    if (fn.op(id) == Op::Param) {
      values[i].series = inputs[i];
      continue;
    }
    values[i] = guarded(fn, id, values);
  }
  std::vector<Series> outputs;
  for (const ir::Output& output : fn.outputs()) {
    const Value& last = values[ir::index(output.value)];
    if (last.has_too_few_terms) throw TooFewTerms{};
    if (last.refusal) throw diag::Failure(*last.refusal);
    const bool is_truth = fn.type(output.value).dtype == ir::DType::Bool;
    outputs.push_back(is_truth ? a_.number(Rational(last.truth ? 1 : 0)) : last.series);
  }
  return outputs;
}

// What has no series is a reason to refuse only where it is chosen.
Value Evaluator::guarded(const ir::Function& fn, ValueId id, const std::vector<Value>& values) {
  const auto fails = [](const Value& x) { return x.has_too_few_terms || x.refusal; };
  std::span<const ValueId> operands = fn.operands(id);
  if (fn.op(id) == Op::Select) {
    const Value& condition = values[ir::index(operands[0])];
    if (fails(condition)) return condition;
    return values[ir::index(operands[condition.truth ? 1 : 2])];
  }
  for (const ValueId x : operands) {
    if (fails(values[ir::index(x)])) return values[ir::index(x)];
  }
  Value result;
  try {
    return value(fn, id, values);
  } catch (const TooFewTerms&) {
    result.has_too_few_terms = true;
  } catch (const diag::Failure& failure) {
    if (failure.diagnostic().slug != "no-series") throw;
    result.refusal = failure.diagnostic();
  } catch (const real::NoNormalForm& failure) {
    if (failure.too_large != nullptr) throw;
    result.refusal = diag::diagnose("no-series", {}, "something is divided by 0");
  }
  if (result.refusal && result.refusal->span == Span{}) result.refusal->span = fn.span(id);
  return result;
}

// A number and an infinity, which only guards of derivatives compare it with.
std::optional<bool> Evaluator::relation_to_infinity(const ir::Function& fn, ValueId id) {
  const auto infinite = [&](std::size_t k) {
    const ValueId x = fn.operands(id)[k];
    if (!fn.is_const(x) || fn.constant(x).kind() != ir::Constant::Kind::Float) return 0;
    const double value = fn.constant(x).as_float();
    return std::isinf(value) ? (value < 0 ? -1 : 1) : 0;
  };
  const int order = infinite(1) - infinite(0);
  if (order == 0) return std::nullopt;
  switch (fn.op(id)) {
    case Op::Lt:
    case Op::Le: return order > 0;
    default: return fn.op(id) == Op::Ne;
  }
}

Value Evaluator::value(const ir::Function& fn, ValueId id, const std::vector<Value>& values) {
  const Op op = fn.op(id);
  const auto x = [&](std::size_t k) -> const Value& { return values[ir::index(fn.operands(id)[k])]; };
  const auto truth = [](bool holds) { return Value{{}, holds}; };
  switch (op) {
    case Op::Const:
      if (fn.constant(id).kind() == ir::Constant::Kind::Bool) return truth(fn.constant(id).as_bool());
      if (fn.constant(id).kind() == ir::Constant::Kind::Float && std::isinf(fn.constant(id).as_float())) return {};
      return {constant_call(Op::Copy, 0, {k_.pool().constant(fn.constant(id))})};
    case Op::And: return truth(x(0).truth && x(1).truth);
    case Op::Or: return truth(x(0).truth || x(1).truth);
    case Op::Not: return truth(!x(0).truth);
    case Op::ToFloat: return {a_.number(Rational(x(0).truth ? 1 : 0))};
    case Op::Lt:
    case Op::Le:
    case Op::Eq:
    case Op::Ne:
      if (const std::optional<bool> holds = relation_to_infinity(fn, id)) return truth(*holds);
      return truth(relation(op, x(0).series, x(1).series));
    default: break;
  }
  std::vector<Series> operands;
  for (std::size_t k = 0; k < fn.operands(id).size(); ++k) operands.push_back(x(k).series);
  return {of_op(op, ir::info(op).immediate == ir::Immediate::None ? 0 : fn.immediate(id), operands)};
}

std::optional<Expr> Evaluator::as_constant(const Series& u) {
  if (u.is_zero()) return k_.pool().zero();
  if (!u.is_complete() || u.valuation != 0 || u.coefficients.size() != 1) return std::nullopt;
  return u.coefficients[0];
}

Series Evaluator::constant_call(Op op, std::int64_t immediate, const std::vector<Expr>& x) {
  const Expr value = k_.call(op, x, immediate);
  if (!k_.is_finite(value)) Algebra::refuse("there is no finite number: " + k_.text_of(value));
  return a_.constant(value);
}

Series Evaluator::of_op(Op op, std::int64_t immediate, const std::vector<Series>& x) {
  if (ir::info(op).arity > 0) {
    std::vector<Expr> constants;
    for (const Series& u : x) {
      if (const std::optional<Expr> c = as_constant(u); c && !k_.has_log(*c)) constants.push_back(*c);
    }
    if (constants.size() == x.size()) return constant_call(op, immediate, constants);
  }
  if (const auto known = elementary(op, immediate, x)) return *known;
  if (x.size() == 1) {
    if (const auto known = trigonometric(op, x[0])) return *known;
    if (const auto known = inverse_function(op, x[0])) return *known;
    if (const auto known = gamma_family(op, immediate, x[0])) return *known;
  }
  if (const auto known = kinked(op, x)) return *known;
  return regular(op, immediate, x);
}

std::optional<Series> Evaluator::elementary(Op op, std::int64_t immediate, const std::vector<Series>& x) {
  const auto log_of = [&](std::int64_t base) { return k_.call(Op::Log, {k_.pool().number(Rational(base))}); };
  switch (op) {
    case Op::Copy:
    case Op::StopGradient: return x[0];
    case Op::Neg: return a_.scaled(Rational(-1), x[0]);
    case Op::Add: return a_.add(x[0], x[1]);
    case Op::Sub: return a_.sub(x[0], x[1]);
    case Op::Mul: return a_.mul(x[0], x[1]);
    case Op::Div: return a_.div(x[0], x[1]);
    case Op::Fma: return a_.add(a_.mul(x[0], x[1]), x[2]);
    case Op::Powi: return a_.power(x[0], Rational(immediate));
    case Op::Pow:
      if (const std::optional<Expr> c = as_constant(x[1])) return a_.power(x[0], *c);
      return a_.exp(a_.mul(x[1], a_.log(x[0])));
    case Op::Sqrt: return root(x[0]);
    case Op::Cbrt: {
      const Rational third = Rational::ratio(1, 3);
      if (a_.sign(x[0]) >= 0) return a_.power(x[0], third);
      return a_.scaled(Rational(-1), a_.power(a_.scaled(Rational(-1), x[0]), third));
    }
    case Op::Hypot: return root(a_.add(square(x[0]), square(x[1])));
    case Op::Exp: return a_.exp(x[0]);
    case Op::Exp2: return a_.exp(a_.mul(a_.constant(log_of(2)), x[0]));
    case Op::Expm1: return a_.sub(a_.exp(x[0]), one());
    case Op::Expnsq: return a_.exp(a_.scaled(Rational(-1), square(x[0])));
    case Op::Log: return a_.log(x[0]);
    case Op::Log2: return a_.mul(a_.log(x[0]), a_.constant(k_.inverse(log_of(2))));
    case Op::Log10: return a_.mul(a_.log(x[0]), a_.constant(k_.inverse(log_of(10))));
    case Op::Log1p: return a_.log(a_.add(one(), x[0]));
    case Op::Xlogy: return x[0].is_zero() ? x[0] : a_.mul(x[0], a_.log(x[1]));
    case Op::Logaddexp: return a_.log(a_.add(a_.exp(x[0]), a_.exp(x[1])));
    case Op::Sigmoid: return a_.inverse(a_.add(one(), a_.exp(a_.scaled(Rational(-1), x[0]))));
    case Op::Softplus: return a_.log(a_.add(one(), a_.exp(x[0])));
    default: return std::nullopt;
  }
}

std::optional<Series> Evaluator::trigonometric(Op op, const Series& u) {
  constexpr std::array kOps{Op::Sin,  Op::Cos,  Op::Tan,  Op::Cot,  Op::Sec,  Op::Csc, Op::Sinc,
                            Op::Sinh, Op::Cosh, Op::Tanh, Op::Coth, Op::Sech, Op::Csch};
  if (std::ranges::find(kOps, op) == kOps.end()) return std::nullopt;
  a_.require_finite(u, name_of(op));
  const bool circular = std::ranges::find(kOps, op) < std::ranges::find(kOps, Op::Sinh);
  const auto [sine, cosine] = circular ? a_.sin_cos(u) : a_.sinh_cosh(u);
  switch (op) {
    case Op::Sin:
    case Op::Sinh: return sine;
    case Op::Cos:
    case Op::Cosh: return cosine;
    case Op::Tan:
    case Op::Tanh: return a_.div(sine, cosine);
    case Op::Cot:
    case Op::Coth: return a_.div(cosine, sine);
    case Op::Sec:
    case Op::Sech: return a_.inverse(cosine);
    case Op::Sinc: return a_.div(sine, u);
    default: return a_.inverse(sine);
  }
}

// Where the argument grows without bound, or the function has an end of its domain.
std::optional<Series> Evaluator::inverse_function(Op op, const Series& u) {
  const bool grows = u.begin() < 0;
  switch (op) {
    case Op::Asec: return call(Op::Acos, a_.inverse(u));
    case Op::Acsc: return call(Op::Asin, a_.inverse(u));
    case Op::Asech: return call(Op::Acosh, a_.inverse(u));
    case Op::Acsch: return call(Op::Asinh, a_.inverse(u));
    case Op::Acoth: return call(Op::Atanh, a_.inverse(u));
    case Op::Acot:  // sign(u)·π/2 − atan(u)
      if (u.begin() <= 0) return atan(a_.inverse(u));
      return a_.sub(a_.constant(k_.scaled(Rational::ratio(a_.sign(u), 2), k_.pool().pi())), atan(u));
    case Op::Atan: return grows ? std::optional(atan(u)) : std::nullopt;
    case Op::Asinh: {  // sign(u)·log(|u| + √(u² + 1))
      if (!grows) return std::nullopt;
      const Rational sign(a_.sign(u));
      return a_.scaled(sign, a_.log(a_.add(a_.scaled(sign, u), root(a_.add(square(u), one())))));
    }
    case Op::Acosh:  // log(u + √(u² − 1))
      if (!grows) return std::nullopt;
      return a_.log(a_.add(u, root(a_.sub(square(u), one()))));
    case Op::Atanh: {  // (log(1 + u) − log(1 − u))/2
      if (!grows && !k_.pool().is_number(k_.mul(a_.constant_of(u), a_.constant_of(u)), 1)) return std::nullopt;
      return a_.scaled(Rational::ratio(1, 2), a_.sub(a_.log(a_.add(one(), u)), a_.log(a_.sub(one(), u))));
    }
    default: return std::nullopt;
  }
}

// atan(u) = sign(u)·π/2 − atan(1/u)
Series Evaluator::atan(const Series& u) {
  if (u.begin() >= 0) return call(Op::Atan, u);
  const Expr quarter = k_.scaled(Rational::ratio(a_.sign(u), 2), k_.pool().pi());
  return a_.sub(a_.constant(quarter), call(Op::Atan, a_.inverse(u)));
}

Series Evaluator::atan2(const Series& y, const Series& x) {
  const auto turned = [&](const Rational& by) { return a_.constant(k_.scaled(by, k_.pool().pi())); };
  if (y.is_zero()) return a_.sign(x) < 0 ? turned(1) : Series{};
  if (x.is_zero() || y.begin() * x.ramification < x.begin() * y.ramification) {
    return a_.sub(turned(Rational::ratio(a_.sign(y), 2)), call(Op::Atan, a_.div(x, y)));
  }
  const Series angle = call(Op::Atan, a_.div(y, x));
  return a_.sign(x) > 0 ? angle : a_.add(angle, turned(a_.sign(y)));
}

// f(u) where f is regular at the limit of u: the integral of its derivative, where that is made of simple functions, or
// its Taylor series composed with u.
Series Evaluator::regular(Op op, std::int64_t immediate, const std::vector<Series>& x) {
  std::vector<std::size_t> moving;
  std::vector<Expr> limits;
  for (std::size_t k = 0; k < x.size(); ++k) {
    if (x[k].begin() < 0) {
      Algebra::refuse("there is no power series that is known: " + name_of(op) + " of what grows without bound");
    }
    a_.require_finite(x[k], name_of(op));
    if (!as_constant(x[k])) moving.push_back(k);
    limits.push_back(a_.constant_of(x[k]));
  }
  if (moving.size() != 1) {
    Algebra::refuse("there is no series that is known of " + name_of(op) + " where two of its arguments vary");
  }
  const std::size_t by = moving[0];
  if (const auto known = at_zero(op, immediate, x, limits)) return *known;
  const Series start = constant_call(op, immediate, limits);
  const Expr first = start.is_zero() ? k_.pool().zero() : start.coefficients[0];
  if (const auto integral = integrated(op, immediate, x, by, first)) return *integral;
  const auto step = static_cast<std::size_t>(std::max<std::int64_t>(1, a_.without_constant(x[by]).begin()));
  const std::size_t count = std::min(a_.terms() / step, a_.terms()) + 1;
  const std::vector<Expr> coefficients = taylor_of_call(k_, op, immediate, limits, by, count);
  for (std::size_t i = 0; i < std::min<std::size_t>(coefficients.size(), 3); ++i) {
    if (!k_.is_finite(coefficients[i])) {
      Algebra::refuse("there is no power series that is known of " + name_of(op) + " where it is singular");
    }
  }
  return a_.composed(coefficients, x[by]);
}

std::optional<Series> Evaluator::integrated(Op op, std::int64_t immediate, const std::vector<Series>& x, std::size_t by,
                                            Expr start) {
  constexpr std::size_t kMaxInstructions = 10'000;
  SharingBuilder b("slope", ir::DType::F64, kMaxInstructions);
  std::vector<ValueId> params;
  for (std::size_t k = 0; k < x.size(); ++k) params.push_back(b.param("x" + std::to_string(k), ir::ParamKind::Param));
  const ValueId y = b.emit(op, params, immediate);
  Active wanted{};
  wanted[by] = true;
  const Partial slope = partials_of(b, y, wanted)[by];
  if (slope.is_zero()) return std::nullopt;
  ValueId p = b.rational(slope.coefficient);
  if (slope.factor) p = b.mul(p, *slope.factor);
  if (slope.divisor) p = b.div(p, *slope.divisor);
  b.output(p, "");
  const ir::Function fn = b.finish();
  std::vector<bool> used(fn.size());
  used[ir::index(fn.outputs()[0].value)] = true;
  for (std::size_t i = fn.size(); i-- > 0;) {
    if (!used[i]) continue;
    if (!is_simple(fn.op(ir::value_id(i)))) return std::nullopt;
    for (const ValueId operand : fn.operands(ir::value_id(i))) used[ir::index(operand)] = true;
  }
  return a_.integral(start, evaluate(fn, x)[0], x[by]);
}

}  // namespace adc::passes::series
