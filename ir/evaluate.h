// The evaluator behind ir/interpreter.h, for any scalar type: it defines what each op means.
//
// `InlineOps<T>` has a member per op without a C function, the same for every type; `Scalar<T>` is specialised for each
// type and has a member per op with one, and `constant`. The members are named by the op's enumerator, and the
// evaluator's switch is made from ir/ops.def, so that an op without a meaning does not compile.
#pragma once

#include <cassert>
#include <cmath>
#include <complex>
#include <cstdint>
#include <limits>
#include <span>
#include <string_view>
#include <type_traits>
#include <vector>

#include "ir/function.h"
#include "ir/watch.h"

namespace adc::ir {

/// The ops with a C function, and `static T constant(const Constant&)`. `Powi(x, n)`, `Polygamma(n, x)`,
/// `Besselj(k, n, x)` and the like take their immediate as C does.
template <class T>
struct Scalar;

/// The ops without a C function, each by IEEE 754's basic operations. Booleans are 0 and 1; a value is true if it is
/// not 0.
template <class T>
struct InlineOps {
  static T Copy(const T& x) { return x; }
  static T StopGradient(const T& x) { return x; }
  static T Diff(const T&, const T&) {
    assert(false && "Diff is expanded before evaluation");
    return std::numeric_limits<T>::quiet_NaN();
  }

  static T Neg(const T& x) { return -x; }
  static T Add(const T& x, const T& y) { return x + y; }
  static T Sub(const T& x, const T& y) { return x - y; }
  static T Mul(const T& x, const T& y) { return x * y; }
  static T Div(const T& x, const T& y) { return x / y; }
  static T Sqrt(const T& x) {
    using std::sqrt;
    return sqrt(x);
  }

  static T Abs(const T& x) {
    using std::fabs;
    return fabs(x);
  }
  /// nan if either is: the sign of a nan depends on what an operation happens to give.
  static T Copysign(const T& x, const T& y) {
    using std::copysign;
    return y != y ? y : copysign(x, y);
  }
  /// nan if either is; −0 is less than +0, so that the order of operands does not matter.
  static T Min(const T& x, const T& y) {
    if (x != x || y != y) return x + y;
    return x < y || (x == y && negative(x)) ? x : y;
  }
  static T Max(const T& x, const T& y) {
    if (x != x || y != y) return x + y;
    return y < x || (x == y && negative(y)) ? x : y;
  }
  /// ±0 and nan are their own signs.
  static T Sign(const T& x) { return x > T(0) ? T(1) : x < T(0) ? T(-1) : x; }
  static T Select(const T& condition, const T& x, const T& y) { return condition != T(0) ? x : y; }

  static T Floor(const T& x) {
    using std::floor;
    return floor(x);
  }
  static T Ceil(const T& x) {
    using std::ceil;
    return ceil(x);
  }
  /// Halves go to even.
  static T Round(const T& x) {
    using std::nearbyint;
    return nearbyint(x);
  }
  static T Trunc(const T& x) {
    using std::trunc;
    return trunc(x);
  }

  static T Lt(const T& x, const T& y) { return truth(x < y); }
  static T Le(const T& x, const T& y) { return truth(x <= y); }
  static T Eq(const T& x, const T& y) { return truth(x == y); }
  static T Ne(const T& x, const T& y) { return truth(x != y); }
  static T And(const T& x, const T& y) { return truth(x != T(0) && y != T(0)); }
  static T Or(const T& x, const T& y) { return truth(x != T(0) || y != T(0)); }
  static T Not(const T& x) { return truth(x == T(0)); }
  static T ToFloat(const T& x) { return x; }

