// Taylor coefficients against derivatives of derivatives, and in double precision against the same in 100 digits.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <iostream>
#include <set>
#include <string>

#include "parser/parse.h"
#include "passes/pipeline.h"
#include "precise/scalar.h"
#include "tests/corpora/records.h"
#include "tests/properties/one_op.h"
#include "tests/support/samples.h"
#include "tests/support/taylor_sizes.h"

namespace adc::tests {
namespace {

using precise::Mpfr;

/// c₀ … c_order of the first output where all inputs move by the same.
template <class T>
std::vector<T> coefficients(const passes::TaylorProgram& program, const std::vector<double>& point) {
  const std::vector<T> x(point.begin(), point.end());
  const std::vector<T> v(point.size(), T(1));
  return passes::TaylorSweep<T>(program, x, v).outputs(program.order)[0];
}

/// The derivative of this order by input `input`, of exact constants; nullopt where no function can be derived to it.
std::optional<ir::Function> nested(const ir::Function& fn, std::size_t order, std::uint32_t input = 0) {
  const std::vector<std::uint32_t> by(order, input);
  const auto derived = passes::partial(fn, by, {.wrt = {}, .limits = {}});
  if (!derived) return std::nullopt;
  const auto expanded = passes::run(*derived, {.wrt = {}, .legalise = false, .limits = {}});
  return expanded ? std::optional(*expanded) : std::nullopt;
}

Mpfr exact_value(const ir::Function& fn, const std::vector<double>& point) {
  return ir::evaluate<Mpfr>(fn, std::vector<Mpfr>(point.begin(), point.end()))[0];
}

bool agree(const Mpfr& a, const Mpfr& b, const char* tolerance) {
  if (isnan(a) || isnan(b)) return isnan(a) && isnan(b);
  return a == b || abs(a - b) <= (1 + abs(b)) * Mpfr(tolerance);
}

/// A formula of one variable, and where.
struct Case {
  std::string formula;
  ir::Function fn;
  double x;
};

std::vector<Case> corpora_cases() {
  std::vector<Case> cases;
  const auto folder = corpora_folder();
  if (!folder) {
    std::cout << "SKIPPED: there is neither $ADC_CORPORA nor ../shared/corpora\n";
    return cases;
  }
  std::set<std::string> seen;
  for (const char* file : {"feynman", "fpbench", "mathjs", "optimisation", "parsers"}) {
    for (const Record& record : read_records(*folder + "/" + file + ".jsonl")) {
      if (record.point.size() != 1 || !seen.insert(record.formula).second) continue;
      parser::ParseOptions options;
      options.inputs = record.names();
      cases.push_back({record.formula, parser::parse(record.formula, options)->fn, record.point[0].second});
    }
  }
  REQUIRE(cases.size() >= 160);
  return cases;
}

double factorial(std::size_t n) { return std::tgamma(static_cast<double>(n) + 1); }

TEST_CASE("the corpora's formulas have the coefficients of their derivatives") {
  constexpr std::size_t kOrder = 5;
  for (const Case& one : corpora_cases()) {
    CAPTURE(one.formula, one.x);
    const auto program = passes::taylor(one.fn, kOrder, {.wrt = {}, .limits = {}});
    REQUIRE(program);
    const std::vector<Mpfr> c = coefficients<Mpfr>(*program, {one.x});
    for (const std::size_t k : {1U, 2U, 5U}) {
      CHECK(agree(c[k] * Mpfr(factorial(k)), exact_value(nested(one.fn, k).value(), {one.x}), "1e-60"));
    }
  }
}

// The bound that docs/numerics.md states: 2(k + 1)·u·Σ|terms|.
TEST_CASE("the corpora's formulas have coefficients to order 50 within the bound") {
  constexpr std::size_t kOrder = 50;
  std::size_t all = 0;
  std::size_t near = 0;
  for (const Case& one : corpora_cases()) {
    CAPTURE(one.formula, one.x);
    const auto program = passes::taylor(one.fn, kOrder, {.wrt = {}, .limits = {}});
    REQUIRE(program);
    const std::vector<Mpfr> exact = coefficients<Mpfr>(*program, {one.x});
    const std::vector<double> c = coefficients<double>(*program, {one.x});
    const std::vector<double> along{1};
    const TaylorSizes sizes(*program, std::vector{one.x}, along);
    for (std::size_t k = 0; k <= kOrder; ++k) {
      const auto nearest = exact[k].convert_to<double>();
      const double size = sizes.output(0, k);
      if (!std::isfinite(nearest) || !std::isfinite(size)) continue;
      CAPTURE(k, c[k], nearest);
      const double error = std::abs((Mpfr(c[k]) - exact[k]).convert_to<double>());
      const double allowed = 2 * static_cast<double>(k + 1) * 0x1p-53 * size;
      CHECK(error <= allowed + std::numeric_limits<double>::min());
      const double ulp = std::nextafter(std::abs(nearest), INFINITY) - std::abs(nearest);
      ++all;
      near += error <= 8 * ulp ? 1 : 0;
    }
  }
  CHECK(near >= all * 3 / 4);
}

/// t ↦ op(x + t·v) at t = 0, of inputs t, x0, x1, …; where there is no derivative the operand stands still.
ir::Function along_a_line(const OneOp& one) {
  ir::Builder b("f");
  const ir::ValueId t = b.param("t");
  std::vector<ir::ValueId> operands;
  for (std::size_t k = 0; k < ir::info(one.op).arity; ++k) operands.push_back(b.param("x" + std::to_string(k)));
  for (std::size_t k = 0; k < operands.size(); ++k) {
    const ir::ValueId v = b.ratio(k == 1 ? -2 : 1, k == 2 ? 5 : 1);
    if (ir::has_derivative(one.op, k)) operands[k] = b.add(operands[k], b.mul(v, t));
  }
  b.output(b.emit(one.op, operands, one.immediate));
  return b.finish();
}

TEST_CASE("each op's recurrence gives its derivatives") {
  constexpr std::size_t kOrder = 4;
  constexpr std::size_t kPoints = 6;
  for (const OneOp& one : float_ops()) {
    CAPTURE(one.name());
    const ir::Function fn = along_a_line(one);
    const auto program = passes::taylor(fn, kOrder, {.wrt = {0}, .limits = {}});
    const std::optional<ir::Function> highest = nested(fn, kOrder);
    CHECK(static_cast<bool>(program) == highest.has_value());
    if (!program || !highest) continue;
    const ir::Function second = nested(fn, 2).value();
    const std::vector<Point> all = points(one.op);
    for (std::size_t i = 0; i < all.size(); i += 1 + all.size() / (has_shapes(one.op) ? 2 : kPoints)) {
      Point point = all[i];
      point.insert(point.begin(), 0);
      CAPTURE(point);
      const std::vector<Mpfr> x(point.begin(), point.end());
      std::vector<Mpfr> v(point.size(), Mpfr(0));
      v[0] = 1;
      const std::vector<Mpfr> c = passes::TaylorSweep<Mpfr>(*program, x, v).outputs(kOrder)[0];
      CHECK(agree(2 * c[2], exact_value(second, point), "1e-40"));
      CHECK(agree(24 * c[4], exact_value(*highest, point), "1e-40"));
    }
  }
}

}  // namespace
}  // namespace adc::tests
