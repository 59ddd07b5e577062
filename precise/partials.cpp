#include "precise/partials.h"

#include <algorithm>
#include <array>
#include <limits>
#include <map>
#include <string>
#include <utility>

#include "ir/builder.h"
#include "ir/op.h"
#include "precise/kinks.h"

namespace adc::precise {
namespace {

using ir::Op;

const Real kRounding("1e-490");       ///< of one operation, with room
const Real kSettled("1e-25");         ///< relative: what two quotients that tell a number differ by at most
const Real kLostChange("1e-420");     ///< a relative change of the op that leaves too few of 500 digits
const Real kLostCurvature("1e-300");  ///< the same for a second difference
const Real kFiner(1024);
const Real kInfinity = std::numeric_limits<Real>::infinity();
const Real kNan = std::numeric_limits<Real>::quiet_NaN();

/// Step sizes for an operand, to try in turn: functions with a pole or an end at 0 want steps that follow the operand's
/// size, those that are flat there (exp near 0, log far out) wider ones.
constexpr std::size_t kSteps = 3;
Real step(const Real& x, std::size_t attempt) {
  static const Real kOwn("1e-80");
  static const Real kZero("1e-170");  // its square is below the smallest double
  static const Real kWide("1e-40");
  static const Real kWidest("1e-20");
  const Real size = abs(x);
  if (attempt == 0) return size == 0 ? kZero : std::min<Real>(size * kOwn, kWide);
  return std::max<Real>(size, 1) * (attempt == 1 ? kWide : kWidest);
}

/// A function of one instruction: `op` of its parameters, which are floats.
ir::Function one_op(Op op, std::int64_t immediate) {
  ir::Builder builder("op");
  std::vector<ir::ValueId> operands;
  operands.reserve(ir::info(op).arity);
  for (int k = 0; k < ir::info(op).arity; ++k) operands.push_back(builder.param("x" + std::to_string(k)));
  builder.output(builder.emit(op, operands, immediate));
  return builder.finish();
}

/// Linear in each operand between kinks and jumps, for which even the smallest step may have no room.
bool piecewise_linear(Op op) {
  constexpr std::array kOps{Op::Abs, Op::Min, Op::Max, Op::Mod, Op::Copysign};
  return std::ranges::find(kOps, op) != kOps.end();
}

/// The slope of such an op; at a kink the mean of both sides, at a jump the side that is continuous.
Real piecewise_slope(Op op, std::span<const Real> x, std::size_t k) {
  const auto sign = [](const Real& y) { return y > 0 ? 1 : y < 0 ? -1 : 0; };
  switch (op) {
    case Op::Abs: return sign(x[0]);
    case Op::Min: return Real(1 + sign(x[1 - k] - x[k])) / 2;
    case Op::Max: return Real(1 + sign(x[k] - x[1 - k])) / 2;
    case Op::Copysign: return k == 0 ? sign(x[0]) * (signbit(x[1]) ? -1 : 1) : 0;
    default: return k == 0 ? Real(1) : Real(-floor(x[0] / x[1]));
  }
}

/// Ops whose partials are arithmetic. Smooth everywhere but for a division by 0.
bool arithmetic(Op op) {
  constexpr std::array kOps{Op::Copy, Op::Neg, Op::Add, Op::Sub, Op::Mul, Op::Div, Op::Fma, Op::Select};
  return ir::info(op).op_class == ir::OpClass::Inert || std::ranges::find(kOps, op) != kOps.end();
}

Real arithmetic_first(Op op, std::span<const Real> x, const Real& value, std::size_t k) {
  switch (op) {
    case Op::Copy:
    case Op::Add: return 1;
    case Op::Neg: return -1;
    case Op::Sub: return k == 0 ? 1 : -1;
    case Op::Mul: return x[1 - k];
    case Op::Fma: return k == 2 ? Real(1) : x[1 - k];
    case Op::Div: return k == 0 ? Real(1 / x[1]) : Real(-value / x[1]);
    case Op::Select: return k != 0 && (x[0] != 0) == (k == 1) ? 1 : 0;
    default: return 0;
  }
}

Real arithmetic_second(Op op, std::span<const Real> x, const Real& value, std::size_t k, std::size_t l) {
  if (op == Op::Mul || op == Op::Fma) return k != l && k < 2 && l < 2 ? 1 : 0;
  if (op != Op::Div || (k == 0 && l == 0)) return 0;
  return k == l ? Real(2 * value / (x[1] * x[1])) : Real(-1 / (x[1] * x[1]));
}

Bounded rounded(const Real& value) { return {value, abs(value) * kRounding}; }

/// Whether a slope grows as the step shrinks, though less than that of a jump.
bool grows(const Real& slope, const Real& finer) {
  return abs(finer) > abs(slope) * 2 && abs(finer) < abs(slope) * (kFiner * Real(0.99));
}

Bounded infinite(const Real& slope) { return {slope > 0 ? kInfinity : Real(-kInfinity), 0}; }

Bounded settled(const Real& wide, const Real& narrow, const Real& rounding) {
  const Real difference = abs(wide - narrow);
  if (!(difference <= abs(narrow) * kSettled + 2 * rounding)) return {kNan, 0};
  return {narrow, difference + rounding};
}

}  // namespace

Real apply(Op op, std::int64_t immediate, std::span<const Real> operands) {
  static thread_local std::map<std::pair<Op, std::int64_t>, ir::Function> functions;
  auto found = functions.find({op, immediate});
  if (found == functions.end()) found = functions.emplace(std::pair(op, immediate), one_op(op, immediate)).first;
  return ir::evaluate<Real>(found->second, operands).front();
}

std::int64_t immediate_of(const ir::Function& fn, ir::ValueId id) {
  return ir::info(fn.op(id)).immediate == ir::Immediate::None ? 0 : fn.immediate(id);
}

Bounded operator+(const Bounded& a, const Bounded& b) {
  return {a.value + b.value, a.error + b.error + (abs(a.value) + abs(b.value)) * kRounding};
}

Bounded operator*(const Bounded& a, const Bounded& b) {
  const Real product = a.value * b.value;
  return {product, abs(a.value) * b.error + abs(b.value) * a.error + a.error * b.error + abs(product) * kRounding};
}

Partials::Partials(const ir::Function& fn, ir::ValueId id, std::span<const Real> operands, const Real& value)
    : op_(fn.op(id)),
      immediate_(immediate_of(fn, id)),
      operands_(operands),
      value_(value),
      moved_(operands.begin(), operands.end()) {
  // Q(a, x) = 1 − P(a, x), whose change beside 1 no digits tell for a small x.
  if (op_ != Op::Gammaincc || value < 0.5) return;
  op_ = Op::Gammainc;
  value_ = apply(op_, immediate_, operands_);
  sign_ = -1;
}

Bounded Partials::first(std::size_t k) const {
  if (arithmetic(op_)) return rounded(arithmetic_first(op_, operands_, value_, k));
  const Bounded& slope = this->slope(k).slope;
  return {sign_ * slope.value, slope.error};
}

Bounded Partials::second(std::size_t k, std::size_t l) const {
  if (arithmetic(op_)) return rounded(arithmetic_second(op_, operands_, value_, k, l));
  if (!slope(k).smooth || (k != l && !slope(l).smooth)) return {kNan, 0};
  if (piecewise_linear(op_)) return {};
  const Bounded bend = k == l ? curvature(k) : mixed();
  return {sign_ * bend.value, bend.error};
}

Real Partials::at(std::size_t k, const Real& h) const {
  moved_[k] = operands_[k] + h;
  Real y = apply(op_, immediate_, moved_);
  moved_[k] = operands_[k];
  return y;
}

const Partials::Change& Partials::change(std::size_t k, std::size_t attempt, bool narrow) const {
  const std::array<std::size_t, 3> key{k, attempt, narrow ? 1U : 0U};
  const auto found = changes_.find(key);
  if (found != changes_.end()) return found->second;
  Real h = step(operands_[k], attempt);
  if (narrow) h /= kFiner;
  return changes_.emplace(key, Change{h, at(k, h) - value_, at(k, -h) - value_}).first->second;
}

const Partials::Slope& Partials::slope(std::size_t k) const {
  const auto found = slopes_.find(k);
  return found != slopes_.end() ? found->second : slopes_.emplace(k, measured_slope(k)).first->second;
}

Partials::Slope Partials::measured_slope(std::size_t k) const {
  if (isnan(value_)) return {{kNan, 0}, false};
  if (piecewise_linear(op_)) {
    return {rounded(piecewise_slope(op_, operands_, k)), *kink_distance<Real>(op_, operands_) != 0};
  }
  for (std::size_t attempt = 0;; ++attempt) {
    const Change& wide = change(k, attempt, false);
    const bool lost = std::max<Real>(abs(wide.right), abs(wide.left)) < abs(value_) * kLostChange;
    if (!lost || attempt + 1 == kSteps) return slope(wide, change(k, attempt, true));
  }
}

Partials::Slope Partials::slope(const Change& wide, const Change& narrow) const {
  const Real rounding = abs(value_) * kRounding / narrow.h;
  const Real gap = abs(wide.right + wide.left) / wide.h;
  const Real finer_gap = abs(narrow.right + narrow.left) / narrow.h;
  const Real central = (wide.right - wide.left) / (2 * wide.h);
  const Real finer = (narrow.right - narrow.left) / (2 * narrow.h);
  if (!isfinite(gap) || !isfinite(finer_gap)) return {one_sided(wide, narrow), false};
  if (finer_gap <= gap / 32 + rounding) {
    if (grows(central, finer)) return {infinite(finer), false};
    if (abs(finer) < abs(central) / 2) return {{0, abs(finer)}, true};
    return {settled(central, finer, rounding), true};
  }
  if (finer_gap <= gap * 32) return {settled(central, finer, rounding), false};
  return {one_sided(wide, narrow), false};
}

Bounded Partials::one_sided(const Change& wide, const Change& narrow) const {
  const Real rounding = abs(value_) * kRounding / narrow.h;
  bool jumps = true;
  std::vector<Real> growing;
  for (const bool right : {true, false}) {
    const Real slope = right ? Real(wide.right / wide.h) : Real(-wide.left / wide.h);
    const Real finer = right ? Real(narrow.right / narrow.h) : Real(-narrow.left / narrow.h);
    jumps = jumps && abs(finer) > abs(slope) * (kFiner * Real(0.99));
    if (!isfinite(slope) || !isfinite(finer)) continue;
    if (abs(slope - finer) <= abs(slope) / 32 + rounding) return {finer, abs(slope - finer) + rounding};
    // Like a power of more than 1.
    if (abs(finer) < abs(slope)) return {};
    if (grows(slope, finer)) growing.push_back(finer);
  }
  if (jumps) return {};
  const bool to_one_side = !growing.empty() && signbit(growing.front()) == signbit(growing.back());
  return to_one_side ? infinite(growing.front()) : Bounded{kNan, 0};
}

Bounded Partials::curvature(std::size_t k) const {
  for (std::size_t attempt = 0;; ++attempt) {
    const Change& wide = change(k, attempt, false);
    const Real bend = wide.right + wide.left;
    if (abs(bend) < abs(value_) * kLostCurvature && attempt + 1 < kSteps) continue;
    const Change& narrow = change(k, attempt, true);
    return settled(bend / (wide.h * wide.h), (narrow.right + narrow.left) / (narrow.h * narrow.h),
                   4 * abs(value_) * kRounding / (narrow.h * narrow.h));
  }
}

Bounded Partials::mixed() const {
  for (std::size_t attempt = 0;; ++attempt) {
    const Real h = step(operands_[0], attempt);
    const Real k = step(operands_[1], attempt);
    const Real twist = corners(h, k);
    if (abs(twist) < abs(value_) * kLostCurvature && attempt + 1 < kSteps) continue;
    const Real fine = h * k / (kFiner * kFiner);
    return settled(twist / (4 * h * k), corners(h / kFiner, k / kFiner) / (4 * fine), abs(value_) * kRounding / fine);
  }
}

Real Partials::corners(const Real& h, const Real& k) const {
  const auto corner = [&](const Real& dx, const Real& dy) {
    const std::array<Real, 2> moved{operands_[0] + dx, operands_[1] + dy};
    return apply(op_, immediate_, moved);
  };
  return corner(h, k) - corner(h, -k) - corner(-h, k) + corner(-h, -k);
}

}  // namespace adc::precise
