// Pairs of a formula and its derivative, in textbook.txt.
#include <catch2/catch.hpp>
#include <cstdlib>
#include <fstream>
#include <string>
#include <vector>

#include "parser/parse.h"
#include "passes/pipeline.h"
#include "tests/jit/native.h"
#include "tests/support/exact_judge.h"
#include "tests/support/modes.h"

namespace adc::tests {
namespace {

struct Pair {
  std::string formula;
  std::string derivative;
  std::vector<double> points;
};

std::vector<Pair> read_pairs(const std::string& path) {
  std::ifstream file(path);
  std::vector<Pair> pairs;
  for (std::string line; std::getline(file, line);) {
    if (line.empty() || line[0] == '#') continue;
    const auto first = line.find(" ; ");
    const auto second = line.find(" ; ", first + 1);
    REQUIRE(second != std::string::npos);
    Pair pair{line.substr(0, first), line.substr(first + 3, second - first - 3), {}};
    for (const char* next = line.c_str() + second + 3; *next != '\0'; next += *next == ',' ? 1 : 0) {
      char* end = nullptr;
      pair.points.push_back(std::strtod(next, &end));
      REQUIRE(end != next);
      next = end;
    }
    pairs.push_back(pair);
  }
  return pairs;
}

/// The text as a function of x, with exact constants and without `diff`.
ir::Function parsed(const std::string& text) {
  const auto result = parser::parse("f(x) = " + text);
  INFO(text);
  if (!result) FAIL(result.error().what());
  return passes::run(result->fn, {.level = Level::Exact, .wrt = {}, .legalise = false, .limits = {}}).value();
}

void check(const Pair& pair) {
  const ir::Function formula = parsed(pair.formula);
  const ir::Function derivative = parsed(pair.derivative);
  for (const NamedMode& mode : kModes) {
    const ir::Function fn = derived(formula, Derive::Gradient, mode.mode);
    const Native native(fn);
    for (const double x : pair.points) {
      CAPTURE(pair.formula, pair.derivative, x, mode.name);
      const std::array<double, 1> point{x};
      const std::vector<double> results = interpreted(fn, point);
      CHECK(same_bits(results, native(point)));
      const Real value = exact_values(formula, point)[index(formula.outputs()[0].value)];
      const Real slope = exact_values(derivative, point)[index(derivative.outputs()[0].value)];
      const Verdict of_value = judge(results[0], value, fn, point, 0);
      const Verdict of_slope = judge(results[1], slope, fn, point, 1);
      CAPTURE(of_value.text, of_slope.text);
      CHECK(of_value.ok);
      CHECK(of_slope.ok);
    }
  }
}

TEST_CASE("textbook derivatives come out in every mode") {
  const std::vector<Pair> pairs = read_pairs(ADC_SOURCE_DIR "/tests/corpora/textbook.txt");
  CHECK(pairs.size() >= 200);
  for (const Pair& pair : pairs) check(pair);
}

}  // namespace
}  // namespace adc::tests
