// The calls that compute numbers.
#include <array>
#include <bit>
#include <catch2/catch.hpp>
#include <cmath>
#include <vector>

#include "adc/adc.hpp"

using adc::compile;
using adc::Derive;
using adc::Function;

namespace {

std::uint64_t bits(double x) { return std::bit_cast<std::uint64_t>(x); }

/// The class of the `adc::Error` that `call` throws.
template <typename Call>
adc::ErrorClass error_class(Call call) {
  try {
    call();
  } catch (const adc::Error& error) {
    CHECK(error.what() == std::string(error.what()));
    CHECK_FALSE(error.diagnostic().slug.empty());
    return error.diagnostic().error_class;
  }
  FAIL("nothing was thrown");
  return {};
}

}  // namespace

TEST_CASE("the example of the header works as it stands") {
  auto f = adc::compile("cos(sin(x²) + 3x²)").value();
  double g;
  double v = f.value_and_gradient({{0.5}}, {&g, 1});
  CHECK(v == Approx(0.5424849757140324).epsilon(1e-15));
  CHECK(g == Approx(-3.334146414144972).epsilon(1e-15));
}

TEST_CASE("a function names its inputs, outputs and variables in order of the text") {
  const Function f = compile("a = z*y; b = x; a, b").value();
  CHECK(std::vector<std::string>(f.inputs().begin(), f.inputs().end()) == std::vector<std::string>{"z", "y", "x"});
  CHECK(std::vector<std::string>(f.outputs().begin(), f.outputs().end()) == std::vector<std::string>{"a", "b"});
  CHECK(f.wrt().size() == 3);
  const Function chosen = compile("x*y", {.wrt = {"y"}}).value();
  REQUIRE(chosen.wrt().size() == 1);
  CHECK(chosen.wrt()[0] == "y");
  double g = 0;
  chosen.gradient({{2.0, 5.0}}, {&g, 1});
  CHECK(g == 2);
}

TEST_CASE("values, jacobian and hessian are laid out row by row") {
  const Function f = compile("x*y, x + 2y").value();
  const std::array x{3.0, 5.0};
  std::array<double, 2> y{};
  f.values(x, y);
  CHECK(y == std::array{15.0, 13.0});
  std::array<double, 4> jacobian{};
  f.jacobian(x, jacobian);
  CHECK(jacobian == std::array{5.0, 3.0, 1.0, 2.0});
  std::array<double, 8> hessian{};
  f.hessian(x, hessian);
  CHECK(hessian == std::array{0.0, 1.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0});
  std::array<double, 14> all{};
  f.evaluate(Derive::Hessian, x, all);
  CHECK(all == std::array{15.0, 13.0, 5.0, 3.0, 1.0, 2.0, 0.0, 1.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0});
}

TEST_CASE("jvp and vjp multiply by the jacobian") {
  const Function f = compile("x*y, x + 2y").value();
  const std::array x{3.0, 5.0};
  std::array<double, 2> y{};
  std::array<double, 2> out{};
  f.jvp(x, {{1.0, 10.0}}, y, out);
  CHECK(y == std::array{15.0, 13.0});
  CHECK(out == std::array{35.0, 21.0});
  f.vjp(x, {{1.0, 10.0}}, y, out);
  CHECK(y == std::array{15.0, 13.0});
  CHECK(out == std::array{15.0, 23.0});
}

TEST_CASE("unused inputs stay, with gradient 0") {
  const Function f = compile("f(x, y) = x^2").value();
  CHECK(f.name() == "f");
  std::array<double, 2> g{1, 1};
  CHECK(f.value_and_gradient({{3.0, 7.0}}, g) == 9);
  CHECK(g == std::array{6.0, 0.0});
}

TEST_CASE("every tier and mode gives the same bits from call to call") {
  const std::string text = "exp(x*z) + x*z/log(x) + sin(log(x))/(x*z)";
  std::array<double, 2> expected{};
  const double value = compile(text, {.tier = adc::Tier::Interpret}).value().value_and_gradient({{2.0, 3.0}}, expected);
  for (const adc::Tier tier : {adc::Tier::Auto, adc::Tier::Native}) {
    const Function f = compile(text, {.tier = tier}).value();
    for (int call = 0; call < 1100; ++call) {
      std::array<double, 2> g{};
      const double v = f.value_and_gradient({{2.0, 3.0}}, g);
      REQUIRE(bits(v) == bits(value));
      REQUIRE(bits(g[0]) == bits(expected[0]));
      REQUIRE(bits(g[1]) == bits(expected[1]));
    }
  }
}

TEST_CASE("entry is a plain function of arrays") {
  const Function f = compile("cos(sin(x²) + 3x²)").value();
  const adc::Entry entry = f.entry(Derive::Gradient).value();
  CHECK(f.workspace_bytes(Derive::Gradient).value() == 0);
  const double x = 0.5;
  std::array<double, 2> out{};
  entry(&x, out.data(), nullptr);
  double g = 0;
  CHECK(bits(out[0]) == bits(f.value_and_gradient({&x, 1}, {&g, 1})));
  CHECK(bits(out[1]) == bits(g));
}

