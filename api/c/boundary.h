// Where C++ ends: exceptions become codes and error objects, what C gives becomes what C++ takes.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "api/c/handles.h"

namespace adc::c {

/// Throws `Error` of class Usage.
[[noreturn]] void refuse(std::string_view slug, std::string message);

/// Throws "missing-argument" for a null pointer; `name` is the argument's.
template <class T>
T& required(T* pointer, const char* name) {
  if (pointer == nullptr) [[unlikely]]
    refuse("missing-argument", std::string("the argument `") + name + "` is NULL");
  return *pointer;
}

/// An array of C; its pointer may be null where it has no element.
template <class T>
std::span<T> array(T* first, std::size_t size, const char* name) {
  if (size > 0) (void)required(first, name);
  return {first, size};
}

/// An enumerator of C as that of C++ with the same number, of those up to `last`. Throws "bad-value".
template <class To, class From>
To enumerator(From value, To last, const char* what) {
  const int number = value;
  if (number < 0 || number > static_cast<int>(last)) [[unlikely]]
    refuse("bad-value", std::string("there is no ") + what + " " + std::to_string(number));
  return static_cast<To>(number);
}
[[nodiscard]] inline Derive derive_of(adc_derive value) { return enumerator(value, Derive::Hvp, "adc_derive"); }

/// A copy that `adc_text_free` frees. Throws std::bad_alloc.
[[nodiscard]] char* new_text(std::string_view text);

/// An error object of C; that of lacking memory where there is none for it. `source` may be null.
[[nodiscard]] adc_error* new_error(const Error& error, const Source* source) noexcept;

/// The status and the error object of the exception that is being handled.
[[nodiscard]] adc_status report(adc_error** error, const Source* source) noexcept;

/// Runs `call`, and reports what it throws; all of the C API that can fail goes through here. `source`, where it holds
/// one by then, is the text that an error has its place in.
template <class Call>
adc_status guarded(adc_error** error, const std::shared_ptr<const Source>& source, const Call& call) noexcept {
  if (error != nullptr) *error = nullptr;
  try {
    call();
    return ADC_OK;
  } catch (...) {
    return report(error, source.get());
  }
}

/// The same for what is done with a function or a loss, which may not be null: `call(handle)`.
template <class Handle, class Call>
adc_status with(const Handle* handle, adc_error** error, const Call& call) noexcept {
  static const std::shared_ptr<const Source> kNone;
  return guarded(error, handle == nullptr ? kNone : handle->source, [&] { call(required(handle, "handle")); });
}

/// The same where `make(handle)` gives a text for the caller, in `*text` and, unless that is null, `*length`.
template <class Handle, class Make>
adc_status give_text(const Handle* handle, adc_error** error, char** text, std::size_t* length,
                     const Make& make) noexcept {
  if (text != nullptr) *text = nullptr;
  return with(handle, error, [&](const Handle& of) {
    (void)required(text, "text");
    const std::string made = make(of);
    *text = new_text(made);
    if (length != nullptr) *length = made.size();
  });
}

/// `make()`, or null where it throws.
template <class Make>
auto or_null(const Make& make) noexcept -> decltype(make()) {
  try {
    return make();
  } catch (...) {
    return nullptr;
  }
}

/// The options given, or the defaults. Throws what a setter of theirs threw, and "unknown-option" where one is set that
/// is only of the other: `kind` is "function" or "loss", and `others` where the other's are noted.
[[nodiscard]] adc_options chosen(const adc_options* options, const char* kind, const char* adc_options::* others);

/// The text to compile, as its length says, and its name. Throws "missing-argument".
[[nodiscard]] std::shared_ptr<const Source> keep(const char* text, std::size_t length, const std::string& name);

}  // namespace adc::c
