#include "tests/stable/measure.h"

#include <algorithm>
#include <cmath>
#include <random>

#include "ir/interpreter.h"
#include "parser/parse.h"

namespace adc::test {
namespace {

constexpr double kHuge = 1e308;

double clamped(const Range& range, double x) { return std::clamp(x, range.low, range.high); }

// Evenly in what the range has of [−reach, reach].
double even(const Range& range, double reach, std::mt19937_64& random) {
  return std::uniform_real_distribution(std::max(range.low, -reach), std::min(range.high, reach))(random);
}

// By magnitude: mostly between 2⁻⁶⁰ and 2⁶⁰, now and then anything.
double by_magnitude(const Range& range, std::mt19937_64& random) {
  const double span = random() % 8 == 0 ? 1070.0 : 60.0;
  const double magnitude = std::exp2(std::uniform_real_distribution(-span, std::min(span, 1023.0))(random));
  return clamped(range, random() % 2 == 0 ? magnitude : -magnitude);
}

double near(const Range& range, std::mt19937_64& random) { return even(range, 4, random); }
double far(const Range& range, std::mt19937_64& random) { return even(range, 50, random); }

double edge(const Range& range, std::mt19937_64& random) {
  const double edges[] = {range.low, range.high, 0,      1,     -1,    0.5,    -0.5,  5e-324, 1e-310, -1e-310, 1e-160,
                          -1e-160,   1e-17,      1e-8,   -1e-8, 36.7,  -36.7,  709.7, -709.7, 745,    -745,    710.3,
                          -710.3,    1e154,      -1e154, 1e17,  kHuge, -kHuge, 1e4,   -1e4,   2,      -2,      1e200};
  return clamped(range, edges[random() % std::size(edges)]);
}

}  // namespace

std::vector<std::vector<double>> points_of(const StableCase& c, std::size_t count) {
  std::mt19937_64 random(20);
  std::vector<std::vector<double>> points(count);
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t kind = i % 16;
    for (const Range& range : c.ranges) {
      const auto sample = kind == 0 ? edge : kind % 2 == 1 ? by_magnitude : kind % 4 == 0 ? near : far;
      const double x = sample(range, random);
      points[i].push_back(c.step > 0 ? std::nearbyint(x / c.step) * c.step : x);
    }
  }
  return points;
}

ir::Function parsed(const std::string& text) { return parser::parse(text).value().fn; }

ir::Function as_written(const ir::Function& fn) {
  return passes::apply(fn, {"expand_diff", "cse", "dce", "legalise", "fold_exact", "dce", "fuse", "dce"}).value();
}

ir::Function compiled(const ir::Function& fn, Derive derive, Level level, bool legalised) {
  passes::Plan plan;
  plan.derive = derive;
  plan.level = level;
  plan.legalise = legalised;
  return passes::run(fn, plan).value();
}

std::vector<double> values(const ir::Function& fn, const std::vector<double>& at) {
  std::vector<double> outputs(fn.outputs().size());
  ir::interpret(fn, at, outputs);
  return outputs;
}

}  // namespace adc::test
