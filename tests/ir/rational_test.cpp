#include "ir/rational.h"

#include <catch2/catch.hpp>
#include <cmath>
#include <limits>

using adc::ir::Rational;

TEST_CASE("a rational is read in lowest terms") {
  CHECK(Rational::parse("6/4")->to_string() == "3/2");
  CHECK(Rational::parse("-0.25")->to_string() == "-1/4");
  CHECK(Rational::parse("2e-3")->to_string() == "1/500");
  CHECK(Rational::parse("1.50e2")->to_string() == "150");
  CHECK(Rational::parse("0010")->to_string() == "10");
  CHECK_FALSE(Rational::parse("2e"));
  CHECK_FALSE(Rational::parse("1/0"));
  CHECK_FALSE(Rational::parse("1e999999999"));
  CHECK_FALSE(Rational::parse("0.1e-9223372036854775808"));
}

TEST_CASE("a rational is within a limit if both its parts are") {
  CHECK(Rational::ratio(-7, 8).is_within(8));
  CHECK_FALSE(Rational::ratio(-9, 8).is_within(8));
  CHECK_FALSE(Rational::ratio(1, 9).is_within(8));
  CHECK_FALSE(pow(Rational(2), 64)->is_within(std::numeric_limits<std::int64_t>::max()));
}

TEST_CASE("a power of a rational is a product of as many") {
  for (const Rational& a : {Rational(3), Rational(-2), Rational::ratio(-2, 3), Rational::ratio(5, 4)}) {
    std::optional<Rational> product = Rational(1);
    for (std::int64_t n = 0; n <= 40; ++n, product = mul(*product, a)) {
      CHECK(*pow(a, n) == *product);
      CHECK(*pow(a, -n) == *div(1, *product));
    }
  }
  CHECK(pow(Rational(2), 1023));
  CHECK_FALSE(pow(Rational(2), 1024));
  CHECK_FALSE(pow(Rational::ratio(1, 3), 700));
}

TEST_CASE("a decimal rounds to the double that the C library reads") {
  for (const char* text :
       {"0.1", "3.14159265358979323846", "1e22", "1e23", "8.98846567431158e307", "1.7976931348623157e308",
        "2.2250738585072011e-308", "9007199254740993", "0.30000000000000004", "4.9e-300"}) {
    CAPTURE(text);
    const auto value = Rational::parse(text);
    if (value) CHECK(value->to_double() == std::strtod(text, nullptr));
  }
  CHECK(Rational::parse("1e308")->to_double() == 1e308);
  const Rational half = *pow(Rational(2), 1023);
  const Rational largest = *add(half, *sub(half, Rational(1)));  // 2^1024 − 1
  CHECK(largest.to_double() == std::numeric_limits<double>::infinity());
}

TEST_CASE("rounding to float is done once") {
  // Halfway between two floats plus a little that a double would drop first.
  const auto value = add(Rational(1), *add(*pow(Rational(2), -24), *pow(Rational(2), -70)));
  CHECK(value->to_float() == std::nextafter(1.0F, 2.0F));
  CHECK(Rational::ratio(1, 3).to_float() == 1.0F / 3.0F);
}

TEST_CASE("a result past the limit of bits is refused") {
  CHECK_FALSE(pow(Rational(3), 1000));
  CHECK(pow(Rational(2), 1000));
  CHECK_FALSE(pow(Rational(0), -1));
  CHECK(pow(Rational(0), 0)->is_one());
}
