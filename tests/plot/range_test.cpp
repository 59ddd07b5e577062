// Ranges that nobody gave.
#include "tests/plot/pictures.h"

using namespace adc;
using namespace adc::plot;
using namespace adc::tests;

namespace {

void check_range(const std::string& text, double low, double high, double slack) {
  CAPTURE(text);
  const Scene scene = scene_of(text);
  CHECK(std::abs(scene.x.low - low) <= slack);
  CHECK(std::abs(scene.x.high - high) <= slack);
}

}  // namespace

TEST_CASE("where nothing speaks against it, graphs are around zero") {
  check_range("x^2", -5, 5, 0);
  check_range("sin(x)", -5, 5, 0);
  check_range("exp(x)", -5, 5, 0);
  check_range("0x + 2", -5, 5, 0);
}

TEST_CASE("narrow, wide and far functions are found") {
  check_range("exp(-(100x)^2)", -0.05, 0.05, 0.04);
  check_range("log(x - 1000)", 950, 2200, 100);
  const Scene far = scene_of("exp(-(x - 300)^2)");
  CHECK(far.x.low < 300);
  CHECK(far.x.high > 300);
  CHECK(far.y.high > 0.9);
  const Scene fast = scene_of("sin(500x)");
  CHECK(fast.x.high < 0.5);
  CHECK(fast.x.high > 0.01);
}

TEST_CASE("zeros and extrema fill the picture") {
  const Scene scene = scene_of("x^4 - 3x^2 + x");
  CHECK(scene.x.low < -1.9);
  CHECK(scene.x.low > -3);
  CHECK(scene.x.high > 1.55);
  CHECK(scene.x.high < 3);
  CHECK(scene.y.low < -3.5);
}

TEST_CASE("a domain is seen with some room around it") {
  check_range("asin(x)", -1.1, 1.1, 0.11);
  check_range("sqrt(x)", -0.3, 5, 0.2);
  check_range("sqrt(x - 1) + sqrt(3 - x)", 0.9, 3.1, 0.15);
  const Scene scene = scene_of("sqrt(x - 1) + sqrt(3 - x)");
  CHECK(scene.y.low <= std::sqrt(2.0));
}

