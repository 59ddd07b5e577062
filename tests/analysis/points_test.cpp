// Where a check looks.
#include "analysis/points.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <limits>

#include "parser/parse.h"

using adc::analysis::check_points;
using Points = std::vector<std::vector<double>>;

namespace {

adc::ir::Function program(const char* text) { return adc::parser::parse(text).value().fn; }

bool contains(const Points& points, const std::vector<double>& point) {
  return std::ranges::any_of(points, [&](const std::vector<double>& other) {
    return std::ranges::equal(other, point,
                              [](double a, double b) { return a == b && std::signbit(a) == std::signbit(b); });
  });
}

}  // namespace

TEST_CASE("given points come first, random ones stay in the box and repeat with their seed") {
  const adc::ir::Function fn = program("x*y");
  adc::CheckOptions options{.points = {{1, 2}}, .random_points = 50, .box = {{0, 1}, {-3, -2}}};
  const Points points = check_points(fn, options);
  REQUIRE(points.size() == 51);
  CHECK(points[0] == std::vector<double>{1, 2});
  for (std::size_t i = 1; i < points.size(); ++i) {
    CHECK((points[i][0] >= 0 && points[i][0] <= 1 && points[i][1] >= -3 && points[i][1] <= -2));
  }
  CHECK(check_points(fn, options) == points);
  options.seed = 2;
  CHECK(check_points(fn, options) != points);
}

TEST_CASE("a point is looked at once, and +0 is not −0") {
  CHECK(check_points(program("x"), {.points = {{0.0}, {-0.0}, {0.0}}}).size() == 2);
}

TEST_CASE("hostile points have zeros, subnormals and huge numbers, alone and together") {
  const Points points = check_points(program("x*y"), {.points = {{3, 4}}, .hostile = true});
  constexpr double kTiny = std::numeric_limits<double>::denorm_min();
  constexpr double kMax = std::numeric_limits<double>::max();
  CHECK(contains(points, {0.0, 0.0}));
  CHECK(contains(points, {-0.0, 4}));
  CHECK(contains(points, {3, -kTiny}));
  CHECK(contains(points, {kMax, kMax}));
}

TEST_CASE("hostile points have kinks and their neighbours") {
  const Points points = check_points(program("abs(x - 7) + max(x, y²)"), {.points = {{3, 4}}, .hostile = true});
  CHECK(contains(points, {7, 4}));
  CHECK(contains(points, {std::nextafter(7.0, 0.0), 4}));
  CHECK(contains(points, {16, 4}));
  CHECK(std::ranges::any_of(
      points, [](const std::vector<double>& p) { return p[0] == 3 && std::fabs(p[1] * p[1] - 3) < 1e-15; }));
}
