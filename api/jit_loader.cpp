#include "api/jit_loader.h"

#include <dlfcn.h>

#include <utility>

#include "ir/runtime.h"

namespace adc::api {
namespace {

constexpr const char* kLibrary = "libadc-jit.so";

/// The entry points of libadc-jit, or why there are none.
struct Library {
  decltype(&jit::adc_jit_compile) compile = nullptr;
  decltype(&jit::adc_jit_release) release = nullptr;
  decltype(&jit::adc_jit_list) list = nullptr;
  std::string error;
};

/// The folder that this library was loaded from, with its final slash.
std::string own_folder() {
  Dl_info info{};
  if (dladdr(reinterpret_cast<const void*>(&own_folder), &info) == 0 || info.dli_fname == nullptr) return "";
  const std::string path = info.dli_fname;
  return path.substr(0, path.find_last_of('/') + 1);
}

template <typename F>
void find(void* library, const char* symbol, F& function, std::string& error) {
  function = reinterpret_cast<F>(dlsym(library, symbol));
  if (function == nullptr) error = std::string(kLibrary) + " has no " + symbol;
}

Library load() {
  Library loaded;
  void* const library = dlopen((own_folder() + kLibrary).c_str(), RTLD_LAZY | RTLD_LOCAL | RTLD_NODELETE);
  if (library == nullptr) {
    loaded.error = dlerror();
    return loaded;
  }
  find(library, "adc_jit_compile", loaded.compile, loaded.error);
  find(library, "adc_jit_release", loaded.release, loaded.error);
  find(library, "adc_jit_list", loaded.list, loaded.error);
  return loaded;
}

const Library& library() {
  static const Library kLoaded = load();
  return kLoaded;
}

/// The very functions that the interpreter calls.
jit::RuntimeTable runtime_table() {
  return {.functions = ir::function_addresses().data(), .sincos = ir::sincos_address()};
}

Diagnostic failure(const char* slug, std::string message, std::vector<std::string> help) {
  return {.slug = slug,
          .error_class = ErrorClass::Computation,
          .span = {},
          .message = std::move(message),
          .labels = {},
          .help = std::move(help)};
}

Diagnostic unavailable() {
  return failure("native-unavailable", "native code is not available: " + library().error,
                 {std::string(kLibrary) + " belongs beside libadc.so", "the tier `interpret` works without it"});
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
  if (code_.handle != nullptr) library().release(code_);
}

Result<NativeCode> compile_native(const ir::Function& fn) {
  if (!library().error.empty()) return unavailable();
  jit::Code code;
  std::string error;
  if (!library().compile(fn, runtime_table(), code, error)) return failed(error);
  return NativeCode(code);
}

Result<std::string> list_native(const ir::Function& fn, jit::Listing listing) {
  if (!library().error.empty()) return unavailable();
  std::string text;
  std::string error;
  if (!library().list(fn, listing, text, error)) return failed(error);
  return text;
}

}  // namespace adc::api
