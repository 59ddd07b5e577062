// What is wrong is told by codes and error objects, and breaks nothing.
#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "adc/adc.hpp"
#include "tests/capi/handles.h"

using adc::tests::compiled;
using adc::tests::Owned;
using adc::tests::slug;

namespace {

std::string compile_slug(adc_status expected, const char* text, std::size_t length = ADC_ZERO_TERMINATED,
                         const adc_options* options = nullptr) {
  return slug(expected, [&](adc_error** error) {
    adc_function* f = nullptr;
    const adc_status status = adc_compile(text, length, options, &f, error);
    CHECK(f == nullptr);
    return status;
  });
}

}  // namespace

TEST_CASE("an error has its place, its text as a terminal shows it, and hints") {
  const char* const text = "y = 1\n2y * sni(x)";
  adc_function* f = nullptr;
  adc_error* error = nullptr;
  REQUIRE(adc_compile(text, ADC_ZERO_TERMINATED, nullptr, &f, &error) == ADC_ERROR_PROGRAM);
  const Owned<adc_error> owned(error);
  CHECK(f == nullptr);
  const adc::Error same = adc::compile(text).error();
  CHECK(adc_error_slug(error) == same.diagnostic().slug);
  CHECK(adc_error_text(error) == std::string(same.what()));
  CHECK(adc_error_span(error).begin == 11);
  CHECK(adc_error_span(error).end == 14);
  CHECK(adc_error_line(error) == 2);
  CHECK(adc_error_column(error) == 6);
  REQUIRE(adc_error_help_count(error) == same.diagnostic().help.size());
  CHECK(adc_error_help(error, 0) == same.diagnostic().help[0]);
  CHECK(adc_error_help(error, adc_error_help_count(error)) == nullptr);
}

TEST_CASE("columns count letters, and the text may end before its zero byte") {
  adc_function* f = nullptr;
  adc_error* error = nullptr;
  REQUIRE(adc_compile("αβ + sni(x)", ADC_ZERO_TERMINATED, nullptr, &f, &error) == ADC_ERROR_PROGRAM);
  CHECK(adc_error_column(error) == 6);
  adc_error_free(error);
  REQUIRE(adc_compile("x + sni(x)", 1, nullptr, &f, &error) == ADC_OK);
  CHECK(error == nullptr);
  adc_function_free(f);
}

TEST_CASE("a pointer that may not be NULL is an error") {
  const Owned<adc_function> f = compiled("x*y");
  double x[] = {1, 2};
  double y = 0;
  char* text = nullptr;
  CHECK(compile_slug(ADC_ERROR_USAGE, nullptr) == "missing-argument");
  CHECK(slug(ADC_ERROR_USAGE, [&](adc_error** e) { return adc_compile("x", 1, nullptr, nullptr, e); }) ==
        "missing-argument");
  CHECK(slug(ADC_ERROR_USAGE, [&](adc_error** e) { return adc_evaluate(nullptr, ADC_DERIVE_VALUE, x, 2, &y, 1, e); }) ==
        "missing-argument");
  CHECK(slug(ADC_ERROR_USAGE, [&](adc_error** e) {
          return adc_evaluate(f.get(), ADC_DERIVE_VALUE, nullptr, 2, &y, 1, e);
        }) == "missing-argument");
  CHECK(slug(ADC_ERROR_USAGE, [&](adc_error** e) {
          return adc_evaluate(f.get(), ADC_DERIVE_VALUE, x, 2, nullptr, 1, e);
        }) == "missing-argument");
  CHECK(slug(ADC_ERROR_USAGE, [&](adc_error** e) { return adc_derivative(f.get(), nullptr, 0, &text, e); }) ==
        "missing-argument");
  CHECK(slug(ADC_ERROR_USAGE, [&](adc_error** e) { return adc_derivative(f.get(), "x", 0, nullptr, e); }) ==
        "missing-argument");
  CHECK(slug(ADC_ERROR_USAGE, [&](adc_error** e) {
          return adc_map(f.get(), ADC_DERIVE_VALUE, 1, nullptr, 2, nullptr, 1, 1, e);
        }) == "missing-argument");
  CHECK(adc_count(nullptr, ADC_INPUTS) == 0);
  CHECK(adc_name(nullptr, ADC_INPUTS, 0) == nullptr);
  CHECK(adc_index(nullptr, ADC_INPUTS, "x") == ADC_NOT_FOUND);
  CHECK(adc_result_size(nullptr, ADC_DERIVE_VALUE) == 0);
  CHECK(adc_is_native(nullptr, ADC_DERIVE_VALUE) == 0);
  CHECK(adc_function_copy(nullptr) == nullptr);
  CHECK(adc_loss_copy(nullptr) == nullptr);
  CHECK(adc_loss_param_size(nullptr) == 0);
  CHECK(adc_error_status(nullptr) == ADC_OK);
  CHECK(adc_error_text(nullptr) == nullptr);
  adc_function_free(nullptr);
  adc_loss_free(nullptr);
  adc_error_free(nullptr);
  adc_options_free(nullptr);
  adc_stop_free(nullptr);
  adc_stop_request(nullptr);
  adc_text_free(nullptr);
}

