// Functions as native code, without the API.
#pragma once

#include <cstdio>
#include <cstdlib>
#include <string>

#include "jit/jit.h"
#include "object/native_code.h"

namespace adc::bench {

/// Native code of a legalised `fn`. Ends the process where there is none.
inline object::NativeCode native_code(const ir::Function& fn, const jit::Options& options = {}) {
  jit::Object object;
  std::string error;
  if (!jit::adc_jit_compile(fn, options, object, error)) {
    std::fprintf(stderr, "%s\n", error.c_str());
    std::exit(1);
  }
  return object::NativeCode(object, [] {
    return object::JitFunctions{.plan = &jit::adc_jit_plan,
                                .release_plan = &jit::adc_jit_release_plan,
                                .product = &jit::adc_jit_product,
                                .parallel = &jit::adc_jit_parallel};
  });
}

}  // namespace adc::bench
