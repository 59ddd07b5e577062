// Derivatives that have to read as a person writes them, word for word: choices, powers, signs.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "adc/adc.hpp"

namespace {

std::string derivative(const char* formula, const char* variable) {
  return adc::compile(formula).value().derivative(variable).value();
}

TEST_CASE("powers have no guards against what rounding does") {
  CHECK(derivative("(2x)^m", "x") == "m·(2x)^m/x");
  CHECK(derivative("(1-x)^a", "x") == "-a·(1 - x)^(a - 1)");
  CHECK(derivative("(x/a)^k*exp(-(x/a)^k)", "x") == "k·((x/a)^k - (x/a)^(2k))·exp(-(x/a)^k)/x");
  CHECK(derivative("(1-p)^(n-k)*p^k", "p") == "p^(k - 1)·(1 - p)^(n - k - 1)·(k - p·n)");
  CHECK(derivative("sqrt(2x²)", "x") == "sqrt(2)·sign(x)");
  for (const char* formula : {"(2x)^m", "(3 - 2x)^m", "(x/(1+x))^m", "(x*y)^(m-1)", "(1-exp(-x))^m", "(x²+1)^(m/2)",
                              "abs(x)^m", "(1 - 1/(exp(-x) + 1))^m", "sin(x)^m*cos(x)^n"}) {
    CAPTURE(formula);
    const std::string text = derivative(formula, "x");
    CAPTURE(text);
    for (const char* guard : {"if(", "inf", "e-308", "9007199254740992"}) CHECK(text.find(guard) == std::string::npos);
  }
}

TEST_CASE("choices within choices are one choice, without the halves of ties") {
  CHECK(derivative("max(x,y)", "x") == "if(x > y, 1, 0)");
  CHECK(derivative("max(x,y,z)", "x") == "if(x > y and x > z, 1, 0)");
  CHECK(derivative("min(x,y,z)", "y") == "if(x > y and y < z, 1, 0)");
  CHECK(derivative("clamp(x,0,1)", "x") == "if(0 < x < 1, 1, 0)");
  CHECK(derivative("clamp(x,a,b)", "x") == "if(a < x < b, 1, 0)");
  CHECK(derivative("relu(x)²", "x") == "if(x > 0, 2x, 0)");
  CHECK(derivative("relu(relu(x) - 1)", "x") == "if(x > 1, 1, 0)");
  CHECK(derivative("max(0,1-y*t)²", "t") == "if(y·t < 1, 2y·(y·t - 1), 0)");
  CHECK(derivative("max(x,y)*min(x,y)", "x") == "y");
  CHECK(derivative("abs(max(x,y))", "y") == "if(x < y, sign(y), 0)");
  CHECK(derivative("if(x>0, if(x>1, x², x), 0)", "x") == "piecewise(x > 1: 2x, x > 0: 1, else: 0)");
  CHECK(derivative("logaddexp(x,x)", "x") == "1");
}

TEST_CASE("conditions that can never be are not asked") {
  CHECK(derivative("if(x² == -1, 3x, x)", "x") == "1");
  CHECK(derivative("if(x² + 2 != 1, x², x)", "x") == "2x");
  CHECK(derivative("if(3x⁴ == 0, y, x*y)", "y") == "if(x == 0, 1, x)");
  CHECK(derivative("y*(1 - sqrt(0)/10)", "y") == "1");
}

TEST_CASE("what lasts at a tie is kept") {
  CHECK(adc::compile(derivative("max(abs(x), x)", "x")).value().value(std::vector{2.0}) == 1);
  CHECK(adc::compile(derivative("max(abs(x), x)", "x")).value().value(std::vector{-2.0}) == -1);
}

TEST_CASE("the whole part of a quotient, and what has a factor in common with its rest") {
  CHECK(derivative("mod(x,y)", "y") == "-floor(x/y)");
  CHECK(derivative("atan((x+y)/(1-x*y))", "x") == "1/(x² + 1)");
  CHECK(derivative("log(1+exp(-y*(a*x+b)))", "x") == "-y·a/(exp(y·(a·x + b)) + 1)");
}

TEST_CASE("squares that hide in a sum") {
  CHECK(derivative("c²*x + c*d*x² + d²*x³/3", "x") == "(d·x + c)²");
  CHECK(derivative("(c² + d*x*(d*x + 2c))*x", "c") == "2x·(d·x + c)");
  CHECK(derivative("x³/3 - x²*y + x*y² + sin(x)", "x") == "(x - y)² + cos(x)");
}

TEST_CASE("exponentials that overflow are hyperbolic functions that do not") {
  CHECK(derivative("1/(exp(x)+1/exp(x))", "x") == "-tanh(x)·sech(x)/2");
  CHECK(derivative("1/(1+exp(-x))", "x") == "sech²(x/2)/4");
  CHECK(derivative("1/(exp(x)-1)", "x") == "-csch²(x/2)/4");
  CHECK(derivative("atan(exp(x))", "x") == "sech(x)/2");
  CHECK(derivative("K/(1+a*exp(-r*t))", "t") == "K·a·r·exp(r·t)/(a + exp(r·t))²");
  CHECK(derivative("t*log(1/(1+exp(-a-b*x)))+(1-t)*log(1-1/(1+exp(-a-b*x)))", "a") == "t - 1/(exp(-b·x - a) + 1)");
  for (const char* formula : {"tanh(x)", "1/(1+exp(-x))", "log(1+exp(x))", "1/(exp(x)-1)", "log(cosh(x))"}) {
    const adc::Function f = adc::compile(formula).value();
    const adc::Function read = adc::compile(f.mixed_derivative({"x", "x"}, 0).value()).value();
    CAPTURE(formula);
    for (const double x : {-750.0, -20.0, 20.0, 750.0}) CHECK(std::fabs(read.value(std::vector{x})) < 1e-8);
  }
}

TEST_CASE("parts have no names that the program has for other values") {
  CHECK(derivative("t = 2y; sin(exp(x*y + t)) + exp(2*(x*y + t)) + exp(x*y + t)", "x") ==
        "y·(cos(u)·u + 2exp(2y·v) + u) where v = x + 2, u = exp(y·v)");
}

TEST_CASE("sigmoids of opposite numbers add up to 1") {
  CHECK(derivative("x*sigmoid(y) + x*sigmoid(-y)", "x") == "1");
  CHECK(adc::compile("sigmoid(x)").value().mixed_derivative({"x", "x"}, 0).value() ==
        "p·(1 - p)·(1 - 2p) where p = sigmoid(x)");
}

/// The printed derivative by x, read back, beside what reverse mode gives.
void check_at(const char* formula, const std::vector<std::pair<std::string, double>>& point) {
  const adc::Function f = adc::compile(formula).value();
  std::vector<double> at;
  for (const std::string& input : f.inputs()) {
    for (const auto& [name, value] : point) {
      if (name == input) at.push_back(value);
    }
  }
  std::vector<double> gradient(at.size());
  f.gradient(at, gradient);
  const std::string text = f.derivative(point[0].first).value();
  const adc::Function read = adc::compile(text).value();
  std::vector<double> own;
  for (const std::string& input : read.inputs()) {
    for (const auto& [name, value] : point) {
      if (name == input) own.push_back(value);
    }
  }
  CAPTURE(formula, text);
  const auto place = static_cast<std::size_t>(std::ranges::find(f.wrt(), point[0].first) - f.wrt().begin());
  CHECK(read.value(own) == Approx(gradient[place]));
}

TEST_CASE("signs stay with powers of absolute values") {
  for (const double x : {-1.5, 0.7}) {
    for (const char* formula :
         {"abs(x+sin(x))^b", "abs(x*(y+1))^b", "abs(x*(x+1))^b", "sqrt((x*(y+1))^2)^b", "abs(x+sin(x))^x*b*y",
          "sign(x)*abs(x*(y+1))^b", "abs(x*(y+b))^b", "abs((x+1)*(y+1))^b", "abs(x*sin(x))^b"}) {
      check_at(formula, {{"x", x}, {"b", 2.7}, {"y", 0.3}});
    }
  }
  for (const char* formula : {"log(1+abs(x)^2.5)", "1/(1+abs(x)^1.5)", "sqrt(1+abs(x)^2.5)"}) {
    const adc::Function f = adc::compile(formula).value();
    const adc::Function read = adc::compile(f.mixed_derivative(std::vector<std::string>{"x", "x"}, 0).value()).value();
    std::vector<double> hessian(1);
    f.hessian(std::vector{-3.7}, hessian);
    CAPTURE(formula);
    CHECK(read.value(std::vector{-3.7}) == Approx(hessian[0]));
  }
}

TEST_CASE("the square of a sign is 0 where what it is of is 0") {
  for (const double x : {0.5, -0.4, 2.5}) {
    check_at("(sign(trunc(x))*x)^2", {{"x", x}});
    check_at("sign(relu(x))^2*x", {{"x", x}});
    check_at("x^2*sign(if(x>0,1,0))^2", {{"x", x}});
  }
}

TEST_CASE("what is no number is neither less nor not") {
  for (const double x : {-1.0, 0.5, 3.0}) {
    check_at("if(not (log(x) < 0), x, 3x)", {{"x", x}});
    check_at("if(log(x)>=0,0,x^2)", {{"x", x}});
    check_at("if(log(x)<0,x^2,0)+if(log(x)>=0,5x,0)", {{"x", x}});
    check_at("relu(if(log(x)<0,-1,x^2))", {{"x", x}});
    check_at("max(3x, if(sqrt(x)<2,1,x^2))", {{"x", x}});
    check_at("if(sqrt(x)<y, x, if(sqrt(x)>=y, 2x, 3x))", {{"x", x}, {"y", 2.0}});
    check_at("if(y>sqrt(x) or y<=sqrt(x),x,9x)", {{"x", x}, {"y", 2.0}});
  }
}

}  // namespace
