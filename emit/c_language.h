// How C99 spells what functions are made of.
#pragma once

#include <string_view>

#include "emit/language.h"

namespace adc::emit {

/// Its bodies of loops have no branches: gcc 12 with AVX2 sinks loads into branches and then makes vectors of the wrong
/// elements of them.
[[nodiscard]] const Language& c_language();

/// What a heading says about compilers, and what holds clang to it; gcc does what its options say.
inline constexpr std::string_view kCNotes =
    "   C99; link with -lm. Compilers must neither fuse nor reorder operations: no -ffast-math, and of gcc -std=c99\n"
    "   or -ffp-contract=off. Constants are volatile where compilers would compute functions of them otherwise than\n"
    "   the C library does. */\n\n";
/// Files may be included one beside the other.
inline constexpr std::string_view kCGuard = "#ifndef ADC_HAS_$0\n#define ADC_HAS_$0\n$1#endif\n";
inline constexpr std::string_view kCPragmas = "#ifdef __clang__\n#pragma STDC FP_CONTRACT OFF\n#endif\n\n";

}  // namespace adc::emit
