// Losses in C are those of C++.
#include "adc/loss.hpp"

#include <catch2/catch.hpp>
#include <vector>

#include "tests/capi/handles.h"

using adc::tests::Owned;
using adc::tests::slug;

namespace {

constexpr const char* kProgram = "param w: R[2], b\ndata x: R[2], t\ny = dot(w, x) + b\n(y - t)²/2, y";
constexpr std::size_t kExamples = 3;

template <class T>
const std::vector<T> kX{0, 1, 1, 0, 2, 3};
template <class T>
const std::vector<T> kT{1, -1, 2};
template <class T>
const std::vector<T> kParams{0.5, -0.25, 0.125};

Owned<adc_loss> compiled(const adc_options* options) {
  adc_loss* loss = nullptr;
  adc_error* error = nullptr;
  const adc_status status = adc_loss_compile(kProgram, ADC_ZERO_TERMINATED, options, &loss, &error);
  const Owned<adc_error> owned(error);
  INFO((error == nullptr ? "" : adc_error_text(error)));
  REQUIRE(status == ADC_OK);
  return Owned<adc_loss>(loss);
}

}  // namespace

TEST_CASE("value, gradient and outputs of a loss have the bits that they have in C++") {
  for (const bool any : {false, true}) {
    const Owned<adc_options> options(adc_options_new());
    if (any)
      adc_options_set_any_number(options.get(), 1);
    else
      adc_options_set_batch(options.get(), kExamples);
    adc_options_set_tier(options.get(), ADC_TIER_INTERPRET);
    const Owned<adc_loss> c = compiled(options.get());
    const adc::Loss loss =
        adc::Loss::compile(
            kProgram, {.batch = any ? 0 : std::int64_t{kExamples}, .any_number = any, .tier = adc::Tier::Interpret})
            .value();
    const std::vector<std::span<const double>> data{kX<double>, kT<double>};
    const adc_array arrays[] = {{kX<double>.data(), 6}, {kT<double>.data(), 3}};
    const double* const params = kParams<double>.data();
    std::vector<double> expected(3);
    std::vector<double> gradient(3);
    double value = 0;
    CHECK(adc_loss_prepare(c.get(), nullptr) == ADC_OK);
    REQUIRE(adc_loss_value_and_gradient(c.get(), params, 3, arrays, 2, &value, gradient.data(), nullptr) == ADC_OK);
    CHECK(value == loss.value_and_gradient(kParams<double>, data, std::span<double>(expected)));
    CHECK(gradient == expected);
    REQUIRE(adc_loss_value(c.get(), params, 3, arrays, 2, &value, nullptr) == ADC_OK);
    CHECK(value == loss.value(kParams<double>, data));
    std::vector<double> outputs(1 + kExamples);
    std::vector<double> expected_outputs(1 + kExamples);
    loss.evaluate(kParams<double>, data, std::span<double>(expected_outputs));
    REQUIRE(adc_loss_evaluate(c.get(), params, 3, arrays, 2, outputs.data(), outputs.size(), nullptr) == ADC_OK);
    CHECK(outputs == expected_outputs);
  }
}

TEST_CASE("a loss of float takes arrays of float") {
  const Owned<adc_options> options(adc_options_new());
  adc_options_set_batch(options.get(), kExamples);
  adc_options_set_dtype(options.get(), ADC_DTYPE_F32);
  adc_options_set_math(options.get(), ADC_MATH_FAST);
  adc_options_set_threads(options.get(), 2);
  const Owned<adc_loss> loss = compiled(options.get());
  const adc_array_f32 arrays[] = {{kX<float>.data(), 6}, {kT<float>.data(), 3}};
  const float* const params = kParams<float>.data();
  std::vector<float> gradient(3);
  float value = 0;
  float same = 0;
  REQUIRE(adc_loss_value_and_gradient_f32(loss.get(), params, 3, arrays, 2, &value, gradient.data(), nullptr) ==
          ADC_OK);
  REQUIRE(adc_loss_value_f32(loss.get(), params, 3, arrays, 2, &same, nullptr) == ADC_OK);
  CHECK(value == Approx(same));
  std::vector<float> outputs(4);
  REQUIRE(adc_loss_evaluate_f32(loss.get(), params, 3, arrays, 2, outputs.data(), 4, nullptr) == ADC_OK);
  CHECK(outputs[0] == Approx(same));

  const adc_array wide[] = {{kX<double>.data(), 6}, {kT<double>.data(), 3}};
  double number = 7;
  CHECK(slug(ADC_ERROR_USAGE, [&](adc_error** e) {
          return adc_loss_value(loss.get(), kParams<double>.data(), 3, wide, 2, &number, e);
        }) == "wrong-dtype");
  CHECK(number == 7);
}

