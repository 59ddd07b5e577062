#include "precise/sweep.h"

#include <algorithm>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "ir/builder.h"
#include "ir/op.h"

namespace adc::precise {
namespace {

using ir::Op;

const Real kOwnStep("1e-80");        ///< of an operand's size
const Real kLargestStep("1e-40");    ///< so that huge operands of periodic functions stay within a period
const Real kWideStep("1e-40");       ///< where the function is too flat for that
const Real kWidestStep("1e-20");     ///< where it is so flat that even then too few digits are left
const Real kZeroStep("1e-170");      ///< at 0; its square is below the smallest double
const Real kLostDigits("1e-200");    ///< a relative change that leaves too few of 500 digits
const Real kNoDigits("1e-400");      ///< a relative change that leaves none
const Real kConfirmed("1e-20");      ///< a relative difference of two slopes that confirm each other
const Real kRoundingOnly("1e-280");  ///< a relative change of a partial that is none
const Real kJump("1e-8");            ///< a change over a step that no continuous function makes

/// A function of one instruction: `op` of its parameters, which are floats.
ir::Function one_op(Op op, std::int64_t immediate) {
  ir::Builder builder("op");
  std::vector<ir::ValueId> operands;
  for (int k = 0; k < ir::info(op).arity; ++k) operands.push_back(builder.param("x" + std::to_string(k)));
  builder.output(builder.emit(op, operands, immediate));
  return builder.finish();
}

std::int64_t immediate(const ir::Function& fn, ir::ValueId id) {
  return ir::info(fn.op(id)).immediate == ir::Immediate::None ? 0 : fn.immediate(id);
}

Real apply(Op op, std::int64_t immediate, std::span<const Real> operands) {
  thread_local std::map<std::pair<Op, std::int64_t>, ir::Function> functions;
  auto found = functions.find({op, immediate});
  if (found == functions.end()) found = functions.emplace(std::pair(op, immediate), one_op(op, immediate)).first;
  return ir::evaluate<Real>(found->second, operands).front();
}

/// The difference quotient (f(x+h) − f(x−h))/2h in operand k; one-sided where the other side is not defined or jumps.
class Quotient {
 public:
  Quotient(Op op, std::int64_t immediate, std::span<const Real> operands, std::size_t k, const Real& value)
      : op_(op), immediate_(immediate), operands_(operands.begin(), operands.end()), k_(k), value_(value) {}

  [[nodiscard]] Real at(const Real& h) {
    const Real x = operands_[k_];
    const Real right = side(x, h);
    const Real left = side(x, -h);
    operands_[k_] = x;
    if (!isfinite(right)) return left;
    if (!isfinite(left)) return right;
    if (jumps(right, h) && jumps(left, h)) return 0;
    if (jumps(right, h) || jumps(left, h)) return jumps(right, h) ? left : right;
    return (right + left) / 2;
  }

 private:
  Real side(const Real& x, const Real& h) {
    operands_[k_] = x + h;
    return (apply(op_, immediate_, operands_) - value_) / h;
  }
  /// A slope so steep that the function is not continuous here.
  [[nodiscard]] bool jumps(const Real& slope, const Real& h) const {
    return abs(slope * h) > (1 + abs(value_)) * kJump;
  }

