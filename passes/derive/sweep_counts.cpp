#include "passes/derive/sweep_counts.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "passes/rules/smooth.h"
#include "passes/rules/structural.h"

namespace adc::passes {
namespace {

using ir::Op;
using ir::ValueId;

// What is known of a tangent or an adjoint: c, v or c·v for a number c and a value v.
struct Known {
  bool has_value = false;
  bool is_scaled = false;  // c is neither 1 nor −1
  bool is_zero = true;
  std::optional<ValueId> of_function = std::nullopt;  // v, where the function has it: exp(x) is its own tangent
};

// What is known of a partial: a number, or one of c·f, c/d, c·f/d.
struct PartialKind {
  bool has_factor = false;
  bool has_divisor = false;
  bool is_scaled = false;
};

const ir::Rational* rational(const ir::Function& fn, ValueId v) {
  const bool is_rational = fn.is_const(v) && fn.constant(v).kind() == ir::Constant::Kind::Rational;
  return is_rational ? &fn.constant(v).as_rational() : nullptr;
}

PartialKind partial_kind(const ir::Function& fn, ValueId y, std::size_t k) {
  const Op op = fn.op(y);
  const auto by_operand = [&](PartialKind kind) {
    const ir::Rational* const c = rational(fn, fn.operands(y)[1 - k]);
    return c == nullptr ? kind : PartialKind{.is_scaled = !c->abs().is_one()};
  };
  switch (op) {
    case Op::Mul: return by_operand({.has_factor = true});
    case Op::Div:
      return k == 0 ? by_operand({.has_divisor = true}) : PartialKind{.has_factor = true, .has_divisor = true};
    case Op::Sqrt: return {.has_divisor = true, .is_scaled = true};
    case Op::Powi: return {.has_factor = true, .is_scaled = true};
    case Op::Pow: return {.has_factor = true, .is_scaled = k == 0 && rational(fn, fn.operands(y)[1]) != nullptr};
    default: break;
  }
  return {.has_factor = ir::info(op).op_class == ir::OpClass::Smooth && !is_affine(op)};
}

class Counting {
 public:
  explicit Counting(const ir::Function& fn) : fn_(fn), known_(fn.size()) {}

  std::uint64_t forward(ValueId input, ValueId output) {
    start(input);
    for (std::size_t i = ir::index(input) + 1; i <= ir::index(output); ++i) {
      const ValueId y = ir::value_id(i);
      const std::span<const ValueId> x = fn_.operands(y);
      for (std::size_t k = 0; k < x.size(); ++k) pass(y, k, x[k], y);
    }
    materialise(known_[ir::index(output)]);
    return cost_;
  }

  // `wanted`: whether a value depends on an input that derivatives are taken for.
  std::uint64_t reverse(ValueId output, std::span<const std::uint32_t> wrt, const std::vector<bool>& wanted) {
    start(output);
    for (std::size_t i = ir::index(output) + 1; i-- > 0;) {
      const ValueId y = ir::value_id(i);
      const std::span<const ValueId> x = fn_.operands(y);
      const auto is_wanted = [&](ValueId operand) { return wanted[ir::index(operand)]; };
      if (ir::info(fn_.op(y)).op_class == ir::OpClass::Smooth && std::ranges::count_if(x, is_wanted) > 1)
        materialise(known_[i]);
      for (std::size_t k = 0; k < x.size(); ++k) {
        if (is_wanted(x[k])) pass(y, k, y, x[k]);
      }
    }
    for (const std::uint32_t input : wrt) materialise(known_[input]);
    return cost_;
  }

 private:
  void start(ValueId at) {
    cost_ = 0;
    std::ranges::fill(known_, Known{});
    known_[ir::index(at)].is_zero = false;
  }

  void spend(Op op) { cost_ += ir::info(op).cost; }

  void materialise(Known& t) {
    if (t.has_value && t.is_scaled) {
      spend(Op::Mul);
      t.is_scaled = false;
    }
  }

