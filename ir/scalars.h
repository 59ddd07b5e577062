// The scalar types of ir/evaluate.h that the library computes with: double, float and complex<double>.
#pragma once

#include <math.h>  // NOLINT(modernize-deprecated-headers): the names outside std

#include "ir/evaluate.h"
#include "ir/external_calls.h"
#include "ir/special/special.h"

namespace adc {

/// A member per op with a C function, which calls it. (Outside `ir`, whose functions of rationals hide libm's.)
struct CFunctions {
#define ADC_OP(Id, spelling, arity, op_class, cost, traits, immediate, domain, function, text, kink) \
  template <class... Args>                                                                           \
  static double Id(Args... args) {                                                                   \
    return function(args...);                                                                        \
  }
#include "ir/ops.def"
#undef ADC_OP
};

}  // namespace adc

namespace adc::ir {

/// Calls the C function that ops.def names, the one that native code and emitted C call too.
template <>
struct Scalar<double> : CFunctions {
  static double constant(const Constant& constant) { return constant.to_double(); }
};

/// Rounds the double result.
template <>
struct Scalar<float> {
  static float constant(const Constant& constant) { return constant.to_float(); }
#define ADC_OP(Id, spelling, arity, op_class, cost, traits, immediate, domain, function, text, kink) \
  template <class... Args>                                                                           \
  static float Id(Args... args) {                                                                    \
    return static_cast<float>(Scalar<double>::Id(widen(args)...));                                   \
  }
#include "ir/ops.def"
#undef ADC_OP
  /// A double sum of the exact product would be rounded twice.
  static float Fma(float x, float y, float z) { return ::fmaf(x, y, z); }

 private:
  static double widen(float x) { return x; }
  static int widen(int n) { return n; }
};

/// For the ops with the trait Analytic; the principal values of C.
template <>
struct Scalar<std::complex<double>> {
  using T = std::complex<double>;
  static T constant(const Constant& constant) { return constant.to_double(); }
  static T Powi(const T& x, int n) { return n == 0 ? T(1) : std::pow(x, n); }
  static T Pow(const T& x, const T& y) { return std::pow(x, y); }
  static T Exp(const T& x) { return std::exp(x); }
  static T Log(const T& x) { return std::log(x); }
  static T Sin(const T& x) { return std::sin(x); }
  static T Cos(const T& x) { return std::cos(x); }
  static T Tan(const T& x) { return std::tan(x); }
  static T Sinh(const T& x) { return std::sinh(x); }
  static T Cosh(const T& x) { return std::cosh(x); }
  static T Tanh(const T& x) { return std::tanh(x); }
};

}  // namespace adc::ir
