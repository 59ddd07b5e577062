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
  check_range("log(x - 1000)", 1000, 5000, 300);
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
  for (const auto& [low, high] : {std::pair(1.0, 1.0 + 1e-10), {1.0, 1 + 1e-14}, {-3e-300, 5e-300}, {-1e308, 1e308},
                                  {-kMost, kMost}, {1e16, 1e16 + 64}, {-1 - 1e-12, -1.0}}) {
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
