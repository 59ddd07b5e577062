// Handles of the C API that free themselves, and errors as tests look at them.
#pragma once

#include <catch2/catch.hpp>
#include <memory>
#include <string>

#include "adc.h"

namespace adc::tests {

struct Free {
  void operator()(adc_function* f) const { adc_function_free(f); }
  void operator()(adc_loss* loss) const { adc_loss_free(loss); }
  void operator()(adc_options* options) const { adc_options_free(options); }
  void operator()(adc_error* error) const { adc_error_free(error); }
  void operator()(adc_stop* stop) const { adc_stop_free(stop); }
  void operator()(char* text) const { adc_text_free(text); }
};
template <class T>
using Owned = std::unique_ptr<T, Free>;

inline Owned<adc_function> compiled(const char* text, const adc_options* options = nullptr) {
  adc_function* f = nullptr;
  adc_error* error = nullptr;
  const adc_status status = adc_compile(text, ADC_ZERO_TERMINATED, options, &f, &error);
  const Owned<adc_error> owned(error);
  INFO(text << (error == nullptr ? "" : adc_error_text(error)));
  REQUIRE(status == ADC_OK);
  REQUIRE(error == nullptr);
  return Owned<adc_function>(f);
}

/// The slug of the error that `call(&error)` gives, after looking at what all errors have.
template <class Call>
std::string slug(adc_status expected, Call call) {
  adc_error* error = nullptr;
  const adc_status status = call(&error);
  const Owned<adc_error> owned(error);
  CHECK(status == expected);
  CHECK(call(nullptr) == expected);
  REQUIRE(error != nullptr);
  CHECK(adc_error_status(error) == expected);
  CHECK(std::string(adc_error_message(error)).size() > 3);
  CHECK(std::string(adc_error_text(error)).find(adc_error_message(error)) != std::string::npos);
  return adc_error_slug(error);
}

/// A text that a function gives: `call(&text, &error)`.
template <class Call>
std::string text_of(Call call) {
  char* text = nullptr;
  adc_error* error = nullptr;
  const adc_status status = call(&text, &error);
  const Owned<adc_error> owned_error(error);
  const Owned<char> owned(text);
  INFO((error == nullptr ? "" : adc_error_text(error)));
  REQUIRE(status == ADC_OK);
  return text;
}

}  // namespace adc::tests
