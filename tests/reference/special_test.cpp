// Special functions where their formulas cancel: near zeros, near poles, in derivatives of high order.
#include <catch2/catch.hpp>
#include <cmath>
#include <random>

#include "tests/reference/reference.h"
#include "tests/support/one_op.h"

using namespace adc::ir;
using namespace adc::tests;

namespace {

class Random {
 public:
  double unit() { return static_cast<double>(engine_() >> 11) * 0x1p-53; }
  double between(double low, double high) { return low + (high - low) * unit(); }
  /// Log-uniform between 2^low and 2^high.
  double magnitude(double low, double high) { return std::exp2(between(low, high)); }
  std::int64_t order(std::int64_t low, std::int64_t high) {
    return low + static_cast<std::int64_t>(engine_() % static_cast<std::uint64_t>(high - low + 1));
  }

 private:
  std::mt19937_64 engine_{20260105};
};

/// Whether the op is within `ulps` of the last place, or within `absolute`; where the reference has no number, true.
bool is_within(Op op, std::int64_t immediate, const Point& point, double allowed, double absolute = 0) {
  const Function fn = one_op(op, immediate);
  const Reference exact = evaluate_reference(fn, point)[0];
  if (std::isnan(exact.high)) return true;
  const double y = evaluate_op(op, point, immediate);
  return ulps(y, exact) <= allowed || absolute_error(y, exact) <= absolute;
}

/// The op as a function of its last operand.
double along(Op op, std::int64_t immediate, Point point, double x) {
  point.back() = x;
  return evaluate_op(op, point, immediate);
}

/// Checks the doubles beside each zero of the op in its last operand between `low` and `high`.
template <class Amplitude>
void check_zeros(Op op, std::int64_t immediate, Point point, double low, double high, Amplitude amplitude) {
  int zeros = 0;
  for (double left = low; left + 0.25 < high; left += 0.25) {
    double a = left;
    double b = left + 0.25;
    if (along(op, immediate, point, a) > 0 == along(op, immediate, point, b) > 0) continue;
    while (std::nextafter(a, b) < b) {
      const double middle = a + (b - a) / 2;
      (along(op, immediate, point, a) > 0 == along(op, immediate, point, middle) > 0 ? a : b) = middle;
    }
    ++zeros;
    for (const double x : {a, b}) {
      point.back() = x;
      CAPTURE(info(op).spelling, immediate, point);
      CHECK(is_within(op, immediate, point, 1, 0x1p-98 * amplitude(std::fabs(x))));
    }
  }
  CHECK(zeros > 0);
}

}  // namespace

TEST_CASE("gamma of each whole number is the nearest double") {
  for (double x = 1; x <= 171; ++x) {
    CAPTURE(x);
    CHECK(is_within(Op::Gamma, 0, {x}, 0.5));
  }
}

TEST_CASE("Bessel functions and their derivatives keep their digits near zeros") {
  for (const Op op : {Op::Besselj, Op::Bessely}) {
    for (const double n : {0.0, 0.3, -2.5, 20.0}) {
      // Where the lowest order of those that a derivative is the sum of oscillates, too.
      for (const std::int64_t k : {0, 3}) {
        const double low = std::fabs(n) + static_cast<double>(k) + 1;
        check_zeros(op, k, {n, 0}, low, 42, [](double x) { return 1 / std::sqrt(x); });
      }
    }
  }
}

TEST_CASE("Airy functions and their derivatives keep their digits near zeros") {
  for (const Op op : {Op::AiryAi, Op::AiryBi}) {
    for (const std::int64_t k : {0, 1}) {
      const double power = k == 0 ? -0.25 : 0.25;
      check_zeros(op, k, {0}, -20, 0, [&](double x) { return std::pow(x, power); });
    }
  }
}