  Op op_;
  std::int64_t immediate_;
  std::vector<Real> operands_;
  std::size_t k_;
  const Real& value_;
};

/// The slope at 0, which no step can be relative to. One that shrinks with the step is 0.
Real slope_at_zero(Quotient& difference) {
  const Real slope = difference.at(kZeroStep);
  return abs(difference.at(kZeroStep / 1024)) < abs(slope) / 2 ? Real(0) : slope;
}

/// ∂op/∂operand k by difference quotients. The step follows the operand's size, as functions with a pole or an end at 0
/// want; where the function is so flat that this loses the digits (exp near 0) the step is wider, unless that leads
/// past something (x^y near x = 0), which it does where it gives another slope.
Real quotient(Op op, std::int64_t immediate, std::span<const Real> operands, std::size_t k, const Real& value) {
  const Real size = abs(operands[k]);
  Quotient difference(op, immediate, operands, k, value);
  if (size == 0) return slope_at_zero(difference);
  const auto changes = [&](const Real& slope, const Real& h, const Real& least) {
    return abs(slope * h) >= abs(value) * least;
  };
  const Real own_step = std::min(Real(size * kOwnStep), kLargestStep);
  const Real own = difference.at(own_step);
  if (changes(own, own_step, kLostDigits)) return own;
  const Real wide_step = std::max(size, Real(1)) * kWideStep;
  Real wide = difference.at(wide_step);
  if (!changes(wide, wide_step * kWideStep, kLostDigits)) wide = difference.at(wide_step / kWideStep * kWidestStep);
  const bool confirmed = abs(own - wide) <= abs(own) * kConfirmed;
  return confirmed || !changes(own, own_step, kNoDigits) ? wide : own;
}

/// The slope of an op that is linear on each side of its kinks and jumps, between which a step may have no room: at a
/// kink the mean of both sides. Nullopt for the other ops.
std::optional<Real> piecewise_linear(Op op, std::span<const Real> x, std::size_t k) {
  const auto sign = [](const Real& y) { return y > 0 ? 1 : y < 0 ? -1 : 0; };
  switch (op) {
    case Op::Abs: return sign(x[0]);
    case Op::Min: return Real(1 + sign(x[1 - k] - x[k])) / 2;
    case Op::Max: return Real(1 + sign(x[k] - x[1 - k])) / 2;
    case Op::Copysign: return k == 0 ? sign(x[0]) * (signbit(x[1]) ? -1 : 1) : 0;
    case Op::Mod: return k == 0 ? Real(1) : Real(-floor(x[0] / x[1]));
    default: return std::nullopt;
  }
}

/// ∂op/∂operand k. The arithmetic ops are linear in each operand, where a quotient of differences has nothing to add.
Real partial(const ir::Function& fn, ir::ValueId id, std::span<const Real> operands, std::size_t k, const Real& value) {
  const Op op = fn.op(id);
  switch (op) {
    case Op::Copy:
    case Op::Add: return 1;
    case Op::Neg: return -1;
    case Op::Sub: return k == 0 ? 1 : -1;
    case Op::Mul: return operands[1 - k];
    case Op::Fma: return k == 2 ? Real(1) : operands[1 - k];
    case Op::Div: return k == 0 ? Real(1 / operands[1]) : Real(-value / operands[1]);
    case Op::Select:
      if (k == 0) return 0;
      return (operands[0] != 0) == (k == 1) ? 1 : 0;
    default: break;
  }
  if (ir::info(op).op_class == ir::OpClass::Inert) return 0;
  if (isnan(value)) return value;
  if (const std::optional<Real> slope = piecewise_linear(op, operands, k)) return *slope;
  return quotient(op, immediate(fn, id), operands, k, value);
}

/// Differences of the gradient over a step of 2h in input `a`: the slopes ∂²y/∂x_a∂x_b, 0 where rounding alone differs.
std::vector<Real> gradient_slopes(const ir::Function& fn, std::vector<Real> point, std::size_t a, const Real& h) {
  const Real x = point[a];
  point[a] = x + h;
  std::vector<Real> slopes = exact_gradient(fn, point);
  point[a] = x - h;
  const std::vector<Real> left = exact_gradient(fn, point);
  for (std::size_t b = 0; b < slopes.size(); ++b) {
    const Real change = slopes[b] - left[b];
    slopes[b] = abs(change) <= (abs(slopes[b]) + abs(left[b])) * kRoundingOnly ? Real(0) : Real(change / (2 * h));
  }
  return slopes;
}

}  // namespace

std::vector<Real> exact_values(const ir::Function& fn, std::span<const Real> inputs) {
  std::vector<Real> values(fn.size());
  ir::evaluate<Real>(fn, inputs, values);
  return values;
}

std::vector<Real> exact_values(const ir::Function& fn, std::span<const double> inputs) {
  return exact_values(fn, std::vector<Real>(inputs.begin(), inputs.end()));
}

std::vector<Real> exact_adjoints(const ir::Function& fn, std::span<const Real> values, ir::ValueId output) {
  std::vector<Real> adjoints(fn.size(), Real(0));
  adjoints[index(output)] = 1;
  std::vector<Real> operands;
  for (std::size_t i = index(output) + 1; i-- > 0;) {
    if (adjoints[i] == 0) continue;
    const ir::ValueId id = ir::value_id(i);
    operands.clear();
    for (const ir::ValueId operand : fn.operands(id)) operands.push_back(values[index(operand)]);
    for (std::size_t k = 0; k < operands.size(); ++k) {
      const ir::ValueId operand = fn.operands(id)[k];
      if (fn.type(operand).dtype == ir::DType::Bool) continue;
      adjoints[index(operand)] += adjoints[i] * partial(fn, id, operands, k, values[i]);
    }
  }
  return adjoints;
}

std::vector<Real> exact_gradient(const ir::Function& fn, std::span<const Real> inputs) {
  const std::vector<Real> values = exact_values(fn, inputs);
  std::vector<Real> adjoints = exact_adjoints(fn, values, fn.outputs()[0].value);
  adjoints.resize(fn.params().size());
  return adjoints;
}

std::vector<Real> exact_hessian(const ir::Function& fn, std::span<const double> inputs) {
  const std::vector<Real> point(inputs.begin(), inputs.end());
  std::vector<Real> hessian;
  for (const Real& x : point) {
    const auto a = static_cast<std::size_t>(&x - point.data());
    const Real h = x == 0 ? Real(kZeroStep * 100'000) : Real(abs(x) * kWideStep);
    const std::vector<Real> slopes = gradient_slopes(fn, point, a, h);
    const std::vector<Real> finer = gradient_slopes(fn, point, a, h / 1024);
    for (std::size_t b = 0; b < slopes.size(); ++b) {
      // Across a kink the quotient grows as the step shrinks.
      const bool settled = abs(finer[b] - slopes[b]) <= abs(slopes[b]) * Real("1e-20");
      hessian.push_back(settled ? slopes[b] : std::numeric_limits<Real>::quiet_NaN());
    }
  }
  return hessian;
}

Real exact_result(const ir::Function& fn, ir::ValueId id, std::span<const double> values) {
  if (fn.op(id) == Op::Param) return values[index(id)];
  if (fn.is_const(id)) return ir::Scalar<Real>::constant(fn.constant(id));
  std::vector<Real> operands;
  for (const ir::ValueId operand : fn.operands(id)) operands.emplace_back(values[index(operand)]);
  return apply(fn.op(id), immediate(fn, id), operands);
}

std::vector<bool> used_values(const ir::Function& fn, std::span<const Real> values, ir::ValueId output) {
  std::vector<bool> used(fn.size(), false);
  used[index(output)] = true;
  for (std::size_t i = index(output) + 1; i-- > 0;) {
    if (!used[i]) continue;
    const ir::ValueId id = ir::value_id(i);
    const std::span<const ir::ValueId> operands = fn.operands(id);
    for (std::size_t k = 0; k < operands.size(); ++k) {
      const bool left = fn.op(id) == Op::Select && k == (values[index(operands[0])] != 0 ? 2 : 1);
      if (!left) used[index(operands[k])] = true;
    }
  }
  return used;
}

bool stays_in_range(const ir::Function& fn, std::span<const Real> values, ir::ValueId output) {
  const std::vector<bool> used = used_values(fn, values, output);
  for (std::size_t i = 0; i < fn.size(); ++i) {
    if (!used[i] || values[i] == 0) continue;
    const Real size = abs(values[i]);
    if (!(size >= std::numeric_limits<double>::min() && size <= std::numeric_limits<double>::max())) return false;
  }
  return true;
}

}  // namespace adc::precise
