// Conventions at ties and at zeros of roots: one, whatever the spelling, in every mode and at every level.
#include <catch2/catch.hpp>

#include <cmath>
#include <random>
#include <string>
#include <vector>

#include "parser/parse.h"
#include "tests/passes/build.h"

using namespace adc;
using namespace adc::test;

namespace {

constexpr Level kLevels[] = {Level::Stable, Level::Exact};
using Numbers = std::vector<double>;

// The gradient of a program's one output, in a mode.
Numbers gradient(const std::string& text, const Numbers& at, Mode mode, Level level) {
  const ir::Function fn = parser::parse(text).value().fn;
  const ir::Function derived =
      passes::run(fn, {.derive = Derive::Gradient, .mode = mode, .level = level, .wrt = {}, .limits = {}}).value();
  Numbers y(ir::flat_outputs(derived));
  ir::interpret(derived, at, y);
  return {y.begin() + 1, y.end()};
}

void expect_everywhere(const std::string& text, const Numbers& at, const Numbers& expected) {
  for (const Level level : kLevels) {
    for (const Mode mode : kModes) {
      CAPTURE(text, at, static_cast<int>(mode), static_cast<int>(level));
      const Numbers found = gradient(text, at, mode, level);
      REQUIRE(found.size() == expected.size());
      for (std::size_t i = 0; i < found.size(); ++i) {
        CAPTURE(i, found[i], expected[i]);
        CHECK((ulps(found[i], expected[i]) <= 2 || std::fabs(found[i] - expected[i]) < 1e-15));
      }
    }
  }
}

// A tree of nested maxima over the inputs x1 … xn from left to right, of random shape, some of it bound to names.
std::string random_tree(std::size_t n, const std::string& choice, std::mt19937& random) {
  std::vector<std::string> open;
  std::string bindings = "param ";
  for (std::size_t i = 1; i <= n; ++i) {
    open.push_back("x" + std::to_string(i));
    bindings += (i > 1 ? ", " : "") + open.back();
  }
  bindings += "\n";
  for (std::size_t k = 0; open.size() > 1; ++k) {
    const std::size_t at = random() % (open.size() - 1);
    std::string both = choice + "(" + open[at] + ", " + open[at + 1] + ")";
    if (random() % 3 == 0) {
      const std::string name = "m" + std::to_string(k);
      bindings.append(name).append(" = ").append(both).append("\n");
      both = name;
    }
    open[at] = both;
    open.erase(open.begin() + static_cast<std::ptrdiff_t>(at) + 1);
  }
  return bindings + open[0];
}

}  // namespace

TEST_CASE("ties of nested maxima and minima share equally, for trees of any shape") {
  std::mt19937 random(7);
  for (int i = 0; i < 60; ++i) {
    const std::size_t n = 2 + random() % 5;
    const bool is_max = random() % 2 == 0;
    const std::string text = random_tree(n, is_max ? "max" : "min", random);
    Numbers at(n);
    for (double& x : at) x = random() % 3 == 0 ? 1 : 2;
    const double extreme = is_max ? *std::ranges::max_element(at) : *std::ranges::min_element(at);
    const auto ties = static_cast<double>(std::ranges::count(at, extreme));
    Numbers expected;
    for (const double x : at) expected.push_back(x == extreme ? 1 / ties : 0);
    expect_everywhere(text, at, expected);
  }
}

TEST_CASE("maxima of vectors nest with those of numbers") {
  const double third = 1.0 / 3;
  expect_everywhere("param x: R[3]; max(x[1], x[2], x[3])", {2, 2, 2}, {third, third, third});
  expect_everywhere("param x: R[3]; max(x)", {2, 2, 2}, {third, third, third});
  expect_everywhere("param x: R[3]; max(max(x), 2)", {2, 2, 1}, {third, third, 0});
  expect_everywhere("param x: R[3]; max([max(x[1], x[2]), x[3]])", {2, 2, 2}, {third, third, third});
  expect_everywhere("param x: R[2], y: R[2]; max(max(x, y))", {2, 2, 2, 1}, {third, third, third, 0});
  expect_everywhere("param A: R[2, 2]; max(max(A, dims=1))", {2, 2, 2, 1}, {third, third, third, 0});
  expect_everywhere("param x: R[3]; min(min(x), x[1])", {2, 2, 2}, {0.5, 0.25, 0.25});
  expect_everywhere("param x: R[2]; max(-min(-x))", {2, 2}, {0.5, 0.5});
}