TEST_CASE("derivatives of Bessel functions of high orders are what the reference says") {
  Random random;
  for (const Op op : {Op::Besselj, Op::Bessely, Op::Besseli, Op::Besselk}) {
    for (int i = 0; i < 60; ++i) {
      double n = random.between(-130, 130);
      if (i % 3 == 0) n = std::nearbyint(n);
      const double x = i % 2 == 0 ? std::fabs(n) * random.between(0.5, 1.5) : random.magnitude(-8, 10);
      const std::int64_t k = random.order(1, 16);
      CAPTURE(info(op).spelling, n, x, k);
      CHECK(is_within(op, k, {n, x}, 1, x < std::fabs(n) ? 0 : 0x1p-98 / std::sqrt(x)));
    }
  }
}

TEST_CASE("incomplete gamma functions of large shapes, above, below and at the mode") {
  Random random;
  for (int i = 0; i < 40; ++i) {
    const double a = random.magnitude(20, 23);
    const double x = i % 4 == 0 ? a : a + std::sqrt(a) * random.between(-4, 4);
    CAPTURE(a, x);
    CHECK(is_within(Op::Gammainc, 0, {a, x}, 1));
    CHECK(is_within(Op::Gammaincc, 0, {a, x}, 1));
  }
}

TEST_CASE("derivatives of any order of incomplete gamma functions keep their digits around the mode") {
  Random random;
  for (int i = 0; i < 600; ++i) {
    const double a = i % 3 == 0 ? random.between(1, 40) : random.magnitude(-10, 50);
    const double wide = i % 2 == 0 ? std::sqrt(a) : a;
    const double x = std::fabs(a + wide * random.between(-3, 3));
    const std::int64_t k = random.order(1, 16);
    CAPTURE(a, x, k);
    CHECK(is_within(Op::Gammainc, k, {a, x}, 1));
  }
}

TEST_CASE("derivatives of any order of incomplete beta functions keep their digits around the mode") {
  Random random;
  for (int i = 0; i < 600; ++i) {
    const double a = i % 3 == 0 ? random.between(1, 40) : random.magnitude(-10, 29);
    const double b = i % 4 == 0 ? a : random.magnitude(-10, 29);
    const double mode = a / (a + b);
    const double wide = std::sqrt(mode * (1 - mode) / (a + b + 1));
    const double x = i % 2 == 0 ? random.unit() : mode + wide * random.between(-3, 3);
    if (!(x > 0 && x < 1)) continue;
    const std::int64_t k = random.order(1, 16);
    CAPTURE(a, b, x, k);
    CHECK(is_within(Op::Betainc, k, {a, b, x}, 1));
  }
}

TEST_CASE("binomial coefficients and their logarithms where n is near -1, and k near -1 or n + 1") {
  Random random;
  for (int i = 0; i < 2000; ++i) {
    const double n = i % 2 == 0 ? random.magnitude(-50, 0) - 1 : random.between(-1, 3);
    const double near = (n + 1) * random.magnitude(-50, 0);
    const double k = i % 3 == 0 ? near - 1 : i % 3 == 1 ? n + 1 - near : i % 4 == 0 ? near : n - near;
    if (!(k > -1 && k - n < 1)) continue;
    CAPTURE(n, k);
    CHECK(is_within(Op::Binomial, 0, {n, k}, 2.05));
    CHECK(is_within(Op::Lchoose, 0, {n, k}, 2.05, 0x1p-52));
  }
}

TEST_CASE("logarithms of binomial coefficients keep their digits where n and k are next to nothing") {
  Random random;
  for (int i = 0; i < 1000; ++i) {
    const double n = random.magnitude(-50, -8) * (i % 2 == 0 ? 1 : -1);
    const double near = random.magnitude(-80, -8) * (i % 4 < 2 ? 1 : -1);
    const double k = i % 3 == 0 ? near : i % 3 == 1 ? n * near : n - near;
    CAPTURE(n, k);
    if (k != n) CHECK(is_within(Op::Lchoose, 0, {n, k}, 12));
  }
}

TEST_CASE("the reference gives up where series would take minutes") {
  CHECK(std::isnan(evaluate_reference(one_op(Op::Betainc, 0), Point{1e9, 1e9, 0.5})[0].high));
  CHECK(std::isnan(evaluate_reference(one_op(Op::Gammainc, 0), Point{9e9, 9e9})[0].high));
}
