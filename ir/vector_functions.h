// The C library's functions of vectors (libmvec, at most 4 ulp), and what they lack, composed of what they have.
// Whatever computes many elements at once calls these, so that all get the same bits.
#pragma once

#include <cstddef>
#include <numbers>
#include <optional>
#include <span>
#include <string>

#include "ir/op.h"

namespace adc::ir {

/// Bits of the widest vectors that this machine computes with, and passes to functions: 512, 256 or 128.
[[nodiscard]] unsigned register_bits();

/// A function of libmvec, by its name in the vector ABI: `_ZGVeN8v_tanh`.
struct VectorFunction {
  Op op;
  bool is_float;
  std::string symbol;
  const void* address;
};

/// Those that this process has for registers of `bits` bits; empty where there is no libmvec. Thread-safe; lives for
/// ever.
[[nodiscard]] std::span<const VectorFunction> vector_functions(unsigned bits);

/// The one for `op`, or null.
[[nodiscard]] const VectorFunction* vector_function(Op op, bool is_float, unsigned bits);

/// What `op` of `x`, which libmvec lacks, is composed of; nullopt: it is called element by element. Formulas as in
/// ir/special/, without the corrections of the last bit. `Maker::op(op, x…)` gives the value of an op, that it composes
/// in its turn, and `Maker::number` a constant.
template <class Maker, class Value = typename Maker::Value>
[[nodiscard]] std::optional<Value> compose(Maker& make, Op op, const Value* x, bool is_float);

namespace detail {

inline constexpr double kFarNormal = 40;  // beyond which normal_cdf is 0 or 1
inline constexpr double kRootHalf = 0.70710678118654757;
inline constexpr double kRootHalfLow = -4.8336466567264567e-17;  // √½ − kRootHalf

// erfc(y + d)/2 with y + d = −x/√2, whose rounding to y would cost up to 2y² ulp: erfc(y) − d·2/√π·exp(−y²).
template <class Maker, class Value>
Value normal_cdf(Maker& make, Value x, bool is_float) {
  const Value low = make.number(-kFarNormal);
  const Value high = make.number(kFarNormal);
  x = make.op(Op::Select, make.op(Op::Lt, x, low), low, x);
  x = make.op(Op::Select, make.op(Op::Lt, high, x), high, x);
  const double root = is_float ? static_cast<float>(kRootHalf) : kRootHalf;
  const Value minus_x = make.op(Op::Neg, x);
  const Value y = make.op(Op::Mul, minus_x, make.number(root));
  const Value rounding = make.op(Op::Fma, minus_x, make.number(root), make.op(Op::Neg, y));
  const Value d = make.op(Op::Fma, minus_x, make.number((kRootHalf - root) + kRootHalfLow), rounding);
  const Value gauss = make.op(Op::Exp, make.op(Op::Neg, make.op(Op::Mul, y, y)));
  const Value slope = make.op(Op::Mul, make.number(std::numbers::inv_sqrtpi), gauss);
  const Value half = make.op(Op::Mul, make.number(0.5), make.op(Op::Erfc, y));
  return make.op(Op::Fma, make.op(Op::Neg, d), slope, half);
}

}  // namespace detail

template <class Maker, class Value>
std::optional<Value> compose(Maker& make, Op op, const Value* x, bool is_float) {
  const auto reciprocal = [&](Op of) { return make.op(Op::Div, make.number(1), make.op(of, x[0])); };
  const auto exp_minus_abs = [&] { return make.op(Op::Exp, make.op(Op::Neg, make.op(Op::Abs, x[0]))); };
  switch (op) {
    case Op::Sec: return reciprocal(Op::Cos);
    case Op::Csc: return reciprocal(Op::Sin);
    case Op::Cot: return reciprocal(Op::Tan);
    case Op::NormalCdf: return detail::normal_cdf(make, x[0], is_float);
    case Op::Sigmoid: {
      const Value one = make.number(1);
      const Value e = exp_minus_abs();
      const Value above = make.op(Op::Select, make.op(Op::Lt, x[0], make.number(0)), e, one);
      return make.op(Op::Div, above, make.op(Op::Add, one, e));
    }
    case Op::Softplus: {
      const Value l = make.op(Op::Log1p, exp_minus_abs());
      return make.op(Op::Select, make.op(Op::Lt, make.number(0), x[0]), make.op(Op::Add, x[0], l), l);
    }
    case Op::Sech: {
      const Value t = exp_minus_abs();
      const Value above = make.op(Op::Mul, make.number(2), t);
      return make.op(Op::Div, above, make.op(Op::Add, make.number(1), make.op(Op::Mul, t, t)));
    }
    case Op::Xlogy: {
      const Value zero = make.number(0);
      const Value is_nothing = make.op(Op::And, make.op(Op::Eq, x[0], zero), make.op(Op::Eq, x[1], x[1]));
      // in place of the 0 that makes log slow
      const Value y = make.op(Op::Select, is_nothing, make.number(1), x[1]);
      return make.op(Op::Select, is_nothing, zero, make.op(Op::Mul, x[0], make.op(Op::Log, y)));
    }
    default: return std::nullopt;
  }
}

}  // namespace adc::ir
