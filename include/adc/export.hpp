// What the shared library exports.
#pragma once

#include <cstddef>  // brings in what the standard library says about itself

#include "adc/version.h"

#if defined(__cplusplus) && __cplusplus < 202002L
#error "adc's C++ API needs C++20: compile with -std=c++20 (CMake: the target adc::adc says so by itself)"
#endif

/// Marks what users of libadc see; everything else in the library is hidden.
#define ADC_API __attribute__((visibility("default")))

/// The inline namespace of all that is public, which is part of the names that programs link: what does not go
/// together does not link. That is a library of another ABI, and a program whose standard library has the strings of
/// before C++11 (`_GLIBCXX_USE_CXX11_ABI=0`).
#if defined(_GLIBCXX_USE_CXX11_ABI) && !_GLIBCXX_USE_CXX11_ABI
#define ADC_ABI v0_old_strings
#else
#define ADC_ABI v0
#endif