  // ∂y/∂xₖ times what is known of `from`, added to what is known of `to`
  void pass(ValueId y, std::size_t k, ValueId from, ValueId to) {
    Known t = known_[ir::index(from)];
    if (t.is_zero || !is_differentiable(fn_.op(y), k)) return;
    const PartialKind partial = partial_kind(fn_, y, k);
    const bool is_quotient = !t.has_value && partial.has_divisor && !partial.has_factor;  // c/d
    const bool is_shared = to == y && share(y, k, t);
    if (is_shared && t.of_function) return add(t, known_[ir::index(y)]);
    if (partial.has_divisor && !is_shared) spend(Op::Div);
    if (partial.has_factor && t.has_value) spend(Op::Mul);
    t.has_value = t.has_value || partial.has_factor || partial.has_divisor;
    t.is_scaled = (t.is_scaled || partial.is_scaled) && !is_quotient;
    add(t, known_[ir::index(to)]);
  }

  // Whether the function has what a tangent of operand k becomes, which then is that of y; of p/q with p for the
  // tangent of q it has the quotient, which is multiplied on.
  bool share(ValueId y, std::size_t k, Known& t) const {
    const std::span<const ValueId> x = fn_.operands(y);
    const std::optional<ValueId> before = std::exchange(t.of_function, std::nullopt);
    switch (fn_.op(y)) {
      case Op::Exp:
        if (!t.has_value) t = {.has_value = true, .is_scaled = t.is_scaled, .is_zero = false, .of_function = y};
        break;
      case Op::Mul:
        if (before == x[k]) t.of_function = y;
        break;
      case Op::Div:
        if (before == x[k] && k == 0) t.of_function = y;
        return t.of_function || (before && k == 1 && *before == x[0]);
      case Op::Add:
      case Op::Sub:
      case Op::Neg: t.of_function = before; break;
      default: break;
    }
    return t.of_function.has_value();
  }

  void add(Known t, Known& sum) {
    if (sum.is_zero) {
      sum = t;
      return;
    }
    if (!t.has_value && !sum.has_value) {
      sum.is_scaled = true;
      return;
    }
    materialise(t);
    materialise(sum);
    spend(Op::Add);
    sum = {.has_value = true, .is_zero = false};
  }

  const ir::Function& fn_;
  std::vector<Known> known_;
  std::uint64_t cost_ = 0;
};

// Whether each value depends on one of the inputs, by a path that derivatives pass.
std::vector<bool> depends_on(const ir::Function& fn, std::span<const std::uint32_t> wrt) {
  std::vector<bool> depends(fn.size());
  for (const std::uint32_t input : wrt) depends[input] = true;
  for (std::size_t i = fn.params().size(); i < fn.size(); ++i) {
    const std::span<const ValueId> x = fn.operands(ir::value_id(i));
    for (std::size_t k = 0; k < x.size(); ++k) {
      if (depends[ir::index(x[k])] && is_differentiable(fn.op(ir::value_id(i)), k)) depends[i] = true;
    }
  }
  return depends;
}

// What is chosen, and not multiplied, has conditions that the count leaves out: small functions are worth trying.
bool is_small_with_choices(const ir::Function& fn) {
  constexpr std::size_t kSmall = 24;
  return fn.size() <= kSmall && std::ranges::any_of(fn.insts(), [&](const ir::Inst& inst) {
           return inst.op == Op::Pow && rational(fn, fn.operands(inst)[1]) == nullptr;
         });
}

}  // namespace

bool may_forward_be_cheaper(const ir::Function& fn, std::span<const std::uint32_t> wrt) {
  if (is_small_with_choices(fn)) return true;
  Counting counting(fn);
  const std::uint64_t by_reverse = counting.reverse(fn.outputs()[0].value, wrt, depends_on(fn, wrt));
  std::uint64_t by_forward = 0;
  for (const std::uint32_t input : wrt) {
    by_forward += counting.forward(ir::value_id(input), fn.outputs()[0].value);
    if (by_forward >= by_reverse) return false;
  }
  return true;
}

}  // namespace adc::passes
