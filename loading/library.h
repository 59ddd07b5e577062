// Shared libraries of adc's own, loaded at first use.
#pragma once

#include <string>
#include <string_view>

namespace adc::loading {

/// A library that stands beside the one that this code is linked into, of the same build: another one is an error, and
/// nothing of it is called but what says its build. Loaded once, never unloaded. A constant one may be asked by any
/// thread.
class Library {
 public:
  /// `file`: "libadc-jit.so"; `build_symbol`: the name of its `extern "C"` function that gives its build, a `const
  /// char*`; `build`: what that must be.
  Library(const char* file, const char* build_symbol, std::string_view build);

  /// The library's `symbol`; null where that, or the library, is missing.
  template <typename F>
  [[nodiscard]] F find(const char* symbol) const {
    return reinterpret_cast<F>(address(symbol));
  }
  /// Sets `function` to the library's `symbol`, if both are there; a symbol that is not is an error.
  template <typename F>
  void find(const char* symbol, F& function) {
    function = find<F>(symbol);
    if (function == nullptr) note_missing(symbol);
  }
  /// Why something is missing; empty if all is well.
  [[nodiscard]] const std::string& error() const { return error_; }

 private:
  [[nodiscard]] void* address(const char* symbol) const;
  void note_missing(const char* symbol);

  std::string path_;
  void* handle_ = nullptr;
  std::string error_;
};

}  // namespace adc::loading
