#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <random>

#include "ir/special/shared.h"

namespace {

/// The distance from a number of more digits in ulps of the double next to it.
double ulps(double y, long double exact) {
  const double rounded = static_cast<double>(exact);
  if (std::isnan(y) || std::isnan(rounded)) return std::isnan(y) && std::isnan(rounded) ? 0 : 1e300;
  if (std::isinf(y) || std::isinf(rounded)) return y == rounded ? 0 : 1e300;
  const double size = std::abs(rounded);
  const double ulp = std::nextafter(size, std::numeric_limits<double>::infinity()) - size;
  return static_cast<double>(std::abs(static_cast<long double>(y) - exact)) / ulp;
}

double uniform(std::mt19937_64& random, double low, double high) {
  return std::uniform_real_distribution<double>(low, high)(random);
}

}  // namespace

TEST_CASE("functions of C's library for other languages are within 2 ulp") {
  std::mt19937_64 random(1);
  for (int i = 0; i < 20'000; ++i) {
    const double x = uniform(random, -28, 28);
    const double small = std::ldexp(x, -static_cast<int>(random() % 60));
    for (const double z : {x, small}) {
      CAPTURE(z);
      CHECK(ulps(adc_standard_erf(z), erfl(z)) <= 2);
      CHECK(ulps(adc_standard_erfc(z), erfcl(z)) <= 2);
      CHECK(ulps(adc_standard_tgamma(z), tgammal(z)) <= 2);
      CHECK(ulps(adc_standard_lgamma(z), lgammal(z)) <= 2);
    }
    const double large = uniform(random, -185, 172);
    CAPTURE(large);
    CHECK(ulps(adc_standard_tgamma(large), tgammal(large)) <= 2);
    const double huge = std::ldexp(std::abs(large), static_cast<int>(random() % 900));
    CAPTURE(huge);
    CHECK(ulps(adc_standard_lgamma(huge), lgammal(huge)) <= 2);
  }
}

TEST_CASE("functions of C's library for other languages have its values at the edges") {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
  for (const double x :
       {0.0,   -0.0, 1.0,  2.0,  -1.0,  -2.0,   0.5,    -0.5,   1e-310, -1e-310,   5e-324,     1e-20, -1e-20,
        6.0,   -6.0, 26.5, 27.3, 30.0,  -170.5, -171.5, -180.5, -190.5, -191.0,    171.0,      171.6, 171.7,
        172.5, 1e15, 1e17, 1e18, 1e305, 2e306,  1e308,  -1e15,  -1e300, kInfinity, -kInfinity, kNan}) {
    CAPTURE(x);
    CHECK(ulps(adc_standard_erf(x), std::erf(x)) <= 2);
    CHECK(ulps(adc_standard_erfc(x), std::erfc(x)) <= 2);
    CHECK(ulps(adc_standard_tgamma(x), std::tgamma(x)) <= 6);  // the C library is within 5
    CHECK(ulps(adc_standard_lgamma(x), std::lgamma(x)) <= 6);
    CHECK(std::signbit(adc_standard_erf(x)) == std::signbit(std::erf(x)));
    if (!std::isnan(std::tgamma(x))) CHECK(std::signbit(adc_standard_tgamma(x)) == std::signbit(std::tgamma(x)));
  }
}
