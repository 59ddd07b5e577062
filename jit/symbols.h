// The names that code in object files has for itself and for what it needs of the process that it is loaded into.
#pragma once

#include <string_view>

namespace adc::jit {

/// The function that an object file (`Object`, jit/jit.h) defines.
inline constexpr std::string_view kEntrySymbol = "adc.entry";

/// Names of C functions stand behind this, so that LLVM takes none for one that it knows: those of ops, and these two.
inline constexpr std::string_view kRuntimePrefix = "adc.rt.";
/// The function of two pointers that computes sine and cosine, and the single-precision fma.
inline constexpr std::string_view kSincos = "sincos";
inline constexpr std::string_view kFmaf = "fmaf";

/// `adc_jit_product` and `adc_jit_parallel` (jit/jit.h).
inline constexpr std::string_view kProduct = "adc.product";
inline constexpr std::string_view kParallel = "adc.parallel";
/// With a number after it: the plan of that product of `Object::products`.
inline constexpr std::string_view kPlanPrefix = "adc.plan.";

}  // namespace adc::jit
