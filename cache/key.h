// What an entry of the cache is the code of.
#pragma once

#include <optional>
#include <string>

#include "cache/sha256.h"
#include "ir/function.h"
#include "jit/jit.h"

namespace adc::cache {

/// Whatever decides what `adc_jit_compile` makes of a function, but for the function.
struct Circumstances {
  std::string build;      ///< of adc (ir/build.h), with the version of its code generator (cache/code_version.h)
  std::string machine;    ///< cache/machine.h
  std::string libraries;  ///< the C library's version, and whether it has functions of vectors
  std::string options;    ///< how it is compiled
};

/// Those of this process. Functions of vectors are only looked for where code may call them.
[[nodiscard]] Circumstances circumstances(const ir::Function& fn, const jit::Options& options);

/// Two functions have one key only if they have the same code. LLVM is not needed to know it. O(n).
[[nodiscard]] Digest key(const ir::Function& fn, const Circumstances& circumstances);

/// Nullopt on a machine that is not known.
[[nodiscard]] std::optional<Digest> key(const ir::Function& fn, const jit::Options& options);

}  // namespace adc::cache
