// Derivatives of every shape: products with Hessians, higher orders, and how they are computed.
#include <adc/adc.hpp>
#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>

using adc::compile;
using adc::Derive;
using adc::Explanation;
using adc::Function;
using adc::Mode;

namespace {

const std::string kTwoOutputs = "a = x*sin(y)*z; b = exp(x*z)/y; a, b";

void check_close(double value, double reference) {
  CHECK(std::fabs(value - reference) <= 1e-14 * std::max(1.0, std::fabs(reference)));
}

}  // namespace

TEST_CASE("hvp is the Hessian times the tangent, in every mode") {
  const std::vector<double> x{1.25, 0.5, -0.75};
  const std::vector<double> v{2, -1, 0.5};
  for (const Mode mode : {Mode::Auto, Mode::Symbolic, Mode::Forward, Mode::Reverse}) {
    const Function f = compile(kTwoOutputs, {.mode = mode}).value();
    std::vector<double> hessian(18);  // [outputs, variables, variables]
    std::vector<double> product(6);
    f.hessian(x, hessian);
    f.hvp(x, v, product);
    for (std::size_t row = 0; row < product.size(); ++row) {
      double sum = 0;
      for (std::size_t k = 0; k < 3; ++k) sum += hessian[row * 3 + k] * v[k];
      check_close(product[row], sum);
    }
  }
}

TEST_CASE("the function of an hvp costs a small multiple of the gradient, not the Hessian") {
  std::string text = "0";
  for (int i = 1; i <= 30; ++i) text += " + 100*(x" + std::to_string(i + 1) + " - x" + std::to_string(i) + "^2)^2";
  const Function f = compile(text).value();
  const auto cost = [&](Derive derive) {
    const Explanation explanation = f.explain(derive).value();
    std::uint64_t chosen = 0;
    for (const Explanation::Alternative& one : explanation.alternatives) {
      if (one.chosen) chosen = one.cost;
    }
    return chosen;
  };
  CHECK(cost(Derive::Gradient) <= 5 * cost(Derive::Value) + 10);
  CHECK(cost(Derive::Hvp) <= 5 * cost(Derive::Gradient));
}

TEST_CASE("partial derives by any inputs, any number of times") {
  const Function f = compile("x^3*z^2 + sin(x)").value();
  const std::vector<double> point{2, 3};
  check_close(f.partial({"x"})->value(point), 3 * 4 * 9 + std::cos(2.0));
  check_close(f.partial({"x", "x", "z"})->value(point), 6 * 2 * 2 * 3);
  check_close(f.partial({"z", "x", "x"})->value(point), 6 * 2 * 2 * 3);
  check_close(f.partial({"x", "x", "x", "x"})->value(point), std::sin(2.0));
  CHECK(f.partial({})->value(point) == f.value(point));
  CHECK(f.partial({"x", "x", "x", "x", "z"})->value(point) == 0);
}

TEST_CASE("a partial derivative is a function like any other") {
  const Function f = compile(kTwoOutputs, {.name = "F"}).value();
  const Function second = f.partial({"x", "z"}).value();
  CHECK(second.name() == "F.d.x.z");
  CHECK(std::vector<std::string>(second.outputs().begin(), second.outputs().end()) ==
        std::vector<std::string>{"a.d.x.z", "b.d.x.z"});
  CHECK(second.result_names(Derive::Value) == std::vector<std::string>{"d²a/dx dz", "d²b/dx dz"});
  CHECK(std::ranges::equal(second.inputs(), f.inputs()));

  const std::vector<double> x{1.25, 0.5, -0.75};
  std::vector<double> hessian(18);
  std::vector<double> values(2);
  f.hessian(x, hessian);
  second.values(x, values);
  check_close(values[0], hessian[2]);
  check_close(values[1], hessian[9 + 2]);

  std::vector<double> jacobian(6);
  std::vector<double> third(2);
  second.jacobian(x, jacobian);
  f.partial({"x", "z", "y"})->values(x, third);
  check_close(jacobian[1], third[0]);
  check_close(jacobian[3 + 1], third[1]);
  CHECK(second.emit(Derive::Value, adc::Target::C)->find("void F_d_x_z(const double") != std::string::npos);
}

