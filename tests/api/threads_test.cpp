// One handle, many threads.
#include <atomic>
#include <catch2/catch.hpp>
#include <thread>
#include <vector>

#include "adc/adc.hpp"

TEST_CASE("threads that call one function at once all get the same bits") {
  for (const adc::Tier tier : {adc::Tier::Auto, adc::Tier::Interpret, adc::Tier::Native}) {
    const adc::Function f = adc::compile("cos(sin(x²) + 3x²)", {.tier = tier}).value();
    double expected_gradient = 0;
    const double expected = adc::compile("cos(sin(x²) + 3x²)", {.tier = adc::Tier::Interpret})
                                .value()
                                .value_and_gradient({{0.5}}, {&expected_gradient, 1});
    std::atomic<int> wrong = 0;
    std::vector<std::thread> threads;
    threads.reserve(8);
    for (int t = 0; t < 8; ++t) {
      threads.emplace_back([&] {
        for (int i = 0; i < 500; ++i) {  // together past the point where Auto turns to native code
          double g = 0;
          double h = 0;
          const double v = f.value_and_gradient({{0.5}}, {&g, 1});
          f.hessian({{0.5}}, {&h, 1});
          if (v != expected || g != expected_gradient) ++wrong;
        }
      });
    }
    for (std::thread& thread : threads) thread.join();
    CHECK(wrong == 0);
  }
}

TEST_CASE("threads may compile at once") {
  std::atomic<int> wrong = 0;
  std::vector<std::thread> threads;
  threads.reserve(8);
  for (int t = 0; t < 8; ++t) {
    threads.emplace_back([&wrong, t] {
      const adc::Function f = adc::compile("x^2 + " + std::to_string(t), {.tier = adc::Tier::Native}).value();
      if (f.value({{3.0}}) != 9 + t) ++wrong;
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(wrong == 0);
}
