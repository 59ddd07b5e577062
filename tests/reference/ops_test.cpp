// The interpreter, and so native code, against values of 100 digits.
#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <optional>
#include <random>

#include "tests/reference/reference.h"
#include "tests/support/one_op.h"

using namespace adc::ir;
using namespace adc::tests;

namespace {

constexpr double kInf = std::numeric_limits<double>::infinity();
constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

/// What an op's result may be wrong by: `ulps`, or `absolute` if that is more.
struct Tolerance {
  double ulps;
  double absolute = 0;
};

/// What ir/special/special.h states of the functions of erf.c, beta.c, sinc.c and lambert.c; the others state 2 ulp.
std::optional<Tolerance> in_families(Op op) {
  switch (op) {
    case Op::Erfcx:
    case Op::ErfcHazard: return Tolerance{6};
    case Op::LogErfc: return Tolerance{5};
    case Op::LogNormalCdf: return Tolerance{3};
    case Op::Erfinv:
    case Op::Erfcinv:
    case Op::Beta:
    case Op::Lambertw:
    case Op::Lambertw1p:
    case Op::LambertwLower:
    case Op::LambertwLower1p: return Tolerance{4};
    case Op::Lbeta:
    case Op::Lchoose: return Tolerance{2, 0x1p-52};
    case Op::IerfcRatio:
    case Op::PolygammaDifference: return Tolerance{10};
    case Op::SincDerivative: return Tolerance{10, 0x1p-52};
    default: return std::nullopt;
  }
}

/// 4 ulp, but for what is known to be less or more accurate.
Tolerance tolerance(Op op) {
  if (info(op).function.empty()) return {0.5};  // one IEEE operation
  switch (op) {
    case Op::Gamma: return {6};               // glibc's tgamma
    case Op::Logaddexp: return {2, 0x1p-53};  // the result crosses zero
    case Op::Besselj:
    case Op::Bessely: return {4, 0x1p-75};  // where x is beyond 2⁵⁰
    case Op::Digamma:
    case Op::Polygamma: return {10};
    default: return in_families(op).value_or(Tolerance{4});
  }
}

/// How far the interpreter is from the exact value, as a fraction of `allowed`.
double error(const Function& fn, const Point& point, Tolerance allowed) {
  double y = 0;
  interpret(fn, point, {&y, 1});
  const Reference exact = evaluate_reference(fn, point)[0];
  const double relative = ulps(y, exact) / allowed.ulps;
  return absolute_error(y, exact) <= allowed.absolute ? 0 : relative;
}

/// A random number: around 0, around ±1, of any magnitude to 10⁸.
double random_number(std::mt19937_64& random) {
  const auto unit = [&] { return static_cast<double>(random() >> 11) * 0x1p-53; };
  const double sign = random() % 2 == 0 ? 1 : -1;
  switch (random() % 4) {
    case 0: return sign * 2 * unit();
    case 1: return sign * 30 * unit();
    case 2: return sign * std::exp(40 * unit() - 20);
    default: return sign * (1 + (random() % 2 == 0 ? 1 : -1) * std::exp(-36 * unit()));
  }
}

Point random_point(Op op, std::mt19937_64& random) {
  Point point;
  for (std::size_t k = 0; k < info(op).arity; ++k) {
    double x = random_number(random);
    while (!in_domain(info(op).domain, x, k == 0, k + 1 == info(op).arity)) x = random_number(random);
    point.push_back(x);
  }
  return point;
}

}  // namespace

