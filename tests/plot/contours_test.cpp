// Contours: exact, smooth, in one piece.
#include <set>

#include "tests/plot/pictures.h"

using namespace adc;
using namespace adc::plot;
using namespace adc::tests;

namespace {

constexpr const char* kRosenbrock = "(1 - x)^2 + 100(y - x^2)^2";
constexpr const char* kHimmelblau = "(x^2 + y - 11)^2 + (x + y^2 - 7)^2";

PlotOptions in(double left, double right, double bottom, double top, std::vector<double> levels = {}) {
  return {.ranges = {{"x", {left, right}}, {"y", {bottom, top}}}, .levels = std::move(levels)};
}

/// Whether each point of each contour is on it, to rounding of the function's own terms.
void check_on_level(const std::string& text, const Scene& scene) {
  const Function f = compile(text).value();
  REQUIRE_FALSE(scene.contours.empty());
  const bool x_first = f.inputs()[0] == "x";
  double worst = 0;
  for (const Contour& contour : scene.contours) {
    for (const auto& line : contour.lines) {
      for (const Point& p : line) {
        const double value = f.value(x_first ? std::array{p.x, p.y} : std::array{p.y, p.x});
        worst = std::max(worst, std::abs(value - contour.level) / std::max(1.0, std::abs(contour.level)));
      }
    }
  }
  CHECK(worst < 1e-9);
}

/// The cosine of the sharpest turn between segments that are longer than rounding.
double sharpest(const Scene& scene) {
  double least = 1;
  const Point unit{(scene.x.high - scene.x.low) / 640, (scene.y.high - scene.y.low) / 420};
  for (const Contour& contour : scene.contours) {
    for (const auto& line : contour.lines) {
      // Seen at a distance of half a pixel from point to point.
      std::vector<Point> seen;
      for (const Point& p : line) {
        if (seen.empty() || std::hypot((p.x - seen.back().x) / unit.x, (p.y - seen.back().y) / unit.y) > 0.5)
          seen.push_back(p);
      }
      for (std::size_t i = 2; i < seen.size(); ++i) {
        const Point a{(seen[i - 1].x - seen[i - 2].x) / unit.x, (seen[i - 1].y - seen[i - 2].y) / unit.y};
        const Point b{(seen[i].x - seen[i - 1].x) / unit.x, (seen[i].y - seen[i - 1].y) / unit.y};
        least = std::min(least, (a.x * b.x + a.y * b.y) / (std::hypot(a.x, a.y) * std::hypot(b.x, b.y)));
      }
    }
  }
  return least;
}

bool is_closed(const std::vector<Point>& line) { return line.front() == line.back(); }

}  // namespace

TEST_CASE("contours lie where the function has their level, and are smooth") {
  for (const char* text : {"x^2 + 3y^2", kHimmelblau, kRosenbrock, "sin(x)*cos(y)", "exp(-x^2 - y^2)", "x*y"}) {
    CAPTURE(text);
    const Scene scene = scene_of(text, in(-3, 3, -2, 2));
    check_on_level(text, scene);
    CHECK(scene.contours.size() >= 4);
  }
  CHECK(sharpest(scene_of("x^2 + 3y^2", in(-3, 3, -2, 2))) > 0.85);
}

