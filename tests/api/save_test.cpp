// Functions as bytes.
#include <array>
#include <catch2/catch.hpp>
#include <cmath>
#include <random>
#include <string>
#include <vector>

#include "adc/adc.hpp"

using adc::compile;
using adc::Derive;
using adc::Function;

namespace {

std::vector<std::string> names(std::span<const std::string> all) { return {all.begin(), all.end()}; }

std::string slug(const adc::Result<Function>& result) { return result ? "" : result.error().diagnostic().slug; }

/// `text` with the first `from` replaced.
std::string with(std::string text, const std::string& from, const std::string& to) {
  const std::size_t at = text.find(from);
  REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

}  // namespace

TEST_CASE("a function that is saved comes back with its variables, options, names and bits") {
  const Function f = compile("a = x^2*k; b = sin(x) + t; a, b", {.name = "g",
                                                                 .wrt = {"t", "x"},
                                                                 .mode = adc::Mode::Forward,
                                                                 .tier = adc::Tier::Interpret,
                                                                 .level = adc::Level::Exact})
                         .value();
  const Function g = adc::load(f.save().value()).value();
  CHECK(g.name() == "g");
  CHECK(names(g.inputs()) == names(f.inputs()));
  CHECK(names(g.outputs()) == names(f.outputs()));
  CHECK(names(g.wrt()) == std::vector<std::string>{"t", "x"});
  CHECK(g.save().value() == f.save().value());
  for (const Derive derive : {Derive::Value, Derive::Gradient, Derive::Hessian}) {
    std::vector<double> expected(adc::Layout(derive, 2, 2).size());
    std::vector<double> got(expected.size());
    f.evaluate(derive, std::vector{0.7, 3.0, -1.5}, expected);
    g.evaluate(derive, std::vector{0.7, 3.0, -1.5}, got);
    CHECK(got == expected);
  }
}

TEST_CASE("what was made of functions is saved, too") {
  const Function f = compile("x^3*k")->bind({{"k", 2}})->partial({"x"}).value();
  const Function g = adc::load(f.save().value()).value();
  CHECK(g.value({{2.0}}) == 24);
  CHECK(g.result_names(Derive::Value) == std::vector<std::string>{"d/dx"});
  const Function none = compile("k*x", {.wrt_except = {"k", "x"}}).value();
  CHECK(adc::load(none.save().value())->wrt().empty());
  const Function single = compile("param x, W: R[2, 2]; x*W", {.dtype = adc::DType::F32}).value();
  const Function back = adc::load(single.save().value()).value();
  CHECK(back.dtype() == adc::DType::F32);
  CHECK(back.input_shapes()[1] == adc::Extents{2, 2});
  const Function defaults = compile("k = 0.1", {.bindings_are_inputs = true}).value();
  CHECK(adc::load(defaults.save().value())->defaults()[0] == 0.1);
}

TEST_CASE("what is no saved function is refused, and says why") {
  const std::string saved = compile("x*y")->save().value();
  const std::vector<std::string> damaged{"",
                                         "{",
                                         "[]",
                                         "{}",
                                         "adc-ir 1",
                                         std::string("\xff\xfe", 2),
                                         saved.substr(0, saved.size() / 2),
                                         with(saved, "\"adc-function\"", "\"other\""),
                                         with(saved, "\"version\":1", "\"version\":2"),
                                         with(saved, "\"version\":1", "\"version\":-1"),
                                         with(saved, "\"version\":1", "\"version\":\"1\""),
                                         with(saved, "\"wrt\":[\"x\"", "\"wrt\":[\"z\""),
                                         with(saved, "\"wrt\":[\"x\"", "\"wrt\":[\"y\""),
                                         with(saved, "\"wrt\":[\"x\"", "\"wrt\":[1"),
                                         with(saved, "\"mode\":\"auto\"", "\"mode\":\"fast\""),
                                         with(saved, "\"defaults\":[null", "\"defaults\":[null,null"),
                                         with(saved, "\"ir\":\"adc-ir", "\"ir\":\"x*"),
                                         with(saved, "mul", "mull"),
                                         with(saved, "\"vector_math\":true", "\"vector_math\":1"),
                                         with(saved, "\"tier\"", "\"more\":1,\"tier\""),
                                         with(saved, "mul", "external2[0]")};
  for (const std::string& bytes : damaged) {
    CAPTURE(bytes);
    CHECK(slug(adc::load(bytes)) == "bad-function");
  }
  const auto later = adc::load(with(saved, "\"version\":1", "\"version\":2"));
  CHECK(std::string(later.error().what()).find("later version") != std::string::npos);
  CHECK(slug(adc::load(saved, {.source_bytes = 10})) == "source-too-large");
  CHECK(slug(adc::load(saved, {.instructions = 2})) == "too-many-instructions");
}

TEST_CASE("any bytes are safe to load") {
  const std::string saved = compile("a = sin(x); a*y^3 + exp(a)")->save().value();
  std::mt19937 random(7);
  std::size_t refused = 0;
  for (int i = 0; i < 2000; ++i) {
    std::string bytes = saved;
    for (int k = 0; k < 1 + i % 3; ++k) bytes[random() % bytes.size()] = static_cast<char>(random());
    const auto loaded = adc::load(bytes);
    if (!loaded) {
      ++refused;
      continue;
    }
    std::vector<double> x(loaded->input_size(), 0.5);
    std::vector<double> y(loaded->output_size());
    loaded->values(x, y);
  }
  CHECK(refused > 500);
  CHECK(slug(adc::load(std::string(1000000, '['))) == "bad-function");
}
