#include "passes/core/fold_exact.h"

#include <cmath>
#include <utility>
#include <vector>

#include "ir/external.h"
#include "ir/interpreter.h"
#include "passes/core/rebuild.h"
#include "passes/tensors/moves.h"

namespace adc::passes {
namespace {

using ir::Constant;
using ir::Op;
using ir::ValueId;
using Result = std::optional<Replacement>;

// The constant −c for a constant c.
std::optional<ValueId> negated_constant(const Site& s, ValueId c) {
  const std::optional<double> value = s.floating(c);
  return value ? std::optional(s.b.floating(-*value)) : std::nullopt;
}

// 1/c where that is exact: c is a power of two whose reciprocal is normal.
std::optional<double> exact_reciprocal(const Site& s, ValueId c) {
  const std::optional<double> value = s.floating(c);
  int exponent = 0;
  if (!value || std::abs(std::frexp(*value, &exponent)) != 0.5) return std::nullopt;
  const bool is_f32 = s.b.function().float_type() == ir::DType::F32;
  const int limit = is_f32 ? 120 : 1000;
  return std::abs(exponent) < limit ? std::optional(1 / *value) : std::nullopt;
}

constexpr Rewrite kExactRewrites[] = {
    {Op::Neg, "−(−x) = x",
     [](const Site& s, const Form& f) -> Result { return s.is(f.x[0], Op::Neg) ? Result(s.arg(f.x[0])) : Result(); }},
    {Op::Neg, "−(c·x) = (−c)·x",
     [](const Site& s, const Form& f) -> Result {
       if (!s.is(f.x[0], Op::Mul)) return std::nullopt;
       const ValueId x = s.arg(f.x[0], 0);
       const ValueId y = s.arg(f.x[0], 1);
       if (const auto c = negated_constant(s, x)) return Form(Op::Mul, {*c, y});
       if (const auto c = negated_constant(s, y)) return Form(Op::Mul, {x, *c});
       return std::nullopt;
     }},
    {Op::Neg, "−(c/x) = (−c)/x,  −(x/c) = x/(−c)",
     [](const Site& s, const Form& f) -> Result {
       if (!s.is(f.x[0], Op::Div)) return std::nullopt;
       const ValueId x = s.arg(f.x[0], 0);
       const ValueId y = s.arg(f.x[0], 1);
       if (const auto c = negated_constant(s, x)) return Form(Op::Div, {*c, y});
       if (const auto c = negated_constant(s, y)) return Form(Op::Div, {x, *c});
       return std::nullopt;
     }},
    {Op::Mul, "x·1 = x",
     [](const Site& s, const Form& f) -> Result { return s.is_float(f.x[1], 1) ? Result(f.x[0]) : Result(); }},
    {Op::Mul, "x·(−1) = −x",
     [](const Site& s, const Form& f) -> Result {
       return s.is_float(f.x[1], -1) ? Result(Form(Op::Neg, {f.x[0]})) : Result();
     }},
    {Op::Mul, "(−x)·(−y) = x·y",
     [](const Site& s, const Form& f) -> Result {
       if (!s.is(f.x[0], Op::Neg) || !s.is(f.x[1], Op::Neg)) return std::nullopt;
       return Form(Op::Mul, {s.arg(f.x[0]), s.arg(f.x[1])});
     }},
    {Op::Mul, "(−x)·c = x·(−c)",
     [](const Site& s, const Form& f) -> Result {
       const auto c = negated_constant(s, f.x[1]);
       return c && s.is(f.x[0], Op::Neg) ? Result(Form(Op::Mul, {s.arg(f.x[0]), *c})) : Result();
     }},
    {Op::Div, "x/1 = x",
     [](const Site& s, const Form& f) -> Result { return s.is_float(f.x[1], 1) ? Result(f.x[0]) : Result(); }},
    {Op::Div, "x/2ᵏ = x·2⁻ᵏ",
     [](const Site& s, const Form& f) -> Result {
       const auto c = exact_reciprocal(s, f.x[1]);
       return c ? Result(Form(Op::Mul, {f.x[0], s.b.floating(*c)})) : Result();
     }},
    {Op::Div, "(−x)/(−y) = x/y",
     [](const Site& s, const Form& f) -> Result {
       if (!s.is(f.x[0], Op::Neg) || !s.is(f.x[1], Op::Neg)) return std::nullopt;
       return Form(Op::Div, {s.arg(f.x[0]), s.arg(f.x[1])});
     }},
    {Op::Div, "(−x)/c = x/(−c),  c/(−x) = (−c)/x",
     [](const Site& s, const Form& f) -> Result {
       if (const auto c = negated_constant(s, f.x[1]); c && s.is(f.x[0], Op::Neg))
         return Form(Op::Div, {s.arg(f.x[0]), *c});
       if (const auto c = negated_constant(s, f.x[0]); c && s.is(f.x[1], Op::Neg))
         return Form(Op::Div, {*c, s.arg(f.x[1])});
       return std::nullopt;
     }},
    {Op::Add, "x + (−0) = x",
     [](const Site& s, const Form& f) -> Result { return s.is_float(f.x[1], -0.0) ? Result(f.x[0]) : Result(); }},
    {Op::Add, "x + (−y) = x − y",
     [](const Site& s, const Form& f) -> Result {
       return s.is(f.x[1], Op::Neg) ? Result(Form(Op::Sub, {f.x[0], s.arg(f.x[1])})) : Result();
     }},
    {Op::Sub, "x − 0 = x",
     [](const Site& s, const Form& f) -> Result { return s.is_float(f.x[1], 0.0) ? Result(f.x[0]) : Result(); }},
    {Op::Sub, "(−0) − x = −x",
     [](const Site& s, const Form& f) -> Result {
       return s.is_float(f.x[0], -0.0) ? Result(Form(Op::Neg, {f.x[1]})) : Result();
     }},
    {Op::Sub, "x − (−y) = x + y",
     [](const Site& s, const Form& f) -> Result {
       return s.is(f.x[1], Op::Neg) ? Result(Form(Op::Add, {f.x[0], s.arg(f.x[1])})) : Result();
     }},
    {Op::Abs, "|−x| = |x|",
     [](const Site& s, const Form& f) -> Result {
       return s.is(f.x[0], Op::Neg) ? Result(Form(Op::Abs, {s.arg(f.x[0])})) : Result();
     }},
    {Op::Abs, "||x|| = |x|",
     [](const Site& s, const Form& f) -> Result { return s.is(f.x[0], Op::Abs) ? Result(f.x[0]) : Result(); }},
    {Op::Select, "true ? x : y = x,  false ? x : y = y",
     [](const Site& s, const Form& f) -> Result {
       const std::optional<bool> c = s.boolean(f.x[0]);
       return c ? Result(*c ? f.x[1] : f.x[2]) : Result();
     }},
    {Op::Select, "c ? x : x = x",
     [](const Site&, const Form& f) -> Result { return f.x[1] == f.x[2] ? Result(f.x[1]) : Result(); }},
    {Op::Select, "not c ? x : y = c ? y : x",
     [](const Site& s, const Form& f) -> Result {
       return s.is(f.x[0], Op::Not) ? Result(Form(Op::Select, {s.arg(f.x[0]), f.x[2], f.x[1]})) : Result();
     }},
    {Op::Not, "not not c = c",
     [](const Site& s, const Form& f) -> Result { return s.is(f.x[0], Op::Not) ? Result(s.arg(f.x[0])) : Result(); }},
    {Op::And, "c and true = c,  c and false = false,  c and c = c",
     [](const Site& s, const Form& f) -> Result {
       if (f.x[0] == f.x[1]) return f.x[0];
       const std::optional<bool> c = s.boolean(f.x[1]);
       return c ? Result(*c ? f.x[0] : f.x[1]) : Result();
     }},
    {Op::Or, "c or false = c,  c or true = true,  c or c = c",
     [](const Site& s, const Form& f) -> Result {
       if (f.x[0] == f.x[1]) return f.x[0];
       const std::optional<bool> c = s.boolean(f.x[1]);
       return c ? Result(*c ? f.x[1] : f.x[0]) : Result();
     }},
};

bool is_foldable(const ir::Function& fn, ValueId id, const std::vector<bool>& constant) {
  if (fn.is_const(id)) return !fn.constant(id).is_exact();
  const std::span<const ValueId> operands = fn.operands(id);
  if (fn.shape(id).rank() > 0 || !ir::is_elementwise(fn.op(id)) || ir::is_external(fn.op(id))) return false;
  for (const ValueId operand : operands) {
    if (!constant[ir::index(operand)]) return false;
  }
  return !operands.empty();
}

// Instructions that depend on no input, computed by the interpreter.
ir::Function fold_constants(ir::Function fn) {
  std::vector<bool> constant(fn.size());
  bool any = false;
  for (std::size_t i = 0; i < fn.size(); ++i) {
    const ValueId id = ir::value_id(i);
    constant[i] = is_foldable(fn, id, constant);
    any = any || (constant[i] && !fn.is_const(id));
  }
  if (!any) return fn;
  std::vector<ValueId> to(fn.size());
  std::vector<ValueId> operands;
  ir::Builder b("constants", fn.float_type(), kNoLimit);
  for (std::size_t i = 0; i < fn.size(); ++i) {
    const ValueId id = ir::value_id(i);
    if (!constant[i]) continue;
    operands.clear();
    for (const ValueId operand : fn.operands(id)) operands.push_back(to[ir::index(operand)]);
    to[i] = b.clone(fn, id, operands);
  }
  const ir::Function constants = b.finish();
  const std::vector<double> values = ir::interpret_all(constants, {});
  return rebuild(fn, kNoLimit, [&](SharingBuilder& builder, ValueId id, std::span<const ValueId> x) {
    if (!constant[ir::index(id)]) return builder.clone(fn, id, x);
    const double value = values[ir::index(to[ir::index(id)])];
    const bool is_bool = fn.type(id).dtype == ir::DType::Bool;
    return builder.constant(is_bool ? Constant::boolean(value != 0) : Constant::floating(value));
  });
}

}  // namespace

std::span<const Rewrite> exact_rewrites() { return kExactRewrites; }

ir::Function fold_exact(ir::Function fn) {
  static const RewriteTable kTable(kExactRewrites);
  return fold_exact(std::move(fn), kTable);
}

ir::Function fold_exact(ir::Function fn, const RewriteTable& rewrites) {
  const bool is_scalar = fn.is_scalar();
  static const RewriteTable kMoves(move_rewrites());
  ir::Function folded = fold_constants(rewrite_all(fold_constants(std::move(fn)), rewrites).fn);
  if (is_scalar) return folded;
  return rewrite_all(folded, kMoves).fn;
}

}  // namespace adc::passes
