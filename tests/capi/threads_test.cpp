// Handles of the C API and threads.
#include <atomic>
#include <catch2/catch.hpp>
#include <chrono>
#include <string>
#include <thread>
#include <vector>

#include "tests/capi/handles.h"

using adc::tests::compiled;
using adc::tests::Owned;

TEST_CASE("threads that call one function at once all get the same bits, and errors of their own") {
  const Owned<adc_function> f = compiled("cos(sin(x²) + 3x²)");
  const double x = 0.5;
  double expected[2] = {};
  REQUIRE(adc_evaluate(f.get(), ADC_DERIVE_GRADIENT, &x, 1, expected, 2, nullptr) == ADC_OK);
  std::atomic<int> wrong = 0;
  std::vector<std::thread> threads;
  threads.reserve(8);
  for (int t = 0; t < 8; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < 500; ++i) {  // together past the point where calls turn to native code
        double results[2] = {};
        adc_error* error = nullptr;
        if (adc_evaluate(f.get(), ADC_DERIVE_GRADIENT, &x, 1, results, 2, &error) != ADC_OK) ++wrong;
        if (results[0] != expected[0] || results[1] != expected[1]) ++wrong;
        if (adc_evaluate(f.get(), ADC_DERIVE_GRADIENT, &x, 1, results, 1, &error) != ADC_ERROR_USAGE) ++wrong;
        adc_error_free(error);
        adc_function_free(adc_function_copy(f.get()));
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(wrong == 0);
}

TEST_CASE("a stop from another thread ends a long compilation, which may be begun again") {
  std::string text = "y0 = x\n";
  for (int i = 1; i <= 30'000; ++i) {
    text += "y" + std::to_string(i) + " = sin(y" + std::to_string(i - 1) + ") + x*" + std::to_string(i) + "\n";
  }
  Owned<adc_stop> stop(adc_stop_new());
  const Owned<adc_options> options(adc_options_new());
  adc_options_set_stop(options.get(), stop.get());
  const Owned<adc_function> f = compiled(text.c_str(), options.get());
  REQUIRE(adc_prepare(f.get(), ADC_DERIVE_VALUE, ADC_TIER_INTERPRET, nullptr) == ADC_OK);

  std::thread stopper([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    adc_stop_request(stop.get());
  });
  adc_error* error = nullptr;
  const adc_status status = adc_prepare(f.get(), ADC_DERIVE_VALUE, ADC_TIER_NATIVE, &error);
  stopper.join();
  CHECK(status == ADC_ERROR_COMPUTATION);
  REQUIRE(error != nullptr);
  CHECK(adc_error_slug(error) == std::string("interrupted"));
  adc_error_free(error);

  adc_stop_reset(stop.get());
  stop.reset();  // the function keeps what it needs of it
  const std::vector<double> x(adc_input_size(f.get(), ADC_DERIVE_VALUE), 0.5);
  double y = 0;
  CHECK(adc_evaluate(f.get(), ADC_DERIVE_VALUE, x.data(), x.size(), &y, 1, nullptr) == ADC_OK);
}
