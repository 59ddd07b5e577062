// Sample points for properties over the op table: deterministic, inside each op's domain, edges included.
#pragma once

#include <cmath>
#include <cstdint>
#include <limits>
#include <random>
#include <span>
#include <vector>

#include "ir/op.h"

namespace adc::tests {

/// One value per operand.
using Point = std::vector<double>;

namespace detail {

struct Interval {
  double low;
  double high;
};

/// The interval of a domain's samples of ordinary size.
inline Interval interval(ir::Domain domain, bool first, bool last) {
  switch (domain) {
    case ir::Domain::Moderate: return {-20, 20};
    case ir::Domain::Positive: return {0, 30};
    case ir::Domain::PositiveLhs: return first ? Interval{0, 30} : Interval{-9, 9};
    case ir::Domain::AboveMinusOne: return {-1, 30};
    case ir::Domain::AboveOne: return {1, 30};
    case ir::Domain::InsideUnit: return {-1, 1};
    case ir::Domain::UnitInterval: return {0, 1};
    case ir::Domain::AboveBranchPoint: return {-0.36787944117144232, 30};
    case ir::Domain::BranchPointToZero: return {-0.36787944117144232, 0};
    case ir::Domain::OrderThenPositive: return first ? Interval{-9, 9} : Interval{0, 30};
    case ir::Domain::ShapeThenPositive: return {0, 30};
    case ir::Domain::ShapesThenUnit: return last ? Interval{0, 1} : Interval{0, 30};
    case ir::Domain::AnyReal:
    case ir::Domain::Nonzero:
    case ir::Domain::NonzeroRhs:
    case ir::Domain::OutsideUnit: return {-30, 30};
    case ir::Domain::Boolean: return {0, 1};
  }
  return {-1, 1};
}

}  // namespace detail

/// Whether operands of `op` are orders or shapes of a special function, whose exact values cost a great deal: it is
/// tested at fewer points.
inline bool has_shapes(ir::Op op) {
  const ir::Domain domain = ir::info(op).domain;
  return domain == ir::Domain::OrderThenPositive || domain == ir::Domain::ShapeThenPositive ||
         domain == ir::Domain::ShapesThenUnit;
}

namespace detail {

/// `count` of the values, if there are so many, at equal distances in their list.
inline std::vector<double> some_of(const std::vector<double>& values, std::size_t count) {
  std::vector<double> some;
  for (std::size_t i = 0; i < count && count < values.size(); ++i) some.push_back(values[i * values.size() / count]);
  return some.empty() ? values : some;
}

}  // namespace detail

/// Whether `x` is in the domain, as the given operand.
inline bool in_domain(ir::Domain domain, double x, bool first = true, bool last = true) {
  switch (domain) {
    case ir::Domain::AnyReal: return std::isfinite(x);
    case ir::Domain::Moderate: return std::fabs(x) <= 20;
    case ir::Domain::Nonzero: return std::isfinite(x) && x != 0;
    case ir::Domain::NonzeroRhs: return std::isfinite(x) && (!last || x != 0);
    case ir::Domain::Positive: return std::isfinite(x) && x > 0;
    case ir::Domain::PositiveLhs: return std::isfinite(x) && (!first || x > 0);
    case ir::Domain::AboveMinusOne: return std::isfinite(x) && x > -1;
    case ir::Domain::AboveOne: return std::isfinite(x) && x > 1;
    case ir::Domain::InsideUnit: return std::fabs(x) < 1;
    case ir::Domain::OutsideUnit: return std::isfinite(x) && std::fabs(x) > 1;
    case ir::Domain::UnitInterval: return x > 0 && x < 1;
    case ir::Domain::AboveBranchPoint: return std::isfinite(x) && x > -0.3678794411714423;
    case ir::Domain::BranchPointToZero: return x < 0 && x > -0.3678794411714423;
    case ir::Domain::OrderThenPositive: return first ? std::fabs(x) <= 30 : std::isfinite(x) && x > 0;
    case ir::Domain::ShapeThenPositive: return std::isfinite(x) && x > 0 && (!first || x <= 30);
    case ir::Domain::ShapesThenUnit: return x > 0 && (last ? x < 1 : x <= 30);
    case ir::Domain::Boolean: return x == 0 || x == 1;
  }
  return false;
}

/// At least `count` values of ordinary size in the domain: round numbers, values just inside its edges, random ones.
inline std::vector<double> samples(ir::Domain domain, bool first = true, bool last = true, int count = 40) {
  if (domain == ir::Domain::Boolean) return {0, 1};
  std::vector<double> values;
  for (const double x : {0.0,   0.5,  -0.5,  1.0,  -1.0,  2.0,      -2.0,      3.5,      -3.5,      10.25, -10.25, 0.99,
                         -0.99, 1.01, -1.01, 1e-3, -1e-3, 1 - 1e-6, -1 + 1e-6, 1 + 1e-6, -1 - 1e-6, 1e-8,  -1e-8}) {
    if (in_domain(domain, x, first, last)) values.push_back(x);
  }
  std::mt19937_64 random(20260101);
  const detail::Interval range = detail::interval(domain, first, last);
  while (values.size() < static_cast<std::size_t>(count)) {
    const double unit = static_cast<double>(random() >> 11) * 0x1p-53;
    const double x = range.low + (range.high - range.low) * unit;
    if (in_domain(domain, x, first, last)) values.push_back(x);
  }
  return values;
}

/// Values in the domain of every magnitude, from the smallest subnormal to the largest finite number.
inline std::vector<double> extreme_samples(ir::Domain domain, bool first = true, bool last = true) {
  using Limits = std::numeric_limits<double>;
  std::vector<double> values;
  for (const double x : {0.0,
                         -0.0,
                         Limits::denorm_min(),
                         Limits::min() / 8,
                         Limits::min(),
                         1e-300,
                         1e-160,
                         1e-20,
                         0x1p-53,
                         1e-12,
                         0.1,
                         1 - 0x1p-53,
                         1.0,
                         1 + 0x1p-52,
                         5.0,
                         19.5,
                         22.0,
                         40.0,
                         170.0,
                         700.0,
                         709.5,
                         745.0,
                         1e5,
                         0x1p31,
                         0x1p52 + 0.5,
                         0x1p53,
                         1e15,
                         1e20,
                         1e160,
                         1e300,
                         Limits::max()}) {
    if (in_domain(domain, x, first, last)) values.push_back(x);
    if (in_domain(domain, -x, first, last)) values.push_back(-x);
  }
  return values;
}

/// ±0, ±inf, nan, subnormals, the largest numbers, ±1.
inline std::vector<double> special_values() {
  using Limits = std::numeric_limits<double>;
  return {0.0,
          -0.0,
          1.0,
          -1.0,
          Limits::infinity(),
          -Limits::infinity(),
          Limits::quiet_NaN(),
          Limits::denorm_min(),
          -Limits::denorm_min(),
          Limits::min(),
          -Limits::min(),
          Limits::max(),
          -Limits::max()};
}

/// The immediates with which an op that has one is tested; {0} for others.
inline std::vector<std::int64_t> immediates(ir::Op op) {
  switch (ir::info(op).immediate) {
    case ir::Immediate::None:
    case ir::Immediate::Callee:
    case ir::Immediate::Lists: return {0};
    case ir::Immediate::Exponent: return {-7, -2, -1, 0, 1, 2, 3, 4, 5, 10, 31};
    case ir::Immediate::Order:
      return ir::info(op).arity == 1 ? std::vector<std::int64_t>{0, 1, 2, 3, 8, 30}
                                     : std::vector<std::int64_t>{0, 1, 3};
    case ir::Immediate::Slope:
      return ir::max_order(op) == 1 ? std::vector<std::int64_t>{0, 1} : std::vector<std::int64_t>{0, 1, 3};
  }
  return {0};
}

/// All combinations of `values(operand)` for the operands of `op`.
template <class Values>
std::vector<Point> combinations(ir::Op op, Values values) {
  std::vector<Point> points = {{}};
  for (std::size_t operand = 0; operand < ir::info(op).arity; ++operand) {
    std::vector<Point> longer;
    for (const Point& point : points) {
      for (const double x : values(operand)) {
        longer.push_back(point);
        longer.back().push_back(x);
      }
    }
    points = std::move(longer);
  }
  return points;
}

/// Whether a point whose operands are in the domain is: of binomial coefficients x choose y only those with y ≤ x.
inline bool in_joint_domain(ir::Op op, const Point& point) {
  const bool is_choice = op == ir::Op::Binomial || op == ir::Op::Lchoose;
  return !is_choice || point[1] <= point[0];
}

/// All combinations of `values(operand)` that are in the domain of `op`.
template <class Values>
std::vector<Point> combinations_in_domain(ir::Op op, Values values) {
  std::vector<Point> points = combinations(op, values);
  std::erase_if(points, [op](const Point& point) { return !in_joint_domain(op, point); });
  return points;
}

/// Whether the reference takes milliseconds for a value of the op.
inline bool is_slow(ir::Op op) {
  return op == ir::Op::Beta || op == ir::Op::Lbeta || op == ir::Op::Binomial || op == ir::Op::Lchoose ||
         op == ir::Op::PolygammaDifference;
}

/// Points of ordinary size in the op's domain: 40 for one operand, some hundreds for more. The condition of `select`
/// is 0 or 1.
inline std::vector<Point> points(ir::Op op) {
  const ir::OpInfo& info = ir::info(op);
  const int count = info.arity <= 1 ? 40 : is_slow(op) ? 13 : info.arity == 2 ? 26 : 8;
  return combinations_in_domain(op, [&](std::size_t operand) {
    const bool condition = op == ir::Op::Select && operand == 0;
    std::vector<double> values =
        samples(condition ? ir::Domain::Boolean : info.domain, operand == 0, operand + 1 == info.arity, count);
    if (info.arity == 3 && values.size() > 8) values.resize(8);
    if (has_shapes(op)) values = detail::some_of(values, info.arity == 3 ? 4 : 7);
    return values;
  });
}

/// Points of every magnitude in the op's domain.
inline std::vector<Point> extreme_points(ir::Op op) {
  const ir::OpInfo& info = ir::info(op);
  return combinations_in_domain(op, [&](std::size_t operand) {
    const bool condition = op == ir::Op::Select && operand == 0;
    std::vector<double> values =
        extreme_samples(condition ? ir::Domain::Boolean : info.domain, operand == 0, operand + 1 == info.arity);
    std::vector<double> some;
    for (std::size_t i = 0; i < values.size(); i += info.arity == 3 ? 5 : 1) some.push_back(values[i]);
    return has_shapes(op) && info.arity == 2 ? detail::some_of(some, 20) : some;
  });
}

/// Every combination of special values, inside the op's domain or not. The condition of `select` and the operands of
/// logic are 0 or 1.
inline std::vector<Point> special_points(ir::Op op) {
  return combinations(op, [&](std::size_t operand) {
    const bool boolean = ir::info(op).domain == ir::Domain::Boolean || (op == ir::Op::Select && operand == 0);
    return boolean ? std::vector<double>{0, 1} : special_values();
  });
}

}  // namespace adc::tests
