// Graphs: how near they are to the function, and what is marked on them.
#include <numbers>

#include "tests/plot/pictures.h"

using namespace adc;
using namespace adc::plot;
using namespace adc::tests;

namespace {

/// Whether, in a picture of 640 × 420 pixels, the line is everywhere near the function, and the function near the line.
void check_near(const std::string& text, const PlotOptions& options = {}, double most = 0.5) {
  CAPTURE(text);
  const Function f = compile(text).value();
  const Scene scene = scene_of(text, options);
  REQUIRE(scene.curves.size() == f.outputs().size());
  const Point unit{(scene.x.high - scene.x.low) / 640, (scene.y.high - scene.y.low) / 420};
  std::vector<double> y(f.outputs().size());
  for (int i = 0; i < 1500; ++i) {
    const double x = scene.x.low + (scene.x.high - scene.x.low) * i / 1500;
    f.values({&x, 1}, y);
    for (std::size_t k = 0; k < y.size(); ++k) {
      CAPTURE(x, y[k], scene.curves[k].name);
      if (std::isfinite(y[k]) && y[k] >= scene.y.low && y[k] <= scene.y.high)
        CHECK(distance({x, y[k]}, scene.curves[k].points, unit) <= most);
    }
  }
}

/// Whether no segment of a curve crosses the place x.
bool is_parted_at(const Curve& curve, double x) {
  for (std::size_t i = 0; i + 1 < curve.points.size(); ++i) {
    if (curve.points[i].x < x && curve.points[i + 1].x > x) return false;
  }
  return true;
}

}  // namespace

TEST_CASE("graphs are within half a pixel of the function") {
  for (const char* text : {"x^2", "sin(x)/x", "sqrt(x)", "exp(x)", "|x - 0.3|", "x^4 - 3x^2 + x", "log(x)", "tan(x)",
                           "1/x^2", "sin(20x), cos(x)", "exp(-1000(x - 1.2345)^2)", "cbrt(x)", "atan(1e6(x - 0.1))",
                           "max(x^2, 1)", "x + floor(x)", "gamma(x)", "0x + 3", "asin(x)"}) {
    check_near(text);
  }
}

TEST_CASE("at poles a graph is parted, leaves the picture on both sides, and the pole is marked") {
  const Scene scene = scene_of("tan(x)", {.ranges = {{"x", {-5, 5}}}});
  REQUIRE(scene.guides.size() == 4);
  for (std::size_t k = 0; k < 4; ++k) {
    const double pole = (static_cast<double>(k) - 1.5) * std::numbers::pi;
    CHECK(scene.guides[k].vertical);
    CHECK(std::abs(scene.guides[k].at - pole) < 1e-9);
    CHECK(is_parted_at(scene.curves[0], pole));
  }
  CHECK(has_note(scene, "poles at x = −4.71239, −1.5708, 1.5708, 4.71239"));
  CHECK(has_note(scene, "cut off"));
  double highest = 0;
  for (const Point& p : scene.curves[0].points) {
    if (is_finite(p)) highest = std::max(highest, std::abs(p.y));
  }
  CHECK(highest > 100 * scene.y.high);
  CHECK(scene.y.high < 40);
}

TEST_CASE("poles of even order, at a sample, between samples and at the end of a domain are found") {
  for (const auto& [text, pole] : {std::pair("1/x", 0.0),
                                   {"1/x^2", 0.0},
                                   {"1/(x - 0.3)", 0.3},
                                   {"1/(x - 0.3)^2", 0.3},
                                   {"-1/(x + 1.7)^4", -1.7},
                                   {"log(x)", 0.0},
                                   {"log(|x - 0.7|)", 0.7},
                                   {"1/sqrt(x)", 0.0}}) {
    CAPTURE(text);
    const Scene scene = scene_of(text, {.ranges = {{"x", {-5, 5}}}});
    REQUIRE(scene.guides.size() == 1);
    CHECK(std::abs(scene.guides[0].at - pole) < 1e-9);
    CHECK(is_parted_at(scene.curves[0], pole));
  }
}

TEST_CASE("steep and high places are no poles") {
  for (const char* text : {"atan(1000(x - 0.3))", "tanh(1e6x)", "exp(x^2)", "1000/(1 + (1000x)^2)", "x^5", "cbrt(x)",
                           "sqrt(|x|)", "sin(1/x)", "exp(exp(x))"}) {
    CAPTURE(text);
    const Scene scene = scene_of(text, {.ranges = {{"x", {-3, 3}}}});
    CHECK(scene.guides.empty());
    CHECK_FALSE(has_note(scene, "jump"));
  }
}

