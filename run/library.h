// Shared libraries of adc's own, loaded at first use.
#pragma once

#include <string>

namespace adc::run {

/// A library that stands beside libadc, of the same build (`ir::build`): another one is an error, and nothing of it is
/// called but what says its build. Loaded once, never unloaded.
class Library {
 public:
  /// `file`: "libadc-jit.so"; `build`: the name of its function that gives `ir::build()`
  Library(const char* file, const char* build);

  /// Sets `function` to the library's `symbol`, if both are there.
  template <typename F>
  void find(const char* symbol, F& function) {
    function = reinterpret_cast<F>(address(symbol));
  }
  /// Why something is missing; empty if all is well.
  [[nodiscard]] const std::string& error() const { return error_; }

 private:
  void* address(const char* symbol);
  /// Sets the error, and forgets the library, unless it is of this build.
  void compare(const char* build);

  std::string path_;
  void* handle_;
  std::string error_;
};

}  // namespace adc::run
