// Functions made of functions: inputs that are fixed, and inputs that another function computes.
#include <array>
#include <catch2/catch.hpp>
#include <cmath>
#include <string>
#include <vector>

#include "adc/adc.hpp"

using adc::compile;
using adc::Derive;
using adc::Function;
using adc::SameNames;
using adc::Tier;

namespace {

std::vector<std::string> names(std::span<const std::string> all) { return {all.begin(), all.end()}; }

std::string slug(const adc::Result<Function>& result) {
  REQUIRE_FALSE(result);
  return result.error().diagnostic().slug;
}

/// All results of `derive`, by the interpreter and as native code.
std::vector<double> results(const Function& f, Derive derive, const std::vector<double>& x) {
  std::vector<double> interpreted(adc::Layout(derive, f.output_size(), f.wrt_size()).size());
  std::vector<double> native(interpreted.size());
  f.evaluate(derive, x, interpreted);
  REQUIRE_FALSE(f.prepare(derive, Tier::Native));
  f.evaluate(derive, x, native);
  CHECK(interpreted == native);
  return native;
}

}  // namespace

TEST_CASE("a function with fixed inputs is the function of the others") {
  const Function f = compile("k*x^2 + sin(t)*y").value();
  const Function g = f.bind({{"k", 3}, {"t", 0.5}}).value();
  CHECK(names(g.inputs()) == std::vector<std::string>{"x", "y"});
  CHECK(names(g.wrt()) == std::vector<std::string>{"x", "y"});
  const Function same = compile("3x^2 + sin(0.5)*y").value();
  for (const Derive derive : {Derive::Value, Derive::Gradient, Derive::Hessian})
    CHECK(results(g, derive, {1.7, -2}) == results(same, derive, {1.7, -2}));
  CHECK(g.name() == f.name());
}

TEST_CASE("what depends on fixed inputs alone is a number, and powers are by whole numbers") {
  const Function f = compile("x^n*exp(a*b)").value();
  const Function g = f.bind({{"n", 3}, {"a", 2}, {"b", 0}}).value();
  std::string code = g.emit(Derive::Value, adc::Target::C).value();
  code.erase(0, code.find("*/"));  // which has the text
  CHECK(code.find("exp(") == std::string::npos);
  CHECK(code.find("pow(") == std::string::npos);
  CHECK(g.value({{-2.0}}) == -8);
  double d = 0;
  f.bind({{"n", 2}, {"a", 0}, {"b", 0}})->gradient({{-3.0}}, {&d, 1});
  CHECK(d == -6);
  CHECK(compile("x^(n + 1)")->bind({{"n", 1}})->ir().value().find("powi") != std::string::npos);
}

TEST_CASE("tensors are fixed, too") {
  const Function f = compile("param W: R[2, 2], x: R[2], b: R[2]; W*x + b").value();
  const adc::Array matrix{{2, 2}, {1, 2, 3, 4}};
  const Function g = f.bind({{"W", matrix}, {"b", std::vector{0.5, 0.5}}}).value();
  CHECK(names(g.inputs()) == std::vector<std::string>{"x"});
  std::array<double, 2> y{};
  g.values({{10.0, 1.0}}, y);
  CHECK(y == std::array{12.5, 34.5});
  std::array<double, 4> j{};
  g.jacobian({{10.0, 1.0}}, j);
  CHECK(j == std::array{1.0, 2.0, 3.0, 4.0});
  CHECK(slug(f.bind({{"b", 1}})) == "wrong-size");
  CHECK(slug(f.bind({{"b", std::vector{1.0}}})) == "wrong-size");
  CHECK(slug(f.bind({{"b", adc::Array{{2}, {1}}}})) == "wrong-size");
}

TEST_CASE("numbers that have no decimal are fixed as they are") {
  const Function f = compile("copysign(1, z)*abs(x) + y").value();
  CHECK(f.bind({{"z", -0.0}})->value({{2.0, 0.0}}) == -2);
  CHECK(std::isnan(f.bind({{"y", NAN}})->value({{1.0, 2.0}})));
  CHECK(f.bind({{"y", INFINITY}})->value({{1.0, 2.0}}) == INFINITY);
  CHECK(compile("x + y")->bind({{"y", 5e-324}})->value({{0.0}}) == 5e-324);
  CHECK(compile("x*y")->bind({{"y", 0.1}})->value({{3.0}}) == 0.1 * 3);
}

TEST_CASE("what the program differentiates by itself stays what it was") {
  const Function f = compile("diff(k^2*x, k)").value();
  CHECK(f.bind({{"k", 5}})->value({{3.0}}) == 30);
  const Function outer = compile("diff(u^2*x, x) + diff(u^3, u)").value();
  const Function inner = compile("2x").value();
  // x is held where it is while u varies, and the other way round.
  CHECK(outer.with("u", inner, SameNames::Share)->value({{3.0}}) == 36 + 108);
}

TEST_CASE("fixing all variables leaves a function without derivatives, not one of all inputs") {
  const Function f = compile("k*x", {.wrt = {"k"}}).value();
  const Function g = f.bind({{"k", 2}}).value();
  CHECK(g.wrt().empty());
  CHECK(g.value_and_gradient({{4.0}}, {}) == 8);
  const Function constant = f.bind({{"k", 2}, {"x", 3}}).value();
  CHECK(constant.inputs().empty());
  CHECK(constant.value({}) == 6);
}

