// Values and derivatives at arguments of every magnitude, from extremes.txt (written by extremes.py).
#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <limits>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "tests/jit/native.h"
#include "tests/properties/one_op.h"
#include "tests/support/modes.h"
#include "tests/support/tolerance.h"

namespace adc::tests {
namespace {

struct Extreme {
  Point point;
  std::vector<std::string> digits;  // value, gradient, Hessian
};

/// The lines of the table by op.
std::map<std::string, std::vector<Extreme>> read_extremes() {
  std::map<std::string, std::vector<Extreme>> all;
  std::ifstream file(ADC_SOURCE_DIR "/tests/properties/extremes.txt");
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with('#')) continue;
    std::istringstream words(line);
    std::string name;
    words >> name;
    Extreme extreme;
    for (std::string word; words >> word && word != ";";) extreme.point.push_back(std::strtod(word.c_str(), nullptr));
    extreme.digits.assign(std::istream_iterator<std::string>(words), {});
    all[name].push_back(extreme);
  }
  return all;
}

/// Whether `computed` is right: at the ends of the range of doubles only in kind, else within the tolerance.
Verdict check(double computed, const std::string& digits, const ir::Function& fn, const Point& point,
              std::size_t output) {
  const double nearest = std::strtod(digits.c_str(), nullptr);
  const bool same_sign = std::signbit(computed) == std::signbit(nearest);
  if (std::isinf(nearest)) return {same_sign && std::abs(computed) > 1e300, "computed " + std::to_string(computed)};
  if (nearest != 0 && std::abs(nearest) < 1e-300)
    return {std::abs(computed) < 1e-299, "computed " + std::to_string(computed)};
  return judge(computed, digits, fn, point, output);
}

TEST_CASE("values and first derivatives have their digits at every magnitude") {
  const auto all = read_extremes();
  CHECK(all.size() >= 46);
  for (const auto& [name, extremes] : all) {
    const auto op = ir::find_op(name);
    REQUIRE(op);
    const ir::Function program = function_of({*op, 0});
    for (const NamedMode& mode : kModes) {
      const ir::Function fn = derived(program, Derive::Gradient, mode.mode);
      const Native native(fn);
      for (const Extreme& extreme : extremes) {
        CAPTURE(name, extreme.point, mode.name);
        const std::vector<double> results = interpreted(fn, extreme.point);
        CHECK(same_bits(results, native(extreme.point)));
        for (std::size_t i = 0; i < results.size(); ++i) {
          const Verdict verdict = check(results[i], extreme.digits[i], fn, extreme.point, i);
          if (!verdict) FAIL_CHECK("output " << i << " is " << extreme.digits[i] << ": " << verdict.text);
        }
      }
    }
  }
}

/// Whether the result is right but for rounding: relatively, or, for what crosses zero, to an absolute error.
bool has_digits(double computed, double exact, double floor) {
  constexpr double kSmallest = std::numeric_limits<double>::denorm_min();
  return std::abs(computed - exact) <= std::max(1e-13 * std::abs(exact), floor + 40 * kSmallest);
}

/// Whether all derivatives are zero or normal doubles: beside others, one may be lost.
bool in_range(const Extreme& extreme) {
  return std::all_of(extreme.digits.begin() + 1, extreme.digits.end(), [](const std::string& digits) {
    const double exact = std::strtod(digits.c_str(), nullptr);
    return exact == 0 || std::isnormal(exact);
  });
}

/// The absolute error that an op's second derivatives may have, where they cross zero: that of sigmoid,
/// σ(x)·σ(−x)·(σ(−x) − σ(x)), and the mixed one of atan2.
double floor_of(const std::string& name, const Extreme& extreme) {
  if (name == "sigmoid") return 1e-16;
  if (name != "atan2") return 0;
  double largest = 0;
  for (const std::string& digits : extreme.digits) {
    largest = std::max(largest, std::abs(std::strtod(digits.c_str(), nullptr)));
  }
  return 1e-15 * largest;
}

TEST_CASE("first and second derivatives have their digits at every magnitude, and subnormal ones are no zeros") {
  for (const auto& [name, extremes] : read_extremes()) {
    const ir::Function program = function_of({*ir::find_op(name), 0});
    for (const NamedMode& mode : kModes) {
      const ir::Function fn = derived(program, Derive::Hessian, mode.mode);
      for (const Extreme& extreme : extremes) {
        const std::vector<double> results = interpreted(fn, extreme.point);
        const std::size_t count = in_range(extreme) ? results.size() : 1 + extreme.point.size();
        const double floor = floor_of(name, extreme);
        for (std::size_t i = 0; i < count; ++i) {
          const double exact = std::strtod(extreme.digits[i].c_str(), nullptr);
          CAPTURE(name, extreme.point, mode.name, i, results[i], exact);
          if (!std::isinf(exact)) CHECK(has_digits(results[i], exact, floor));
        }
      }
    }
  }
}

struct Limit {
  ir::Op op;
  Point point;
  std::vector<double> derivatives;  // gradient, Hessian
};

TEST_CASE("derivatives at infinity are their limits") {
  constexpr double kInf = std::numeric_limits<double>::infinity();
  using ir::Op;
  std::vector<Limit> limits{
      {Op::Hypot, {kInf, 1}, {1, 0, 0, 0, 0, 0}},
      {Op::Hypot, {2, -kInf}, {0, -1, 0, 0, 0, 0}},
      {Op::Atan2, {kInf, 1}, {0, 0, 0, 0, 0, 0}},
      {Op::Atan2, {-3, kInf}, {0, 0, 0, 0, 0, 0}},
      {Op::Softplus, {kInf}, {1, 0}},
      {Op::Softplus, {-kInf}, {0, 0}},
      {Op::Acosh, {kInf}, {0, 0}},
      {Op::Log, {kInf}, {0, 0}},
      {Op::Log1p, {kInf}, {0, 0}},
      {Op::Sqrt, {kInf}, {0, 0}},
  };
  for (const Op op : {Op::Atan, Op::Acot, Op::Asinh, Op::Asec, Op::Acsc, Op::Acsch, Op::Cbrt, Op::Erf, Op::Erfc,
                      Op::Expnsq, Op::Sigmoid, Op::Tanh, Op::Sech, Op::Coth, Op::Csch}) {
    limits.push_back({op, {kInf}, {0, 0}});
    limits.push_back({op, {-kInf}, {0, 0}});
  }
  for (const Limit& limit : limits) {
    for (const NamedMode& mode : kModes) {
      const ir::Function fn = derived(function_of({limit.op, 0}), Derive::Hessian, mode.mode);
      const std::vector<double> results = interpreted(fn, limit.point);
      for (std::size_t i = 0; i < limit.derivatives.size(); ++i) {
        CAPTURE(ir::info(limit.op).spelling, limit.point, mode.name, i, results[i + 1]);
        CHECK(results[i + 1] == limit.derivatives[i]);
      }
    }
  }
}

TEST_CASE("where both legs are infinite, hypot has no partials") {
  constexpr double kInf = std::numeric_limits<double>::infinity();
  for (const NamedMode& mode : kModes) {
    const ir::Function fn = derived(function_of({ir::Op::Hypot, 0}), Derive::Gradient, mode.mode);
    const std::vector<double> results = interpreted(fn, std::vector<double>{kInf, -kInf});
    CHECK(std::isnan(results[1]));
    CHECK(std::isnan(results[2]));
  }
}

}  // namespace
}  // namespace adc::tests