 private:
  static T truth(bool value) { return value ? T(1) : T(0); }
  static bool negative(const T& x) {
    using std::signbit;
    return signbit(x);
  }
};

namespace row {
// The traits of each op.
inline constexpr int kTraits[] = {
#define ADC_OP(Id, spelling, arity, op_class, cost, traits, ...) traits,
#include "ir/ops.def"
#undef ADC_OP
};
}  // namespace row

namespace detail {

template <class T>
inline constexpr bool kIsComplex = false;
template <class T>
inline constexpr bool kIsComplex<std::complex<T>> = true;

template <Op op, class T>
inline constexpr bool kHasMeaning = !kIsComplex<T> || (row::kTraits[static_cast<std::size_t>(op)] & kAnalytic) != 0;

}  // namespace detail

/// An elementwise op applied to scalars: `x(k)` is operand k, `n()` the immediate. For a complex `T` the op must have
/// the trait Analytic (asserted).
template <class T, class Operand, class Immediate>
[[gnu::always_inline]] inline T apply(Op op, Operand x, Immediate n) {
  switch (op) {
#define ADC_ARGS_None_1 x(0)
#define ADC_ARGS_None_2 x(0), x(1)
#define ADC_ARGS_None_3 x(0), x(1), x(2)
#define ADC_ARGS_Exponent_1 x(0), n()
#define ADC_ARGS_Order_1 n(), x(0)
#define ADC_ARGS_Order_2 n(), x(0), x(1)
#define ADC_ARGS_Slope_1 n(), x(0)
#define ADC_ARGS_Slope_2 n(), x(0), x(1)
#define ADC_ARGS_Slope_3 n(), x(0), x(1), x(2)
#define ADC_ARGS_Callee_1 n(), x(0)
#define ADC_ARGS_Callee_2 n(), x(0), x(1)
#define ADC_ARGS_Callee_3 n(), x(0), x(1), x(2)
#define ADC_CASE_0(Id, function, ...) \
  case Op::Id: break;
#define ADC_CASE_1(Id, function, ...)                             \
  case Op::Id:                                                    \
    if constexpr (!detail::kHasMeaning<Op::Id, T>) {              \
      assert(false && #Id " is not analytic");                    \
      break;                                                      \
    } else if constexpr (std::string_view(#function) == "None") { \
      return InlineOps<T>::Id(__VA_ARGS__);                       \
    } else {                                                      \
      return Scalar<T>::Id(__VA_ARGS__);                          \
    }
#define ADC_CASE_2 ADC_CASE_1
#define ADC_CASE_3 ADC_CASE_1
#define ADC_OP(Id, spelling, arity, op_class, cost, traits, immediate, domain, function, text, kink) \
  ADC_CASE_##arity(Id, function, ADC_ARGS_##immediate##_##arity)
#include "ir/ops.def"
#undef ADC_OP
#undef ADC_ARGS_None_1
#undef ADC_ARGS_None_2
#undef ADC_ARGS_None_3
#undef ADC_ARGS_Exponent_1
#undef ADC_ARGS_Order_1
#undef ADC_ARGS_Order_2
#undef ADC_ARGS_Slope_1
#undef ADC_ARGS_Slope_2
#undef ADC_ARGS_Slope_3
#undef ADC_ARGS_Callee_1
#undef ADC_ARGS_Callee_2
#undef ADC_ARGS_Callee_3
#undef ADC_CASE_0
#undef ADC_CASE_1
#undef ADC_CASE_2
#undef ADC_CASE_3
    default: assert(false && "not elementwise");
  }
  return T();
}

/// Computes every value of `fn`, a function of scalars, into `values` (one per instruction). For a complex `T`, all ops
/// beside leaves must have the trait Analytic (asserted). Allocates nothing for floating types. O(n).
template <class T>
void evaluate(const Function& fn, std::span<const T> inputs, std::span<T> values) {
  assert(inputs.size() == fn.params().size() && values.size() == fn.size() && fn.is_scalar());
  const std::span<const Inst> insts = fn.insts();
  constexpr std::size_t kInstsPerLook = std::is_floating_point_v<T> ? 256 : 1;
  for (std::size_t i = 0; i < insts.size(); ++i) {
    if (i % kInstsPerLook == 0) check_time(kManySteps);
    const Inst& inst = insts[i];
    const ValueId* const operands = fn.operands(inst).data();
    switch (inst.op) {
      case Op::Param: values[i] = inputs[inst.payload]; break;
      case Op::Const: values[i] = Scalar<T>::constant(fn.constant(value_id(i))); break;
      default:
        values[i] = apply<T>(
            inst.op, [&](std::size_t k) -> const T& { return values[index(operands[k])]; },
            [&] { return static_cast<int>(fn.immediate(value_id(i))); });
    }
  }
}

/// The outputs of `fn` at `inputs`.
template <class T>
[[nodiscard]] std::vector<T> evaluate(const Function& fn, std::span<const T> inputs) {
  std::vector<T> values(fn.size());
  evaluate<T>(fn, inputs, values);
  std::vector<T> outputs;
  outputs.reserve(fn.outputs().size());
  for (const Output& output : fn.outputs()) outputs.push_back(values[index(output.value)]);
  return outputs;
}

}  // namespace adc::ir