TEST_CASE("kinks are marked where they are, and smooth places are not") {
  CHECK(marked(scene_of("|x|"), "kink") == std::vector<Point>{{0, 0}});
  const std::vector<Point> two = marked(scene_of("|x - 0.3| + |x + 1|"), "kink");
  REQUIRE(two.size() == 2);
  CHECK(std::abs(two[0].x + 1) < 1e-9);
  CHECK(std::abs(two[1].x - 0.3) < 1e-9);
  CHECK(std::abs(two[1].y - 1.3) < 1e-6);
  CHECK(marked(scene_of("relu(x)"), "kink").size() == 1);
  CHECK(marked(scene_of("max(x^2, 1)"), "kink").size() == 2);
  for (const char* text : {"x^2", "sqrt(x^2 + 1e-4)", "sin(30x)", "softplus(20x)", "exp(-50x^2)", "sin(1/x)"}) {
    CAPTURE(text);
    CHECK(marked(scene_of(text), "kink").empty());
  }
}

TEST_CASE("jumps part a graph: a dot where the value is, a ring where it is not") {
  const Scene scene = scene_of("floor(x)", {.ranges = {{"x", {-1.5, 1.5}}}});
  for (const double jump : {-1.0, 0.0, 1.0}) CHECK(is_parted_at(scene.curves[0], jump));
  CHECK(has_note(scene, "jumps at x = −1, 0, 1"));
  REQUIRE(scene.markers.size() == 2);
  CHECK(scene.markers[0].shape == Shape::Ring);
  CHECK(scene.markers[1].shape == Shape::Dot);
  CHECK(scene.markers[1].points == std::vector<Point>{{-1, -1}, {0, 0}, {1, 1}});
}

TEST_CASE("a place without a value within a graph is a ring on it") {
  const Scene scene = scene_of("(x^2 - 1)/(x - 1)", {.ranges = {{"x", {-4, 4}}}});
  const std::vector<Point> holes = marked(scene, "no value there");
  REQUIRE(holes.size() == 1);
  CHECK(holes[0].x == 1);
  CHECK(std::abs(holes[0].y - 2) < 1e-6);
  CHECK(has_note(scene, "no value at x = 1"));
}

TEST_CASE("where a function has no values is hatched, and the end of its domain is exact") {
  const Scene scene = scene_of("sqrt(x - 1)", {.ranges = {{"x", {-2, 5}}}});
  REQUIRE(scene.areas.size() == 1);
  CHECK(scene.areas[0].hatched);
  CHECK(scene.areas[0].rings[0][0].x == -2);
  CHECK(std::abs(scene.areas[0].rings[0][1].x - 1) < 1e-9);
  CHECK(has_note(scene, "no value for x < 1"));
  const Curve& curve = scene.curves[0];
  const auto first = std::ranges::find_if(curve.points, [](const Point& p) { return is_finite(p); });
  REQUIRE(first != curve.points.end());
  CHECK(std::abs(first->x - 1) < 1e-9);
  CHECK(first->y < 1e-4);
  CHECK(has_note(scene_of("log(x^2 - 1)", {.ranges = {{"x", {-3, 3}}}}), "no value for −1 < x < 1"));
}

TEST_CASE("one place is one pole, and two are two, however near") {
  for (const PlotOptions& options : {PlotOptions{}, PlotOptions{.ranges = {{"x", {0.3333333325, 0.333333334}}}},
                                     PlotOptions{.ranges = {{"x", {-4.03, 5}}}}}) {
    CHECK(scene_of("1/(x - 1/3)^2", options).guides.size() == 1);
    CHECK(scene_of("1/(3x - 1)", options).guides.size() == 1);
  }
  CHECK(scene_of("1/(x^2 - 2x/3 + 1/9)").guides.size() == 1);
  for (const auto& [text, first, second] : {std::tuple("1/((x - 1)(x - 1.0001))", 1.0, 1.0001),
                                            {"1/((x - 1.003)(x - 1.0031))", 1.003, 1.0031},
                                            {"1/((x - 1.003)^2 (x - 1.0031)^2)", 1.003, 1.0031},
                                            {"1/(x - 1.003) + 1/(x - 1.0031)", 1.003, 1.0031},
                                            {"1/(x^2 - 1e-8)", -1e-4, 1e-4},
                                            {"x^-1 + (x - 0.0001)^-2", 0.0, 1e-4}}) {
    CAPTURE(text);
    const Scene scene = scene_of(text, {.ranges = {{"x", {-5, 5}}}});
    REQUIRE(scene.guides.size() == 2);
    CHECK(std::abs(scene.guides[0].at - first) < 1e-12);
    CHECK(std::abs(scene.guides[1].at - second) < 1e-12);
  }
}

