#include "passes/legalise.h"

#include <bit>
#include <cstdlib>
#include <limits>
#include <optional>

#include "passes/rebuild.h"

namespace adc::passes {
namespace {

using ir::Constant;
using ir::Op;
using ir::ValueId;

Constant rounded(const Constant& exact, ir::DType float_type) {
  if (!exact.is_exact()) return exact;
  return Constant::floating(float_type == ir::DType::F32 ? static_cast<double>(exact.to_float()) : exact.to_double());
}

// xⁿ for n ≥ 1 by products of powers of two and a rest.
ValueId power_chain(SharingBuilder& b, ValueId x, std::uint64_t n) {
  if (n == 1) return x;
  const std::uint64_t half = std::bit_ceil(n) / 2;
  const ValueId rest = power_chain(b, x, n - half);  // in this order, whatever the compiler's for arguments
  return b.mul(power_chain(b, x, half), rest);
}

// A number and what its roundings have lost, if anything.
struct Compensated {
  ValueId value;
  std::optional<ValueId> lost;
};

// (a + α)·(b + β) = ab + (ab − fl(ab)) + aβ + bα, but for αβ (Dekker's product, by fma)
Compensated multiply(SharingBuilder& b, const Compensated& x, const Compensated& y) {
  const ValueId product = b.mul(x.value, y.value);
  const ValueId negated = b.neg(product);
  ValueId lost = b.fma(x.value, y.value, negated);
  if (y.lost) lost = b.fma(x.value, *y.lost, lost);
  if (x.lost) lost = b.fma(y.value, *x.lost, lost);
  return {product, lost};
}

// 1/x: what the division loses is (1 − x·fl(1/x))/x.
Compensated reciprocal(SharingBuilder& b, ValueId x) {
  const ValueId quotient = b.div(b.floating(1), x);
  const ValueId negated = b.neg(quotient);
  return {quotient, b.mul(b.fma(negated, x, b.floating(1)), quotient)};
}

Compensated compensated_chain(SharingBuilder& b, const Compensated& x, std::uint64_t n) {
  if (n == 1) return x;
  const std::uint64_t half = std::bit_ceil(n) / 2;
  const Compensated rest = compensated_chain(b, x, n - half);
  return multiply(b, compensated_chain(b, x, half), rest);
}

// The power's value with its loss put back, unless that is infinite or nan, where an intermediate is infinite or 0.
ValueId compensated_power(SharingBuilder& b, ValueId x, std::int64_t n) {
  const Compensated base = n < 0 ? reciprocal(b, x) : Compensated{x, std::nullopt};
  const Compensated power = compensated_chain(b, base, static_cast<std::uint64_t>(std::abs(n)));
  const ValueId infinity = b.floating(std::numeric_limits<double>::infinity());
  const ValueId restored = b.add(power.value, *power.lost);
  return b.select(b.lt(b.abs(*power.lost), infinity), restored, power.value);
}

ValueId lower_power(SharingBuilder& b, ValueId x, std::int64_t n) {
  const bool is_f32 = b.function().float_type() == ir::DType::F32;
  const std::int64_t exact = std::int64_t{1} << (is_f32 ? 24U : 53U);
  if (n == 0) return b.floating(1);
  if (n >= 1 && n <= kMaxPlainPower) return power_chain(b, x, static_cast<std::uint64_t>(n));
  if (n < 0 && n >= kMinPlainPower) return power_chain(b, b.div(b.floating(1), x), static_cast<std::uint64_t>(-n));
  if (n >= -kMaxPowerChain && n <= kMaxPowerChain) return compensated_power(b, x, n);
  const auto power = [&](std::int64_t exponent) {
    return b.pow(x, b.constant(rounded(Constant::rational(exponent), b.function().float_type())));
  };
  const bool rounds_to_even = n > exact || n < -exact;
  return rounds_to_even && n % 2 != 0 ? b.mul(x, power(n - 1)) : power(n);
}

bool is_e(const ir::Function& fn, ValueId id) { return fn.is_const(id) && fn.constant(id).kind() == Constant::Kind::E; }

}  // namespace

ir::Function legalise(const ir::Function& fn) {
  return rebuild(fn, kNoLimit, [&fn](SharingBuilder& b, ValueId id, std::span<const ValueId> operands) {
    switch (fn.op(id)) {
      case Op::Const: return b.constant(rounded(fn.constant(id), fn.float_type()));
      case Op::Powi: return lower_power(b, operands[0], fn.immediate(id));
      case Op::Pow:
        if (is_e(fn, fn.operands(id)[0])) return b.exp(operands[1]);
        break;
      default: break;
    }
    return b.clone(fn, id, operands);
  });
}

}  // namespace adc::passes
