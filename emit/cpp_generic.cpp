#include "emit/cpp_generic.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>

namespace adc::emit {
namespace {

struct Generic {
  std::string_view name;
  std::string_view parameters;
  std::string_view uses;  ///< functions of the standard library
  std::string_view value;
};

/// No exponential leaves the range where the result does not, and no branch has a division by 0.
constexpr std::array<Generic, 22> kGeneric{{
    {"adc_powi", "const T &x, int n", "std::pow", "pow(x, T(n))"},
    {"adc_cbrt", "const T &x", "std::cbrt", "cbrt(x)"},
    {"adc_expnsq", "const T &x", "std::exp", "exp(-(x * x))"},
    {"adc_xlogy", "const T &x, const T &y", "std::log", "x == T(0) ? T(0) : T(x * log(y))"},
    {"adc_logaddexp", "const T &x, const T &y", "std::exp, std::log1p",
     "x < y ? T(y + log1p(exp(x - y))) : T(x + log1p(exp(y - x)))"},
    {"adc_sigmoid", "const T &x", "std::exp", "x < T(0) ? T(exp(x) / (T(1) + exp(x))) : T(T(1) / (T(1) + exp(-x)))"},
    {"adc_softplus", "const T &x", "std::exp, std::log1p", "x < T(0) ? T(log1p(exp(x))) : T(x + log1p(exp(-x)))"},
    {"adc_sec", "const T &x", "std::cos", "T(1) / cos(x)"},
    {"adc_csc", "const T &x", "std::sin", "T(1) / sin(x)"},
    {"adc_cot", "const T &x", "std::tan", "T(1) / tan(x)"},
    {"adc_asec", "const T &x", "std::acos", "acos(T(1) / x)"},
    {"adc_acsc", "const T &x", "std::asin", "asin(T(1) / x)"},
    {"adc_sech", "const T &x", "std::exp",
     "x < T(0) ? T(T(2) * exp(x) / (T(1) + exp(x + x))) : T(T(2) * exp(-x) / (T(1) + exp(-(x + x))))"},
    {"adc_csch", "const T &x", "std::sinh", "T(1) / sinh(x)"},
    {"adc_coth", "const T &x", "std::tanh", "T(1) / tanh(x)"},
    {"adc_asech", "const T &x", "std::acosh", "acosh(T(1) / x)"},
    {"adc_acsch", "const T &x", "std::asinh", "asinh(T(1) / x)"},
    {"adc_acoth", "const T &x", "std::atanh", "atanh(T(1) / x)"},
    {"adc_sinc", "const T &x", "std::sin", "x == T(0) ? T(T(1) - x * x / T(6)) : T(sin(x) / x)"},
    {"adc_normal_cdf", "const T &x", "std::erfc", "T(0.5) * erfc(x * T(-0.7071067811865476))"},
    {"adc_gamma", "const T &x", "std::tgamma", "tgamma(x)"},
    {"adc_lgamma", "const T &x", "std::lgamma", "lgamma(x)"},
}};

}  // namespace

std::string cpp_generic_functions(std::span<const std::string_view> names) {
  std::string text;
  for (const Generic& generic : kGeneric) {
    if (std::ranges::find(names, generic.name) == names.end()) continue;
    text += fmt::format(
        "template <class T, std::enable_if_t<!std::is_arithmetic_v<T>, int> = 0>\n"
        "T {}({}) {{\n  using {};\n  return {};\n}}\n\n",
        generic.name, generic.parameters, generic.uses, generic.value);
  }
  return text;
}

}  // namespace adc::emit
