// First and second derivatives of what the pass `stable` rewrites.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <string>
#include <vector>

#include "tests/reference/reference.h"
#include "tests/stable/measure.h"

using namespace adc;
using namespace adc::test;

namespace {

constexpr std::size_t kPoints = 400;

// 10⁻¹² in ulp, at most: what derivatives are allowed near their zeros, where the test is one of cancellation.
constexpr double kTolerance = 1e-12 * 0x1p53;

bool all_within(const std::vector<double>& point, double low, double high) {
  return std::ranges::all_of(point, [&](double x) { return std::fabs(x) >= low && std::fabs(x) <= high; });
}

double error(double value, const tests::Reference& truth) {
  const double ulps = tests::ulps(value, truth);
  return std::isnan(ulps) ? INFINITY : ulps;
}

}  // namespace

TEST_CASE("derivatives of what was rewritten are finite where they are numbers") {
  for (const StableCase& c : stable_cases()) {
    const ir::Function fn = parsed(c.text);
    const ir::Function before = compiled(fn, Derive::Hessian, Level::Exact);
    const ir::Function after = compiled(fn, Derive::Hessian, Level::Stable);
    const ir::Function exact = compiled(fn, Derive::Hessian, Level::Stable, false);
    for (const std::vector<double>& point : points_of(c, kPoints)) {
      const std::vector<tests::Reference> truth = tests::evaluate_reference(exact, point);
      const std::vector<double> was = values(before, point);
      const std::vector<double> is = values(after, point);
      if (std::isnan(truth[0].high)) continue;
      // Second derivatives are made from the first: beside one beyond the range they may be lost in either form.
      const bool has_gradient =
          std::all_of(truth.begin() + 1, truth.begin() + 1 + static_cast<std::ptrdiff_t>(point.size()),
                      [](const tests::Reference& slope) { return std::isfinite(slope.high); });
      for (std::size_t i = 0; i < is.size(); ++i) {
        CAPTURE(c.text, point, i, truth[i].high, was[i], is[i]);
        const bool in_range = std::isfinite(truth[i].high) && (i <= point.size() || has_gradient);
        const bool wanted = in_range && (std::isfinite(was[i]) || all_within(point, 1e-6, 1e3));
        CHECK((std::isfinite(is[i]) || !wanted));
      }
    }
  }
}

TEST_CASE("derivatives of what was rewritten are no less accurate at the worst") {
  for (const StableCase& c : stable_cases()) {
    const ir::Function fn = parsed(c.text);
    const ir::Function before = compiled(fn, Derive::Hessian, Level::Exact);
    const ir::Function after = compiled(fn, Derive::Hessian, Level::Stable);
    const ir::Function exact = compiled(fn, Derive::Hessian, Level::Exact, false);
    std::vector<double> worst_before(after.outputs().size());
    std::vector<double> worst_after(after.outputs().size());
    for (const std::vector<double>& point : points_of(c, kPoints)) {
      if (!all_within(point, 1e-6, 8)) continue;
      const std::vector<tests::Reference> truth = tests::evaluate_reference(exact, point);
      const std::vector<double> was = values(before, point);
      const std::vector<double> is = values(after, point);
      for (std::size_t i = 0; i < is.size(); ++i) {
        if (std::isnan(truth[0].high) || !std::isfinite(truth[i].high)) continue;
        worst_before[i] = std::max(worst_before[i], error(was[i], truth[i]));
        worst_after[i] = std::max(worst_after[i], error(is[i], truth[i]));
      }
    }
    for (std::size_t i = 0; i < worst_after.size(); ++i) {
      CAPTURE(c.text, i, worst_before[i], worst_after[i]);
      CHECK(worst_after[i] <= std::max(kTolerance, 2 * worst_before[i]));
    }
  }
}

TEST_CASE("derivatives of c/uⁿ have the range of the result in every mode, and the value has its bits") {
  const std::vector<std::string> texts{"1/x^2", "3/(x*x)", "-2/x^7", "1/x^40", "1/x^2.5", "1/x^(-1/3)"};
  for (const std::string& text : texts) {
    const ir::Function fn = parsed(text);
    const ir::Function exact = compiled(fn, Derive::Hessian, Level::Stable, false);
    const ir::Function written = as_written(fn);
    for (const Mode mode : {Mode::Symbolic, Mode::Forward, Mode::Reverse}) {
      passes::Plan plan;
      plan.derive = Derive::Hessian;
      plan.mode = mode;
      const ir::Function derived = passes::run(fn, plan).value();
      for (int exponent = -300; exponent <= 300; exponent += 5) {
        const std::vector<double> point{1.25 * std::pow(10, exponent)};
        const std::vector<double> is = values(derived, point);
        const std::vector<tests::Reference> truth = tests::evaluate_reference(exact, point);
        CAPTURE(text, point, is);
        CHECK(is[0] == values(written, point)[0]);
        for (std::size_t i = 1; i < is.size(); ++i) {
          const bool normal = std::isnormal(truth[i].high);
          CHECK((!normal || std::fabs(is[i] - truth[i].high) <= 1e-13 * std::fabs(truth[i].high)));
        }
      }
    }
  }
}
