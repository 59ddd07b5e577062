// Programs as objects that are called like functions of C++.
#include <array>
#include <catch2/catch.hpp>
#include <cmath>
#include <functional>
#include <string>
#include <thread>
#include <vector>

#include "adc/callable.hpp"

using adc::Callable;
using adc::compile;
using adc::Derive;

TEST_CASE("the examples of the header work as they stand") {
  auto f = adc::compile("x^2*y")->callable<double(double, double)>().value();
  double z = f(3, 2);
  CHECK(z == 18);
  auto g = adc::compile("x^2*y")->callable<std::array<double, 3>(double, double)>(adc::Derive::Gradient).value();
  auto [value, by_x, by_y] = g(3, 2);
  CHECK(value == 18);
  CHECK(by_x == 12);
  CHECK(by_y == 9);
}

TEST_CASE("a callable keeps the program, and is a function of the standard library's") {
  std::function<double(double)> kept;
  {
    const adc::Function f = compile("sin(x)").value();
    kept = f.callable<double(double)>().value();
  }
  CHECK(kept(0.5) == std::sin(0.5));
  const Callable<double()> constant = compile("2*3")->callable<double()>().value();
  CHECK(constant() == 6);
  CHECK(constant.function().name() == "f");
}

TEST_CASE("callables in single precision, of tangents, and of programs that need a workspace") {
  const auto single = compile("x/3", {.dtype = adc::DType::F32})->callable<float(float)>().value();
  CHECK(single(1) == 1.0F / 3);
  const auto jvp = compile("x*y")->callable<std::array<double, 2>(double, double, double, double)>(Derive::Jvp).value();
  CHECK(jvp(2, 3, 1, 10) == std::array{6.0, 23.0});
  std::string text = "s0 = x;";
  for (int i = 0; i < 3000; ++i)
    text += "s" + std::to_string(i + 1) + " = sin(s" + std::to_string(i) + ") + x/" + std::to_string(i + 2) + ";";
  const adc::Function large = compile(text + "s3000*x").value();
  const auto f = large.callable<std::array<double, 2>(double)>(Derive::Gradient).value();
  std::array<double, 2> expected{};
  large.evaluate(Derive::Gradient, std::vector{0.3}, expected);
  CHECK(f(0.3) == expected);
  std::vector<std::array<double, 2>> results(4);
  std::vector<std::thread> threads;
  for (auto& result : results) threads.emplace_back([&result, f] { result = f(0.3); });
  for (std::thread& thread : threads) thread.join();
  for (const auto& result : results) CHECK(result == expected);
}

TEST_CASE("signatures that do not fit are errors") {
  const adc::Function f = compile("x*y").value();
  const auto slug = [](const auto& result) {
    REQUIRE_FALSE(result);
    return result.error().diagnostic().slug;
  };
  CHECK(slug(f.callable<double(double)>()) == "wrong-size");
  CHECK(slug(f.callable<double(double, double)>(Derive::Gradient)) == "wrong-size");
  CHECK(slug(f.callable<float(float, float)>()) == "wrong-dtype");
  CHECK(slug(compile("param v: R[2]; sum(v)")->callable<double(double, double)>()) == "not-scalar");
}
