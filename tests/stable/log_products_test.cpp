// Logarithms of densities and likelihoods, as people write them, far out where their factors have left the range.
#include <catch2/catch.hpp>
#include <cmath>
#include <string>
#include <vector>

#include "ir/interpreter.h"
#include "tests/stable/measure.h"
#include "tests/support/modes.h"

using namespace adc;
using namespace adc::test;

namespace {

/// A formula, the same with its logarithm taken by hand, and a point.
struct Density {
  const char* inputs;
  const char* text;
  const char* by_hand;
  std::vector<double> point;
};

const std::vector<Density>& densities() {
  static const std::vector<Density> kAll{
      {"x", "log(normal_pdf(x))", "-x^2/2 - log(2*pi)/2", {50}},
      {"x", "log(exp(-x^2/2)/sqrt(2*pi))", "-x^2/2 - log(2*pi)/2", {-60}},
      {"x, m, s",
       "log(exp(-(x - m)^2/(2*s^2))/(s*sqrt(2*pi)))",
       "-(x - m)^2/(2*s^2) - log(s) - log(2*pi)/2",
       {7, -1, 0.125}},
      {"x, m, s", "log(1/s*normal_pdf((x - m)/s))", "-((x - m)/s)^2/2 - log(s) - log(2*pi)/2", {7, -1, 0.125}},
      {"x, l", "log(l*exp(-l*x))", "log(l) - l*x", {5000, 2}},
      {"k, l", "log(l^k*exp(-l)/factorial(k))", "k*log(l) - l - lgamma(k + 1)", {3, 1200}},
      {"p, k, n", "log(p^k*(1 - p)^(n - k))", "k*log(p) + (n - k)*log(1 - p)", {0.0625, 300, 1000}},
      {"x, a, b", "log(x^(a - 1)*exp(-b*x)*b^a)", "(a - 1)*log(x) - b*x + a*log(b)", {1000, 9, 2}},
      {"x, y", "log(exp(x)*exp(y))", "x + y", {1000, 2}},
      {"x, y", "log(exp(x)/exp(y))", "x - y", {1000, 998}},
      {"x, y", "log(x*2^y)", "log(x) + y*log(2)", {3, 2000}},
      {"x, y", "log(x^y)", "y*log(x)", {1e200, 2}},
      {"x", "log(x^2.5)", "2.5*log(x)", {1e200}},
      {"x", "log(sqrt(exp(x)))", "x/2", {1000}},
      {"x", "log(exp(x)^3/7)", "3*x - log(7)", {-500}},
      {"x, y", "log(0.25*exp(x) + 0.75*exp(y))", "logaddexp(x - y + log(0.25), log(0.75)) + y", {-1000, -1001}},
      {"x, w",
       "log(w*normal_pdf(x) + (1 - w)*normal_pdf(x - 3))",
       "logaddexp(log(w) - x^2/2, log(1 - w) - (x - 3)^2/2) - log(2*pi)/2",
       {60, 0.25}},
      {"x", "1/(1 + exp(x)^2)", "sigmoid(-2*x)", {300}},
      {"x", "1/(exp(x)*exp(x) + 1)", "sigmoid(-2*x)", {340}},
  };
  return kAll;
}

ir::Function program_of(const Density& density, const char* formula) {
  return parsed(std::string("param ") + density.inputs + "; " + formula);
}

bool agree(double a, double b) {
  constexpr double kFew = 64 * 0x1p-53;  // the two sides add their terms in other orders
  constexpr double kNothing = 1e-60;     // beside 1: a density's share, whose exponent is rounded
  return std::fabs(a - b) <= kFew * std::fmax(std::fabs(a), std::fabs(b)) + kNothing || (std::isinf(a) && a == b);
}

}  // namespace

TEST_CASE(
    "the logarithm of a density is that taken by hand, with its derivatives, where its factors are out of range") {
  for (const Density& density : densities()) {
    const std::vector<double> expected =
        values(compiled(program_of(density, density.by_hand), Derive::Hessian, Level::Stable), density.point);
    for (const tests::NamedMode& mode : tests::kModes) {
      const std::vector<double> found =
          values(tests::derived(program_of(density, density.text), Derive::Hessian, mode.mode), density.point);
      REQUIRE(found.size() == expected.size());
      for (std::size_t i = 0; i < found.size(); ++i) {
        CAPTURE(density.text, mode.name, i, found[i], expected[i]);
        CHECK(agree(found[i], expected[i]));
      }
    }
  }
}

TEST_CASE("derivatives by the weights of a mixture keep their digits, tiny or 0 as they are") {
  // What is common to both densities cancels, also where it takes them out of range.
  const Density far{"w, x, y",
                    "log(w*exp(-(x^2 + y^2)/2) + (1 - w)*exp(-((x - 3)^2 + y^2)/2))",
                    "log(w*exp(-x^2/2) + (1 - w)*exp(-(x - 3)^2/2)) - y^2/2",
                    {}};
  for (const double w : {0.0, 1e-200, 1e-40, 1e-20, 1e-12, 0.25, 1.0}) {
    for (const double y : {26.0, 60.0}) {
      const std::vector<double> point{w, 1, y};
      const std::vector<double> expected =
          values(compiled(program_of(far, far.by_hand), Derive::Hessian, Level::Stable), point);
      for (const tests::NamedMode& mode : tests::kModes) {
        const std::vector<double> found =
            values(tests::derived(program_of(far, far.text), Derive::Hessian, mode.mode), point);
        for (std::size_t i = 0; i < found.size(); ++i) {
          CAPTURE(w, y, mode.name, i, found[i], expected[i]);
          CHECK(std::fabs(found[i] - expected[i]) <= 1e-12 * (1 + std::fabs(expected[i])));
        }
      }
    }
  }
}

TEST_CASE("the logarithm of a product of many densities is the sum of theirs") {
  const std::vector<double> point{1, 50, -60};
  for (const tests::NamedMode& mode : tests::kModes) {
    const ir::Function fn =
        tests::derived(parsed("param x: R[3]; log(prod(normal_pdf(x)))"), Derive::Gradient, mode.mode);
    std::vector<double> found(ir::flat_outputs(fn));
    ir::interpret(fn, point, found);
    CAPTURE(mode.name, found);
    CHECK(found[0] == Approx(-3053.256815599614).epsilon(1e-15));
    for (std::size_t i = 0; i < 3; ++i) CHECK(found[1 + i] == Approx(-point[i]).epsilon(1e-15));
  }
}

TEST_CASE("a logarithm of a product in range has the bits of the logarithm of what was multiplied") {
  for (const char* text : {"log(y*exp(x))", "log(exp(x)*exp(y))", "log(y^x*exp(-x))", "log(y + exp(x))"}) {
    const ir::Function program = parsed(std::string("param x, y; ") + text);
    const ir::Function written = compiled(program, Derive::Value, Level::Exact);
    const ir::Function rewritten = compiled(program, Derive::Value, Level::Stable);
    for (const double x : {-50.0, -1.5, 0.25, 3.0, 60.0}) {
      for (const double y : {0.125, 1.0, 77.0}) CHECK(values(written, {x, y}) == values(rewritten, {x, y}));
    }
  }
}
