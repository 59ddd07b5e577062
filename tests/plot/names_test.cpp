// What pictures call what they show, and the words that describe them.
#include "tests/plot/pictures.h"

using namespace adc;
using namespace adc::plot;
using namespace adc::tests;

namespace {

/// The names of all curves; of a single one its axis has the name.
std::vector<std::string> names(const std::string& text, PlotOptions options = {}) {
  options.program = text;
  const Scene scene = scene_of(text, options);
  std::vector<std::string> all;
  for (const Curve& curve : scene.curves) all.push_back(curve.name.empty() ? scene.y.title : curve.name);
  return all;
}

using Names = std::vector<std::string>;

}  // namespace

TEST_CASE("graphs are called what the program's text says") {
  CHECK(names("x*x + 0") == Names{"x*x + 0"});
  CHECK(names("sin(x)/x, max(x, 1),cos( x )") == Names{"sin(x)/x", "max(x, 1)", "cos( x )"});
  CHECK(names("f(t) = t^2; f(x)*2 # twice") == Names{"f(x)*2"});
  CHECK(names("y = x^2") == Names{"y"});
  CHECK(names("a = x +\n  1\nsin(a) +\n  2, cos(a\n)") == Names{"sin(a) + 2", "cos(a )"});
  CHECK(names("x^2 = x + 1") == Names{"x^2", "x + 1"});
  CHECK(names("[x, x*x, max(x, 2)]") == Names{"x", "x*x", "max(x, 2)"});
  CHECK(names("2*[x, x*x]") == Names{"(2*[x, x*x])[1]", "(2*[x, x*x])[2]"});
  CHECK(names("x*x + 1", {.derivatives = 1}) == Names{"x*x + 1", "d/dx (x*x + 1)"});
  CHECK(names("-exp(-x)", {.derivatives = 1}) == Names{"-exp(-x)", "d/dx -exp(-x)"});
  CHECK(names("x*x", {.names = {"square"}}) == Names{"square"});
  std::string sum = "x";
  for (int i = 0; i < 40; ++i) sum += " + x^" + std::to_string(i);
  const std::string name = names(sum)[0];
  CHECK(name.starts_with("x + x^0 + "));
  CHECK(name.ends_with("…"));
  CHECK(name.size() < 65);
}

TEST_CASE("so are surfaces, equations and conditions") {
  for (const char* text : {"x*x + y*y", "x*x + y*y = 1", "x*x < y"}) {
    CAPTURE(text);
    CHECK(scene_of(text, {.program = text}).title == text);
  }
}

TEST_CASE("a text that is not that of the function names nothing") {
  CHECK(scene_of("x*x", {.program = "a, b"}).y.title == "x²");
  for (const char* text : {")(,", ";\n\"'", "", ",,,", "[[[", "f(", "= = ="}) {
    CAPTURE(text);
    CHECK_FALSE(scene_of("x*x, 2x", {.program = text}).curves.empty());
  }
}

TEST_CASE("ranges are words with a colon") {
  const auto range = [](std::string_view word) { return read_range(word).value(); };
  REQUIRE(range("x=-5:2pi").has_value());
  CHECK(range("x=-5:2pi")->name == "x");
  CHECK(range("x=-5:2pi")->range.low == -5);
  CHECK(range("x=-5:2pi")->range.high == 2 * std::acos(-1.0));
  CHECK(range(" x₁ = 1 : ")->name == "x_1");
  CHECK_FALSE(range("x=1:")->range.high.has_value());
  CHECK_FALSE(range("x=:1")->range.low.has_value());
  for (const char* word : {"x", "x=3", "x==1:2", "=1:2", "x+1=1:2", "x=if(1 ? 2 : 3)", "x=[1:2]"}) {
    CAPTURE(word);
    CHECK_FALSE(range(word).has_value());
  }
  for (const char* word : {"x=2:1", "x=1:1", "x=a:2", "x=1:2:3"}) {
    CAPTURE(word);
    REQUIRE_FALSE(read_range(word).ok());
    CHECK(read_range(word).error().diagnostic().slug == "bad-value");
  }
}

TEST_CASE("y, value and an output's name stand for the axis of values") {
  for (const char* name : {"y", "value", "h"}) {
    CAPTURE(name);
    const Scene scene = scene_of("h = t^2", {.ranges = {{name, {1, 50}}}, .log = {name}, .units = {{name, "m"}}});
    CHECK(scene.y.low == 1);
    CHECK(scene.y.high == Approx(50));
    CHECK(scene.y.scale == Scale::Log);
    CHECK(scene.y.unit == "m");
  }
  CHECK(slug_of("t^2", {.ranges = {{"z", {1, 50}}}}) == "unknown-variable");
  CHECK(slug_of("x*z", {.ranges = {{"y", {1, 50}}}}) == "unknown-variable");
}
