#include "run/jit_loader.h"

#include <algorithm>
#include <utility>

#include "diag/diagnostics.h"
#include "ir/runtime.h"
#include "ir/watch.h"
#include "run/library.h"

namespace adc::run {
namespace {

constexpr const char* kLibrary = "libadc-jit.so";

/// The entry points of libadc-jit, or why there are none.
struct Entries {
  Library library{kLibrary, "adc_jit_build"};
  decltype(&jit::adc_jit_compile) compile = nullptr;
  decltype(&jit::adc_jit_release) release = nullptr;
  decltype(&jit::adc_jit_list) list = nullptr;
  decltype(&jit::adc_jit_parallel) parallel = nullptr;

  Entries() {
    library.find("adc_jit_compile", compile);
    library.find("adc_jit_release", release);
    library.find("adc_jit_list", list);
    library.find("adc_jit_parallel", parallel);
  }
};

const Entries& entries() {
  static const Entries kFound;
  return kFound;
}

/// The very functions that the interpreter calls.
jit::RuntimeTable runtime_table() {
  return {.functions = ir::function_addresses().data(), .sincos = ir::sincos_address()};
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

}  // namespace

NativeCode::NativeCode(NativeCode&& other) noexcept : code_(std::exchange(other.code_, {})) {}

NativeCode& NativeCode::operator=(NativeCode&& other) noexcept {
  std::swap(code_, other.code_);
  return *this;
}

NativeCode::~NativeCode() {
  if (code_.handle != nullptr) entries().release(code_);
}

Result<NativeCode> compile_native(const ir::Function& fn, const jit::Options& options) {
  if (!entries().library.error().empty()) return unavailable();
  jit::Code code;
  std::string error;
  if (!entries().compile(fn, runtime_table(), options, code, error)) return failed(error);
  NativeCode made(code);
  if (const ir::Watch* const watch = ir::Watch::current()) watch->look();
  return made;
}

void in_parallel(jit::Turns turns, const void* context, std::int64_t count, int threads) {
  const std::int64_t parts = std::min<std::int64_t>(threads, count);
  if (parts <= 1 || !entries().library.error().empty()) return turns(context, nullptr, nullptr, 0, count);
  entries().parallel(turns, context, nullptr, nullptr, count, parts);
}

Result<std::string> list_native(const ir::Function& fn, jit::Listing listing, const jit::Options& options) {
  if (!entries().library.error().empty()) return unavailable();
  std::string text;
  std::string error;
  if (!entries().list(fn, listing, options, text, error)) return failed(error);
  return text;
}

}  // namespace adc::run