TEST_CASE("arrays that are too short or too long are an error, and nothing is written") {
  const Owned<adc_function> f = compiled("x*y");
  const double x[] = {1, 2};
  double y[] = {7, 7, 7, 7};
  CHECK(slug(ADC_ERROR_USAGE,
             [&](adc_error** e) { return adc_evaluate(f.get(), ADC_DERIVE_GRADIENT, x, 1, y, 3, e); }) == "wrong-size");
  CHECK(slug(ADC_ERROR_USAGE,
             [&](adc_error** e) { return adc_evaluate(f.get(), ADC_DERIVE_GRADIENT, x, 2, y, 2, e); }) == "wrong-size");
  CHECK(slug(ADC_ERROR_USAGE,
             [&](adc_error** e) { return adc_evaluate(f.get(), ADC_DERIVE_GRADIENT, x, 2, y, 4, e); }) == "wrong-size");
  const adc_input_column one[] = {{x, 1}};
  const adc_output_column to[] = {{y, 1}};
  CHECK(slug(ADC_ERROR_USAGE, [&](adc_error** e) {
          return adc_map(f.get(), ADC_DERIVE_VALUE, 1, one, 1, to, 1, 1, e);
        }) == "wrong-size");
  const adc_input_column missing[] = {{x, 1}, {nullptr, 1}};
  CHECK(slug(ADC_ERROR_USAGE, [&](adc_error** e) {
          return adc_map(f.get(), ADC_DERIVE_VALUE, 1, missing, 2, to, 1, 1, e);
        }) == "missing-input");
  char* text = nullptr;
  CHECK(slug(ADC_ERROR_USAGE, [&](adc_error** e) {
          return adc_why_not_finite(f.get(), ADC_DERIVE_VALUE, x, 1, y, 1, &text, e);
        }) == "wrong-size");
  CHECK(std::vector<double>(y, y + 4) == std::vector<double>(4, 7.0));
}

TEST_CASE("numbers and words that mean nothing are an error") {
  const Owned<adc_function> f = compiled("x*y");
  const double x[] = {1, 2};
  double y = 0;
  char* text = nullptr;
  for (const int number : {-1, 6, 99}) {
    const auto unknown = static_cast<adc_derive>(number);
    CHECK(slug(ADC_ERROR_USAGE, [&](adc_error** e) { return adc_evaluate(f.get(), unknown, x, 2, &y, 1, e); }) ==
          "bad-value");
    CHECK(adc_input_size(f.get(), unknown) == 0);
    CHECK(adc_result_count(f.get(), unknown) == 0);
    CHECK(adc_is_native(f.get(), unknown) == 0);
    CHECK(adc_count(f.get(), static_cast<adc_side>(number)) == 0);
    CHECK(slug(ADC_ERROR_USAGE, [&](adc_error** e) {
            return adc_prepare(f.get(), ADC_DERIVE_VALUE, static_cast<adc_tier>(number), e);
          }) == "bad-value");
  }
  CHECK(slug(ADC_ERROR_USAGE, [&](adc_error** e) {
          return adc_emit(f.get(), ADC_DERIVE_VALUE, "pascal", &text, nullptr, e);
        }) == "bad-value");
  CHECK(slug(ADC_ERROR_USAGE, [&](adc_error** e) { return adc_derivative(f.get(), "z", 0, &text, e); }) ==
        "unknown-variable");
  CHECK(slug(ADC_ERROR_USAGE, [&](adc_error** e) { return adc_derivative(f.get(), "x", 1, &text, e); }) ==
        "no-such-output");
  CHECK(slug(ADC_ERROR_USAGE, [&](adc_error** e) { return adc_result_name(f.get(), ADC_DERIVE_VALUE, 1, &text, e); }) ==
        "bad-value");
  CHECK(slug(ADC_ERROR_USAGE, [&](adc_error** e) {
          adc_error* note = nullptr;
          return adc_note(f.get(), 9, &note, e);
        }) == "bad-value");
  CHECK(text == nullptr);
}

TEST_CASE("the first setter that is given something wrong is the error of who compiles") {
  const auto with = [](auto set) {
    const Owned<adc_options> options(adc_options_new());
    set(options.get());
    adc_options_set_name(options.get(), "g");
    return compile_slug(ADC_ERROR_USAGE, "x", 1, options.get());
  };
  CHECK(with([](adc_options* o) { adc_options_set_tier(o, static_cast<adc_tier>(7)); }) == "bad-value");
  CHECK(with([](adc_options* o) { adc_options_set_mode(o, static_cast<adc_mode>(-1)); }) == "bad-value");
  CHECK(with([](adc_options* o) { adc_options_set_dtype(o, static_cast<adc_dtype>(2)); }) == "bad-value");
  CHECK(with([](adc_options* o) { adc_options_set_seconds(o, -1); }) == "bad-value");
  CHECK(with([](adc_options* o) { adc_options_add_wrt(o, nullptr); }) == "missing-argument");
  CHECK(with([](adc_options* o) { adc_options_set_shape(o, "x", nullptr, 2); }) == "missing-argument");
  CHECK(with([](adc_options* o) { adc_options_add_wrt(o, "y"); }) == "unknown-variable");
  CHECK(with([](adc_options* o) { adc_options_set_batch(o, 3); }) == "unknown-option");
}

TEST_CASE("limits of the options hold") {
  const Owned<adc_options> options(adc_options_new());
  adc_options_set_instructions(options.get(), 3);
  CHECK(compile_slug(ADC_ERROR_LIMIT, "sin(x) + cos(x) + tan(x)", ADC_ZERO_TERMINATED, options.get()) ==
        "too-many-instructions");
}