TEST_CASE("holes are found between samples, too") {
  const Scene scene = scene_of("(x^2 - 1)/(x - 1)", {.ranges = {{"x", {-4.0321, 5.1234}}}});
  const std::vector<Point> holes = marked(scene, "no value there");
  REQUIRE(holes.size() == 1);
  CHECK(holes[0].x == 1);
  CHECK(std::abs(holes[0].y - 2) < 1e-6);
  CHECK(scene_of("(x^3 - 1)/(x^2 - 1)", {.ranges = {{"x", {-4.0321, 5.1234}}}}).guides.size() == 1);
  CHECK(marked(scene_of("(x^2 - 0.49)/(x - 0.7)", {.ranges = {{"x", {-4.0321, 5.1234}}}}), "no value there").size() ==
        1);
}

TEST_CASE("of many places the picture says how many, and how far apart, and never fewer than there are") {
  CHECK(has_note(scene_of("tan(500x)", {.ranges = {{"x", {-0.1, 0.1}}}}),
                 "poles at 32 places, every π/500, such as x = −0.00314159"));
  CHECK(
      has_note(scene_of("floor(x)", {.ranges = {{"x", {-20.5, 20.5}}}}), "jumps at 41 places, every 1, such as x = 0"));
  const Scene many = scene_of("tan(5000x)", {.ranges = {{"x", {-5, 5}}}});
  CHECK(has_note(many, "poles at more than "));
  CHECK_FALSE(has_note(many, " more,"));
  CHECK(many.guides.empty());
  CHECK(has_note(scene_of("1/((x+4)(x+3)(x+1)x(x-2)(x-3))"), "poles at x = −4, −3, −1, 0, 2 and 1 more"));
}

TEST_CASE("steps of rounding are no jumps") {
  CHECK_FALSE(has_note(scene_of("x + 1e15", {.ranges = {{"x", {-5, 5}}}}), "jump"));
}

TEST_CASE("drawing ends in time") {
  std::string slow = "x";
  for (int i = 0; i < 2000; ++i) slow += " + sin(" + std::to_string(i) + "x)/exp(x)";
  CHECK(slug_of(slow, {.seconds = 0.01}) == "too-long");
  CHECK(slug_of("(x^2 + y - 11)^2 + sin(100x*y)", {.seconds = 0.01}) == "too-long");
  CHECK(slug_of("sin(100x*y) = x", {.seconds = 0.01}) == "too-long");
}

TEST_CASE("where values are beyond doubles the picture says so, and not that there are none") {
  const Scene scene = scene_of("exp(x)", {.ranges = {{"x", {-1000, 1000}}}});
  CHECK(has_note(scene, "too large for a number (1.8×10³⁰⁸) for x > 709.783"));
  CHECK_FALSE(has_note(scene, "no value"));
  REQUIRE(scene.areas.size() == 1);
  CHECK(scene.areas[0].name == "too large");
  CHECK(has_note(scene_of("exp(x) + sqrt(x)", {.ranges = {{"x", {-1000, 1000}}}}), "no value for x < 0"));
}

TEST_CASE("several outputs, elements of a vector and derivatives have a curve and a name each") {
  const Scene two = scene_of("sin(x), cos(x)");
  REQUIRE(two.curves.size() == 2);
  CHECK(two.curves[0].name == "sin(x)");
  CHECK(two.curves[1].name == "cos(x)");
  CHECK(two.curves[0].colour != two.curves[1].colour);
  CHECK(scene_of("[sin(x), x, x^2]").curves.size() == 3);
  const Scene derived = scene_of("f(x) = x^3", {.derivatives = 2});
  REQUIRE(derived.curves.size() == 3);
  CHECK(derived.curves[0].name == "f");
  CHECK(derived.curves[1].name == "df/dx");
  CHECK(derived.curves[2].name == "d²f/dx²");
  for (std::size_t k = 0; k < 3; ++k) {
    for (const Point& p : derived.curves[k].points) {
      const double expected = k == 0 ? p.x * p.x * p.x : k == 1 ? 3 * p.x * p.x : 6 * p.x;
      CHECK(std::abs(p.y - expected) <= 1e-12 * std::max(1.0, std::abs(expected)));
    }
  }
  const Scene one = scene_of("x^2");
  CHECK(one.curves[0].name.empty());  // its axis says it
  CHECK(one.y.title == "x²");
}