TEST_CASE("Rosenbrock's valley has one contour a level, without islands") {
  for (const double level : {0.01, 0.1, 0.5, 1.0, 3.0, 10.0, 30.0}) {
    CAPTURE(level);
    const Scene scene = scene_of(kRosenbrock, in(-2, 2, -1, 3, {level}));
    REQUIRE(scene.contours.size() == 1);
    // f is unimodal along the valley: what there is more than one of is parted by the border alone.
    const auto& lines = scene.contours[0].lines;
    if (level < 0.5) {
      REQUIRE(lines.size() == 1);
      CHECK(is_closed(lines[0]));
    }
    for (const auto& line : lines) {
      CHECK(line.size() > 20);
      if (is_closed(line)) continue;
      for (const Point& end : {line.front(), line.back()}) {
        const bool at_border =
            std::abs(std::abs(end.x) - 2) < 1e-9 || std::abs(end.y + 1) < 1e-9 || std::abs(end.y - 3) < 1e-9;
        CHECK(at_border);
      }
    }
  }
  // The whole valley of a level: the contour (1 − x)² + 100(y − x²)² = c reaches from 1 − √c to 1 + √c.
  const Scene scene = scene_of(kRosenbrock, in(-2, 2, -1, 3, {0.1}));
  double left = 2;
  double right = -2;
  for (const Point& p : scene.contours[0].lines[0]) left = std::min(left, p.x), right = std::max(right, p.x);
  CHECK(std::abs(left - (1 - std::sqrt(0.1))) < 1e-3);
  CHECK(std::abs(right - (1 + std::sqrt(0.1))) < 1e-3);
}

TEST_CASE("Himmelblau's four minima have a closed contour each, and the levels grow by powers of ten") {
  const Scene scene = scene_of(kHimmelblau, in(-5, 5, -5, 5, {5}));
  REQUIRE(scene.contours.size() == 1);
  CHECK(scene.contours[0].lines.size() == 4);
  for (const auto& line : scene.contours[0].lines) CHECK(is_closed(line));
  const Scene chosen = scene_of(kHimmelblau, in(-5, 5, -5, 5));
  CHECK(has_note(chosen, "logarithmic contours"));
  std::set<double> levels;
  for (const Contour& contour : chosen.contours) levels.insert(contour.level);
  for (const double level : {1.0, 10.0, 100.0}) CHECK(levels.contains(level));
  CHECK(has_note(scene_of("x + y"), "contours 2 apart"));
}

TEST_CASE("small islands between the first places of the mesh are found") {
  const Scene scene = scene_of("(x - 0.1234)^2 + (y - 0.3141)^2", in(-5, 5, -5, 5, {0.001}));
  REQUIRE(scene.contours.size() == 1);
  REQUIRE(scene.contours[0].lines.size() == 1);
  CHECK(is_closed(scene.contours[0].lines[0]));
}

TEST_CASE("an equation is one closed curve where it should be, and nothing but that") {
  const Scene scene = scene_of("x^2 + y^2 = 1");
  REQUIRE(scene.curves.size() == 1);
  CHECK(scene.contours.empty());
  const std::vector<Point>& circle = scene.curves[0].points;
  REQUIRE(circle.size() > 40);
  CHECK(circle.front() == circle.back());
  for (const Point& p : circle) CHECK(std::abs(p.x * p.x + p.y * p.y - 1) < 1e-12);
  CHECK(scene.title == "x² + y² = 1");
  const Scene two = scene_of("x^2 - y^2 = 1, y = sin(x)");
  REQUIRE(two.curves.size() == 2);
  for (const Point& p : two.curves[1].points) {
    if (is_finite(p)) CHECK(std::abs(p.y - std::sin(p.x)) < 1e-12);
  }
  CHECK(scene_of("x^2 + y^2 == 1").curves[0].points == circle);
  CHECK(has_note(scene_of("x^2 + y^2 = -1"), "nowhere"));
}

TEST_CASE("a curve has no part on a pole or a jump") {
  const Scene pole = scene_of("y - tan(x) = 0", in(-3, 3, -3, 3));
  for (const Point& p : pole.curves[0].points) {
    if (is_finite(p)) CHECK(std::abs(std::tan(p.x) - p.y) < 1e-6);
  }
  const Scene jump = scene_of("y - floor(x) = 0.25", in(-1.5, 1.5, -2, 2));
  for (const Point& p : jump.curves[0].points) {
    if (is_finite(p)) CHECK(std::abs(std::floor(p.x) + 0.25 - p.y) < 1e-9);
  }
}