TEST_CASE("inputs that are not there are not fixed, nor is one twice") {
  const Function f = compile("kappa*x_1").value();
  const auto wrong = f.bind({{"kapa", 3}});
  CHECK(slug(wrong) == "unknown-variable");
  CHECK(wrong.error().diagnostic().help == std::vector<std::string>{"did you mean `kappa`?"});
  CHECK(slug(f.bind({{"x_1", 3}, {"x₁", 4}})) == "repeated-input");
}

TEST_CASE("an input is computed by another function, and derivatives go through it") {
  const Function f = compile("a*b^2").value();
  const Function h = f.with("b", compile("sin(t) + a2").value()).value();
  CHECK(names(h.inputs()) == std::vector<std::string>{"a", "t", "a2"});
  CHECK(names(h.wrt()) == names(h.inputs()));
  const Function same = compile("a*(sin(t) + a2)^2").value();
  for (const Derive derive : {Derive::Value, Derive::Gradient, Derive::Hessian}) {
    const std::vector<double> composed = results(h, derive, {1.5, 0.3, 2});
    const std::vector<double> written = results(same, derive, {1.5, 0.3, 2});
    REQUIRE(composed.size() == written.size());
    for (std::size_t i = 0; i < composed.size(); ++i) CHECK(composed[i] == Approx(written[i]).epsilon(1e-14));
  }
}

TEST_CASE("functions compose over and over, also with themselves") {
  const Function step = compile("x/2 + 1/x").value();
  Function f = step;
  for (int i = 0; i < 4; ++i) f = f.with("x", step).value();
  CHECK(names(f.inputs()) == std::vector<std::string>{"x"});
  double d = 1;
  CHECK(f.value_and_gradient({{1.0}}, {&d, 1}) == Approx(std::sqrt(2)).epsilon(1e-15));
  CHECK(std::abs(d) < 1e-5);
}

TEST_CASE("vectors are computed by other functions, too") {
  const Function norm = compile("param v: R[3]; dot(v, v)").value();
  const Function line = compile("param p: R[3]; data q: R[3]; param t; p + t*q").value();
  const Function f = norm.with("v", line).value();
  CHECK(names(f.inputs()) == std::vector<std::string>{"p", "q", "t"});
  CHECK(names(f.wrt()) == std::vector<std::string>{"p", "t"});
  const std::vector<double> x{1, 2, 3, 1, 0, -1, 0.5};
  const std::vector<double> got = results(f, Derive::Gradient, x);
  CHECK(got == std::vector<double>{12.5, 3, 4, 5, -2});
}

TEST_CASE("where the input was no variable, nothing is differentiated through it") {
  const Function f = compile("data k; param x; k*x").value();
  const Function g = f.with("k", compile("exp(t)").value()).value();
  CHECK(names(g.wrt()) == std::vector<std::string>{"x"});
}

TEST_CASE("what does not go together is an error that says so") {
  const Function f = compile("x*y").value();
  CHECK(slug(f.with("z", f)) == "unknown-variable");
  CHECK(slug(f.with("x", compile("t, 2t").value())) == "several-outputs");
  CHECK(slug(f.with("x", compile("[t, t]").value())) == "wrong-size");
  CHECK(slug(f.with("x", compile("t", {.dtype = adc::DType::F32}).value())) == "wrong-dtype");
  const auto clash = f.with("x", compile("y + 1").value());
  CHECK(slug(clash) == "name-clash");
  CHECK(std::string(clash.error().what()).find("`y`") != std::string::npos);
  CHECK(f.with("x", compile("y + 1").value(), SameNames::Share)->value({{3.0}}) == 12);
  const Function vector = compile("param y: R[2]; sum(y)").value();
  CHECK(slug(f.with("x", vector, SameNames::Share)) == "wrong-size");
  const Function large = compile("x + 1", {.limits = {.instructions = 3}}).value();
  CHECK(slug(large.with("x", compile("t*t + t").value())) == "too-many-instructions");
}

TEST_CASE("one of several outputs is a function of all inputs") {
  const Function f = compile("a = x*y; b = x + z; a, b").value();
  const Function b = f.only(1).value();
  REQUIRE(b.outputs().size() == 1);
  CHECK(b.outputs()[0] == "b");
  CHECK(b.inputs().size() == 3);
  CHECK(results(b, Derive::Gradient, {2, 3, 5}) == std::vector<double>{7, 1, 0, 1});
  CHECK(f.only(0)->value({{2.0, 3.0, 5.0}}) == 6);
  CHECK(slug(f.only(2)) == "no-output");
}

TEST_CASE("options and what was derived stay with a function that is composed") {
  const Function f = compile("x^2*k", {.tier = Tier::Interpret, .level = adc::Level::Exact}).value();
  const Function d = f.partial({"x"})->bind({{"k", 2}}).value();
  CHECK(d.value({{3.0}}) == 12);
  CHECK(d.result_names(Derive::Value) == std::vector<std::string>{"d/dx"});
  const Function single = compile("x*k", {.dtype = adc::DType::F32}).value();
  CHECK(single.bind({{"k", 0.1}})->dtype() == adc::DType::F32);
  CHECK(single.bind({{"k", 0.1}})->value({{1.0}}) == static_cast<double>(0.1F));
}
