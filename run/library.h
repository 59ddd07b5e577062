// Shared libraries of adc's own, loaded at first use.
#pragma once

#include <string>

namespace adc::run {

/// A library that stands beside libadc. Loaded once, never unloaded.
class Library {
 public:
  /// `file`: "libadc-jit.so"
  explicit Library(const char* file);

  /// Sets `function` to the library's `symbol`, if both are there.
  template <typename F>
  void find(const char* symbol, F& function) {
    function = reinterpret_cast<F>(address(symbol));
  }
  /// Why something is missing; empty if all is well.
  [[nodiscard]] const std::string& error() const { return error_; }

 private:
  void* address(const char* symbol);

  const char* file_;
  void* handle_;
  std::string error_;
};

}  // namespace adc::run
