// Series through the API: what they read, which sides there are, what is refused.
#include <catch2/catch.hpp>
#include <string>

#include "adc/adc.hpp"
#include "adc/series.hpp"

namespace {

using adc::compile;
using adc::Result;
using adc::Series;
using adc::SeriesOptions;
using adc::Side;

Result<Series> made(const char* text, const SeriesOptions& options = {}) {
  return adc::series(compile(text).value(), options);
}

std::string text(const char* formula, const SeriesOptions& options = {}) {
  return to_text(made(formula, options).value());
}

std::string slug(const char* formula, const SeriesOptions& options = {}) {
  const Result<Series> result = made(formula, options);
  return result ? "" : result.error().diagnostic().slug;
}

bool notes(const Series& series, const char* part) {
  for (const adc::Diagnostic& note : series.notes) {
    if (note.message.find(part) != std::string::npos) return true;
  }
  return false;
}

TEST_CASE("series read as people write them") {
  CHECK(text("exp(x)", {.order = 2}) == "1 + x + x²/2 + O(x³)");
  CHECK(text("exp(a*x)", {.variable = "x", .order = 2}) == "1 + a·x + a²·x²/2 + O(x³)");
  CHECK(text("log(x)", {.at = "1", .order = 3}) == "(x - 1) - (x - 1)²/2 + (x - 1)³/3 + O((x - 1)⁴)");
  CHECK(text("exp(x)", {.at = "-1", .order = 1}) == "1/e + (x + 1)/e + O((x + 1)²)");
  CHECK(text("1/x", {.variable = "x", .at = "a", .order = 1}) == "1/a - (x - a)/a² + O((x - a)²)");
  CHECK(text("asin(x)") == "x + x³/6 + 3x⁵/40 + O(x⁶)");
  CHECK(text("exp(0.5x)", {.order = 2}) == "1 + 0.5x + 0.125x² + O(x³)");
  CHECK(text("x^2 + 3x + 1") == "1 + 3x + x²");
  CHECK(text("x^9", {.order = 3}) == "O(x⁴)");
  CHECK(text("x - x") == "0");
  CHECK(text("a = sin(x); b = a^2; a, b", {.order = 3, .output = 1}) == "x² + O(x⁴)");
}

TEST_CASE("poles, roots and logarithms are said") {
  const Series laurent = made("1/sin(x)", {.order = 1}).value();
  CHECK(to_text(laurent) == "1/x + x/6 + O(x²)");
  CHECK(laurent.has_poles);
  CHECK(notes(laurent, "Laurent"));
  CHECK(laurent.notes[0].slug == "series-terms");
  const Series puiseux = made("sqrt(sin(x))", {.order = 3}).value();
  CHECK(to_text(puiseux) == "sqrt(x) - x^(5/2)/12 + O(x^(7/2))");
  CHECK(puiseux.has_roots);
  CHECK(puiseux.terms[1].exponent == "5/2");
  CHECK(notes(puiseux, "Puiseux"));
  CHECK(notes(puiseux, "below it there is none"));
  const Series log = made("x*log(x)").value();
  CHECK(to_text(log) == "x·log(x)");
  CHECK(log.has_log);
  CHECK(notes(log, "no power series"));
  CHECK(made("lgamma(x)", {.at = "inf", .order = 1})->has_log);
  CHECK(notes(*made("digamma(x)", {.at = "inf", .order = 1}), "asymptotic"));
}

TEST_CASE("the sides of a kink are told apart") {
  CHECK(text("abs(x)") == "x");
  CHECK(notes(*made("abs(x)"), "below it there is another"));
  CHECK(text("abs(x)", {.side = Side::Below}) == "-x");
  CHECK(made("abs(x)", {.side = Side::Below})->notes.empty());
  CHECK(made("x*abs(x)^2 + sqrt(x^4)")->notes.empty());  // the same on both
  CHECK(text("sqrt(-x)") == "sqrt(-x)");
  CHECK(notes(*made("sqrt(-x)"), "above it there is none"));
  CHECK(slug("sqrt(-x)", {.side = Side::Above}) == "no-series");
  CHECK(text("if(x > 0, log(x), 1 + x)", {.side = Side::Below}) == "1 + x");
  CHECK(text("floor(x)", {.at = "2", .side = Side::Below}) == "1");
  CHECK(text("asin(x)", {.at = "1", .order = 1}) == "π/2 - sqrt(2)·sqrt(1 - x) + O((1 - x)^(3/2))");
}

TEST_CASE("infinity is a point") {
  CHECK(text("sqrt(x^2 + x)", {.at = "inf", .order = 2}) == "x + 1/2 - 1/(8x) + 1/(16x²) + O(1/x³)");
  CHECK(text("atan(x)", {.at = "-inf", .order = 3}) == "-π/2 - 1/x + 1/(3x³) + O(1/x⁴)");
  CHECK(text("(1 + 1/x)^x", {.at = "oo", .order = 1}) == "e - e/(2x) + O(1/x²)");
  CHECK(text("log(x + 1)", {.at = "inf", .order = 1}) == "log(x) + 1/x + O(1/x²)");
}

TEST_CASE("zeros are told from small numbers, and it is said where") {
  // sin² + cos² − 1 is 0 at every order, and no normal form is expected to know
  CHECK(slug("1/(sin(x)^2 + cos(x)^2 - 1)") == "no-series");
  const Series taken = made("(acos(1/3) + asin(1/3) - pi/2 + x)/x", {.order = 1}).value();
  CHECK(to_text(taken) == "1");
  CHECK(notes(taken, "is taken for 0"));
}

TEST_CASE("what has no series says why") {
  CHECK(slug("exp(1/x)") == "no-series");
  CHECK(slug("sin(x)", {.at = "inf"}) == "no-series");
  CHECK(slug("x^a", {.variable = "x"}) == "no-series");
  CHECK(slug("log(log(x))") == "no-series");
  CHECK(slug("abs(a*x + b*x)", {.variable = "x"}).empty());
  CHECK(slug("max(a, x)", {.variable = "x"}) == "no-series");
  CHECK(slug("1/(x - x)") == "no-series");
  CHECK(slug("sin(x)", {.at = "x + 1"}) == "bad-value");
  CHECK(slug("sin(x)", {.order = 1'000'000}) == "bad-value");
  CHECK(slug("sin(x)", {.variable = "y"}) == "unknown-variable");
  CHECK(slug("x*y") == "unknown-variable");
  CHECK(slug("sin(x)", {.output = 1}) == "no-such-output");
  CHECK(slug("exp(x)", {.order = 900}) == "derivative-too-large");
  CHECK(slug("param v: R[3]; sum(v)") == "not-scalar");
  const Result<Series> where = made("x + exp(1/x)");
  CHECK(where.error().diagnostic().span.begin == 4);
}

TEST_CASE("series are typeset") {
  const Series series = made("1/(1 - x)", {.at = "2", .order = 1}).value();
  CHECK(series.latex == "-1 + \\left(x - 2\\right) + O\\left(\\left(x - 2\\right)^{2}\\right)");
  CHECK(series.mathml.starts_with("<math"));
  CHECK(made("x", {.order = 0})->latex == "O\\left(x\\right)");
}

}  // namespace
