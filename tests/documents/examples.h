// Examples of functions whose arguments are not all plain numbers, or for which ½ is out of the question.
#pragma once

#include <string_view>

namespace adc::tests {

struct NamedExample {
  std::string_view name;
  std::string_view line;  ///< of a session, whose reply is one number or a list
};

inline constexpr NamedExample kExamples[] = {
    {"if", "if(2 > 1, 10, 20)"},
    {"piecewise", "piecewise(2 > 3: 1, 2 > 1: 2, else: 3)"},
    {"diff", "x = 3; diff(x², x)"},
    {"grad", "x = 3; y = x²; grad(y, x)"},
    {"hessian", "x = 3; y = x³; hessian(y, x)"},
    {"jacobian", "x = 3; v = [x, x²]; jacobian(v, x)"},
    {"log", "log(8, 2)"},
    {"polygamma", "polygamma(1, 2)"},
    {"polygamma_difference", "polygamma_difference(0, 2, 1)"},
    {"ierfc_ratio", "ierfc_ratio(1, 2)"},
    {"sinc_derivative", "sinc_derivative(1, 2)"},
    {"beta", "beta(2, 3)"},
    {"lambertw", "lambertw(-0.2, -1)"},
    {"hypot", "hypot(2, 3, 6)"},
    {"besselj", "besselj(0, 2.5)"},
    {"bessely", "bessely(0, 2.5)"},
    {"besseli", "besseli(0, 2.5)"},
    {"besselk", "besselk(0, 2.5)"},
    {"gammainc", "gammainc(2, 1)"},
    {"gammaincc", "gammaincc(2, 1)"},
    {"betainc", "betainc(2, 3, 0.5)"},
    {"zeta", "zeta(2)"},
    {"zeta_derivative", "zeta_derivative(1, 2)"},
    {"airy_ai", "airy_ai(1)"},
    {"airy_bi", "airy_bi(1)"},
    {"sum", "sum(i = 1:3, i²)"},
    {"prod", "prod(i = 1:4, i)"},
    {"mean", "mean([1, 2, 6])"},
    {"min", "min(3, 1, 2)"},
    {"max", "max(3, 1, 2)"},
    {"logsumexp", "logsumexp([1000, 1000])"},
    {"norm", "norm([3, 4])"},
    {"softmax", "softmax([1.8, 0.9, 0.68])"},
    {"log_softmax", "log_softmax([1.8, 0.9, 0.68])"},
    {"argmax", "argmax([3, 7, 5])"},
    {"cumsum", "cumsum([1, 2, 3])"},
    {"dot", "dot([1, 2], [3, 4])"},
    {"outer", "outer([1, 2], [3, 4])"},
    {"transpose", "transpose([1, 2; 3, 4])"},
    {"trace", "trace([1, 2; 3, 4])"},
    {"diag", "diag([1, 2; 3, 4])"},
    {"reshape", "reshape([1, 2, 3, 4], 2, 2)"},
    {"zeros", "zeros(3)"},
    {"ones", "ones(3)"},
    {"eye", "eye(2)"},
    {"range", "range(1, 10, 3)"},
    {"one_hot", "one_hot(2, 3)"},
    {"cross_entropy", "cross_entropy([0.7, 0.2, 0.1], [1, 0, 0])"},
    {"cross_entropy_with_logits", "cross_entropy_with_logits([1.8, 0.9, 0.68], [1, 0, 0])"},
    {"cross_entropy_of_class", "cross_entropy_of_class([0.7, 0.2, 0.1], 1)"},
    {"cross_entropy_of_class_with_logits", "cross_entropy_of_class_with_logits([1.8, 0.9, 0.68], 1)"},
    {"kl_divergence", "kl_divergence([0.5, 0.5], [0.7, 0.3])"},
    {"ceil", "ceil(2.5)"},
    {"floor", "floor(2.5)"},
    {"round", "round(2.5)"},
    {"trunc", "trunc(2.5)"},
    {"sign", "sign(-2.5)"},
    {"stop_gradient", "stop_gradient(2.5)"},
    {"lambertw_lower", "lambertw_lower(-0.2)"},
    {"lambertw_lower_1p", "lambertw_lower_1p(-0.2)"},
    {"acosh", "acosh(2)"},
    {"asec", "asec(2)"},
    {"acsc", "acsc(2)"},
    {"acoth", "acoth(2)"},
    {"acot", "acot(2)"},
};

}  // namespace adc::tests
