#include "cache/key.h"

#include <fmt/core.h>

#ifdef __GLIBC__
#include <gnu/libc-version.h>
#endif

#include "cache/code_version.h"
#include "cache/machine.h"
#include "ir/build.h"
#include "ir/external.h"
#include "ir/text.h"
#include "ir/vector_functions.h"
#include "kernel/summed_rows.h"

namespace adc::cache {
namespace {

const char* c_library() {
#ifdef __GLIBC__
  return gnu_get_libc_version();
#else
  return "unknown";
#endif
}

std::string print(const std::vector<bool>& flags) {
  std::string text;
  for (const bool flag : flags) text += flag ? '1' : '0';
  return text;
}

// All that options have: another member does not compile.
std::string print(const jit::Options& options) {
  const auto& [threads, vector_math, product_library, over_rows, flat, summed] = options;
  std::string text = fmt::format("threads {}, vector_math {}, product_library {}, over_rows {}, flat {}", threads,
                                 vector_math, product_library, over_rows, flat);
  if (summed == nullptr) return text;
  const auto& [tile, inputs, outputs] = *summed;
  return text + fmt::format(", summed {} {} {}", tile, print(inputs), print(outputs));
}

}  // namespace

Circumstances circumstances(const ir::Function& fn, const jit::Options& options) {
  const bool has_vectors = options.over_rows || options.summed != nullptr || !fn.is_scalar();
  const bool may_call_vectors = options.vector_math && has_vectors;
  return {.build = fmt::format("{}, code {}", ir::build(), code_version()),
          .machine = machine(),
          .libraries = fmt::format("C {}, vectors {}", c_library(),
                                   may_call_vectors && !ir::vector_functions(ir::register_bits()).empty()),
          .options = print(options)};
}

Digest key(const ir::Function& fn, const Circumstances& circumstances) {
  const auto& [build, machine, libraries, options] = circumstances;
  Sha256 hash;
  // Each with its length, so that nothing goes from the end of one to the beginning of another.
  for (const std::string* text : {&build, &machine, &libraries, &options}) {
    hash.add(fmt::format("{}:", text->size()));
    hash.add(*text);
  }
  hash.add(ir::print(fn));
  return hash.finish();
}

std::optional<Digest> key(const ir::Function& fn, const jit::Options& options) {
  if (ir::has_externals(fn)) return std::nullopt;  // numbers of this process
  const Circumstances here = circumstances(fn, options);
  if (here.machine.empty()) return std::nullopt;
  return key(fn, here);
}

}  // namespace adc::cache
