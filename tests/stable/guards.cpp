#include "tests/stable/guards.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <set>

#include "ir/interpreter.h"

namespace adc::test {
namespace {

using Point = std::vector<double>;

constexpr std::size_t kMostEdges = 200;

bool is_comparison(ir::Op op) { return op == ir::Op::Lt || op == ir::Op::Le || op == ir::Op::Eq || op == ir::Op::Ne; }

/// Doubles in their order, as integers.
std::int64_t rank(double x) {
  const auto bits = std::bit_cast<std::int64_t>(x);
  return bits < 0 ? std::numeric_limits<std::int64_t>::min() - bits : bits;
}
double unranked(std::int64_t n) {
  return std::bit_cast<double>(n < 0 ? std::numeric_limits<std::int64_t>::min() - n : n);
}

/// Combinations of some numbers for each input, within the box.
std::vector<Point> lattice(const StableCase& c) {
  std::vector<double> numbers{0, 1, -1, 0.5, -2, 3e-7, -1e-9, 0.3, 12, -30};
  if (c.ranges.size() > 1) numbers = {0, 1, -1, 0.7, -3e-7, 5};
  if (c.ranges.size() > 2) numbers = {0, 1, -0.6, 4};
  std::vector<Point> points{{}};
  for (const Range& range : c.ranges) {
    std::vector<Point> longer;
    for (const Point& point : points) {
      for (const double x : numbers) {
        if (x < range.low || x > range.high) continue;
        longer.push_back(point);
        longer.back().push_back(x);
      }
    }
    points = std::move(longer);
  }
  return points;
}

class Edges {
 public:
  Edges(const StableCase& c, const ir::Function& fn) : case_(c), fn_(fn) {}

  std::vector<Point> find() {
    for (std::size_t i = 0; i < fn_.size(); ++i) {
      if (is_comparison(fn_.op(ir::value_id(i)))) find(ir::value_id(i));
    }
    return {found_.begin(), found_.end()};
  }

 private:
  static constexpr double kProbes[] = {-1e200, -1e30, -2000, -100, -17, -3, -0.9, -0.1, -1e-3, -1e-6, -1e-30,
                                       1e-30,  1e-6,  1e-3,  0.1,  0.9, 3,  17,   100,  2000,  1e30,  1e200};
  static constexpr double kOthers[] = {0.7, -0.4, 1.5e-3, 40, 0};

  /// What a comparison compares, as a difference.
  [[nodiscard]] double difference(ir::ValueId comparison, const Point& point) const {
    const std::vector<double> values = ir::interpret_all(fn_, point);
    const auto operands = fn_.operands(comparison);
    return values[index(operands[0])] - values[index(operands[1])];
  }

  void find(ir::ValueId comparison) {
    for (std::size_t k = 0; k < case_.ranges.size(); ++k) {
      for (const double other : kOthers) {
        Point point(case_.ranges.size(), other);
        for (std::size_t i = 1; i < std::size(kProbes); ++i) {
          const double low = std::max(kProbes[i - 1], case_.ranges[k].low);
          const double high = std::min(kProbes[i], case_.ranges[k].high);
          if (low < high) bisect(comparison, point, k, low, high);
        }
        if (case_.ranges.size() == 1) break;
      }
    }
  }

  void bisect(ir::ValueId comparison, Point point, std::size_t k, double low, double high) {
    const auto side = [&](double x) {
      point[k] = x;
      const double d = difference(comparison, point);
      return d < 0 ? -1 : d > 0 ? 1 : 0;
    };
    const int below = side(low);
    if (below == side(high) || found_.size() >= kMostEdges) return;
    std::int64_t from = rank(low);
    std::int64_t to = rank(high);
    while (to - from > 1) {
      const std::int64_t middle = from + (to - from) / 2;
      (side(unranked(middle)) == below ? from : to) = middle;
    }
    for (const std::int64_t at : {from, to, to + 1}) add(point, k, unranked(at));
    for (const double away : {1e-3, 1e-6}) {
      add(point, k, unranked(to) * (1 + away));
      add(point, k, unranked(to) * (1 - away));
    }
  }

  void add(Point point, std::size_t k, double x) {
    point[k] = x;
    for (std::size_t i = 0; i < point.size(); ++i) {
      if (point[i] < case_.ranges[i].low || point[i] > case_.ranges[i].high) return;
    }
    found_.insert(point);
  }

  const StableCase& case_;
  const ir::Function& fn_;
  std::set<Point> found_;
};

}  // namespace

std::vector<Point> guarded_points(const StableCase& c, const ir::Function& rewritten) {
  std::vector<Point> points = lattice(c);
  const std::vector<Point> edges = Edges(c, rewritten).find();
  points.insert(points.end(), edges.begin(), edges.end());
  return points;
}

}  // namespace adc::test
