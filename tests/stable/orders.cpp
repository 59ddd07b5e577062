#include "tests/stable/orders.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <string>

#include "tests/stable/guards.h"
#include "tests/stable/measure.h"
#include "tests/support/exact_judge.h"
#include "tests/support/excuse.h"
#include "tests/support/modes.h"

namespace adc::test {
namespace {

using tests::Real;

bool has_subnormal(const std::vector<double>& point) {
  return std::ranges::any_of(point, [](double x) { return std::fpclassify(x) == FP_SUBNORMAL; });
}

/// Whether the next number up or down, of some input, has a value.
bool is_at_edge(const ir::Function& fn, const std::vector<double>& point) {
  for (std::size_t k = 0; k < point.size(); ++k) {
    for (const double towards : {-INFINITY, INFINITY}) {
      std::vector<double> beside = point;
      beside[k] = std::nextafter(point[k], towards);
      if (!std::isnan(values(fn, beside)[0])) return true;
    }
  }
  return false;
}

bool fits(const Real& x) { return abs(x) < 1e300; }

/// The order of derivative that output `i` of a Hessian of one output is.
int order_of(std::size_t i, std::size_t inputs) { return i == 0 ? 0 : i <= inputs ? 1 : 2; }

/// A comparison is no excuse: on which side of an edge a point is decides nothing here.
bool is_excused(tests::Sweep& exact, const Truth& truth, std::size_t i, double computed) {
  const tests::Excuse excuse = tests::excuse(exact, truth.point, i, abs(Real(computed) - truth.numbers[i]));
  if (has_subnormal(truth.point)) return excuse != tests::Excuse::None;
  return std::isfinite(computed) && excuse != tests::Excuse::None && excuse != tests::Excuse::Jump;
}

}  // namespace

bool Truth::is_outside() const {
  const bool at_zero = std::ranges::any_of(point, [](double x) { return x == 0; });
  return !at_zero && !is_at_edge && !has_subnormal(point) && std::isnan(written[0]) && isnan(numbers[0]);
}

bool Truth::has_none(std::size_t i) const { return std::isnan(written[i]) && !std::isnan(written[0]); }

std::optional<Miss> miss(const Derived& by, const Truth& truth, Excuses excuses) {
  const std::vector<double> results = values(by.fn, truth.point);
  if (truth.is_outside() && !std::isnan(results[0])) return Miss{0, "a value outside the domain"};
  std::optional<tests::Sweep> sweep;
  for (std::size_t i = 0; i < results.size(); ++i) {
    const bool has_no_value = std::isnan(results[0]) && std::isnan(truth.written[0]);
    if (has_no_value || !fits(truth.numbers[0]) || !fits(truth.numbers[i])) continue;
    if (std::isnan(results[i]) && truth.has_none(i)) continue;
    if (!sweep) sweep.emplace(by.operations, truth.point);
    const tests::Verdict verdict = tests::judge(results[i], truth.numbers[i], *sweep, i);
    if (verdict) continue;
    if (excuses == Excuses::Rounding && is_excused(*sweep, truth, i, results[i])) continue;
    return Miss{order_of(i, truth.point.size()), by.operations.outputs()[i].name + ": " + verdict.text};
  }
  return std::nullopt;
}

std::vector<Derived> in_all_modes(const ir::Function& program, Level level) {
  std::vector<Derived> all;
  all.reserve(std::size(tests::kModes));
  for (const tests::NamedMode& mode : tests::kModes) {
    all.push_back({std::string(mode.name), tests::derived(program, Derive::Hessian, mode.mode, level),
                   tests::derived_exactly(program, Derive::Hessian, mode.mode, level)});
  }
  return all;
}

std::vector<Truth> truths(const StableCase& c, const ir::Function& program, const ir::Function& form) {
  const ir::Function written = compiled(program, Derive::Hessian, Level::Exact);
  std::vector<Truth> all;
  for (const std::vector<double>& point : guarded_points(c, form))
    all.push_back(
        {point, tests::quotients_or_limits(program, point), values(written, point), is_at_edge(written, point)});
  return all;
}

const std::vector<Truth>& truths(const StableCase& c) {
  static std::map<std::string, std::vector<Truth>> known;
  std::string key = c.text;
  for (const Range& range : c.ranges) key += " " + std::to_string(range.low) + " " + std::to_string(range.high);
  const auto at = known.find(key);
  if (at != known.end()) return at->second;
  const ir::Function program = parsed(c.text);
  return known[key] = truths(c, program, compiled(program, Derive::Value, Level::Stable));
}

std::vector<StableCase> guarded_cases() {
  constexpr double kInf = std::numeric_limits<double>::infinity();
  constexpr Range kLine{-kInf, kInf};
  constexpr Range kPositive{0, kInf};
  std::vector<StableCase> all(stable_cases().begin(), stable_cases().end());
  for (const char* text : {"xlogy(y, sigmoid(x))", "xlogy(y, 1 - sigmoid(x))", "binary_cross_entropy(sigmoid(x), y)",
                           "y*log(sigmoid(x)) + (1 - y)*log(1 - sigmoid(x))", "binary_cross_entropy_with_logits(x, y)"})
    all.push_back({"", text, {kLine, kLine}});
  // Guarded ops and functions of the prelude
  for (const char* text : {"logaddexp(x, y)", "hypot(x, y)", "atan2(x, y)", "mod(x, y)", "x^y", "squared_error(x, y)",
                           "absolute_error(x, y)", "hinge(x, y)", "threshold(x, y)", "max(x, y)", "min(x, y)",
                           "copysign(x, y)", "lerp(x, y, 0.3)"})
    all.push_back({"", text, {kLine, kLine}});
  for (const char* text : {"softplus(x)",
                           "sigmoid(x)",
                           "expnsq(x)",
                           "log1p(x)",
                           "cbrt(x)",
                           "x^0",
                           "x^1",
                           "x^2",
                           "x^-1",
                           "x^2.5",
                           "relu(x)",
                           "leaky_relu(x)",
                           "elu(x, 2)",
                           "selu(x)",
                           "silu(x)",
                           "gelu(x)",
                           "mish(x)",
                           "softsign(x)",
                           "logit(x)",
                           "log_sigmoid(x)",
                           "normal_pdf(x)",
                           "normal_cdf(x)",
                           "normal_log_pdf(x)"})
    all.push_back({"", text, {kLine}});
  for (const char* text : {"-y*log(x) - (1 - y)*log(1 - x)", "binary_cross_entropy(x, y)"})
    all.push_back({"", text, {{0, 1}, {0, 1}}});
  for (const char* text : {"x*log(x*y)", "x*log(y*x)", "-x*log(x/y)", "3*x*log(x/y)", "x/3*log(x*y)", "x*y*log(x*y)",
                           "x*y*log(x)", "x^2*log(x*y)", "x*log(x)*y", "xlogy(x, x*y)", "xlogy(x, x/y)",
                           "xlogy(x*y, x*y)", "x^2*y*log(x)", "xlogy(x, x) - xlogy(x, y)", "xlogy(x, y)"})
    all.push_back({"", text, {kPositive, kPositive}});
  for (const char* text : {"x^2*log(x)", "x^3*log(x)", "x*log(x^2)", "-x*log(x)", "x^2*log(x^2)", "x*x*log(x)",
                           "x*x*x*log(x)", "x^5*log(x)", "x^4*log(x^2)", "x^2*log(x)^2", "x*log(abs(x))"})
    all.push_back({"", text, {kLine}});
  return all;
}

}  // namespace adc::test
