// libadc-jit, loaded at first use.
#pragma once

#include <cstdint>
#include <string>

#include "adc/result.hpp"
#include "ir/function.h"
#include "jit/jit.h"
#include "object/native_code.h"

namespace adc::run {

using object::NativeCode;

/// Compiles a legalised `fn`. Loads libadc-jit, which stands beside this library, at the first call of the process and
/// never unloads it. Errors: "native-unavailable" if it cannot be loaded or is of another build, "native-failed" if it
/// cannot compile `fn`. Thread-safe.
[[nodiscard]] Result<NativeCode> compile_native(const ir::Function& fn, const jit::Options& options = {});

/// Does turns 0 … `count` − 1, which are independent, in as many runs of turns that follow each other as there are
/// threads to be used, in oneTBB's arena of the caller. One thread does them all where there is no libadc-jit.
void in_parallel(jit::Turns turns, const void* context, std::int64_t count, int threads);

}  // namespace adc::run
