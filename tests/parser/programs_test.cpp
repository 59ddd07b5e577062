// Statements, scopes, inputs and derivatives.
#include <cmath>
#include <numbers>

#include "adc/options.hpp"
#include "parser/builtins/builtins.h"
#include "passes/pipeline.h"
#include "tests/parser/support.h"

namespace adc::parser {
namespace {

// Outputs of a program after its derivatives are expanded.
std::vector<double> derived(std::string_view text, const Values& at) {
  ParseOptions options;
  for (const auto& [name, value] : at) options.inputs.push_back(name);
  const Parsed program = parsed(text, options);
  const Result<ir::Function> expanded = passes::run(program.fn, {});
  if (!expanded) FAIL(expanded.error().what());
  std::vector<double> inputs;
  for (const ir::Param& param : program.fn.params()) inputs.push_back(at.at(param.name));
  std::vector<double> outputs(expanded->outputs().size());
  ir::interpret(*expanded, inputs, outputs);
  return outputs;
}

double derivative(std::string_view text, const Values& at) {
  const std::vector<double> outputs = derived(text, at);
  REQUIRE(outputs.size() == 1);
  return outputs.front();
}

std::string outputs(std::string_view text) {
  const Parsed program = parsed(text);
  std::string names;
  for (const ir::Output& output : program.fn.outputs()) names += (names.empty() ? "" : " ") + output.name;
  return names;
}

TEST_CASE("a program is bindings, and its last statement is the result") {
  CHECK(value("t = x²\nu1 = sin(t)\nJ = cos(u1 + 3t)", {{"x", 0.5}}) == std::cos(std::sin(0.25) + 0.75));
  CHECK(value("t = x²; t + 1", {{"x", 3.0}}) == 10.0);
  CHECK(value("f(x, y) = y + e^(x y)\nf(2, 3)") == 3.0 + std::exp(6.0));
  CHECK(parsed("J = x²").fn.name() == "J");
  CHECK(outputs("J = x²") == "J");
  CHECK(parsed("f(x) = x²").fn.name() == "f");
  CHECK(parsed("x²").fn.name() == "f");
  CHECK(outputs("t = x²; t, x") == "t x");
  CHECK(values("t = x²; t, x, t + x", {{"x", 3.0}}) == std::vector<double>{9.0, 3.0, 12.0});
}

TEST_CASE("bindings are recorded by name") {
  const Parsed program = parsed("t = x²\nu1 = sin(t)\nJ = cos(u1 + 3t)");
  std::string names;
  for (const auto& [id, name] : program.fn.bindings()) names += name + " ";
  CHECK(names == "t u1 J ");
}

TEST_CASE("a comment ends at the line, a statement at a newline or a semicolon") {
  CHECK(value("# first\nt = 2 # two\n\n t + 1 # three") == 3.0);
  CHECK(value("a = 1; b = 2; a + b") == 3.0);
  CHECK(value("1 +\n  2") == 3.0);
  CHECK(value("(1\n + 2)") == 3.0);
  CHECK(value("t =\n 4\nt") == 4.0);
  CHECK(value("max(1,\n 2)") == 2.0);
  CHECK(value("1 + # and\r\n 2\r\n") == 3.0);
  CHECK(value("\xEF\xBB\xBF"
              "1 + 2") == 3.0);
  CHECK(slug("x\n + y") == "unused-expression");
  CHECK(slug("(x\n y)") == "missing-operator");
}

TEST_CASE("inputs stand in order of first appearance") {
  CHECK(inputs("y + x + y") == "y x");
  CHECK(inputs("f(x, y) = b x + a y") == "x y b a");
  CHECK(inputs("t = c d; f(x) = t x") == "c d x");
  CHECK(inputs("param b, a; a + b") == "b a");
  CHECK(inputs("f(z) = k z; x f(y)") == "k x y");
  CHECK(inputs("f(x: R, y) = x y") == "x y");
}

TEST_CASE("a program that ends in a function is that function, with its parameters as the inputs of their names") {
  CHECK(value("f(x, y) = y + e^(x y)", {{"x", 2.0}, {"y", 3.0}}) == 3.0 + std::exp(6.0));
  CHECK(value("t = x²\nf(x) = t + x", {{"x", 3.0}}) == 12.0);
  CHECK(value("f(x, y) = x - y\nf(y, x) ", {{"x", 1.0}, {"y", 5.0}}) == 4.0);
}

TEST_CASE("a function sees its parameters, earlier bindings and the program's inputs") {
  CHECK(value("a = 2\nf(x) = a x + b\nf(3)", {{"b", 1.0}}) == 7.0);
  CHECK(value("f(x) = x + 1\ng(x) = 2 f(x)\ng(3)") == 8.0);
  CHECK(value("f(e) = 2e\nf(4)") == 8.0);
  CHECK(value("f(c) = if(c, 1, 2)\nf(x > 0)", {{"x", 1.0}}) == 1.0);
}

TEST_CASE("a name of the program wins over a constant or a function, and that earns a note") {
  CHECK(value("1/(gamma-1)*pr*V", {{"gamma", 3.0}, {"pr", 2.0}, {"V", 5.0}}) == 5.0);
  CHECK(value("2e", {{"e", 3.0}}) == 6.0);
  CHECK(value("pi = 3\n2pi") == 6.0);
  CHECK(value("N I", {{"N", 2.0}, {"I", 3.0}}) == 6.0);
  ParseOptions options;
  options.inputs = {"e"};
  REQUIRE(parsed("2e", options).notes.size() == 1);
  CHECK(parsed("2e", options).notes.front().slug == "hides-builtin");
  CHECK(parsed("sigmoid(z) = 1/(1 + exp(-z))").notes.front().slug == "hides-builtin");
  CHECK(slug("gamma + 1") == "bare-function");
}

TEST_CASE("σ is the sigmoid where it is only called, else a variable") {
  CHECK(value("σ(x)", {{"x", 0.0}}) == 0.5);
  CHECK(value("σ(x) + 1/σ", {{"x", 3.0}, {"σ", 2.0}}) == 6.5);
  CHECK(inputs("exp(-x²/(2σ²))") == "x σ");
}

TEST_CASE("declarations make every other name an error") {
  CHECK(inputs("param x: R, y\ndata t\nx + y + t") == "x y t");
  CHECK(parsed("param x; data t; x t").fn.params()[1].kind == ir::ParamKind::Data);
  CHECK(slug("param x; x y") == "undeclared-name");
  CHECK(value("data = 3\n2 data") == 6.0);
}

TEST_CASE("functions of several forms") {
  CHECK(value("log(8, 2)") == 3.0);
  CHECK(value("log(1000, 10)") == 3.0);
  CHECK(value("ln(x)", {{"x", 2.0}}) == std::numbers::ln2);
  CHECK(value("max(1, 3, 2) + min(4, 2, 3)") == 5.0);
  CHECK(value("polygamma(0, 1)") == Approx(-0.57721566490153286));
  CHECK(value("arctan(1)") == std::atan(1.0));
  CHECK(slug("polygamma(x, 1)") == "bad-order");
  CHECK(slug("polygamma(65, 1)") == "bad-order");
  CHECK(value("polygamma_difference(0, 3, 1)") == Approx(1.0 / 3));
  CHECK(value("sinc_derivative(2, 0)") == Approx(-1.0 / 3));
  CHECK(value("beta(2, 3)") == Approx(1.0 / 12));
  CHECK(value("beta*2 + x", {{"beta", 3.0}, {"x", 1.0}}) == 7.0);
}

TEST_CASE("lambertw has two branches, which a constant names") {
  CHECK(value("lambertw(1)") == Approx(0.56714329040978387));
  CHECK(value("lambertw(-0.2, 0)") == value("lambertw(-0.2)"));
  CHECK(value("lambertw(-0.2, -1)") == Approx(-2.5426413577735264));
  CHECK(value("lambertw(-exp(-1))") == -1.0);
  CHECK(slug("lambertw(x, 1)") == "bad-order");
  CHECK(slug("lambertw(x, y)") == "bad-order");
  CHECK(derivative("lambertw''(x)", {{"x", 0.0}}) == -2.0);
}

TEST_CASE("hypot of several numbers does not overflow, and is smooth where two of them are 0") {
  CHECK(value("hypot(3, 4, 12)") == Approx(13));
  CHECK(value("hypot(3, 4, 12, 84)") == Approx(85));
  CHECK(value("hypot(x, x, x, x)", {{"x", 1e308}}) == std::numeric_limits<double>::infinity());
  CHECK(value("hypot(x, 2x, -2x)", {{"x", 3e307}}) == Approx(9e307));
  CHECK(value("hypot(x, 2x, -2x)", {{"x", 3e-320}}) == Approx(9e-320));
  CHECK(value("hypot(x, 1, 2)", {{"x", -std::numeric_limits<double>::infinity()}}) ==
        std::numeric_limits<double>::infinity());
  CHECK(std::isnan(value("hypot(x, 1, 2)", {{"x", std::numeric_limits<double>::quiet_NaN()}})));
  CHECK(value("hypot(0, 0, 0)") == 0.0);
  CHECK(value("hypot(x, 0/0, 1)", {{"x", std::numeric_limits<double>::infinity()}}) ==
        std::numeric_limits<double>::infinity());
  CHECK(derivative("diff(hypot(x, 4e-310, 0), x)", {{"x", 3e-310}}) == Approx(0.6));
  CHECK(derivative("diff(hypot(x, 1e-200, 0), x, 2)", {{"x", 1e-200}}) == Approx(3.5355339059327378e199));
  CHECK(derivative("diff(hypot(1e200, x, 1e-200), x, 2)", {{"x", 1e200}}) == Approx(3.5355339059327378e-201));
  CHECK(derivative("diff(hypot(x, 0*x, 0)^2, x, 2)", {{"x", 0.0}}) == 2.0);
  CHECK(derivative("diff(hypot(x, 2, 4, 4), x)", {{"x", 3.0}}) == Approx(3 / std::sqrt(45.0)));
  CHECK(derivative("diff(hypot(x, 0, 3), x, 2)", {{"x", 0.0}}) == Approx(1.0 / 3));
  CHECK(derivative("diff(hypot(x, 0*x, 0), x)", {{"x", 0.0}}) == 0.0);
}

TEST_CASE("factorials, quantiles, and log(1 - exp) of either sign") {
  CHECK(value("factorial(0)") == 1.0);
  CHECK(value("factorial(5)") == 120.0);
  CHECK(value("factorial(170)") == Approx(7.257415615307994e306));
  CHECK(value("factorial(x)", {{"x", 0.5}}) == Approx(0.88622692545275801));
  CHECK(value("binomial(52, 5)") == 2598960.0);
  CHECK(value("normal_quantile(0.975)") == Approx(1.9599639845400545));
  CHECK(value("normal_quantile(1e-300)") == Approx(-37.047096499407242));
  CHECK(value("log1mexp(-1e-20)") == Approx(-46.051701859880914));
  CHECK(value("log1mexp(50)") == Approx(-1.9287498479639178e-22));
  CHECK(derivative("diff(log1mexp(x), x)", {{"x", -1e-9}}) == Approx(-1e9));
  CHECK(derivative("diff(log1mexp(x), x)", {{"x", 40.0}}) == Approx(4.2483542552915889e-18));
}

TEST_CASE("derivatives nest, and are taken by identity") {
  CHECK(derivative("f(x) = x³\nf'(2x)", {{"x", 1.0}}) == 12.0);
  CHECK(derivative("f(x) = x³\nf''(x)", {{"x", 5.0}}) == 30.0);
  CHECK(derivative("f(x) = x³\nf‴(x)", {{"x", 5.0}}) == 6.0);
  CHECK(derivative("sin'(x)", {{"x", 0.5}}) == std::cos(0.5));
  CHECK(derivative("diff(x³, x)", {{"x", 2.0}}) == 12.0);
  CHECK(derivative("diff(x³, x, 2)", {{"x", 2.0}}) == 12.0);
  CHECK(derivative("diff(diff(x² y³, x), y)", {{"x", 2.0}, {"y", 3.0}}) == 108.0);
  CHECK(derivative("t = x; diff(t*x, t)", {{"x", 7.0}}) == 7.0);
  CHECK(derivative("t = x; diff(t*x, x)", {{"x", 7.0}}) == 14.0);
  CHECK(derivative("t = x²; diff(t², t)", {{"x", 3.0}}) == 18.0);
  CHECK(derivative("t = 2; diff(t³ + 2, t)", {}) == 12.0);
  CHECK(derivative("a = 2; b = 2; diff(a b, a)", {}) == 2.0);
  CHECK(derivative("f(a) = a x\nf'(x)", {{"x", 5.0}}) == 5.0);
  CHECK(derivative("f(a) = diff(a x, a)\nf(x)", {{"x", 5.0}}) == 5.0);
  CHECK(derivative("f(x) = x²\ng(x) = f'(x) x\ng'(x)", {{"x", 5.0}}) == 20.0);
  CHECK(derivative("f(x) = diff(x² y, x)\n", {{"x", 3.0}, {"y", 2.0}}) == 12.0);
  CHECK(derivative("grad(x², x)", {{"x", 3.0}}) == 6.0);
  CHECK(derivative("relu'(x)", {{"x", 0.0}}) == 0.0);
}

TEST_CASE("a gradient, a Hessian or a Jacobian may be the whole result") {
  CHECK(derived("grad(x² y)", {{"x", 3.0}, {"y", 2.0}}) == std::vector<double>{12.0, 9.0});
  CHECK(derived("hessian(x² y)", {{"x", 3.0}, {"y", 2.0}}) == std::vector<double>{4.0, 6.0, 6.0, 0.0});
  CHECK(derived("f(x, y) = grad(x² y)", {{"x", 3.0}, {"y", 2.0}}) == std::vector<double>{12.0, 9.0});
  CHECK(outputs("grad(x² y)") == "d.x d.y");
  CHECK(outputs("hessian(x y)") == "d.x.x d.x.y d.y.x d.y.y");
  CHECK(outputs("jacobian(x y)") == "d.x d.y");
  CHECK(outputs("param x; data t; grad(x t)") == "d.x");
  CHECK(slug("1 + grad(x)") == "not-whole-result");
  CHECK(slug("grad(x), x") == "not-whole-result");
}

TEST_CASE("the prelude's functions are what they say") {
  const double nan = std::nan("");
  CHECK(value("relu(x)", {{"x", -1.0}}) == 0.0);
  CHECK(value("relu(x)", {{"x", 2.0}}) == 2.0);
  for (const char* activation :
       {"relu", "leaky_relu", "silu", "gelu", "mish", "softsign", "step", "selu", "log_sigmoid"}) {
    CAPTURE(activation);
    CHECK(std::isnan(value(std::string(activation) + "(x)", {{"x", nan}})));
  }
  CHECK(std::isnan(value("elu(x, 1)", {{"x", nan}})));
  CHECK(std::isnan(value("clamp(x, 0, 1)", {{"x", nan}})));
  CHECK(value("leaky_relu(x)", {{"x", -1.0}}) == -0.01);
  CHECK(value("elu(x, 2)", {{"x", -1.0}}) == 2.0 * std::expm1(-1.0));
  CHECK(value("step(0)") == 1.0);
  CHECK(value("logit(0.3)") == Approx(std::log(0.3 / 0.7)).epsilon(1e-15));
  CHECK(value("logit(1e-20)") == Approx(std::log(1e-20)).epsilon(1e-15));
  CHECK(value("clamp(5, 0, 1) + clamp(-5, 0, 1)") == 1.0);
  CHECK(value("binary_cross_entropy(y, 1)", {{"y", 0.25}}) == Approx(std::log(4.0)));
  CHECK(value("binary_cross_entropy(1, 1)") == 0.0);
  CHECK(value("binary_cross_entropy_with_logits(a, 1)", {{"a", 50.0}}) == Approx(std::exp(-50.0)));
  CHECK(value("quadratic_loss(3, 1)") == 2.0);
  CHECK(value("huber(3, 0, 1)") == 2.5);
  CHECK(value("normal_pdf(0)") == Approx(0.3989422804014327));
  CHECK(value("normal_cdf(-40)") == Approx(std::erfc(40.0 / std::numbers::sqrt2) / 2.0));
  CHECK(value("degrees(pi) + radians(180)") == Approx(180.0 + M_PI));
}

TEST_CASE("every built-in function can be called with some number of arguments") {
  for (const std::string& name : builtin_function_names()) {
    CAPTURE(name);
    bool callable = false;
    for (const char* arguments :
         {"(x)", "(x, y)", "(x, y, z)", "(x > 0, y, z)", "(1, x)", "(1, x, y)", "(x > 0: y, else: z)", "([1, 2])",
          "([1, 2; 3, 4])", "([1, 2], [3, 4])", "(2)", "(1, 2)", "([1, 2], 2)"}) {
      callable = callable || parse(name + arguments).ok();
    }
    CHECK(callable);
  }
}

TEST_CASE("a function of the prelude does not see the program's names") {
  CHECK(value("x > 0 ? relu(x) : x", {{"x", 2.0}}) == 2.0);
  CHECK(value("piecewise(x < 0: relu(x), else: x)", {{"x", 2.0}}) == 2.0);
  CHECK(value("piecewise(x < 0: relu(x), else: x)", {{"x", -2.0}}) == 0.0);
  CHECK(value("c = x < 0; piecewise(c: relu(x), else: 2x)", {{"x", 3.0}}) == 6.0);
  CHECK(value("c = x < 0; piecewise(c: abs(x), else: 2x)", {{"x", -3.0}}) == 3.0);
  CHECK(slug("a b c : relu(x)") == "unexpected-separator");
  CHECK(value("softplus(z) = 7\nlog_sigmoid(0)") == Approx(-std::numbers::ln2));
  CHECK(value("alpha = 3\nelu(-1, 2) + alpha") == Approx(3.0 + 2.0 * std::expm1(-1.0)));
  CHECK(value("f(softplus) = log_sigmoid(softplus)\nf(0)") == Approx(-std::numbers::ln2));
}

TEST_CASE("earlier texts are in scope, and their names may be defined again") {
  ParseOptions options;
  options.bindings_are_inputs = true;
  options.context = {"a = 2", "f(x) = a x", "t = f(3) + b", "a = 5"};
  const Parsed program = parsed("t + f(1)", options);
  REQUIRE(program.fn.params().size() == 2);
  CHECK(program.fn.params()[0].name == "a");
  CHECK(program.defaults[0] == 5.0);
  CHECK(program.fn.params()[1].name == "b");
  CHECK_FALSE(program.defaults[1].has_value());
  CHECK_FALSE(program.only_defines);
  double value = 0.0;
  ir::interpret(program.fn, std::vector<double>{5.0, 1.0}, {&value, 1});
  CHECK(value == 21.0);
}

TEST_CASE("what is wrong with an earlier text has no place in this one") {
  ParseOptions options;
  options.context = {"t = sni(2)"};
  const Diagnostic diagnostic = error("x + 1", options);
  CHECK(diagnostic.slug == "unknown-function");
  CHECK(diagnostic.span.empty());
}

TEST_CASE("in a REPL a binding may build on its older self, and a text may only define") {
  ParseOptions options;
  options.bindings_are_inputs = true;
  options.context = {"t = x²", "t = t + 1"};
  double value = 0.0;
  ir::interpret(parsed("t", options).fn, std::vector<double>{3.0}, {&value, 1});
  CHECK(value == 10.0);
  CHECK(parsed("c = pi/4", options).only_defines);
  CHECK(parsed("c = pi/4", options).defaults.front() == std::atan(1.0));
  CHECK(parsed("g(x) = t x", options).only_defines);
  CHECK(parsed("param q", options).only_defines);
  options.context = {"c = 1 < 2"};
  CHECK(parsed("if(c, 3, 4)", options).fn.params().empty());
}

}  // namespace
}  // namespace adc::parser
