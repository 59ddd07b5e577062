// Libraries that are loaded by those on the public API, when they are first needed.
#pragma once

#include <string>
#include <string_view>

namespace adc::common {

/// A library that stands beside the one that this code is linked into, and of the same build: another one is an error,
/// and nothing of it is called but what says its build. Loaded once, never unloaded.
///
///     static const Plugin kSolve("libadc-solve.so", "adc_solve_build", ADC_SOLVE_BUILD);
///     const auto constrained = kSolve.find<solve::ConstrainedFunction>("adc_solve_constrained");
///
/// CMake's `adc_plugin_build` defines on both sides what `build` is: a version and a hash of the headers that say what
/// crosses. Finding is thread-safe.
class Plugin {
 public:
  /// `file`: its name; `build_symbol`: its `extern "C"` function that gives its build, a `const char*`.
  Plugin(const char* file, const char* build_symbol, std::string_view build);

  /// The library's `symbol`; null where that, or the library, is missing.
  template <typename F>
  [[nodiscard]] F find(const char* symbol) const {
    return reinterpret_cast<F>(address(symbol));
  }
  /// Whether the library is there and of this build.
  [[nodiscard]] bool is_loaded() const { return handle_ != nullptr; }
  /// Why it is not; empty if all is well.
  [[nodiscard]] const std::string& error() const { return error_; }

 private:
  [[nodiscard]] void* address(const char* symbol) const;

  void* handle_ = nullptr;
  std::string error_;
};

}  // namespace adc::common