namespace {

/// What a person would want to see of a formula without a range: these places, in a range that is so wide.
struct Sight {
  const char* text;
  std::vector<double> places;
  double narrowest = 0;
  double widest = 0;
};

const std::vector<Sight> kSights{// Polynomials.
                                 {"x^2", {0}, 8, 20},
                                 {"x^3", {0}, 8, 20},
                                 {"3x + 2", {-2 / 3.0}, 8, 20},
                                 {"x^3 - 100x", {-10, -5.7735, 0, 5.7735, 10}, 21, 40},
                                 {"x^4 - 3x^2 + x", {-1.8794, -1.3008, 0, 0.17, 0.3473, 1.1309, 1.532}, 3.5, 8},
                                 {"(x - 20)^2", {20}, 20, 100},
                                 {"(x - 4.9)^2", {4.9}, 8, 20},
                                 {"(x - 1)(x - 2)(x - 3)", {1, 1.4226, 2, 2.5774, 3}, 2.2, 10},
                                 {"(x - 10)(x - 20)(x - 30)(x - 40)", {10, 20, 25, 30, 40}, 32, 100},
                                 {"(x - 1)(x - 100)", {1, 50.5, 100}, 110, 300},
                                 {"x^2 - 1e-9", {0}, 8, 20},
                                 {"(x - 0.001)(x - 0.002)", {0.001, 0.002}, 0.0012, 20},
                                 {"x^5 - 1e5x", {-17.783, 0, 17.783}, 37, 80},
                                 {"x^20", {0}, 2, 20},
                                 {"x + 1000", {-1000}, 1100, 5000},
                                 {"x + 1e15", {0}, 8, 20},
                                 {"1e300x", {0}, 8, 20},
                                 {"1e-300x", {0}, 8, 20},
                                 // Quotients.
                                 {"1/x", {0}, 8, 20},
                                 {"1/(x - 0.1)", {0.1}, 8, 20},
                                 {"1/(x - 100)", {100}, 50, 500},
                                 {"1/(x - 1e6)", {1e6}, 5e5, 5e6},
                                 {"1/(x + 1e6)", {-1e6}, 5e5, 5e6},
                                 {"1/(x - 1/3)^2", {1 / 3.0}, 5, 20},
                                 {"1/(x^2 - 2x/3 + 1/9)", {1 / 3.0}, 5, 20},
                                 {"1/((x - 1)(x - 2))", {1, 1.5, 2}, 2, 20},
                                 {"1/((x - 1)(x - 1.0001))", {1, 1.0001}, 0.1, 20},
                                 {"1/(x - 100) + 1/(x - 0.1)", {0.1, 100}, 110, 400},
                                 {"x/(x^2 - 1)", {-1, 0, 1}, 4, 20},
                                 {"(x^2 - 1)/(x - 1)", {-1, 1}, 2.5, 20},
                                 {"1/(1 + x^2)", {0}, 8, 20},
                                 {"1/(1 + (x - 50)^2)", {50}, 20, 200},
                                 {"1000/(1 + (1000x)^2)", {0}, 0.01, 1},
                                 {"1/(x^2 + 1e-6)", {0}, 0.01, 1},
                                 // Oscillations.
                                 {"sin(x)", {0, 1.5708, 3.1416}, 8, 20},
                                 {"sin(x/3)", {0, 4.712}, 10, 40},
                                 {"cos(x/10)", {-31.4, 0, 31.4}, 65, 200},
                                 {"sin(x/100)", {-314, 0, 314}, 650, 2000},
                                 {"sin(500x)", {0, 0.00314}, 0.01, 0.5},
                                 {"tan(x)", {-1.5708, 0, 1.5708}, 8, 20},
                                 {"tan(x/50)", {-78.54, 0, 78.54}, 170, 1000},
                                 {"tan(500x)", {0, 0.00314}, 0.01, 0.3},
                                 {"1/sin(x)", {-3.1416, 0, 3.1416}, 8, 20},
                                 {"sin(x)/x", {0, 3.1416}, 8, 40},
                                 {"sin(1/x)", {-0.3183, 0, 0.3183}, 1, 20},
                                 {"x*sin(1/x)", {-0.3183, 0, 0.3183}, 0.8, 20},
                                 {"sin(x^2)", {0, 1.7725}, 4, 20},
                                 {"sin(10x)*exp(-x)", {0, 0.314}, 1, 20},
                                 {"sin(x) + 0.01x^2", {0, 1.6}, 8, 20},
                                 // Exponentials, logarithms, roots.
                                 {"exp(x)", {0}, 8, 20},
                                 {"exp(exp(x))", {0}, 4, 20},
                                 {"exp(-x^2)", {0}, 4, 20},
                                 {"exp(-x)*(x - 40)", {0}, 8, 100},
                                 {"exp(-(x - 50)^2/(2*0.1^2))", {49.8, 50, 50.2}, 0.8, 5},
                                 {"exp(-(x - 300)^2)", {299, 300, 301}, 4, 40},
                                 {"exp(-(100x)^2)", {0}, 0.03, 0.5},
                                 {"exp(1/x)", {0}, 2, 20},
                                 {"log(x)", {0, 1}, 3, 20},
                                 {"log(x - 1000)", {1000, 1001}, 500, 5000},
                                 {"log10(x) - 3", {0, 1000}, 1050, 5000},
                                 {"x*log(x)", {0, 0.3679, 1}, 1.1, 10},
                                 {"x^x", {0, 0.3679}, 1, 10},
                                 {"sqrt(x)", {0}, 4, 20},
                                 {"sqrt(x - 1)", {1}, 3, 20},
                                 {"sqrt(x - 1) + sqrt(3 - x)", {1, 2, 3}, 2.05, 5},
                                 {"sqrt(100 - x^2)", {-10, 0, 10}, 20.1, 40},
                                 {"sqrt(1e-8 - x^2)", {-1e-4, 0, 1e-4}, 2.01e-4, 1e-3},
                                 {"sqrt(x - 1e7)", {1e7}, 1e6, 1e8},
                                 {"sqrt(x^2 + 1) - x", {0}, 8, 20},
                                 {"asin(x)", {-1, 0, 1}, 2.01, 5},
                                 {"asin(x/100)", {-100, 0, 100}, 201, 500},
                                 {"acosh(x)", {1}, 3, 20},
                                 {"gamma(x)", {-4, -3, -2, -1, 0, 1.4616}, 6, 20},
                                 {"cbrt(x)", {0}, 8, 20},
                                 // Steps and kinks.
                                 {"sign(x)", {0}, 4, 20},
                                 {"heaviside(x)", {0}, 4, 20},
                                 {"heaviside(x - 30)", {30}, 20, 200},
                                 {"sign(x - 100)", {100}, 100, 1000},
                                 {"abs(x)/x", {0}, 4, 20},
                                 {"floor(x)", {-1, 0, 1}, 6, 20},
                                 {"floor(20x)", {-0.05, 0, 0.05}, 0.2, 3},
                                 {"abs(x - 0.3)", {0.3}, 4, 20},
                                 {"abs(x - 70)", {70}, 80, 400},
                                 {"relu(x)", {0}, 4, 20},
                                 {"max(x^2, 1)", {-1, 1}, 2.2, 20},
                                 {"if(x < 0, 0, exp(-100x))", {0, 0.01}, 0.05, 20},
                                 {"tanh(1e6x)", {0}, 4e-6, 1e-3},
                                 {"tanh(x - 30)", {28, 30, 32}, 8, 100},
                                 {"1/(1 + exp(-(x - 20)))", {18, 20, 22}, 10, 100},
                                 {"atan(1000(x - 0.3))", {0.3}, 0.01, 20},
                                 {"softplus(x - 50)", {45, 50, 55}, 20, 200},
                                 {"round(x/10)", {-15, -5, 5, 15}, 50, 200},
                                 // Slow ones.
                                 {"exp(-x/100)", {0}, 80, 1000},
                                 {"exp(x/1000)", {0}, 800, 10000},
                                 {"cosh(x/50)", {0}, 80, 1000},
                                 {"atan(x/1e4)", {0}, 8e3, 2e5},
                                 {"1/(1 + (x/1e4)^2)", {0}, 8e3, 2e5},
                                 {"x^2 + 1e6", {0}, 800, 10000},
                                 {"sin(x)/100 + 1", {0}, 8, 20},
                                 {"sqrt(x^2 - 25)", {-5, 5}, 11, 40},
                                 {"cos(exp(x))", {0.4516, 1.1447}, 2, 10},
                                 // Constants.
                                 {"0x + 3", {0}, 8, 20},
                                 {"0x", {0}, 8, 20},
                                 {"sin(x)^2 + cos(x)^2", {0}, 8, 20}};

}  // namespace

