// To which order the rules of the pass `stable` keep derivatives: at their guards, on both sides of their edges, in
// every mode, against difference quotients of the formula as written.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "ir/interpreter.h"
#include "passes/stable/stable.h"
#include "tests/stable/measure.h"
#include "tests/stable/orders.h"
#include "tests/support/extent.h"
#include "tests/support/modes.h"
#include "tests/support/mutation.h"

namespace adc::test {
namespace {

using tests::Real;

/// The order to which a form has the derivatives of a formula, 2 at most; −1 where not even the value is right.
int measured_order(const std::vector<Derived>& form, const std::vector<Truth>& truths) {
  int order = 2;
  for (const Truth& truth : truths) {
    for (const Derived& by : form) {
      if (const std::optional<Miss> found = miss(by, truth)) order = std::min(order, found->order - 1);
    }
  }
  return order;
}

/// Also where there is no number: a form's quotients across an edge meet both of its sides.
bool are_equal(const Real& a, const Real& b) {
  return !isfinite(a) || !isfinite(b) || abs(a - b) <= abs(b) * 1e-15 + 1e-30;
}

/// Whether a form has, but for rounding, all numbers of a formula at some of the points.
bool is_same_function(const ir::Function& form, const std::vector<Truth>& truths) {
  constexpr std::size_t kMostPoints = 24;
  const std::size_t stride = truths.size() / kMostPoints + 1;
  for (std::size_t i = 0; i < truths.size(); i += stride) {
    const std::vector<Real> numbers = tests::quotients_or_limits(form, truths[i].point);
    if (!std::ranges::equal(numbers, truths[i].numbers, are_equal)) return false;
  }
  return true;
}

}  // namespace

TEST_CASE("first and second derivatives of what is rewritten are those of the formula as written") {
  for (const StableCase& c : guarded_cases()) {
    const ir::Function program = parsed(c.text);
    const std::vector<Derived> all = in_all_modes(program, Level::Stable);
    std::size_t compared = 0;
    for (const Truth& truth : truths(c)) {
      ++compared;
      for (const Derived& by : all) {
        const std::optional<Miss> found = miss(by, truth);
        CAPTURE(c.text, truth.point, by.name);
        if (found) FAIL_CHECK(found->text);
      }
    }
    CAPTURE(c.text);
    CHECK(compared > 0);
  }
}

TEST_CASE("each rule holds to the order that its row states") {
  for (const StableCase& c : stable_cases()) {
    const auto rule = std::ranges::find_if(
        passes::stable_rules(), [&](const passes::StableRule& r) { return r.equation.starts_with(c.equation); });
    REQUIRE(rule != passes::stable_rules().end());
    const ir::Function program = parsed(c.text);
    const ir::Function form = compiled(program, Derive::Value, Level::Stable, false);
    CAPTURE(c.text);
    CHECK(measured_order(in_all_modes(form, Level::Stable), truths(c)) >= std::min(rule->order, 2));
  }
}

TEST_CASE("where a product with a logarithm has infinite derivatives, they have the limits' signs") {
  constexpr double kInf = std::numeric_limits<double>::infinity();
  for (const char* text : {"x*log(x)", "x*log(x*y)", "x*log(x/y)", "xlogy(x, x/y)", "3*x*log(x*y)"}) {
    const ir::Function program = parsed(std::string("param x, y; ") + text);
    for (const tests::NamedMode& mode : tests::kModes) {
      for (const double zero : {0.0, -0.0}) {
        CAPTURE(text, mode.name, zero);
        const std::vector<double> results = values(tests::derived(program, Derive::Hessian, mode.mode), {zero, 2});
        CHECK(results[0] == 0);
        CHECK(results[1] == -kInf);
        CHECK(results[2] == 0);
        CHECK((results[3] == kInf || (std::signbit(zero) && std::isinf(results[3]))));
      }
    }
  }
}

TEST_CASE("u·log(u) is 0 where u is, however the two are spelt") {
  constexpr double kInf = std::numeric_limits<double>::infinity();
  struct Product {
    const char* text;
    double at;
    double slope;
  };
  for (const Product& product : {Product{"(1 - x)*log(1 - x)", 1, kInf},
                                 {"(1 - x)*log1p(-x)", 1, kInf},
                                 {"q = 1 - x; q*log(q)", 1, kInf},
                                 {"q = 1 - x; log(1 - x)*q", 1, kInf},
                                 {"(-x + 1)*log(1 - x)", 1, kInf},
                                 {"(x - 1)*log(1 - x)", 1, -kInf},
                                 {"-(1 - x)*log(1 - x)", 1, -kInf},
                                 {"3*(1 - x)*log(1 - x)", 1, kInf},
                                 {"(1 - x)*(log(1 - x)/2)", 1, kInf},
                                 {"(2 - 2*x)*log(1 - x)", 1, kInf},
                                 {"(x + 1)*log(x + 1)", -1, -kInf},
                                 {"log(1 + x)*(1 + x)", -1, -kInf},
                                 {"(1 - 2*x)*log(1 - 2*x)", 0.5, kInf},
                                 {"(2 - x)*log(2 - x)", 2, kInf},
                                 {"-x*log(x) - (1 - x)*log(1 - x)", 1, -kInf},
                                 {"sum((1 - [x, x]).*log(1 - [x, x]))", 1, kInf}}) {
    const ir::Function program = parsed(product.text);
    for (const tests::NamedMode& mode : tests::kModes) {
      CAPTURE(product.text, mode.name);
      const std::vector<double> results = values(tests::derived(program, Derive::Hessian, mode.mode), {product.at});
      CHECK(results[0] == 0);
      CHECK(results[1] == product.slope);
      CHECK(results[2] == (product.at < 0 ? -product.slope : product.slope));
    }
  }
}

namespace {

/// A form that a wrong rule would put in place of a formula, and the order from which on it is wrong.
struct WrongRule {
  StableCase c;
  const char* form;
  int order;
};

/// With its inputs in this order, whichever comes first.
ir::Function of_inputs(const WrongRule& rule, const char* text) {
  return parsed((rule.c.ranges.size() == 1 ? "param x; " : "param x, y; ") + std::string(text));
}

}  // namespace

TEST_CASE("rules that keep the value and lose a derivative are caught") {
  constexpr Range kLine{-30, 30};
  constexpr Range kPositive{0, 30};
  const std::vector<WrongRule> rules = {
      // A guard in place of an operand takes the derivative by what it guards.
      {{"", "xlogy(y, sigmoid(x))", {kLine, kLine}}, "-y*softplus(if(y == 0, 0, -x))", 1},
      {{"", "xlogy(y, sigmoid(x))", {kLine, kLine}}, "if(y == 0, 0, -y*softplus(-x))", 1},
      {{"", "xlogy(y, x)", {kPositive, kPositive}}, "if(y == 0, 0, y*log(x))", 1},
      // So does one that holds on a line, for the mixed derivative.
      {{"", "x*log(x/y)", {kPositive, kPositive}}, "xlogy(x, x/y)", 2},
      {{"", "x*log(x*y)", {kPositive, kPositive}}, "if(x == 0, 0, x*log(x*y))", 2},
      {{"", "x^3*log(x)", {kLine}}, "xlogy(x^3, x)", 1},
      {{"", "sqrt(x + y) - sqrt(x)", {kPositive, kPositive}}, "if(y == 0, 0, sqrt(x + y) - sqrt(x))", 1},
      {{"", "exp(x) - 1", {kLine}}, "if(abs(x) < 1e-9, x, expm1(x))", 0},
      {{"", "cosh(x) - 1", {kLine}}, "if(abs(x) < 1/32, x^2/2, cosh(x) - 1)", 0},
      {{"", "log(cosh(x))", {kLine}}, "if(abs(x) > 20, abs(x) - log(2), log(cosh(x)))", 2},
      {{"", "1 - cos(x)", {kLine}}, "if(x == 0, 0, 2*sin(x/2)^2)", 2},
      {{"", "log(1 + exp(x))", {kLine}}, "if(x > 18, x, log1p(exp(x)))", 0},
      {{"", "sqrt(x^2)", {kLine}}, "x", 0},
      {{"", "1/cosh(x)", {kLine}}, "sech(2*x)", 0},
  };
  for (const WrongRule& wrong : rules) {
    CAPTURE(wrong.c.text, wrong.form);
    const ir::Function form = of_inputs(wrong, wrong.form);
    const std::vector<Truth> truth =
        truths(wrong.c, of_inputs(wrong, wrong.c.text), compiled(form, Derive::Value, Level::Exact));
    CHECK(measured_order(in_all_modes(form, Level::Exact), truth) == wrong.order - 1);
  }
}

namespace {

Derived by_reverse_mode(const ir::Function& form) {
  return {"", tests::derived(form, Derive::Hessian, Mode::Reverse, Level::Exact),
          tests::derived_exactly(form, Derive::Hessian, Mode::Reverse, Level::Exact)};
}

}  // namespace

TEST_CASE("rules that are wrong in one instruction are caught") {
  constexpr std::size_t kShare = 11;  // as in tests/properties/mutants_test.cpp
  std::size_t count = 0;
  for (const StableCase& c : stable_cases()) {
    if (std::string_view(c.equation) == "2·sin²(u/2)/u²") continue;  // sin(h)/h is 1 in its range, and so is h/sin(h)
    const ir::Function program = parsed(c.text);
    const ir::Function right = compiled(program, Derive::Value, Level::Stable, false);
    const std::vector<Truth>& truth = truths(c);
    const Derived by_right = by_reverse_mode(right);
    std::vector<Truth> told;  // what needs no excuse
    for (const Truth& at : truth) {
      if (!miss(by_right, at, Excuses::None)) told.push_back(at);
    }
    for (const tests::Mutant& mutant : tests::mutants(right)) {
      if (!tests::has_turn(count++, kShare)) continue;
      const Derived form = by_reverse_mode(mutant.fn);
      const bool caught =
          std::ranges::any_of(told, [&](const Truth& at) { return miss(form, at, Excuses::None).has_value(); });
      if (caught || is_same_function(mutant.fn, truth)) continue;
      FAIL_CHECK(c.text << ", " << mutant.what);
    }
  }
}

}  // namespace adc::test
