#include "emit/rust_library.h"

#include <algorithm>
#include <array>

namespace adc::emit {
namespace {

/// Methods of the standard library that call C's; those that it computes by itself are declared.
constexpr std::array<RustFunction, 44> kLibrary{{
    {"fabs", "f64::abs", ""},
    {"sqrt", "f64::sqrt", ""},
    {"floor", "f64::floor", ""},
    {"ceil", "f64::ceil", ""},
    {"trunc", "f64::trunc", ""},
    {"exp", "f64::exp", ""},
    {"exp2", "f64::exp2", ""},
    {"expm1", "f64::exp_m1", ""},
    {"log", "f64::ln", ""},
    {"log1p", "f64::ln_1p", ""},
    {"log2", "f64::log2", ""},
    {"log10", "f64::log10", ""},
    {"sin", "f64::sin", ""},
    {"cos", "f64::cos", ""},
    {"tan", "f64::tan", ""},
    {"asin", "f64::asin", ""},
    {"acos", "f64::acos", ""},
    {"atan", "f64::atan", ""},
    {"atan2", "f64::atan2", ""},
    {"sinh", "f64::sinh", ""},
    {"cosh", "f64::cosh", ""},
    {"tanh", "f64::tanh", ""},
    {"cbrt", "f64::cbrt", ""},
    {"hypot", "f64::hypot", ""},
    {"pow", "f64::powf", ""},
    {"fma", "f64::mul_add", ""},
    {"copysign", "f64::copysign", ""},
    {"isnan", "f64::is_nan", ""},
    {"isfinite", "f64::is_finite", ""},
    {"isinf", "f64::is_infinite", ""},
    {"signbit", "f64::is_sign_negative", ""},
    {"fmin", "f64::min", ""},
    {"fmax", "f64::max", ""},
    {"asinh", "adc_c_asinh", R"rust(fn adc_c_asinh(x: f64) -> f64 {
    extern "C" {
        fn asinh(x: f64) -> f64;
    }
    unsafe { asinh(x) }
}
)rust"},
    {"acosh", "adc_c_acosh", R"rust(fn adc_c_acosh(x: f64) -> f64 {
    extern "C" {
        fn acosh(x: f64) -> f64;
    }
    unsafe { acosh(x) }
}
)rust"},
    {"atanh", "adc_c_atanh", R"rust(fn adc_c_atanh(x: f64) -> f64 {
    extern "C" {
        fn atanh(x: f64) -> f64;
    }
    unsafe { atanh(x) }
}
)rust"},
    {"erf", "adc_c_erf", R"rust(fn adc_c_erf(x: f64) -> f64 {
    extern "C" {
        fn erf(x: f64) -> f64;
    }
    unsafe { erf(x) }
}
)rust"},
    {"erfc", "adc_c_erfc", R"rust(fn adc_c_erfc(x: f64) -> f64 {
    extern "C" {
        fn erfc(x: f64) -> f64;
    }
    unsafe { erfc(x) }
}
)rust"},
    {"tgamma", "adc_c_tgamma", R"rust(fn adc_c_tgamma(x: f64) -> f64 {
    extern "C" {
        fn tgamma(x: f64) -> f64;
    }
    unsafe { tgamma(x) }
}
)rust"},
    {"lgamma", "adc_c_lgamma", R"rust(fn adc_c_lgamma(x: f64) -> f64 {
    extern "C" {
        fn lgamma(x: f64) -> f64;
    }
    unsafe { lgamma(x) }
}
)rust"},
    {"fmod", "adc_c_fmod", R"rust(fn adc_c_fmod(x: f64, y: f64) -> f64 {
    x % y
}
)rust"},
    {"nearbyint", "adc_c_nearbyint", R"rust(/* to the nearest integer, ties to even */
fn adc_c_nearbyint(x: f64) -> f64 {
    let limit = 4503599627370496.0; // 2^52
    if !(x.abs() < limit) {
        return x;
    }
    f64::copysign(x.abs() + limit - limit, x)
}
)rust"},
    {"ldexp", "adc_c_ldexp", R"rust(fn adc_c_ldexp(x: f64, n: i32) -> f64 {
    extern "C" {
        fn ldexp(x: f64, n: i32) -> f64;
    }
    unsafe { ldexp(x, n) }
}
)rust"},
    {"frexp", "adc_c_frexp", R"rust(fn adc_c_frexp(x: f64, exponent: &mut i32) -> f64 {
    extern "C" {
        fn frexp(x: f64, exponent: *mut i32) -> f64;
    }
    unsafe { frexp(x, exponent) }
}
)rust"},
}};

}  // namespace

const RustFunction* rust_function(std::string_view c_name) {
  const auto* const found = std::ranges::find(kLibrary, c_name, &RustFunction::name);
  return found == kLibrary.end() ? nullptr : found;
}

std::span<const RustFunction> rust_library() { return kLibrary; }

}  // namespace adc::emit