TEST_CASE("the reference knows closed forms of its own functions") {
  const auto digits = [](Op op, double x, std::int64_t n = 0) {
    return reference_digits(one_op(op, n), Point{x}, 40)[0];
  };
  CHECK(digits(Op::Polygamma, 1, 1) == "1.644934066848226436472415166646025189219");    // π²/6
  CHECK(digits(Op::Polygamma, 1, 2) == "-2.40411380631918857079947632302289998153");    // −2 ζ(3)
  CHECK(digits(Op::Polygamma, 0.5, 3) == "97.40909103400243723644033268870511124973");  // π⁴
  CHECK(digits(Op::Digamma, 1) == "-0.5772156649015328606065120900824024310422");       // −γ
  CHECK(digits(Op::Expnsq, 2) == "0.01831563888873418029371802127324124221191");        // e⁻⁴
  CHECK(digits(Op::Acot, -1) == "-0.7853981633974483096156608458198757210493");         // −π/4
}

TEST_CASE("the reference counts units of the last place") {
  CHECK(ulps(1.0, {1.0, 0x1p-54}) == 0.25);
  CHECK(ulps(1 + 0x1p-52, {1.0, 0.0}) == 1);
  CHECK(ulps(5e-324, {0.0, 0.0}) == 1);
  CHECK(ulps(kInf, {kInf, 0.0}) == 0);
  CHECK(ulps(kNan, {kNan, 0.0}) == 0);
  CHECK_FALSE(ulps(kNan, {1.0, 0.0}) <= 1e300);
  CHECK_FALSE(ulps(1.0, {kNan, 0.0}) <= 1e300);
  CHECK_FALSE(ulps(kInf, {1.0, 0.0}) <= 1e300);
  CHECK_FALSE(ulps(1.0, {kInf, 0.0}) <= 1e300);
}

TEST_CASE("each op is as accurate as it says over its domain") {
  for (const Op op : elementwise_ops()) {
    if (!is_computed(op)) continue;
    for (const std::int64_t n : immediates(op)) {
      const Function fn = one_op(op, n);
      CAPTURE(info(op).spelling, n);
      for (const Point& point : points(op)) {
        CAPTURE(point);
        CHECK(error(fn, point, tolerance(op)) <= 1);
      }
      for (const Point& point : extreme_points(op)) {
        CAPTURE(point);
        CHECK(error(fn, point, tolerance(op)) <= 1);
      }
    }
  }
}

/// What ir/special/special.h states of functions that have no tolerance of their own.
static double stated_ulps(Op op) {
  switch (op) {
    case Op::Gamma: return 6;  // libm's, but for whole numbers
    case Op::Lgamma: return 2.5;
    case Op::Digamma: return 4;
    default: return 2.05;
  }
}

TEST_CASE("the special functions of our own are within the errors that their header states") {
  std::mt19937_64 random(20260102);
  for (const Op op : elementwise_ops()) {
    if (!info(op).function.starts_with("adc_") || op == Op::Polygamma || info(op).cost >= 100) continue;
    const bool is_known = op == Op::Logaddexp || in_families(op);
    const Tolerance allowed = is_known ? tolerance(op) : Tolerance{stated_ulps(op)};
    const Function fn = one_op(op, 7);
    CAPTURE(info(op).spelling);
    double worst = 0;
    Point at;
    for (int i = 0; i < 4000; ++i) {
      Point point = random_point(op, random);
      while (!in_joint_domain(op, point)) point = random_point(op, random);
      const double e = error(fn, point, allowed);
      if (e <= worst) continue;
      worst = e;
      at = point;
    }
    CAPTURE(at);
    CHECK(worst <= 1);
  }
}

TEST_CASE("polygamma of every order is within 10 ulp on the whole axis, but for its zeros") {
  std::mt19937_64 random(20260103);
  const auto unit = [&] { return static_cast<double>(random() >> 11) * 0x1p-53; };
  for (std::int64_t n = 0; n <= max_order(Op::Polygamma); ++n) {
    CAPTURE(n);
    const Function fn = one_op(Op::Polygamma, n);
    for (int i = 0; i < 24; ++i) {
      const double x = i % 4 == 0   ? 3 * unit()
                       : i % 4 == 1 ? 80 * unit()
                       : i % 4 == 2 ? std::exp(25 * unit() - 5)
                                    : -9 * unit();
      CAPTURE(x);
      // For x < 0 and even n there is a zero between any two poles, near the middle.
      const bool near_zero = x < 0 && n % 2 == 0 && std::fabs(x - std::floor(x) - 0.5) < 0.35;
      if (!near_zero) CHECK(error(fn, {x}, {10}) <= 1);
    }
  }
}

