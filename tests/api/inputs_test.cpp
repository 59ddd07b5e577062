// What a host says of a text's inputs: which there may be, and which nothing is differentiated for.
#include <array>
#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "adc/adc.hpp"

using adc::compile;
using adc::CompileOptions;
using adc::Function;

namespace {

std::vector<std::string> names(std::span<const std::string> all) { return {all.begin(), all.end()}; }

}  // namespace

TEST_CASE("a closed set of inputs refuses other names, with the place and what may be meant") {
  const CompileOptions options{.allowed_inputs = {{"mass", "speed", "t"}}};
  CHECK(compile("0.5*mass*speed^2", options).ok());
  const auto wrong = compile("0.5*mas*speed^2", options);
  REQUIRE_FALSE(wrong);
  const adc::Diagnostic& diagnostic = wrong.error().diagnostic();
  CHECK(diagnostic.slug == "unknown-input");
  CHECK(diagnostic.error_class == adc::ErrorClass::Program);
  CHECK(diagnostic.span == adc::Span{4, 7});
  const std::string text = wrong.error().what();
  CHECK(text.find("^~~") != std::string::npos);
  CHECK(text.find("did you mean `mass`?") != std::string::npos);
  CHECK(text.find("it may have `mass`, `speed`, `t`") != std::string::npos);
}

TEST_CASE("names of a closed set win over constants and functions, and need not be used") {
  const Function f = compile("e*gamma + 1", {.allowed_inputs = {{"e", "gamma", "x"}}}).value();
  CHECK(names(f.inputs()) == std::vector<std::string>{"e", "gamma"});
  CHECK(f.value({{2.0, 3.0}}) == 7);
  CHECK(compile("sin(pi)", {.allowed_inputs = std::vector<std::string>{}}).ok());
  const auto none = compile("x", {.allowed_inputs = std::vector<std::string>{}});
  CHECK(std::string(none.error().what()).find("it may have no inputs") != std::string::npos);
}

TEST_CASE("a closed set holds for declared names, parameters, products and the IR, and has other spellings") {
  const CompileOptions options{.allowed_inputs = {{"x", "y", "x₁"}}};
  const auto slug = [&](const char* text) { return compile(text, options).error().diagnostic().slug; };
  CHECK(slug("param x, z; x*z") == "unknown-input");
  CHECK(slug("f(x, k) = k*x") == "unknown-input");
  CHECK(slug("diff(x*a, x)") == "unknown-input");
  CHECK(compile("x_1 + x", options).ok());
  CHECK(compile("k = 3; sq(u) = u*u; sq(x)*k", options).ok());
  CHECK(std::string(compile("xy", options).error().what()).find("for a product write `x y`") != std::string::npos);
  const std::string ir = compile("x*z")->ir().value();
  CHECK(slug(ir.c_str()) == "unknown-input");
  CHECK(compile(compile("x*y")->ir().value(), options).ok());
}

TEST_CASE("inputs and shapes that are given are allowed, too") {
  const CompileOptions options{.inputs = {"a"}, .allowed_inputs = {{"x"}}, .shapes = {{"v", {2}}}};
  CHECK(compile("a*x*sum(v)", options).ok());
  CHECK(compile("a*y*sum(v)", options).error().diagnostic().slug == "unknown-input");
}

TEST_CASE("derivatives are not taken for inputs that are excepted") {
  const Function f = compile("k*x^2 + t", {.wrt_except = {"k", "t"}}).value();
  CHECK(names(f.wrt()) == std::vector<std::string>{"x"});
  double g = 0;
  CHECK(f.value_and_gradient({{3.0, 2.0, 1.0}}, {&g, 1}) == 13);
  CHECK(g == 12);
  CHECK(names(compile("x*y*z", {.wrt = {"x", "y"}, .wrt_except = {"y"}})->wrt()) == std::vector<std::string>{"x"});
  const auto unknown = compile("x", {.wrt_except = {"time"}});
  CHECK(unknown.error().diagnostic().slug == "unknown-variable");
  // A host that knows all names need not know which of them a text has.
  CHECK(compile("x", {.wrt_except = {"time"}, .allowed_inputs = {{"x", "time"}}}).ok());
}

TEST_CASE("where all inputs are excepted there is nothing to differentiate by") {
  const Function f = compile("k*x", {.wrt_except = {"k", "x"}}).value();
  CHECK(f.wrt().empty());
  double y = 0;
  f.evaluate(adc::Derive::Gradient, std::vector{2.0, 3.0}, std::span(&y, 1));
  CHECK(y == 6);
  CHECK(f.value_and_gradient({{2.0, 3.0}}, {}) == 6);
}

TEST_CASE("an input is found by its name in any spelling") {
  const Function f = compile("x_1 + y").value();
  CHECK(f.input_index("y") == 1U);
  CHECK(f.input_index("x₁") == 0U);
  CHECK(f.input_index("z") == std::nullopt);
}
