// Second derivatives that are what a convention gives are said to be so, and others are not.
#include "analysis/at_kink.h"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "analysis/not_finite.h"
#include "ir/interpreter.h"
#include "parser/parse.h"

namespace {

using Numbers = std::vector<double>;

std::vector<adc::Diagnostic> notes(const std::string& text, const Numbers& at,
                                   adc::Derive derive = adc::Derive::Hessian) {
  const adc::ir::Function fn = adc::parser::parse(text).value().fn;
  const adc::passes::Plan plan{.derive = derive, .wrt = {}, .limits = {}};
  const adc::ir::Function derived = adc::passes::run(fn, plan).value();
  Numbers results(adc::ir::flat_outputs(derived));
  adc::ir::interpret(derived, at, results);
  std::vector<std::string> outputs(fn.outputs().size());
  std::vector<std::string> inputs;
  for (const adc::ir::Param& param : fn.params()) inputs.push_back(param.name);
  return adc::analysis::at_kink(fn, plan, at, results, adc::analysis::result_names(derive, outputs, inputs));
}

}  // namespace

TEST_CASE("a second derivative at a kink is said to be a convention's, with its place") {
  const std::vector<adc::Diagnostic> found = notes("x*abs(x)", {0});
  REQUIRE(found.size() == 1);
  CHECK(found[0].slug == "at-kink");
  CHECK(found[0].span == adc::Span{2, 8});
  CHECK(found[0].message ==
        "the point is at the kink of abs, so d²/dx² is what a convention gives: d²/dx² is 0 here, and 2 and -2 beside "
        "it");
  CHECK(found[0].help == std::vector<std::string>{"the convention: derivative 0 at 0"});
}

TEST_CASE("kinks of every kind are found") {
  const std::vector<std::pair<std::string, Numbers>> cases{
      {"abs(x)", {0}},
      {"x*abs(x - 2)", {2}},
      {"hypot(x, y)", {0, 0}},
      {"x*hypot(x, y)", {0, 0}},
      {"hypot(x, y)*sin(hypot(x, y))", {0, 0}},
      {"max(x, y)*x", {1, 1}},
      {"max(x, x^2)", {1}},
      {"relu(x)^2", {0}},
      {"if(x < 1, x^2, 2*x - 1)", {1}},
      {"huber(x, 0, 1)", {1}},
      {"sqrt(x^2*y^2)", {0, 1}},
      {"param x: R[2]; norm(x)", {0, 0}},
      {"param x: R[2]; max(x)^2", {3, 3}},
      {"param x: R[2]; sum(x.*abs(x))", {0, 1}},
      {"diff(x*abs(x), x, 2)", {0}},
  };
  for (const auto& [text, at] : cases) {
    CAPTURE(text);
    const bool value = text.starts_with("diff");
    CHECK(notes(text, at, value ? adc::Derive::Value : adc::Derive::Hessian).size() == 1);
  }
}

TEST_CASE("no note where second derivatives are limits of those beside the point") {
  const std::vector<std::pair<std::string, Numbers>> cases{
      {"abs(x)^2", {0}},
      {"abs(x)^3", {0}},
      {"x^2*abs(x)", {0}},
      {"(x^2)^1.25", {0}},
      {"hypot(x, y)^2", {0, 0}},
      {"cos(hypot(x, y))", {0, 0}},
      {"cosh(abs(x))", {0}},
      {"x*abs(x)", {1e-3}},
      {"log(1 + exp(x))", {0}},
      {"1 - cos(x)", {0.03125}},
      {"logit(x)", {0.25}},
      {"sqrt(1 + max(x, -x)^2)", {0}},
      {"sqrt(x^2 + y^2 + z^2)", {0, 0, 1}},
      {"param x: R[2]; d = norm(x); 3d*d", {0, 0}},
      {"diff(abs(x)^2, x, 2)", {0}},
      {"diff(abs(x), x)", {0}},
  };
  for (const auto& [text, at] : cases) {
    CAPTURE(text);
    const bool value = text.starts_with("diff");
    CHECK(notes(text, at, value ? adc::Derive::Value : adc::Derive::Hessian).empty());
  }
}

TEST_CASE("first derivatives have no such note") { CHECK(notes("abs(x)", {0}, adc::Derive::Gradient).empty()); }
