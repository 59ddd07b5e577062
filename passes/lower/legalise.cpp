#include "passes/lower/legalise.h"

#include <bit>
#include <optional>

#include "passes/core/rebuild.h"
#include "passes/derive/term.h"
#include "passes/tensors/composites.h"

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

ValueId lower_power(SharingBuilder& b, ValueId x, std::int64_t n) {
  const bool is_f32 = b.function().float_type() == ir::DType::F32;
  const std::int64_t exact = std::int64_t{1} << (is_f32 ? 24U : 53U);
  if (n == 0) return materialise(b, value_term(b.floating(1)), ir::Shape(b.function().shape(x)));
  if (n >= 1 && n <= kMaxPowerChain) return power_chain(b, x, static_cast<std::uint64_t>(n));
  if (n < 0 && n >= -kMaxPowerChain) return power_chain(b, b.div(b.floating(1), x), static_cast<std::uint64_t>(-n));
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
    if (const std::optional<ValueId> expanded = expand_composite(b, fn, id, operands)) return *expanded;
    return b.clone(fn, id, operands);
  });
}

}  // namespace adc::passes
