#include "analysis/points.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <random>
#include <set>
#include <utility>

#include "ir/interpreter.h"
#include "precise/kinks.h"

namespace adc::analysis {
namespace {

using Point = std::vector<double>;

constexpr double kHostile[] = {
    0,     std::numeric_limits<double>::denorm_min(), 1e-310, 1e-200, 1e-17, 1e-8, 1, 1e3, 1e8, 1e17,
    1e200, std::numeric_limits<double>::max()};

Point random_point(std::size_t inputs, const std::vector<Interval>& box, std::mt19937_64& random) {
  Point point;
  for (std::size_t i = 0; i < inputs; ++i) {
    const Interval range = i < box.size() ? box[i] : Interval{};
    const double unit = static_cast<double>(random() >> 11) * 0x1p-53;
    point.push_back(range.low + unit * (range.high - range.low));
  }
  return point;
}

/// `base` with each input alone, and all inputs, set to each hostile number.
void add_extremes(const Point& base, std::vector<Point>& points) {
  for (const double magnitude : kHostile) {
    for (const double value : {magnitude, -magnitude}) {
      points.emplace_back(base.size(), value);
      for (std::size_t i = 0; i < base.size() && base.size() > 1; ++i) {
        points.push_back(base);
        points.back()[i] = value;
      }
    }
  }
}

/// The distance of one instruction to its kink, along one input.
class Line {
 public:
  Line(const ir::Function& fn, ir::ValueId id, Point base, std::size_t input)
      : fn_(fn), id_(id), point_(std::move(base)), input_(input) {}

  [[nodiscard]] double distance(double t) {
    point_[input_] = t;
    const std::vector<double> values = ir::interpret_all(fn_, point_);
    std::vector<double> operands;
    for (const ir::ValueId operand : fn_.operands(id_)) operands.push_back(values[index(operand)]);
    return precise::kink_distance<double>(fn_.op(id_), operands).value_or(1);
  }

  /// Where the distance is 0, by the secant method from the base; nullopt if that leads nowhere.
  [[nodiscard]] std::optional<double> root() {
    constexpr int kSteps = 60;
    double t = point_[input_];
    double before = t == 0 ? 0.5 : t * 1.5;
    double d = distance(t);
    double d_before = distance(before);
    for (int step = 0; step < kSteps && d != 0; ++step) {
      const double next = t - d * (t - before) / (d - d_before);
      if (!std::isfinite(next)) return std::nullopt;
      before = std::exchange(t, next);
      d_before = std::exchange(d, distance(t));
      if (t == before || std::nextafter(t, before) == before) return t;
    }
    return d == 0 ? std::optional(t) : std::nullopt;
  }

 private:
  const ir::Function& fn_;
  ir::ValueId id_;
  Point point_;
  std::size_t input_;
};

bool has_kink(ir::Op op) {
  constexpr double kOnes[] = {1, 1, 1};
  return precise::kink_distance<double>(op, kOnes).has_value();
}

void add_kinks(const ir::Function& fn, const Point& base, std::vector<Point>& points) {
  std::size_t kinks = 0;
  for (std::size_t i = 0; i < fn.size() && kinks < kMaxKinks; ++i) {
    if (!has_kink(fn.op(ir::value_id(i)))) continue;
    ++kinks;
    for (std::size_t input = 0; input < base.size(); ++input) {
      const std::optional<double> root = Line(fn, ir::value_id(i), base, input).root();
      if (!root) continue;
      constexpr double kInf = std::numeric_limits<double>::infinity();
      for (const double t : {*root, std::nextafter(*root, -kInf), std::nextafter(*root, kInf)}) {
        points.push_back(base);
        points.back()[input] = t;
      }
    }
  }
}

/// Each point once; numbers are the same if their bits are.
std::vector<Point> distinct(const std::vector<Point>& points) {
  const auto before = [](const Point& a, const Point& b) {
    return std::ranges::lexicographical_compare(
        a, b, [](double x, double y) { return x < y || (x == y && std::signbit(x) && !std::signbit(y)); });
  };
  std::set<Point, decltype(before)> seen(before);
  std::vector<Point> kept;
  for (const Point& point : points) {
    if (seen.insert(point).second) kept.push_back(point);
  }
  return kept;
}

}  // namespace

std::vector<Point> check_points(const ir::Function& fn, const CheckOptions& options) {
  std::vector<Point> points = options.points;
  const std::size_t inputs = fn.params().size();
  const Point base = points.empty() ? Point(inputs, 1.0) : points.front();
  std::mt19937_64 random(options.seed);
  for (std::size_t i = 0; i < options.random_points; ++i) points.push_back(random_point(inputs, options.box, random));
  if (options.hostile) {
    add_extremes(base, points);
    add_kinks(fn, base, points);
  }
  return distinct(points);
}

}  // namespace adc::analysis