TEST_CASE("rewrites for accuracy come before derivatives of higher order") {
  const Function softplus = compile("log(1 + exp(x))").value();
  CHECK(softplus.partial({"x"})->value({{1000.0}}) == 1);
  CHECK(softplus.partial({"x", "x"})->value({{1000.0}}) == 0);
}

TEST_CASE("derivatives by what is no input are errors") {
  const Function f = compile("width*2").value();
  const adc::Result<Function> wrong = f.partial({"witdh"});
  REQUIRE_FALSE(wrong.ok());
  CHECK(wrong.error().diagnostic().slug == "unknown-variable");
  CHECK(wrong.error().diagnostic().help == std::vector<std::string>{"did you mean `width`?"});
  CHECK(f.mixed_derivative({"x"}).error().diagnostic().slug == "unknown-variable");
}

TEST_CASE("derivatives of higher order read as a person writes them") {
  const Function f = compile("a = x^2*sin(y); b = x^5; a, b").value();
  CHECK(f.mixed_derivative({"x", "y"}).value() == "2x·cos(y)");
  CHECK(f.mixed_derivative({"x", "x"}, 1).value() == "20x³");
  CHECK(adc::derivative_symbol("", std::vector<std::string>{"x"}) == "d/dx");
  CHECK(adc::derivative_symbol("a", std::vector<std::string>{"x", "x", "z"}) == "d³a/dx² dz");
  CHECK(adc::derivative_symbol("", std::vector<std::string>(12, "t")) == "d¹²/dt¹²");
}

TEST_CASE("explain names the mode that is chosen, and what each would cost") {
  const auto chosen = [](const std::string& text, Derive derive, Mode mode) {
    const Explanation explanation = compile(text, {.mode = mode}).value().explain(derive).value();
    std::string name;
    for (const Explanation::Alternative& one : explanation.alternatives) {
      CHECK(one.cost >= one.operations);
      if (one.chosen) name += one.name;
    }
    return name;
  };
  const std::string wide = "u*v*w*x*y*z";
  CHECK(chosen(wide, Derive::Gradient, Mode::Auto) == "reverse");
  CHECK(chosen(wide, Derive::Gradient, Mode::Symbolic) == "symbolic");
  CHECK(chosen(wide, Derive::Hessian, Mode::Auto) == "forward over reverse");
  CHECK(chosen(wide, Derive::Hvp, Mode::Auto) == "forward over reverse");
  CHECK(chosen("sin(x), cos(x), exp(x)", Derive::Gradient, Mode::Auto) == "forward");
  CHECK(chosen(wide, Derive::Value, Mode::Auto) == "value");

  const Explanation all = compile(wide)->explain(Derive::Gradient).value();
  REQUIRE(all.alternatives.size() == 3);
  CHECK(all.alternatives[0].name == "symbolic");
  const auto cost = [&](std::size_t i) { return all.alternatives[i].cost; };
  CHECK(cost(2) < cost(1));
}

TEST_CASE("explain lists the rewrites towards accuracy with their places") {
  const Explanation stable = compile("2 + log(1 + exp(x))").value().explain(Derive::Gradient).value();
  REQUIRE(stable.rewrites.size() == 1);
  CHECK(stable.rewrites[0].equation.find("softplus") != std::string::npos);
  CHECK(stable.rewrites[0].span == adc::Span{4, 19});
  const adc::CompileOptions as_written{.level = adc::Level::Exact};
  CHECK(compile("2 + log(1 + exp(x))", as_written).value().explain(Derive::Gradient).value().rewrites.empty());
}

TEST_CASE("a value that an op of every shape makes infinite has its note") {
  const Function f = compile("sqrt(x)*z").value();
  std::vector<double> out(1 + 2 + 2);
  const std::vector<double> x{0, 1, 1, 0};
  f.evaluate(Derive::Hvp, x, out);
  const std::vector<adc::NotFinite> reasons = f.why_not_finite(Derive::Hvp, x, out);
  REQUIRE_FALSE(reasons.empty());
  CHECK(reasons[0].note.message.starts_with("the derivative of sqrt at 0 is inf"));
}
