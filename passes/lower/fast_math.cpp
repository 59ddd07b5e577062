#include "passes/lower/fast_math.h"

#include <optional>
#include <utility>

#include "passes/core/rebuild.h"

namespace adc::passes {
namespace {

using ir::Op;
using ir::ValueId;

// x where x·y is sech²(x).
std::optional<ValueId> squared_sech(const ir::Function& fn, ValueId x, ValueId y) {
  if (x != y || fn.op(x) != Op::Sech) return std::nullopt;
  return fn.operands(x)[0];
}

// σ(x) where the factors are σ(x) and σ(−x), for the x that is not a negation.
std::optional<ValueId> sigmoid_of_product(const ir::Function& fn, ValueId x, ValueId y) {
  if (fn.op(x) != Op::Sigmoid || fn.op(y) != Op::Sigmoid) return std::nullopt;
  const auto negates = [&](ValueId of, ValueId other) {
    const ValueId argument = fn.operands(of)[0];
    return fn.op(argument) == Op::Neg && fn.operands(argument)[0] == fn.operands(other)[0];
  };
  if (negates(y, x)) return x;
  return negates(x, y) ? std::optional(y) : std::nullopt;
}

}  // namespace

ir::Function fast_math(const ir::Function& fn) {
  std::vector<ValueId> to(fn.size());
  return rebuild(fn, kNoLimit, [&](SharingBuilder& b, ValueId id, std::span<const ValueId> operands) {
    const auto make = [&] {
      if (fn.op(id) != Op::Mul) return b.clone(fn, id, operands);
      const auto factors = fn.operands(id);
      if (const auto x = squared_sech(fn, factors[0], factors[1])) {
        const ValueId y = b.tanh(to[index(*x)]);
        const ValueId square = b.mul(y, y);
        return b.sub(b.floating(1), square);
      }
      if (const auto sigmoid = sigmoid_of_product(fn, factors[0], factors[1])) {
        const ValueId y = to[index(*sigmoid)];
        return b.mul(y, b.sub(b.floating(1), y));
      }
      return b.clone(fn, id, operands);
    };
    return to[index(id)] = make();
  });
}

}  // namespace adc::passes
