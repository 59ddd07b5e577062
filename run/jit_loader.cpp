#include "run/jit_loader.h"

#include <algorithm>
#include <optional>
#include <stdexcept>
#include <utility>

#include "cache/key.h"
#include "cache/store.h"
#include "diag/diagnostics.h"
#include "ir/build.h"
#include "ir/watch.h"
#include "loading/library.h"

namespace adc::run {
namespace {

constexpr const char* kLibrary = "libadc-jit.so";

/// The entry points of libadc-jit, or why there are none.
struct Entries {
  loading::Library library{kLibrary, "adc_jit_build", ir::build()};
  decltype(&jit::adc_jit_compile) compile = nullptr;
  object::JitFunctions of_code;

  Entries() {
    library.find("adc_jit_compile", compile);
    library.find("adc_jit_plan", of_code.plan);
    library.find("adc_jit_release_plan", of_code.release_plan);
    library.find("adc_jit_product", of_code.product);
    library.find("adc_jit_parallel", of_code.parallel);
  }
};

const Entries& entries() {
  static const Entries kFound;
  return kFound;
}

/// What code calls of libadc-jit.
object::JitFunctions functions_of_code() {
  if (!entries().library.error().empty()) throw std::runtime_error(entries().library.error());
  return entries().of_code;
}

Diagnostic failure(diag::Slug slug, std::string message, std::vector<std::string> help) {
  return diag::diagnose(slug, {}, std::move(message), std::move(help));
}

Diagnostic unavailable() {
  return failure(
      "native-unavailable", "native code is not available: " + entries().library.error(),
      {std::string(kLibrary) + " of the same build belongs beside libadc.so", "the tier `interpret` works without it"});
}

Diagnostic failed(const std::string& error) {
  return failure("native-failed", "cannot make native code: " + error, {});
}

/// The code of an entry of the cache; nullopt where there is none that can be loaded.
std::optional<NativeCode> load_kept(const cache::Store& store, const cache::Digest& key) {
  const std::optional<jit::Object> kept = store.find(key);
  if (!kept) return std::nullopt;
  try {
    return NativeCode(*kept, functions_of_code);
  } catch (const std::runtime_error&) {
    return std::nullopt;
  }
}

}  // namespace

Result<NativeCode> compile_native(const ir::Function& fn, const jit::Options& options) {
  const cache::Store store(*cache::settings());
  const std::optional<cache::Digest> key = store.is_used() ? cache::key(fn, options) : std::nullopt;
  if (key) {
    if (std::optional<NativeCode> kept = load_kept(store, *key)) return std::move(*kept);
  }
  if (!entries().library.error().empty()) return unavailable();
  jit::Object object;
  std::string error;
  if (!entries().compile(fn, options, object, error)) return failed(error);
  if (const ir::Watch* const watch = ir::Watch::current()) watch->look();
  try {
    NativeCode code(object, functions_of_code);
    if (key) store.keep(*key, object);
    return code;
  } catch (const std::runtime_error& refusal) {
    return failed(refusal.what());
  }
}

void in_parallel(jit::Turns turns, const void* context, std::int64_t count, int threads) {
  const std::int64_t parts = std::min<std::int64_t>(threads, count);
  if (parts <= 1 || !entries().library.error().empty()) return turns(context, nullptr, nullptr, 0, count);
  entries().of_code.parallel(turns, context, nullptr, nullptr, count, parts);
}

}  // namespace adc::run