TEST_CASE("without a range a picture shows what is special, neither absurdly near nor far") {
  CHECK(kSights.size() >= 60);
  for (const Sight& sight : kSights) {
    CAPTURE(sight.text);
    const Scene scene = scene_of(sight.text);
    const double width = scene.x.high - scene.x.low;
    CAPTURE(scene.x.low, scene.x.high);
    CHECK(width >= sight.narrowest);
    CHECK(width <= sight.widest);
    for (const double place : sight.places) {
      CAPTURE(place);
      CHECK(place > scene.x.low);
      CHECK(place < scene.x.high);
    }
  }
}

TEST_CASE("an end that is given stays, the other is found") {
  const Scene scene = scene_of("x^2", {.ranges = {{"x", {0, {}}}}});
  CHECK(scene.x.low == 0);
  CHECK(scene.x.high == 5);
  const Scene values = scene_of("tan(x)", {.values = {-4, 4}});
  CHECK(values.y.low == -4);
  CHECK(values.y.high == 4);
}

TEST_CASE("closed curves are seen whole") {
  const Scene scene = scene_of("x^2 + y^2 = 49");
  CHECK(scene.x.low < -7);
  CHECK(scene.x.low > -10);
  CHECK(scene.y.high > 7);
  CHECK(scene.y.high < 10);
  CHECK(scene.equal_scales);
  const Scene small = scene_of("(x - 0.5)^2 + y^2 = 0.0001");
  CHECK(small.x.high < 0.6);
}

TEST_CASE("a range that is given is kept, as narrow or wide as doubles resolve it") {
  constexpr double kMost = std::numeric_limits<double>::max();
  for (const auto& [low, high] : {std::pair(1.0, 1.0 + 1e-10),
                                  {1.0, 1 + 1e-14},
                                  {-3e-300, 5e-300},
                                  {-1e308, 1e308},
                                  {-kMost, kMost},
                                  {1e16, 1e16 + 64},
                                  {-1 - 1e-12, -1.0}}) {
    CAPTURE(low, high);
    const Scene scene = scene_of("x", {.ranges = {{"x", {low, high}}}});
    CHECK(scene.x.low == low);
    CHECK(scene.x.high == high);
    CHECK(scene.y.low <= low);
    CHECK(scene.y.high >= high);
    REQUIRE(scene.curves[0].points.size() > 10);
    for (const Point& p : scene.curves[0].points) CHECK(p.x == p.y);
    const std::string svg = to_svg(scene);
    CHECK(svg.find("nan") == std::string::npos);
    CHECK(svg.find("inf") == std::string::npos);
  }
  for (const double high : {1.0, 1 + 2e-16, 1 + 1e-15}) {
    CAPTURE(high);
    CHECK(slug_of("x", {.ranges = {{"x", {1, high}}}}) == "bad-value");
  }
  CHECK(slug_of("x*y", {.ranges = {{"x", {1, 1 + 1e-15}}}}) == "bad-value");
  const Scene plane = scene_of("x^2 + y^2", {.ranges = {{"x", {1, 1 + 1e-10}}, {"y", {-1, 1}}}});
  CHECK(plane.x.high == 1 + 1e-10);
}

TEST_CASE("contours are around the origin, but nearer or farther where there is nothing to see") {
  for (const char* text : {"(1 - x)^2 + 100(y - x^2)^2", "(x^2 + y - 11)^2 + (x + y^2 - 7)^2", "x*y", "x + y",
                           "sin(x)*cos(y)", "log(x*y)", "exp(x + y)", "1/(x*y)"}) {
    CAPTURE(text);
    const Scene scene = scene_of(text);
    CHECK(scene.x.low == -5);
    CHECK(scene.x.high == 5);
    CHECK(scene.y.low == -5);
    CHECK(scene.y.high == 5);
  }
  const Scene far = scene_of("(x - 50)^2 + (y + 60)^2");
  CHECK(far.x.low < 50);
  CHECK(far.x.high > 55);
  CHECK(far.x.high < 200);
  CHECK(far.y.low < -65);
  CHECK(far.y.low > -200);
  const Scene fast = scene_of("sin(300x) + y^2");
  CHECK(fast.x.high < 0.3);
  CHECK(fast.x.high > 0.01);
  CHECK(fast.y.high == 5);
}