TEST_CASE("logarithmic axes are sampled evenly on them, and show what is positive") {
  const Scene scene = scene_of("t^3", {.ranges = {{"t", {0.01, 100}}}, .log = {"t", "value"}});
  CHECK(scene.x.scale == Scale::Log);
  CHECK(scene.y.scale == Scale::Log);
  CHECK(scene.y.low < 1e-6);
  CHECK(scene.y.high > 1e6);
  for (const Point& p : scene.curves[0].points) CHECK(std::abs(p.y / (p.x * p.x * p.x) - 1) < 1e-12);
  CHECK(slug_of("t^3", {.ranges = {{"t", {-1, 100}}}, .log = {"t"}}) == "bad-value");
  const Scene half = scene_of("x", {.ranges = {{"x", {-1, 1}}}, .log = {"value"}});
  CHECK(has_note(half, "no value for x < 0"));
}

TEST_CASE("data and paths are in the picture, and widen it") {
  const Scene scene = scene_of("x^2", {.paths = {{"descent", {{7, 0}, {1, 0}}}}, .data = {}});
  CHECK(scene.x.high >= 7);
  REQUIRE(scene.curves.size() == 2);
  CHECK(scene.curves[1].name == "descent");
  CHECK(scene.curves[1].points == std::vector<Point>{{7, 49}, {1, 1}});
  CHECK(marked(scene, "start") == std::vector<Point>{{7, 49}});
  CHECK(marked(scene, "end") == std::vector<Point>{{1, 1}});
  const Scene measured = scene_of("x^2", {.data = {{"rows", {{1, 2}, {3, 40}}}}});
  CHECK(measured.y.high >= 40);
  CHECK(measured.x.low <= 1);
  CHECK(measured.x.low > 0);
  CHECK(marked(measured, "rows").size() == 2);
}

TEST_CASE("what cannot be drawn says why") {
  CHECK(slug_of("a*b*c") == "missing-input");
  CHECK(slug_of("3") == "missing-input");
  CHECK(slug_of("sqrt(-1 - x^2)") == "not-finite");
  CHECK(slug_of("x", {.ranges = {{"x", {2, 1}}}}) == "bad-value");
  CHECK(slug_of("x", {.ranges = {{"x", {1, HUGE_VAL}}}}) == "bad-value");
  CHECK(slug_of("x", {.ranges = {{"z", {1, 2}}}}) == "unknown-variable");
  CHECK(slug_of("x", {.log = {"z"}}) == "unknown-variable");
  const Function norm = compile("norm(v)", {.shapes = {{"v", {3}}}}).value();
  CHECK(adc::plot::plot(norm).error().diagnostic().slug == "bad-input");
  const std::atomic<bool> stop = true;
  CHECK(slug_of("sin(x)", {.stop = &stop}) == "interrupted");
  CHECK(slug_of("x*y", {.stop = &stop}) == "interrupted");
}

TEST_CASE("an equation of one unknown is drawn by its sides, with its solutions") {
  const Scene scene = scene_of("x^2 = x + 1");
  REQUIRE(scene.curves.size() == 2);
  CHECK(scene.curves[0].name == "x²");
  CHECK(scene.curves[1].name == "x + 1");
  const std::vector<Point> equal = marked(scene, "equal");
  REQUIRE(equal.size() == 2);
  CHECK(std::abs(equal[1].x - std::numbers::phi) < 1e-12);
  CHECK(std::abs(equal[1].y - std::numbers::phi - 1) < 1e-12);
  CHECK(has_note(scene, "equal at x = −0.618034, 1.61803"));
  CHECK(marked(scene_of("1/x = 0"), "equal").empty());
  CHECK(has_note(scene_of("1/x = 0"), "nowhere"));
}
