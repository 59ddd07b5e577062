#include "ir/runtime.h"

#include <math.h>  // NOLINT(modernize-deprecated-headers): the names outside std

#include <array>

#include "ir/external_calls.h"
#include "ir/special/special.h"

namespace adc::ir {
namespace {

// C signatures by immediate and arity.
using None_0 = void();
using None_1 = double(double);
using None_2 = double(double, double);
using None_3 = double(double, double, double);
using Exponent_1 = double(double, int);
using Order_1 = double(int, double);
using Order_2 = double(int, double, double);
using Slope_1 = double(int, double);
using Slope_2 = double(int, double, double);
using Slope_3 = double(int, double, double, double);
using Callee_1 = double(int, double);
using Callee_2 = double(int, double, double);
using Callee_3 = double(int, double, double, double);

// What the function column of ops.def says of an op without a function.
constexpr struct Inline {
} None;

template <class Signature>
const void* address(Inline) {
  return nullptr;
}
template <class Signature>
const void* address(Signature* function) {
  return reinterpret_cast<const void*>(function);
}

#ifndef __GLIBC__
void sincos(double x, double* sine, double* cosine) {
  *sine = ::sin(x);
  *cosine = ::cos(x);
}
#endif

}  // namespace

std::span<const void* const> function_addresses() {
  static const std::array<const void*, kOpCount> kAddresses = {
#define ADC_OP(Id, spelling, arity, op_class, cost, traits, immediate, domain, function, text, kink) \
  address<immediate##_##arity>(function),
#include "ir/ops.def"
#undef ADC_OP
  };
  return kAddresses;
}

const void* function_address(Op op) { return function_addresses()[static_cast<std::size_t>(op)]; }

Sincos* sincos_function() { return &sincos; }

const void* sincos_address() { return reinterpret_cast<const void*>(sincos_function()); }

}  // namespace adc::ir
