#include "tests/support/excuse.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <optional>

#include "ir/interpreter.h"
#include "precise/kinks.h"
#include "tests/support/stated.h"

namespace adc::tests {
namespace {

using Limits = std::numeric_limits<double>;

bool underflows(const Real& x) { return x != 0 && abs(x) < Limits::min(); }

/// Whether a step (comparison, rounding to an integer, quotient of a mod) came out differently than it is exactly, or
/// operands stand on the other side of a jump.
bool decided_by_rounding(const ir::Function& fn, std::size_t i, std::span<const Real> exact,
                         std::span<const double> computed) {
  const ir::ValueId id = ir::value_id(i);
  const Real error = abs(exact[i] - computed[i]);
  if (fn.op(id) == ir::Op::Mod) return 2 * error > abs(exact[index(fn.operands(id)[1])]);
  if (has_a_jump(fn.op(id))) {
    // Of the operands' rounding alone: the op's own error is none of a jump's.
    const Real there = precise::exact_result(fn, id, computed);
    return 2 * abs(exact[i] - there) > std::max<Real>(abs(exact[i]), abs(there));
  }
  return ir::info(fn.op(id)).op_class == ir::OpClass::Inert && fn.op(id) != ir::Op::StopGradient && error >= 0.5;
}

/// Whether a comparison or rounding to an integer is so near to its jump that the rounding of its operands, to first
/// order, may lead across: how a program is legalised decides then.
bool may_be_decided_by_rounding(Sweep& exact, std::size_t i) {
  const ir::Function& fn = exact.fn();
  const ir::ValueId id = ir::value_id(i);
  if (ir::info(fn.op(id)).op_class != ir::OpClass::Inert) return false;
  std::vector<Real> operands;
  Real moved = 0;
  for (const ir::ValueId operand : fn.operands(id)) {
    if (fn.type(operand).dtype == ir::DType::Bool) return false;
    operands.push_back(exact.values()[index(operand)]);
    moved += precise::magnitude(exact.values(), exact.adjoints(operand)) * 0x1p-50;
  }
  const std::optional<Real> distance = precise::kink_distance<Real>(fn.op(id), operands);
  return distance && abs(*distance) <= moved;
}

/// Whether an instruction stands where the accuracy of its op is not promised.
bool is_unstated(const ir::Function& fn, std::size_t i, std::span<const Real> exact) {
  const ir::ValueId id = ir::value_id(i);
  if (ir::info(fn.op(id)).arity != 2) return false;
  const auto operand = [&](std::size_t k) { return exact[index(fn.operands(id)[k])].convert_to<double>(); };
  return !is_stated(fn.op(id), operand(0), operand(1));
}

/// Whether rounding put finite operands of an instruction where the op exactly has no value in range.
bool moved_out(const ir::Function& fn, std::size_t i, std::span<const double> computed) {
  const ir::ValueId id = ir::value_id(i);
  if (std::isfinite(computed[i]) || !rounds(fn.op(id))) return false;
  for (const ir::ValueId operand : fn.operands(id)) {
    if (!std::isfinite(computed[index(operand)])) return false;
  }
  return !(abs(precise::exact_result(fn, id, computed)) <= Limits::max());
}

/// Whether each used operation is as accurate as the tolerance wants, for the operands that it got.
bool each_is_right(const ir::Function& fn, const std::vector<bool>& used, std::span<const double> computed) {
  for (std::size_t i = 0; i < fn.size(); ++i) {
    if (!used[i] || !rounds(fn.op(ir::value_id(i)))) continue;
    const Real exact = precise::exact_result(fn, ir::value_id(i), computed);
    if (!(abs(exact - computed[i]) <= abs(exact) * 0x1p-50 + Limits::denorm_min())) return false;
  }
  return true;
}

}  // namespace

bool has_a_jump(ir::Op op) {
  constexpr std::array kOps{ir::Op::Pow, ir::Op::Atan2, ir::Op::Acot, ir::Op::Copysign};
  return std::ranges::find(kOps, op) != kOps.end();
}

bool rounds(ir::Op op) {
  const ir::OpClass op_class = ir::info(op).op_class;
  return op_class == ir::OpClass::Smooth || op_class == ir::OpClass::Multilinear;
}

Excuse excuse(Sweep& exact, std::span<const double> inputs, std::size_t output, const Real& error) {
  const ir::Function& fn = exact.fn();
  const ir::ValueId y = fn.outputs()[output].value;
  const std::span<const Real> values = exact.values();
  const std::vector<bool> used = precise::used_values(fn, values, y);
  for (std::size_t i = 0; i < fn.size(); ++i) {
    if (used[i] && is_unstated(fn, i, values)) return Excuse::Domain;
    if (used[i] && !(abs(values[i]) <= Limits::max())) return Excuse::Range;
  }
  const std::vector<double> computed = ir::interpret_all(fn, inputs);
  for (std::size_t i = 0; i < fn.size(); ++i) {
    if (used[i] && decided_by_rounding(fn, i, values, computed)) return Excuse::Jump;
  }
  for (std::size_t i = 0; i < fn.size() && !isfinite(error); ++i) {
    if (used[i] && underflows(values[i])) return Excuse::Underflow;
    if (used[i] && moved_out(fn, i, computed)) return Excuse::Cancellation;
  }
  if (!isfinite(error)) return Excuse::None;
  // To first order a value that underflows is off by the smallest subnormal at most, others by their last digit.
  const std::vector<Real> adjoints = exact.adjoints(y);
  Real subnormal = 0;
  Real rounding = 0;
  for (std::size_t i = 0; i < fn.size(); ++i) {
    if (adjoints[i] == 0) continue;
    rounding += abs(adjoints[i] * values[i]);
    if (underflows(values[i])) subnormal += abs(adjoints[i]);
  }
  if (subnormal != 0 && error <= 8 * (rounding * 0x1p-53 + subnormal * Limits::denorm_min())) return Excuse::Underflow;
  const Real size = abs(values[index(y)]);
  if (!(rounding * 0x1p-50 <= size)) return Excuse::Cancellation;
  // Where an underflow leaves no digit the first order says nothing.
  if (subnormal * Limits::min() > size) return Excuse::Underflow;
  // The tolerance is of first order. Where that vanishes, as log(sec(atan2(y, x)))'' has no slope in the angle near
  // x = 0, the square of a rounding counts; then the program itself is as far off, though no operation is.
  const bool as_far_off = error <= 8 * abs(values[index(y)] - computed[index(y)]);
  if (as_far_off && each_is_right(fn, used, computed)) return Excuse::HigherOrder;
  for (std::size_t i = 0; i < fn.size(); ++i) {
    if (used[i] && may_be_decided_by_rounding(exact, i)) return Excuse::Jump;
  }
  return Excuse::None;
}

}  // namespace adc::tests
