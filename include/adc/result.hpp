// Errors as values.
#pragma once

#include <cstdio>
#include <cstdlib>
#include <stdexcept>
#include <string>
#include <utility>
#include <variant>

#include "adc/diagnostic.hpp"
#include "adc/export.hpp"

namespace adc::inline ADC_ABI {

/// What `Result::value()` throws: `what()` is the rendered diagnostic.
class ADC_API Error : public std::runtime_error {
 public:
  /// `rendered` is the text a person reads; with `Error(diagnostic)` it is the message with its slug.
  explicit Error(const Diagnostic& diagnostic) : Error(diagnostic.message + " [" + diagnostic.slug + "]", diagnostic) {}
  Error(const std::string& rendered, Diagnostic diagnostic)
      : std::runtime_error(rendered), diagnostic_(std::move(diagnostic)) {}

  [[nodiscard]] const Diagnostic& diagnostic() const { return diagnostic_; }

 private:
  Diagnostic diagnostic_;
};

#define ADC_ALWAYS_INLINE [[gnu::always_inline]]

/// Either a `T`, or the `Error` that says why there is none.
///
///     adc::Result<adc::Function> f = adc::compile("cos(x)");
///     if (!f) { std::cerr << f.error().what(); return; }
///     f->value(…);
template <typename T>
class [[nodiscard]] Result {
 public:
  Result(T held) : state_(std::move(held)) {}                          // NOLINT(google-explicit-constructor)
  Result(Error error) : state_(std::move(error)) {}                    // NOLINT(google-explicit-constructor)
  Result(const Diagnostic& diagnostic) : state_(Error(diagnostic)) {}  // NOLINT(google-explicit-constructor)

  [[nodiscard]] bool ok() const { return std::holds_alternative<T>(state_); }
  explicit operator bool() const { return ok(); }

  /// The value; throws the `Error` if there is none. What is compiled without exceptions writes the error to standard
  /// error instead and aborts: ask `ok` first. (Inlined always, so that programs of both kinds of sources have both.)
  ADC_ALWAYS_INLINE T& value() & { return throw_unless_ok(), std::get<T>(state_); }
  ADC_ALWAYS_INLINE const T& value() const& { return throw_unless_ok(), std::get<T>(state_); }
  ADC_ALWAYS_INLINE T&& value() && { return throw_unless_ok(), std::get<T>(std::move(state_)); }

  /// The value, which must be there.
  T* operator->() { return &std::get<T>(state_); }
  const T* operator->() const { return &std::get<T>(state_); }
  T& operator*() & { return std::get<T>(state_); }
  const T& operator*() const& { return std::get<T>(state_); }
  T&& operator*() && { return std::get<T>(std::move(state_)); }

  /// The error, which must be there.
  [[nodiscard]] const Error& error() const { return std::get<Error>(state_); }

 private:
  ADC_ALWAYS_INLINE void throw_unless_ok() const {
    if (ok()) return;
#ifdef __cpp_exceptions
    throw Error(std::get<Error>(state_));
#else
    std::fprintf(stderr, "%s\n", error().what());
    std::abort();
#endif
  }
  std::variant<T, Error> state_;
};

#undef ADC_ALWAYS_INLINE

}  // namespace adc::inline ADC_ABI
