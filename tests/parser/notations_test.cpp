// Notations of mathematics that need no brackets or letters of a function: |x|, √x, x!, sin x, d/dx, Σ.
#include <cmath>
#include <numbers>

#include "passes/pipeline.h"
#include "tests/parser/support.h"

namespace adc::parser {
namespace {

// The value of a program that has derivatives in it.
double derived(std::string_view text, const Values& at = {}) {
  ParseOptions options;
  for (const auto& [name, value] : at) options.inputs.push_back(name);
  const Parsed program = parsed(text, options);
  const Result<ir::Function> expanded = passes::run(program.fn, {});
  REQUIRE(expanded.ok());
  std::vector<double> inputs;
  for (const ir::Param& param : program.fn.params()) inputs.push_back(at.at(param.name));
  double value = 0.0;
  ir::interpret(*expanded, inputs, {&value, 1});
  return value;
}

TEST_CASE("bars are the absolute value of a number") {
  const Values at{{"x", -3.0}, {"y", 2.0}, {"z", -5.0}};
  CHECK(value("|x|", {{"x", -3.0}}) == 3.0);
  CHECK(value("|-3|²") == 9.0);
  CHECK(value("-|3|") == -3.0);
  CHECK(value("2^|-3|") == 8.0);
  CHECK(value("||3-5|-4|") == 2.0);
  CHECK(value("|4-|3-5||") == 2.0);
  CHECK(value("|||-2|-3|-4|") == 3.0);
  CHECK(value("||-3||") == 3.0);
  CHECK(value("2|-3| + |-1|·|-4|") == 10.0);
  CHECK(value("|-2||-3|") == 6.0);
  CHECK(value("|-2| |-3|") == 6.0);
  CHECK(value("|x| y", {{"x", -3.0}, {"y", 2.0}}) == 6.0);
  CHECK(value("|x| y |z|", at) == 30.0);
  CHECK(value("|x |y| z|", at) == 30.0);
  CHECK(value("|x|y + |z|", at) == 11.0);
  CHECK(value("x|x|", {{"x", -3.0}}) == -9.0);
  CHECK(value("|(x)(|y|)| + max(|z|, |y|)", at) == 11.0);
  CHECK(value("|x|(y + 1)", {{"x", -3.0}, {"y", 2.0}}) == 9.0);
  CHECK(value("|x| > 1 || |x| < -1 ? 1 : 2", {{"x", -3.0}}) == 1.0);
  CHECK(value("if(1 > 2 || |-2| > 1, 5, 6)") == 5.0);
  CHECK(value("sum(i=1:3, |i - 2|)") == 2.0);
  CHECK(value("‖[3, -4]‖·|-2|") == 10.0);
  CHECK(value("|‖[3, 4]‖ - 7|") == 2.0);
  CHECK(value("‖[3, |-4|]‖") == 5.0);
  CHECK(value("(|\n-3\n|)") == 3.0);
}

TEST_CASE("a root goes with a single value") {
  CHECK(value("√4") == 2.0);
  CHECK(value("∛-8") == -2.0);
  CHECK(value("√x + 5", {{"x", 4.0}}) == 7.0);
  CHECK(value("√x·3", {{"x", 4.0}}) == 6.0);
  CHECK(value("√2/2") == std::numbers::sqrt2 / 2.0);
  CHECK(value("3√4") == 6.0);
  CHECK(value("x√4", {{"x", 5.0}}) == 10.0);
  CHECK(value("√√16") == 2.0);
  CHECK(value("√(1 + 3)") == 2.0);
  CHECK(value("√(9)²") == 9.0);
  CHECK(value("√(9)(2)") == 6.0);
  CHECK(value("2^√9") == 8.0);
  CHECK(value("√|-9|") == 3.0);
  CHECK(value("|√9 - 5|") == 2.0);
  CHECK(value("f(x) = x + 1; √f(8)") == 3.0);
  CHECK(value("x = [4, 9]; √x[2]") == 3.0);
  CHECK(std::isnan(value("√-1")));
  CHECK(values("√[4, 9]").front() == 2.0);
}

TEST_CASE("a factorial is exact for whole numbers, and the gamma function for others") {
  CHECK(value("5!") == 120.0);
  CHECK(value("0!") == 1.0);
  CHECK(value("170!") == 7.257415615307999e306);
  CHECK(value("100!/98!") == 9900.0);
  CHECK(value("52!/(5!·47!)") == 2598960.0);
  CHECK(value("n!/(k!(n-k)!)", {{"n", 5.0}, {"k", 2.0}}) == Approx(10.0).epsilon(1e-14));
  CHECK(value("0.5!") == std::tgamma(1.5));
  CHECK(value("x!", {{"x", 5.0}}) == 120.0);
  CHECK(value("-3!") == -6.0);
  CHECK(value("2^3!") == 64.0);
  CHECK(value("3!²") == 36.0);
  CHECK(value("3!^2") == 36.0);
  CHECK(value("(3!)!") == 720.0);
  CHECK(value("2·3! + 1") == 13.0);
  CHECK(value("100!=1") == 1.0);
  CHECK(value("3! != 6") == 0.0);
  CHECK(value("3! == 6") == 1.0);
  CHECK(value("sum(i = 0:3, i!)") == 10.0);
  CHECK(ir_of("3!/2!").find("gamma") == std::string::npos);
  CHECK(std::isnan(value("(-3)!")));
  CHECK(std::isinf(value("171!")));
}

TEST_CASE("functions that mathematics writes without brackets take a single value") {
  const double x = 0.7;
  const Values at{{"x", x}};
  CHECK(value("sin x", at) == std::sin(x));
  CHECK(value("sin x + ln 2", at) == std::sin(x) + std::numbers::ln2);
  CHECK(value("2 sin x", at) == 2.0 * std::sin(x));
  CHECK(value("-cos x", at) == -std::cos(x));
  CHECK(value("sin² x + cos²x", at) == Approx(1.0).epsilon(1e-15));
  CHECK(value("e^sin x", at) == std::exp(std::sin(x)));
  CHECK(value("x sin x", at) == x * std::sin(x));
  CHECK(value("sin x / 2", at) == std::sin(x) / 2.0);
  CHECK(value("sin x·cos x", at) == std::sin(x) * std::cos(x));
  CHECK(value("ln x/ln 2", at) == Approx(std::log2(x)).epsilon(1e-15));
  CHECK(value("ln ln 20") == std::log(std::log(20.0)));
  CHECK(value("ln |x|", {{"x", -2.0}}) == std::numbers::ln2);
  CHECK(value("ln √2") == std::log(std::numbers::sqrt2));
  CHECK(value("sin π") == std::sin(M_PI));
  CHECK(value("f(t) = t + 1; cos f(2)") == std::cos(3.0));
  CHECK(value("sin x > 0 ? exp x : 1", at) == std::exp(x));
  CHECK(values("sin x, cos x", at).back() == std::cos(x));
  CHECK(value("arctan x", at) == std::atan(x));
  CHECK(value("sqrt 4") == 2.0);
  for (const char* text : {"gamma x", "sum x", "mod x", "if x", "sin\nx", "sin -x", "sin [1]", "sin"}) {
    CAPTURE(text);
    CHECK_FALSE(parse(text).ok());
  }
}

TEST_CASE("a logarithm has its base as an index") {
  CHECK(value("log_2(8)") == 3.0);
  CHECK(value("log₁₀(1000)") == 3.0);
  CHECK(value("log_{2}(8)") == 3.0);
  CHECK(value("log_2 8") == 3.0);
  CHECK(value("log_e(2)") == std::numbers::ln2);
  CHECK(value("log_3(81)") == Approx(4.0).epsilon(1e-15));
  CHECK(value("log_2²(8)") == 9.0);
  CHECK(value("log_2(8)", {{"log_2", 3.0}}) == 24.0);
  CHECK(slug("log_2(8, 3)") == "wrong-arity");
  CHECK(inputs("log_2 + 1") == "log_2");
}

TEST_CASE("braces stand behind a power, and behind the underscore of an index") {
  CHECK(value("x^{2}", {{"x", 3.0}}) == 9.0);
  CHECK(value("e^{-x^2}", {{"x", 2.0}}) == std::exp(-4.0));
  CHECK(value("2^{3}·2") == 16.0);
  CHECK(value("2**{3}") == 8.0);
  CHECK(value("(2)^{-1}") == 0.5);
  CHECK(inputs("x_{1} + x_{12}") == "x_1 x_12");
  for (const char* text : {"{x}", "x{2}", "x^{2", "x^{2)", "x^(2}", "}", "2 + {3}", "x^-{2}x{", "f{x}"}) {
    CAPTURE(text);
    CHECK_FALSE(parse(text).ok());
  }
}

TEST_CASE("a derivative is written as Leibniz wrote it") {
  const Values at{{"x", 2.0}};
  CHECK(derived("d/dx x^3", at) == 12.0);
  CHECK(derived("d/dx(x^3)", at) == 12.0);
  CHECK(derived("d²/dx² x^3", at) == 12.0);
  CHECK(derived("d^2/dx^2 x^3", at) == 12.0);
  CHECK(derived("∂/∂x x^3", at) == 12.0);
  CHECK(derived("d/dx 3x² + 1", at) == 13.0);
  CHECK(derived("1 - d/dx x", at) == 0.0);
  CHECK(derived("2 d/dx x²", at) == 8.0);
  CHECK(derived("5·d/dx x²", at) == 20.0);
  CHECK(derived("d/dx x²/2", at) == 2.0);
  CHECK(derived("d/dx d/dx x³", at) == 12.0);
  CHECK(derived("d/dx sin x", at) == std::cos(2.0));
  CHECK(derived("f(t) = d/dt t²; f(3)") == 6.0);
  CHECK(derived("t = x²; d/dt (t² + x)", at) == 8.0);
  CHECK(derived("(d/dx x²) x", at) == 8.0);
  CHECK(derived("max(d/dx x², 1)", at) == 4.0);
  CHECK(value("d/dx", {{"d", 6.0}, {"dx", 3.0}}) == 2.0);
  CHECK(value("d/dx x", {{"d", 6.0}, {"dx", 3.0}, {"x", 1.0}}) == 2.0);
  CHECK(value("dx = 2; d/dx x", {{"d", 6.0}, {"x", 1.0}}) == 3.0);
  CHECK(inputs("d/dx x + d") == "d dx x");
  CHECK(slug("d/dx (x) x") == "two-meanings");
  CHECK(slug("d/dx x * x") == "two-meanings");
  CHECK(slug("d/dx x / 2x") == "two-meanings");
  CHECK(slug("d/dx x^2%7") == "two-meanings");
  CHECK(slug("∂f/∂x") == "unexpected-character");
}

TEST_CASE("capital sigma and pi are a sum and a product over an index, and else variables") {
  CHECK(value("Σ(i=1:4, i²)") == 30.0);
  CHECK(value("Π(i=1:4, i)") == 24.0);
  CHECK(value("∑(i=1:4, i) + ∏(i=1:3, i)") == 16.0);
  CHECK(inputs("Σ(x + 1)") == "Σ x");
}

TEST_CASE("what has two meanings is refused") {
  for (const char* text : {"sin 2x", "sin x^2", "sin x²", "sin x y",   "sin x cos x", "sin x(y)",  "sin x!",
                           "sin x'", "sin x/2", "ln x*y", "sin x |y|", "sin x √y",    "√2x",       "√x²",
                           "√x^2",   "√x!",     "√x y",   "√x(y)",     "√x√y",        "ln √(x) y", "cos² x y"}) {
    CAPTURE(text);
    CHECK(slug(text) == "two-meanings");
  }
  for (const char* text : {"|x|y|z|", "|x | y | z|", "a | b | c", "|x > 0|", "(x>0)|(y>0)|(z>0)"}) {
    CAPTURE(text);
    CHECK(slug(text) == "absolute-value-bars");
  }
  for (const char* text : {"x!!", "x !", "a !b", "x!!!"}) {
    CAPTURE(text);
    CHECK(slug(text) == "factorial");
  }
  CHECK(slug("|[1, 2]|") == "not-a-scalar");
  CHECK(slug("a|b") == "unclosed-bracket");
  CHECK(slug("|x‖") == "missing-operand");
  CHECK(slug("||x|") == "unclosed-bracket");
  CHECK(slug("|x)") == "unopened-bracket");
}

TEST_CASE("the fix of two meanings is in the words of the text") {
  const auto help = [](std::string_view text) { return error(text).help.front(); };
  CHECK(help("sin 2t") == "write `sin(2t)` or `sin(2) t`");
  CHECK(help("cos t^2") == "write `cos(t^2)` or `cos(t)^2`");
  CHECK(help("ln a b") == "write `ln(a b)` or `ln(a) b`");
  CHECK(help("√2a") == "write `√(2a)` or `(√2) a`");
  CHECK(help("√a²") == "write `√(a²)` or `(√a)²`");
  CHECK(help("sin²u v") == "write `sin²(u v)` or `sin²(u) v`");
  CHECK(help("k!!") == "the factorial of a factorial is `(k!)!`");
  CHECK(help("sin^2(t)") == "for a power of the value write `sin²(t)` or `sin(t)^2`");
  CHECK(help("cos^-1(u + v)") == "the inverse function is `acos(u + v)`");
}

}  // namespace
}  // namespace adc::parser