TEST_CASE("digamma near its zeros") {
  const Function fn = one_op(Op::Digamma);
  for (int i = -1000; i <= 1000; ++i) CHECK(error(fn, {1.4616321449683623 + i * 1e-5}, {4}) <= 1);
  for (double x = -40; x < 0; x += 0.0137) {
    CAPTURE(x);
    CHECK(error(fn, {x}, {10, 0x1p-50}) <= 1);
  }
}

TEST_CASE("lgamma and gamma left of zero") {
  for (double x = -40; x < 0; x += 0.0137) {
    CAPTURE(x);
    CHECK(error(one_op(Op::Lgamma), {x}, {5}) <= 1);
    CHECK(error(one_op(Op::Gamma), {x}, {6}) <= 1);
  }
}

TEST_CASE("special values: poles, infinities, signed zeros, ends of the range") {
  struct Row {
    Op op;
    Point at;
    double value;
    std::int64_t immediate = 0;
  };
  const double pi = std::acos(-1.0);
  const Row rows[] = {
      {Op::Powi, {0.0}, 1, 0},
      {Op::Powi, {kInf}, 1, 0},
      {Op::Powi, {0.0}, kInf, -3},
      {Op::Powi, {-0.0}, -kInf, -3},
      {Op::Powi, {-0.0}, kInf, -2},
      {Op::Powi, {-2}, -8, 3},
      {Op::Powi, {-kInf}, -kInf, 3},
      {Op::Powi, {1e-200}, 0, 2},
      {Op::Powi, {-1}, 1, 2147483646},
      {Op::Powi, {-1}, 1, -2147483648},
      {Op::Expnsq, {0}, 1},
      {Op::Expnsq, {kInf}, 0},
      {Op::Expnsq, {-kInf}, 0},
      {Op::Expnsq, {1e300}, 0},
      {Op::Xlogy, {0, 0}, 0},
      {Op::Xlogy, {0, kInf}, 0},
      {Op::Xlogy, {0, -1}, 0},
      {Op::Xlogy, {0, kNan}, kNan},
      {Op::Xlogy, {1, 0}, -kInf},
      {Op::Xlogy, {-1, 0}, kInf},
      {Op::Logaddexp, {-kInf, -kInf}, -kInf},
      {Op::Logaddexp, {kInf, -kInf}, kInf},
      {Op::Logaddexp, {kInf, kInf}, kInf},
      {Op::Logaddexp, {1e308, 1e308}, 1e308},
      {Op::Logaddexp, {-kInf, 3}, 3},
      {Op::Sigmoid, {kInf}, 1},
      {Op::Sigmoid, {-kInf}, 0},
      {Op::Sigmoid, {0}, 0.5},
      {Op::Sigmoid, {1e4}, 1},
      {Op::Sigmoid, {-1e4}, 0},
      {Op::Softplus, {kInf}, kInf},
      {Op::Softplus, {-kInf}, 0},
      {Op::Softplus, {1e4}, 1e4},
      {Op::Csc, {0.0}, kInf},
      {Op::Csc, {-0.0}, -kInf},
      {Op::Cot, {-0.0}, -kInf},
      {Op::Sec, {0}, 1},
      {Op::Sec, {kInf}, kNan},
      {Op::Asec, {1}, 0},
      {Op::Asec, {-1}, pi},
      {Op::Asec, {kInf}, pi / 2},
      {Op::Asec, {-kInf}, pi / 2},
      {Op::Asec, {0.5}, kNan},
      {Op::Asec, {0}, kNan},
      {Op::Acsc, {1}, pi / 2},
      {Op::Acsc, {-1}, -pi / 2},
      {Op::Acsc, {-kInf}, -0.0},
      {Op::Acsc, {0.5}, kNan},
      {Op::Acot, {0.0}, pi / 2},
      {Op::Acot, {-0.0}, pi / 2},
      {Op::Acot, {-5e-324}, -pi / 2},
      {Op::Acot, {kInf}, 0.0},
      {Op::Acot, {-kInf}, -0.0},
      {Op::Sech, {0}, 1},
      {Op::Sech, {800}, 0},
      {Op::Sech, {-kInf}, 0},
      {Op::Csch, {0.0}, kInf},
      {Op::Csch, {-0.0}, -kInf},
      {Op::Csch, {-kInf}, -0.0},
      {Op::Coth, {0.0}, kInf},
      {Op::Coth, {-0.0}, -kInf},
      {Op::Coth, {-kInf}, -1},
      {Op::Coth, {400}, 1},
      {Op::Asech, {1}, 0},
      {Op::Asech, {0.0}, kInf},
      {Op::Asech, {-0.0}, kInf},
      {Op::Asech, {-0.5}, kNan},
      {Op::Asech, {1.5}, kNan},
      {Op::Acsch, {0.0}, kInf},
      {Op::Acsch, {-0.0}, -kInf},
      {Op::Acsch, {-kInf}, -0.0},
      {Op::Acoth, {1}, kInf},
      {Op::Acoth, {-1}, -kInf},
      {Op::Acoth, {kInf}, 0.0},
      {Op::Acoth, {-kInf}, -0.0},
      {Op::Acoth, {0.5}, kNan},
      {Op::Acoth, {0}, kNan},
      {Op::Lgamma, {0}, kInf},
      {Op::Lgamma, {-3}, kInf},
      {Op::Lgamma, {1}, 0},
      {Op::Lgamma, {2}, 0},
      {Op::Lgamma, {kInf}, kInf},
      {Op::Lgamma, {-kInf}, kInf},
      {Op::Digamma, {0.0}, -kInf},
      {Op::Digamma, {-0.0}, kInf},
      {Op::Digamma, {-1}, kNan},
      {Op::Digamma, {-1e300}, kNan},
      {Op::Digamma, {kInf}, kInf},
      {Op::Digamma, {-kInf}, kNan},
      {Op::Polygamma, {0.0}, kInf, 1},
      {Op::Polygamma, {-0.0}, kInf, 1},
      {Op::Polygamma, {-4}, kInf, 1},
      {Op::Polygamma, {0.0}, -kInf, 2},
      {Op::Polygamma, {-0.0}, kInf, 2},
      {Op::Polygamma, {-4}, kNan, 2},
      {Op::Polygamma, {kInf}, 0.0, 1},
      {Op::Polygamma, {kInf}, -0.0, 2},
      {Op::Polygamma, {kInf}, kInf, 0},
      {Op::Polygamma, {-kInf}, kNan, 3},
      {Op::Polygamma, {1e-300}, -kInf, 64},
      {Op::Polygamma, {1e-300}, -kInf, 2},
      {Op::Polygamma, {1e300}, 0.0, 63},
      {Op::Besselj, {0, 0}, 1},
      {Op::Besselj, {1, 0}, 0.5, 1},
      {Op::Besselj, {-3, 0}, -0.125, 3},
      {Op::Besselj, {-0.5, 0}, kInf},
      {Op::Besselj, {-1.5, 0}, -kInf},
      {Op::Besselj, {0.5, 0}, kInf, 1},
      {Op::Besselj, {1.5, -1}, kNan},
      {Op::Besselj, {3, kInf}, 0},
      {Op::Besselj, {2e6, 1}, kNan},
      {Op::Besselj, {kNan, 1}, kNan},
      {Op::Bessely, {0, 0}, -kInf},
      {Op::Bessely, {2, 0}, kInf, 1},
      {Op::Bessely, {-1, 0}, kInf},
      {Op::Bessely, {-0.5, 0}, 0},
      {Op::Bessely, {1, -1}, kNan},
      {Op::Besseli, {1, -kInf}, -kInf},
      {Op::Besseli, {2, 1e5}, kInf},
      {Op::Besselk, {0, 0}, kInf},
      {Op::Besselk, {2, 0}, -kInf, 1},
      {Op::Besselk, {2, kInf}, 0},
      {Op::Gammainc, {0, 0}, kNan},
      {Op::Gammainc, {0, 1}, 1},
      {Op::Gammainc, {2, 0}, 0},
      {Op::Gammainc, {1, 0}, 1, 1},
      {Op::Gammainc, {0.5, 0}, kInf, 1},
      {Op::Gammainc, {1, 0}, -1, 2},
      {Op::Gammainc, {2, 0}, -2, 3},
      {Op::Gammainc, {2, kInf}, 1},
      {Op::Gammainc, {1e300, 1e300}, 0.5},
      {Op::Gammainc, {-1, 1}, kNan},
      {Op::Gammaincc, {2, 0}, 1},
      {Op::Gammaincc, {2, kInf}, 0},
      {Op::Gammaincc, {kInf, 2}, 1},
      {Op::Betainc, {1, 2, 0}, 2, 1},
      {Op::Betainc, {2, 1, 1}, 2, 1},
      {Op::Betainc, {2, 3, 1}, 1},
      {Op::Betainc, {2, 3, -0.5}, kNan},
      {Op::Betainc, {2, 3, 1.5}, kNan},
      {Op::Betainc, {0, 3, 0.5}, kNan},
      {Op::ExpintEi, {0}, -kInf},
      {Op::ExpintEi, {kInf}, kInf},
      {Op::ExpintE1, {0}, kInf},
      {Op::ExpintE1, {-1}, kNan},
      {Op::ExpintE1, {800}, 0},
      {Op::Zeta, {1}, kInf},
      {Op::Zeta, {1}, -kInf, 1},
      {Op::Zeta, {0.5}, kNan},
      {Op::Zeta, {kInf}, 1},
      {Op::AiryAi, {kInf}, 0},
      {Op::AiryAi, {kInf}, -0.0, 1},
      {Op::AiryAi, {-1e11}, kNan},
      {Op::AiryAi, {-kInf}, 0},
      {Op::AiryAi, {-kInf}, kNan, 1},
      {Op::AiryBi, {kInf}, kInf},
      {Op::AiryBi, {-kInf}, 0},
      {Op::Lambertw1p, {-0.36787944117144233}, 0.0},
      {Op::LambertwLower1p, {-0.36787944117144233}, -0.0},
  };
  for (const Row& row : rows) {
    CAPTURE(info(row.op).spelling, row.at, row.immediate);
    const double y = evaluate_op(row.op, row.at, row.immediate);
    CAPTURE(y);
    CHECK(same_bits(y, row.value));
  }
}

TEST_CASE("each op agrees with the reference at zeros, infinities, nan, subnormals and the largest numbers") {
  for (const Op op : elementwise_ops()) {
    if (!is_computed(op)) continue;
    for (const std::int64_t n : immediates(op)) {
      const Function fn = one_op(op, n);
      CAPTURE(info(op).spelling, n);
      for (const Point& point : special_points(op)) {
        // Boost.Math throws at polygamma's poles; the rows above have them.
        if (op == Op::Polygamma && (!std::isfinite(point[0]) || (point[0] <= 0 && point[0] == std::floor(point[0]))))
          continue;
        // The difference of two of them is stated where both are right of 0.
        if (op == Op::PolygammaDifference && !(point[0] > 0 && point[0] + point[1] > 0)) continue;
        CAPTURE(point);
        CHECK(error(fn, point, tolerance(op)) <= 1);
      }
    }
  }
}
