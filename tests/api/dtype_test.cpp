// Programs that are computed in single precision.
#include <array>
#include <catch2/catch.hpp>
#include <cmath>
#include <utility>
#include <vector>

#include "adc/adc.hpp"
#include "tests/support/function_sizes.h"

using adc::compile;
using adc::CompileOptions;
using adc::Derive;
using adc::DType;
using adc::Function;
using adc::Tier;

namespace {

constexpr Derive kAll[] = {Derive::Value, Derive::Gradient, Derive::Hessian, Derive::Jvp, Derive::Vjp, Derive::Hvp};

Function in_float(const std::string& text, Tier tier, CompileOptions options = {}) {
  options.dtype = DType::F32;
  options.tier = tier;
  options.vector_math = false;
  return compile(text, options).value();
}

/// What the function gives at a point of floats, in doubles; of one in f32, checks that floats give the same.
std::vector<double> evaluate(const Function& f, Derive derive) {
  std::vector<float> x(f.input_size() + adc::tests::further_inputs(f, derive));
  for (std::size_t i = 0; i < x.size(); ++i) x[i] = 0.3F + static_cast<float>(i) / 7;
  std::vector<float> y(adc::tests::result_size(f, derive));
  f.evaluate(derive, std::span<const float>(x), std::span<float>(y));
  std::vector<double> wide(y.size());
  f.evaluate(derive, std::vector<double>(x.begin(), x.end()), wide);
  if (f.dtype() == DType::F32) CHECK(wide == std::vector<double>(y.begin(), y.end()));
  return wide;
}

}  // namespace

TEST_CASE("every operation of a program in f32 rounds to float") {
  for (const Tier tier : {Tier::Interpret, Tier::Native}) {
    const Function f = in_float("x/3 + y", tier);
    CHECK(f.dtype() == DType::F32);
    const float x = 0.1F;
    const float y = 0.7F;
    CHECK(f.value({{0.1, 0.7}}) == static_cast<double>(x / 3.0F + y));
    CHECK(in_float("x + 16777216", tier).value({{1.0}}) == 16777216);
    CHECK(compile("x + 16777216", {.tier = tier}).value().value({{1.0}}) == 16777217);
  }
}

TEST_CASE("interpreter and native code of scalars in f32 have the same bits in every derivative") {
  for (const char* text : {"cos(sin(x^2) + 3x^2)", "exp(x*z) + x*z/log(x) + sin(log(x))/(x*z)", "x^y, tanh(x) - y",
                           "if(x > y, x*y, softplus(x - y))"}) {
    for (const Derive derive : kAll) {
      CAPTURE(text, static_cast<int>(derive));
      CHECK(evaluate(in_float(text, Tier::Interpret), derive) == evaluate(in_float(text, Tier::Native), derive));
    }
  }
}

TEST_CASE("tensors in f32 are within some roundings of doubles on both tiers") {
  const CompileOptions shapes{.shapes = {{"W", {2, 3}}, {"x", {3}}}};
  const std::string text = "W*x, norm(x), dot(x, x)";
  for (const Tier tier : {Tier::Interpret, Tier::Native}) {
    for (const Derive derive : kAll) {
      const std::vector<double> single = evaluate(in_float(text, tier, shapes), derive);
      const std::vector<double> wide = evaluate(compile(text, shapes).value(), derive);
      REQUIRE(single.size() == wide.size());
      for (std::size_t i = 0; i < wide.size(); ++i)
        CHECK(std::fabs(single[i] - wide[i]) <= 1e-6 * (1 + std::fabs(wide[i])));
    }
  }
}

TEST_CASE("the entry of a program in f32 takes floats") {
  const Function f = in_float("x*y", Tier::Native);
  const std::array x{1.5F, 3.0F};
  std::array<float, 3> y{};
  f.entry(Derive::Gradient).value()(x.data(), y.data(), nullptr);
  CHECK(y == std::array{4.5F, 3.0F, 1.5F});
}

TEST_CASE("rows and derivatives of derivatives are in f32 too") {
  for (const Tier tier : {Tier::Interpret, Tier::Native}) {
    const Function f = in_float("x/3 + x^3", tier);
    const std::array x{0.1, 0.2, 0.3};
    std::array<double, 3> y{};
    f.map(Derive::Value, 3, std::vector{adc::InputColumn{.data = x.data(), .stride = 1}},
          std::vector{adc::OutputColumn{.data = y.data(), .stride = 1}});
    for (std::size_t i = 0; i < x.size(); ++i) CHECK(y[i] == f.value({{x[i]}}));
    const Function derived = f.partial({"x", "x"}).value();
    CHECK(derived.dtype() == DType::F32);
    CHECK(derived.value({{0.1}}) == static_cast<double>(6 * 0.1F));
  }
}

TEST_CASE("IR text keeps its type unless another is asked for") {
  const std::string text =
      "adc-ir 1\nfn f(%0: f32 param \"x\") -> f32 in f32 {\n  %1 = const 16777216\n  %2 = add %0, %1\n  ret %2\n}\n";
  CHECK(compile(text).value().dtype() == DType::F32);
  CHECK(compile(text).value().value({{1.0}}) == 16777216);
  CHECK(compile(text, {.dtype = DType::F64}).value().value({{1.0}}) == 16777217);
}

TEST_CASE("a check of a program in f32 is refused, for it compares doubles") {
  CHECK(in_float("x*y", Tier::Auto).check({.points = {{0.3, 0.7}}}).error().diagnostic().slug == "wrong-dtype");
}