TEST_CASE("conditions are areas, with a border that is dashed where it does not belong to them") {
  const Scene scene = scene_of("x^2 + y^2 < 4");
  REQUIRE(scene.areas.size() == 1);
  REQUIRE(scene.areas[0].rings.size() == 1);
  for (const Point& p : scene.areas[0].rings[0]) CHECK(std::abs(std::hypot(p.x, p.y) - 2) < 1e-9);
  CHECK(scene.curves[0].dash == Dash::Dashed);
  CHECK(scene_of("x^2 + y^2 <= 4").curves[0].dash == Dash::Solid);
  const Scene both = scene_of("x^2 + y^2 < 4 and x > y");
  REQUIRE(both.areas.size() == 1);
  double area = 0;  // by the shoelace formula
  for (const auto& ring : both.areas[0].rings) {
    for (std::size_t i = 0; i + 1 < ring.size(); ++i)
      area += (ring[i].x * ring[i + 1].y - ring[i + 1].x * ring[i].y) / 2;
  }
  CHECK(std::abs(std::abs(area) - 2 * std::acos(-1.0)) < 0.05);
}

TEST_CASE("shades lie one on another and end at the domain, which is hatched beyond") {
  const Scene scene = scene_of("log(x*y)", in(-2, 2, -2, 2));
  const auto hatched = std::ranges::count_if(scene.areas, &Area::hatched);
  CHECK(hatched == 1);
  CHECK(scene.areas.size() > 4);
  const Scene bowl = scene_of("x^2 + y^2", in(-1, 1, -1, 1, {0.25, 0.5}));
  REQUIRE(bowl.areas.size() == 3);
  CHECK(bowl.areas[0].rings.size() == 1);  // all of the picture
  CHECK(bowl.areas[1].rings.size() == 2);  // all but the inner disk
  PlotOptions plain = in(-1, 1, -1, 1);
  plain.shade = false;
  CHECK(scene_of("x^2 + y^2", plain).areas.empty());
}

TEST_CASE("arrows point up the gradient") {
  PlotOptions options = in(-2, 2, -2, 2);
  options.gradient = true;
  const Scene scene = scene_of("x^2 + y^2", options);
  REQUIRE(scene.arrows.size() == 1);
  CHECK(scene.arrows[0].arrows.size() > 100);
  for (const Arrow& arrow : scene.arrows[0].arrows) {
    const Point middle{(arrow.from.x + arrow.to.x) / 2, (arrow.from.y + arrow.to.y) / 2};
    const Point along{arrow.to.x - arrow.from.x, arrow.to.y - arrow.from.y};
    CHECK(std::abs(along.x * middle.y - along.y * middle.x) < 1e-9);
    CHECK(along.x * middle.x + along.y * middle.y > 0);
  }
}

TEST_CASE("axes: x lies across, whatever comes first, and who gives the order has it") {
  CHECK(scene_of("y^2 - x").x.title == "x");
  CHECK(scene_of("b*a").x.title == "b");
  CHECK(scene_of("b*a", {.axes = {"a", "b"}}).x.title == "a");
}

TEST_CASE("surfaces of any function have contours, without derivatives of their own") {
  Scene scene{.x = {.title = "u", .low = -1, .high = 1}, .y = {.title = "v", .low = -1, .high = 1}};
  const Surface surface = by_differences(
      [](std::span<const Point> points, std::span<double> values) {
        for (std::size_t i = 0; i < points.size(); ++i) values[i] = std::hypot(points[i].x, points[i].y);
      },
      scene.x, scene.y);
  add_contours(scene, surface, {.levels = {0.5}});
  REQUIRE(scene.contours.size() == 1);
  REQUIRE(scene.contours[0].lines.size() == 1);
  for (const Point& p : scene.contours[0].lines[0]) CHECK(std::abs(std::hypot(p.x, p.y) - 0.5) < 1e-9);
  CHECK(areas_above(scene, surface, std::array{0.2, 0.4}).size() == 3);
}
