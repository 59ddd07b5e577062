// Series with exact coefficients: against known ones, against Taylor coefficients in 100 digits, and against what they
// leave out near the point.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <fstream>
#include <iostream>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "adc/adc.hpp"
#include "adc/series.hpp"
#include "parser/parse.h"
#include "passes/derive/taylor_sweep.h"
#include "passes/pipeline.h"
#include "precise/scalar.h"
#include "tests/corpora/records.h"
#include "tests/properties/expression.h"

namespace adc::tests {
namespace {

using precise::Mpfr;

/// A formula of x in 100 digits.
Mpfr value_of(const std::string& formula, const Mpfr& x) {
  const ir::Function fn = parser::parse(formula).value().fn;
  return ir::evaluate<Mpfr>(fn, std::vector<Mpfr>(fn.params().size(), x))[0];
}

bool agree(const Mpfr& a, const Mpfr& b, const char* tolerance) {
  return abs(a - b) <= (abs(a) + abs(b)) * Mpfr(tolerance);
}

using Coefficients = std::map<std::string, std::string>;  // by exponent

struct Known {
  std::string formula, at;
  std::size_t order = 0;
  Coefficients coefficients;
};

std::vector<std::string> split(const std::string& text, const std::string& at) {
  std::vector<std::string> parts;
  std::size_t begin = 0;
  for (std::size_t end = 0; end != std::string::npos; begin = end + at.size()) {
    end = text.find(at, begin);
    parts.push_back(text.substr(begin, end - begin));
  }
  return parts;
}

std::vector<Known> known_series() {
  std::vector<Known> all;
  std::ifstream file(std::string(ADC_SOURCE_DIR) + "/tests/properties/known_series.tsv");
  for (std::string line; std::getline(file, line);) {
    if (line.empty() || line.starts_with('#')) continue;
    const std::vector<std::string> fields = split(line, "\t");
    Known one{fields.at(0), fields.at(1), std::stoul(fields.at(2)), {}};
    for (const std::string& term : split(fields.at(3), "; ")) {
      const std::vector<std::string> parts = split(term, ": ");
      one.coefficients.emplace(parts.at(0), parts.at(1));
    }
    all.push_back(std::move(one));
  }
  return all;
}

/// The exponent of ±1/x at infinity, of x − a about a.
std::string exponent_of(const std::string& text, bool at_infinity) {
  if (!at_infinity || text == "0") return text;
  return text.starts_with('-') ? text.substr(1) : "-" + text;
}

TEST_CASE("series are those that are known") {
  const std::vector<Known> all = known_series();
  REQUIRE(all.size() >= 150);
  for (const Known& one : all) {
    CAPTURE(one.formula, one.at);
    const Result<Series> made =
        series(compile(one.formula).value(), {.variable = "x", .at = one.at, .order = one.order, .side = Side::Above});
    REQUIRE(made.ok());
    CAPTURE(to_text(*made));
    const bool at_infinity = one.at.ends_with("inf");
    REQUIRE(made->terms.size() == one.coefficients.size());
    for (const SeriesTerm& term : made->terms) {
      const std::string exponent = exponent_of(term.exponent, at_infinity);
      REQUIRE(one.coefficients.contains(exponent));
      Mpfr wanted = value_of(one.coefficients.at(exponent), 1);
      if (one.at == "-inf" && std::stol(exponent) % 2 != 0) wanted = -wanted;  // (−1/x)ᵏ
      CAPTURE(term.exponent, term.coefficient, one.coefficients.at(exponent));
      CHECK(agree(value_of(term.coefficient, 1), wanted, "1e-60"));
    }
  }
}

/// c₀ … c_order about x, by the recurrences of numbers.
std::optional<std::vector<Mpfr>> numbers(const std::string& formula, const Mpfr& x, std::size_t order) {
  const auto parsed = parser::parse(formula);
  if (parsed->fn.params().size() != 1) return std::nullopt;
  const auto program = passes::taylor(parsed->fn, order, {.wrt = {}, .limits = {}});
  if (!program) return std::nullopt;
  return passes::TaylorSweep<Mpfr>(*program, std::vector<Mpfr>{x}, std::vector<Mpfr>{1}).outputs(order)[0];
}

enum class Outcome : std::uint8_t { Same, Refused, Wrong, NoNumbers };

/// Compares the series of a formula about sixtyfourths/64 with numbers.
Outcome compare(const std::string& formula, int sixtyfourths, std::size_t order) {
  const Mpfr x = Mpfr(sixtyfourths) / 64;
  const auto wanted = numbers(formula, x, order);
  if (!wanted || !std::ranges::all_of(*wanted, [](const Mpfr& c) { return isfinite(c); })) return Outcome::NoNumbers;
  const Result<Series> made =
      series(compile(formula).value(),
             {.variable = "x", .at = std::to_string(sixtyfourths) + "/64", .order = order, .side = Side::Above});
  if (!made) return Outcome::Refused;
  std::vector<Mpfr> own(order + 1, Mpfr(0));
  for (const SeriesTerm& term : made->terms) {
    if (made->has_log || term.exponent.find_first_of("-/") != std::string::npos) return Outcome::Wrong;
    own[std::stoul(term.exponent)] = value_of(term.coefficient, 1);
  }
  Mpfr size = 0;
  for (const Mpfr& c : *wanted) size = std::max<Mpfr>(size, abs(c));
  for (std::size_t k = 0; k <= order; ++k) {
    if (abs(own[k] - (*wanted)[k]) > size * Mpfr("1e-40")) return Outcome::Wrong;
  }
  return Outcome::Same;
}

TEST_CASE("the corpora's formulas have the coefficients of their Taylor series") {
  const auto folder = corpora_folder();
  if (!folder) {
    std::cout << "SKIPPED: there is neither $ADC_CORPORA nor ../shared/corpora\n";
    return;
  }
  std::set<std::string> seen;
  std::map<Outcome, int> counts;
  for (const char* file : {"feynman", "fpbench", "mathjs", "optimisation", "parsers"}) {
    for (const Record& record : read_records(*folder + "/" + file + ".jsonl")) {
      if (record.point.size() != 1 || record.names()[0] != "x" || !seen.insert(record.formula).second) continue;
      const int sixtyfourths = static_cast<int>(std::lround(64 * record.point[0].second));
      CAPTURE(record.formula, sixtyfourths);
      const Outcome outcome = compare(record.formula, sixtyfourths, 4);
      ++counts[outcome];
      CHECK(outcome != Outcome::Wrong);
    }
  }
  std::cout << "corpora: " << counts[Outcome::Same] << " the same, " << counts[Outcome::Refused] << " refused, "
            << counts[Outcome::NoNumbers] << " without numbers\n";
  CHECK(counts[Outcome::Same] >= 60);
}

TEST_CASE("series of random programs are their Taylor series") {
  constexpr int kPrograms = 1'000;
  std::map<Outcome, int> counts;
  for (int i = 0; i < kPrograms; ++i) {
    RandomBits random(100 + static_cast<std::uint64_t>(i));
    const std::string text = random_expression(random, 3, {"x"}).text();
    CAPTURE(text);
    const Outcome outcome = compare(text, 5 + 14 * (i % 13), 3);  // where steps are not
    ++counts[outcome];
    CHECK(outcome != Outcome::Wrong);
  }
  std::cout << "random: " << counts[Outcome::Same] << " the same, " << counts[Outcome::Refused] << " refused, "
            << counts[Outcome::NoNumbers] << " without numbers\n";
  CHECK(counts[Outcome::Same] >= kPrograms / 3);
}

struct Place {
  std::string formula, at;
  Side from = Side::Above;
};

/// x at a distance h, at infinity 1/h.
Mpfr near(const Place& place, const Mpfr& h) {
  if (place.at == "inf") return 1 / h;
  if (place.at == "-inf") return -1 / h;
  const Mpfr a = value_of(place.at, 0);
  return place.from == Side::Above ? a + h : a - h;
}

TEST_CASE("what a series leaves out falls as it says") {
  const std::vector<Place> places{
      {"1/sin(x)", "0"},
      {"gamma(x)", "0"},
      {"gamma(x)", "-3"},
      {"gamma(x)", "-1", Side::Below},
      {"lgamma(x)", "0"},
      {"lgamma(x)", "-2", Side::Below},
      {"digamma(x)", "-1"},
      {"polygamma(2, x)", "-1"},
      {"gamma(sin(x))*x", "0"},
      {"sqrt(sin(x))", "0"},
      {"cbrt(sin(x) - x)", "0"},
      {"x^x", "0"},
      {"x^sin(x)", "0"},
      {"log(sin(x))^2", "0"},
      {"log(tan(x))/x", "0"},
      {"asin(x)", "1", Side::Below},
      {"acos(x)", "-1"},
      {"acosh(x)", "1"},
      {"atanh(x)", "1", Side::Below},
      {"asech(x)", "0"},
      {"acsch(x)", "0"},
      {"acoth(x)", "1"},
      {"asec(x)", "1"},
      {"acsc(x)", "1"},
      {"expint_e1(x)", "0"},
      {"expint_ei(sin(x))", "0"},
      {"besselj(1/2, x)", "0"},
      {"besselj(-3, x)", "0"},
      {"besseli(2, sin(x))", "0"},
      {"lambertw(x*exp(x^2))", "0"},
      {"atan(1/x)", "0", Side::Below},
      {"atan2(x, -1)", "0", Side::Below},
      {"atan2(sin(x), x^2)", "0"},
      {"hypot(x, x^2)", "0", Side::Below},
      {"abs(sin(x))/x", "0", Side::Below},
      {"mod(x, 1)*exp(x)", "2", Side::Below},
      {"max(x, sin(x))", "0", Side::Below},
      {"if(x > 0, log(x), exp(x))", "0", Side::Below},
      {"if(x > 0, log(1 + x), exp(x))", "0"},
      {"sqrt(x^2 + x)", "inf"},
      {"x*asinh(x)", "inf"},
      {"asinh(x)", "-inf"},
      {"acosh(x)", "inf"},
      {"lgamma(x)", "inf"},
      {"digamma(x + 1/2)", "inf"},
      {"log(1 + x)*sqrt(x)", "inf"},
      {"(1 + 1/x)^x", "inf"},
      {"x*acot(x)", "-inf"},
      {"erfinv(x)", "0"},
      {"normal_cdf(x)", "0"},
      {"sigmoid(x)", "0"},
      {"softplus(sqrt(x))", "0"},
      {"logaddexp(x, 2x)", "0"},
      {"xlogy(x, sin(x))", "0"},
      {"zeta(2 + x)", "0"},
      {"airy_ai(x)", "1"},
      {"bessely(0, x)", "2"},
      {"besselk(1, x)", "1"},
      {"beta(x, 2)", "1"},
      {"sinc(x^2 + x)", "0"},
  };
  for (const Place& place : places) {
    CAPTURE(place.formula, place.at);
    const Result<Series> made =
        series(compile(place.formula).value(), {.variable = "x", .at = place.at, .order = 3, .side = place.from});
    REQUIRE(made.ok());
    CAPTURE(to_text(*made));
    if (made->remainder.empty()) continue;
    // The quotient by the remainder tends to a number, but for a logarithm of further terms.
    std::vector<Mpfr> quotients;
    for (const int exponent : {-14, -20}) {
      const Mpfr x = near(place, ldexp(Mpfr(1), exponent));
      quotients.push_back(abs(value_of(place.formula, x) - value_of(made->sum, x)) / abs(value_of(made->remainder, x)));
    }
    CAPTURE(quotients[0].convert_to<double>(), quotients[1].convert_to<double>());
    CHECK(quotients[1] <= 2 * quotients[0] + Mpfr("1e-6"));
    CHECK(quotients[1] < 1000);
  }
}

}  // namespace
}  // namespace adc::tests
