// Pictures: well-formed SVG that shows what it is given.
#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "adc/train/plot.hpp"
#include "tests/support/xml.h"

using namespace adc::train;
using adc::tests::count;
using adc::tests::is_well_formed;

namespace {

void check_picture(const std::string& svg) {
  CHECK(svg.rfind("<svg xmlns=\"http://www.w3.org/2000/svg\"", 0) == 0);
  CHECK(is_well_formed(svg));
  CHECK(svg.find("nan") == std::string::npos);
  CHECK(svg.find("inf") == std::string::npos);
}

}  // namespace

TEST_CASE("a learning curve has a line and a name per curve, and a logarithmic axis over decades") {
  const std::vector<Curve> curves{{"training <&>", {1, 0.1, 0.01, 0.001}}, {"held out", {1, 0.2, 0.1, 0.05}}};
  const std::string svg = learning_curve(curves);
  check_picture(svg);
  CHECK(count(svg, "stroke-linecap=\"round\"") == 2);
  CHECK(svg.find(">loss (logarithmic)<") != std::string::npos);
  CHECK(svg.find(">training &lt;&amp;&gt;<") != std::string::npos);
  for (const char* tick : {">1<", ">0.1<", ">0.01<", ">0.001<"}) CHECK(svg.find(tick) != std::string::npos);
}

TEST_CASE("curves with gaps, of one value, or of none, are pictures too") {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  check_picture(learning_curve(std::vector<Curve>{{"a", {1, nan, 2, std::numeric_limits<double>::infinity(), 3}}}));
  check_picture(learning_curve(std::vector<Curve>{{"a", {5}}}));
  check_picture(learning_curve(std::vector<Curve>{{"a", {nan, nan}}}));
  check_picture(learning_curve({}));
}

TEST_CASE("contours of a bowl are circles around its minimum, under the path") {
  const std::vector<double> path{1, 1, 0.5, 0.5, 0.25, 0.25};
  const std::string svg = contours([](double x, double y) { return x * x + y * y; }, {-1, 1, -1, 1}, path, {"x", "y"});
  check_picture(svg);
  CHECK(count(svg, "fill-rule") > 5);  // a shade between contours
  CHECK(svg.find("contours 0.2 apart") != std::string::npos);
  CHECK(count(svg, "<circle") == 6);  // a dot per point, a ring around the first, and the legend's
  check_picture(contours([](double x, double) { return std::log(x); }, {-1, 1, -1, 1}, {}));
  check_picture(contours([](double, double) { return 3.0; }, {0, 0, 0, 0}, path));
}

TEST_CASE("a descent in one dimension shows the function and each step on it") {
  const std::string svg = descent([](double x) { return x * x; }, std::vector<double>{2, 1, 0.5, 0.25}, "w");
  check_picture(svg);
  CHECK(count(svg, "<circle") == 7);  // a dot per point, a ring around the first, and the legend's
  CHECK(svg.find(">w<") != std::string::npos);
  check_picture(descent([](double) { return std::numeric_limits<double>::quiet_NaN(); }, std::vector<double>{1}));
  check_picture(descent([](double x) { return x; }, {}));
}

TEST_CASE("a window contains its points, with room around them") {
  const std::vector<double> points{0, 0, 4, 1, 2, -1};
  const Window window = window_around(points, 0.25);
  CHECK(window.left == -1);
  CHECK(window.right == 5);
  CHECK(window.bottom == -1.5);
  CHECK(window.top == 1.5);
  const Window wide = square(window);
  CHECK(wide.right - wide.left == 6);
  CHECK(wide.top - wide.bottom == 6);
  CHECK(wide.top == 3);
  const Window nothing = window_around({});
  CHECK(nothing.left < nothing.right);
}

TEST_CASE("a decision boundary shows each class's area, the border, and the examples") {
  const auto classify = [](std::span<const double> points) {
    std::vector<std::size_t> classes;
    for (std::size_t i = 0; i < points.size(); i += 2) classes.push_back(points[i] < 0 ? 0 : 1);
    return classes;
  };
  Decision halves{.classify = classify, .points = {-0.5, 0, 0.5, 0}, .classes = {0, 1}, .names = {"left", "right"}};
  const std::string svg = decision_boundary(halves, {-1, 1, -1, 1});
  check_picture(svg);
  CHECK(count(svg, "fill-rule") == 2);
  CHECK(count(svg, "<circle") == 2);
  CHECK(svg.find(">right<") != std::string::npos);
  CHECK(svg.find("misclassified") == std::string::npos);
  CHECK(svg.find("held out") == std::string::npos);

  // One of the examples lies on the other side, another was held out.
  halves.points = {-0.5, 0, 0.5, 0, -0.25, 0.5};
  halves.classes = {0, 1, 1};
  halves.heldout = {false, true, false};
  const std::string marked = decision_boundary(halves, {-1, 1, -1, 1});
  check_picture(marked);
  CHECK(marked.find(">misclassified<") != std::string::npos);
  CHECK(marked.find(">held out<") != std::string::npos);
}

TEST_CASE("probabilities shade the areas, and other scores do not") {
  const auto sigmoid = [](std::span<const double> points, double scale) {
    std::vector<double> both;
    for (std::size_t i = 0; i < points.size(); i += 2) {
      const double p = scale / (1 + std::exp(-5 * points[i]));
      both.insert(both.end(), {scale - p, p});
    }
    return both;
  };
  Decision halves{.classify =
                      [&](std::span<const double> points) {
                        const std::vector<double> both = sigmoid(points, 1);
                        std::vector<std::size_t> classes;
                        for (std::size_t i = 0; i < both.size(); i += 2)
                          classes.push_back(both[i] < both[i + 1] ? 1 : 0);
                        return classes;
                      },
                  .points = {-0.5, 0, 0.5, 0},
                  .classes = {0, 1},
                  .names = {"left", "right"},
                  .scores = [&](std::span<const double> points) { return sigmoid(points, 1); }};
  const std::string shaded = decision_boundary(halves, {-1, 1, -1, 1});
  check_picture(shaded);
  CHECK(count(shaded, "fill-rule") == 10);  // five levels for each class
  CHECK(shaded.find("probability") != std::string::npos);
  halves.scores = [&](std::span<const double> points) { return sigmoid(points, 3); };
  CHECK(count(decision_boundary(halves, {-1, 1, -1, 1}), "fill-rule") == 2);
}