TEST_CASE("a choice with another meaning is one value, and clamp has its own convention") {
  expect_everywhere("param x, y, z\nmax(min(x, y), z)", {1, 1, 1}, {0.25, 0.25, 0.5});
  expect_everywhere("param x, y, z\nmax(2*max(x, y), z)", {1, 1, 2}, {0.5, 0.5, 0.5});
  expect_everywhere("param x\nclamp(x, 0, 1)", {1}, {1});
  expect_everywhere("param x, y, z\nm = max(x, y)\ndiff(max(m, z), m)*x", {1, 1, 1}, {0.5, 0, 0});
}

TEST_CASE("a chain of a thousand maxima is looked through once") {
  std::string text = "x0";
  Numbers at{1};
  for (int i = 1; i < 900; ++i) {
    text = "max(" + text + ", x" + std::to_string(i) + ")";
    at.push_back(1);
  }
  const Numbers found = gradient(text, at, Mode::Reverse, Level::Stable);
  for (const double part : found) CHECK(part == Approx(1.0 / 900).epsilon(1e-12));
}

TEST_CASE("roots of sums of squares have derivative 0 where they are 0") {
  const std::vector<std::string> of_two{"sqrt(x^2 + y^2)",      "(x^2 + y^2)^0.5",       "(x*x + y*y)^(1/2)",
                                        "sqrt(2*x^2 + y^2/3)",  "sqrt(x*x*y*y)",         "sqrt(x^4 + y^2)",
                                        "hypot(x, y)",          "(x^2 + y^4)^0.75",      "sqrt(x^2/(1 + y^2))",
                                        "sqrt(expm1(x^2)) + y", "sqrt(log1p(x^2 + y^2))"};
  for (const std::string& text : of_two) {
    const double y = text.ends_with("+ y") ? 1 : 0;
    expect_everywhere("param x, y\n" + text + " + 0*x + 0*y", {0, 0}, {0, y});
  }
  for (const char* text : {"sqrt(x^2)", "(x^2)^0.5", "(x^2)^(1/2)", "sqrt(x^4)", "sqrt(x^6)", "(x^4)^0.5", "abs(x)",
                           "(x^2)^1.5", "(x^2)^0.75"})
    expect_everywhere("param x\n" + std::string(text), {0}, {0});
  for (const char* text : {"norm(x)", "sqrt(dot(x, x))", "dot(x, x)^0.5", "dot(x, x)^(1/2)", "sqrt(sum(x.^2))",
                           "sqrt(sum(x.*x)/2)", "sqrt(mean(x.^2))", "sqrt(x'*x)", "hypot(x[1], x[2])"})
    expect_everywhere("param x: R[2]; " + std::string(text), {0, 0}, {0, 0});
}

TEST_CASE("the standard deviation of equal numbers is 0, with derivative 0") {
  for (const char* text :
       {"sqrt(mean((x - mean(x)).^2))", "sqrt(sum((x - mean(x)).^2)/3)", "sqrt(sum((x - mean(x)).^2)/(3 - 1))",
        "norm(x - mean(x))/sqrt(3)", "d = x - mean(x); sqrt(dot(d, d)/3)", "m = sum(x)/3; sum((x - m).^2)^0.5",
        "sqrt(1/3*sum(i=1:3, (x[i] - mean(x))^2))"})
    expect_everywhere("param x: R[3]; " + std::string(text), {2, 2, 2}, {0, 0, 0});
}

TEST_CASE("the cosine of a zero vector has no derivative in any mode") {
  const double nan = std::nan("");
  for (const char* text : {"dot(a, b)/(norm(a)*norm(b))", "dot(a, b)/norm(a)/norm(b)", "dot(a/norm(a), b/norm(b))",
                           "dot(a, b)/sqrt(dot(a, a)*dot(b, b))", "dot(a, b)/(sqrt(dot(a, a))*sqrt(dot(b, b)))",
                           "(a'*b)/(norm(a)*norm(b))", "(a[1]*b[1] + a[2]*b[2])/(hypot(a[1], a[2])*hypot(b[1], b[2]))"})
    expect_everywhere("param a: R[2], b: R[2]; " + std::string(text), {0, 0, 1, 2}, {nan, nan, nan, nan});
}

TEST_CASE("a root of what has a kink is nan at 0 in every mode, and a root of what is positive has no guard") {
  const double nan = std::nan("");
  expect_everywhere("param x\nsqrt(abs(x))", {0}, {nan});
  expect_everywhere("param x, y\nsqrt(hypot(x, y))", {0, 0}, {nan, nan});
  expect_everywhere("param x: R[2]; sqrt(norm(x))", {0, 0}, {nan, nan});
  const ir::Function fn = parser::parse("sqrt(1 + x^2)*sqrt(exp(x))").value().fn;
  const ir::Function derived = passes::run(fn, {.derive = Derive::Gradient, .wrt = {}, .limits = {}}).value();
  CHECK(std::ranges::none_of(derived.insts(), [](const ir::Inst& inst) { return inst.op == ir::Op::Select; }));
}
