// Boxes, labels and columns of a layered drawing.
#include "explain/layout.h"

#include <catch2/catch.hpp>
#include <cmath>
#include <random>

#include "explain/columns.h"

using adc::explaining::Arrangement;
using adc::explaining::Arrow;
using adc::explaining::Box;
using adc::explaining::Columns;
using adc::explaining::Point;

namespace {

struct Rectangle {
  Point middle;
  double width;
  double height;
};

bool overlap(const Rectangle& a, const Rectangle& b) {
  return std::abs(a.middle.x - b.middle.x) < (a.width + b.width) / 2 - 0.01 &&
         std::abs(a.middle.y - b.middle.y) < (a.height + b.height) / 2 - 0.01;
}

/// Boxes in ranks, each of the later ones joined to some before.
struct Drawing {
  std::vector<Box> boxes;
  std::vector<Arrow> arrows;
};

Drawing random_drawing(unsigned seed) {
  std::mt19937 random(seed);
  const auto up_to = [&](unsigned n) { return static_cast<double>(random() % n); };
  Drawing drawing;
  for (std::size_t rank = 0; rank < 7; ++rank) {
    const std::size_t before = drawing.boxes.size();
    const std::size_t count = 1 + random() % 5;
    for (std::size_t i = 0; i < count; ++i) {
      drawing.boxes.push_back({30 + up_to(100), 20 + up_to(60), rank});
      for (std::size_t k = 0; rank > 0 && k < 1 + random() % 3; ++k)
        drawing.arrows.push_back({random() % before, drawing.boxes.size() - 1, 20 + up_to(90), up_to(2) * 30});
    }
  }
  return drawing;
}

}  // namespace

TEST_CASE("no box or label of a drawing lies on another, and arrows lead from side to side") {
  for (unsigned seed = 0; seed < 40; ++seed) {
    CAPTURE(seed);
    const Drawing drawing = random_drawing(seed);
    const Arrangement made = adc::explaining::lay_out(drawing.boxes, drawing.arrows);
    std::vector<Rectangle> all;
    all.reserve(drawing.boxes.size() + drawing.arrows.size());
    for (std::size_t i = 0; i < drawing.boxes.size(); ++i)
      all.push_back({made.boxes[i], drawing.boxes[i].width, drawing.boxes[i].height});
    for (std::size_t i = 0; i < drawing.arrows.size(); ++i) {
      const Arrow& arrow = drawing.arrows[i];
      if (arrow.label_height > 0) all.push_back({made.routes[i].label, arrow.label_width, arrow.label_height});
      const std::vector<Point>& points = made.routes[i].points;
      CHECK(points.front().x == Approx(made.boxes[arrow.from].x + drawing.boxes[arrow.from].width / 2));
      CHECK(points.back().x == Approx(made.boxes[arrow.to].x - drawing.boxes[arrow.to].width / 2));
      for (std::size_t k = 1; k < points.size(); ++k) CHECK(points[k].x > points[k - 1].x);
    }
    for (std::size_t i = 0; i < all.size(); ++i) {
      CHECK(all[i].middle.x - all[i].width / 2 > -0.01);
      CHECK(all[i].middle.y - all[i].height / 2 > -0.01);
      CHECK(all[i].middle.x + all[i].width / 2 < made.width + 0.01);
      CHECK(all[i].middle.y + all[i].height / 2 < made.height + 0.01);
      for (std::size_t k = 0; k < i; ++k) CHECK_FALSE(overlap(all[i], all[k]));
    }
  }
}

TEST_CASE("no arrow goes over a box, or over another arrow's label") {
  for (unsigned seed = 0; seed < 40; ++seed) {
    CAPTURE(seed);
    const Drawing drawing = random_drawing(seed);
    const Arrangement made = adc::explaining::lay_out(drawing.boxes, drawing.arrows);
    for (std::size_t i = 0; i < drawing.arrows.size(); ++i) {
      const std::vector<Point>& points = made.routes[i].points;
      for (std::size_t k = 1; k < points.size(); ++k) {
        // A curve stays in the rectangle of its ends.
        const Point& a = points[k - 1];
        const Point& b = points[k];
        const Rectangle part{{(a.x + b.x) / 2, (a.y + b.y) / 2}, b.x - a.x, std::abs(b.y - a.y)};
        for (std::size_t box = 0; box < drawing.boxes.size(); ++box)
          CHECK_FALSE(overlap(part, {made.boxes[box], drawing.boxes[box].width, drawing.boxes[box].height}));
        for (std::size_t j = 0; j < drawing.arrows.size(); ++j) {
          const Arrow& other = drawing.arrows[j];
          if (j != i && other.label_height > 0)
            CHECK_FALSE(overlap(part, {made.routes[j].label, other.label_width, other.label_height}));
        }
      }
    }
  }
}

TEST_CASE("crossings are counted, and arrows that need not cross do not") {
  // Two columns of n cells, joined in reverse: each pair crosses.
  Columns columns;
  constexpr std::size_t kCells = 9;
  columns.cells.resize(2 * kCells);
  columns.columns.resize(2);
  for (std::size_t i = 0; i < kCells; ++i) {
    const std::size_t other = kCells + (kCells - 1 - i);
    columns.cells[i].behind = {other};
    columns.cells[other].before = {i};
    columns.columns[0].push_back(i);
    columns.columns[1].push_back(kCells + i);
  }
  CHECK(adc::explaining::crossings(columns) == kCells * (kCells - 1) / 2);
  adc::explaining::order(columns);
  CHECK(adc::explaining::crossings(columns) == 0);
}

TEST_CASE("a chain of boxes is a straight line") {
  std::vector<Box> boxes;
  std::vector<Arrow> arrows;
  for (std::size_t i = 0; i < 6; ++i) {
    boxes.push_back({40, 20 + 10.0 * static_cast<double>(i % 3), i});
    if (i > 0) arrows.push_back({i - 1, i, 30, 20});
  }
  const Arrangement made = adc::explaining::lay_out(boxes, arrows);
  for (const Point& at : made.boxes) CHECK(at.y == Approx(made.boxes[0].y));
}