TEST_CASE("tensors of a loss have names, shapes and places") {
  const Owned<adc_options> options(adc_options_new());
  adc_options_set_batch(options.get(), kExamples);
  const Owned<adc_loss> loss = compiled(options.get());
  REQUIRE(adc_loss_count(loss.get(), ADC_PARAMS) == 2);
  CHECK(adc_loss_name(loss.get(), ADC_PARAMS, 1) == std::string("b"));
  CHECK(adc_loss_offset(loss.get(), ADC_PARAMS, 1) == 2);
  CHECK(adc_loss_param_size(loss.get()) == 3);
  CHECK(adc_loss_output_size(loss.get()) == 4);
  REQUIRE(adc_loss_count(loss.get(), ADC_DATA) == 2);
  REQUIRE(adc_loss_rank(loss.get(), ADC_DATA, 0) == 2);
  CHECK(adc_loss_extents(loss.get(), ADC_DATA, 0)[0] == kExamples);
  CHECK(adc_loss_extents(loss.get(), ADC_DATA, 0)[1] == 2);
  CHECK(adc_loss_size(loss.get(), ADC_DATA, 0) == 6);
  CHECK(adc_loss_count(loss.get(), ADC_OUTPUTS) == 2);
  CHECK(adc_loss_count(loss.get(), ADC_INPUTS) == 0);
  CHECK(adc_loss_name(loss.get(), ADC_DATA, 2) == nullptr);
  const Owned<adc_loss> copy(adc_loss_copy(loss.get()));
  CHECK(adc_loss_param_size(copy.get()) == 3);
}

TEST_CASE("what is wrong with a loss or its arrays is told") {
  const Owned<adc_options> options(adc_options_new());
  adc_options_set_batch(options.get(), kExamples);
  const Owned<adc_loss> loss = compiled(options.get());
  const adc_array arrays[] = {{kX<double>.data(), 5}, {kT<double>.data(), 3}};
  double value = 7;
  CHECK(slug(ADC_ERROR_USAGE, [&](adc_error** e) {
          return adc_loss_value(loss.get(), kParams<double>.data(), 3, arrays, 2, &value, e);
        }) == "wrong-size");
  CHECK(slug(ADC_ERROR_USAGE, [&](adc_error** e) {
          return adc_loss_value(loss.get(), kParams<double>.data(), 3, nullptr, 2, &value, e);
        }) == "missing-argument");
  CHECK(slug(ADC_ERROR_USAGE, [&](adc_error** e) {
          return adc_loss_value(nullptr, kParams<double>.data(), 3, arrays, 2, &value, e);
        }) == "missing-argument");
  CHECK(value == 7);
  adc_loss* none = nullptr;
  CHECK(slug(ADC_ERROR_USAGE, [&](adc_error** e) {
          return adc_loss_compile("param w: R[2]\nw", ADC_ZERO_TERMINATED, nullptr, &none, e);
        }) == "not-a-loss");
  CHECK(slug(ADC_ERROR_PROGRAM, [&](adc_error** e) {
          return adc_loss_compile("param w\nsni(w)", ADC_ZERO_TERMINATED, nullptr, &none, e);
        }) == "unknown-function");
  adc_options_add_wrt(options.get(), "w");
  CHECK(slug(ADC_ERROR_USAGE, [&](adc_error** e) {
          return adc_loss_compile(kProgram, ADC_ZERO_TERMINATED, options.get(), &none, e);
        }) == "unknown-option");
  const Owned<adc_options> shared(adc_options_new());
  adc_options_set_batch(shared.get(), 2);
  adc_options_add_shared(shared.get(), "q");
  CHECK(slug(ADC_ERROR_USAGE, [&](adc_error** e) {
          return adc_loss_compile(kProgram, ADC_ZERO_TERMINATED, shared.get(), &none, e);
        }) == "unknown-variable");
  CHECK(none == nullptr);
}