TEST_CASE("large programs run on every tier") {
  std::string text = "y0 = x\n";
  for (int i = 1; i <= 3000; ++i) {
    text += "y" + std::to_string(i) + " = sin(y" + std::to_string(i - 1) + ") + x\n";
  }
  double interpreted = 0;
  double native = 0;
  const double a = compile(text, {.tier = adc::Tier::Interpret}).value().value_and_gradient({{0.3}}, {&interpreted, 1});
  const double b = compile(text, {.tier = adc::Tier::Native}).value().value_and_gradient({{0.3}}, {&native, 1});
  CHECK(bits(a) == bits(b));
  CHECK(bits(interpreted) == bits(native));
}

TEST_CASE("calls with spans of the wrong size are usage errors") {
  const Function f = compile("x*y").value();
  const Function several = compile("x, y").value();
  std::array<double, 3> out{};
  CHECK(error_class([&] { (void)f.value({{1.0}}); }) == adc::ErrorClass::Usage);
  CHECK(error_class([&] { (void)several.value({{1.0, 2.0}}); }) == adc::ErrorClass::Usage);
  CHECK(error_class([&] { f.gradient({{1.0, 2.0}}, out); }) == adc::ErrorClass::Usage);
  CHECK(error_class([&] { several.gradient({{1.0, 2.0}}, {out.data(), 2}); }) == adc::ErrorClass::Usage);
  CHECK(error_class([&] { f.values({{1.0, 2.0}}, out); }) == adc::ErrorClass::Usage);
  CHECK(error_class([&] { f.jacobian({{1.0, 2.0}}, out); }) == adc::ErrorClass::Usage);
  CHECK(error_class([&] { f.hessian({{1.0, 2.0}}, out); }) == adc::ErrorClass::Usage);
  CHECK(error_class([&] { f.jvp({{1.0, 2.0}}, {{1.0}}, {out.data(), 1}, {out.data() + 1, 1}); }) ==
        adc::ErrorClass::Usage);
  CHECK(error_class([&] { f.vjp({{1.0, 2.0}}, {{1.0, 1.0}}, {out.data(), 1}, {out.data() + 1, 2}); }) ==
        adc::ErrorClass::Usage);
  CHECK(error_class([&] { f.evaluate(Derive::Vjp, {{1.0, 2.0}}, out); }) == adc::ErrorClass::Usage);
}

TEST_CASE("a derivative that goes past a limit is an error of the call, and of prepare") {
  const Function f = compile("sin(x)*cos(x)*exp(x)", {.limits = {.instructions = 8}}).value();
  CHECK_FALSE(f.prepare(Derive::Value).has_value());
  REQUIRE(f.prepare(Derive::Hessian).has_value());
  CHECK(f.prepare(Derive::Hessian)->diagnostic().slug == "too-many-instructions");
  double h = 0;
  CHECK(error_class([&] { f.hessian({{1.0}}, {&h, 1}); }) == adc::ErrorClass::Limit);
}

TEST_CASE("a handle is cheap to copy and outlives the one it was copied from") {
  std::vector<Function> copies;
  {
    const Function f = compile("x^2").value();
    copies.assign(3, f);
  }
  for (const Function& copy : copies) CHECK(copy.value({{3.0}}) == 9);
}

TEST_CASE("numbers that are not finite have a reason, and each number has a name") {
  const Function f = compile("x*log(z)").value();
  CHECK(f.result_names(Derive::Hessian) ==
        std::vector<std::string>{"value", "d/dx", "d/dz", "d²/dx²", "d²/dx dz", "d²/dz dx", "d²/dz²"});
  std::vector<double> out(3);
  f.evaluate(Derive::Gradient, {{1.0, 0.0}}, out);
  const std::vector<adc::NotFinite> reasons = f.why_not_finite(Derive::Gradient, {{1.0, 0.0}}, out);
  REQUIRE(reasons.size() == 1);
  CHECK(reasons[0].results == std::vector<std::size_t>{0, 1, 2});
  CHECK(reasons[0].note.message == "log of 0 is -inf, so the value is -inf, d/dx is -inf and d/dz is inf");
  CHECK(reasons[0].note.span == adc::Span{2, 8});
  f.evaluate(Derive::Gradient, {{1.0, 1.0}}, out);
  CHECK(f.why_not_finite(Derive::Gradient, {{1.0, 1.0}}, out).empty());
}

TEST_CASE("second derivatives that a convention gives have a note") {
  const Function f = compile("x*abs(x)").value();
  std::vector<double> out(3);
  f.evaluate(Derive::Hessian, {{0.0}}, out);
  const std::vector<adc::Diagnostic> notes = f.why_by_convention(Derive::Hessian, {{0.0}}, out);
  REQUIRE(notes.size() == 1);
  CHECK(notes[0].slug == "at-kink");
  f.evaluate(Derive::Hessian, {{1.0}}, out);
  CHECK(f.why_by_convention(Derive::Hessian, {{1.0}}, out).empty());
}
