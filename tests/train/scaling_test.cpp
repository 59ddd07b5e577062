// Changes of units.
#include "adc/train/scaling.hpp"

#include <catch2/catch.hpp>
#include <cmath>

using namespace adc::train;

namespace {

Scaling fitted(const std::vector<double>& x, const std::vector<ColumnScale>& rules) {
  return fit_scaling(x, rules, std::vector<std::string>(rules.size(), "c")).value();
}

}  // namespace

TEST_CASE("each rule gives its offset and factor") {
  const std::vector<double> column{1, 2, 3, 4, 10};
  CHECK(fitted(column, {{ScaleRule::None}}).factor == std::vector<double>{1});
  const Scaling standard = fitted(column, {{ScaleRule::Standardise}});
  CHECK(standard.offset[0] == Approx(4));
  CHECK(standard.factor[0] == Approx(std::sqrt(10.0)));
  const Scaling range = fitted(column, {{ScaleRule::MinMax}});
  CHECK(range.offset[0] == 1);
  CHECK(range.factor[0] == 9);
  const Scaling robust = fitted(column, {{ScaleRule::Robust}});
  CHECK(robust.offset[0] == 3);
  CHECK(robust.factor[0] == 2);
  CHECK(fitted(column, {{ScaleRule::Divide, 5}}).factor[0] == 5);
  const Scaling log = fitted({1, std::exp(2.0)}, {{ScaleRule::Log}});
  CHECK(log.offset[0] == Approx(1));
  CHECK(log.factor[0] == Approx(1));
  CHECK(log.is_logarithmic(0));
}

TEST_CASE("a change of units goes there and back, each column by its own rule") {
  const std::vector<double> x{1, -5, 100, 2, 0, 200, 4, 7, 1000};
  const Scaling scaling = fitted(x, {{ScaleRule::Log}, {ScaleRule::Robust}, {ScaleRule::None}});
  std::vector<double> changed = x;
  scaling.apply(changed);
  CHECK(changed[0] == Approx(-std::sqrt(1.5)));
  CHECK(changed[2] == 100);
  scaling.undo(changed);
  for (std::size_t i = 0; i < x.size(); ++i) CHECK(changed[i] == Approx(x[i]));
}

TEST_CASE("a column that does not vary is only shifted") {
  for (const ScaleRule rule : {ScaleRule::Standardise, ScaleRule::MinMax, ScaleRule::Robust, ScaleRule::Log}) {
    const Scaling scaling = fitted({0.1, 0.1, 0.1}, {{rule}});
    CHECK(scaling.factor[0] == 1);
    std::vector<double> x{0.1};
    scaling.apply(x);
    CHECK(std::abs(x[0]) < 1e-15);
  }
}

TEST_CASE("numbers without a logarithm, and those that are too large, are refused with the column's name") {
  const std::vector<std::string> names{"age"};
  const auto log = fit_scaling(std::vector<double>{1, 0}, std::vector<ColumnScale>{{ScaleRule::Log}}, names);
  REQUIRE(!log);
  CHECK(std::string(log.error().what()).find("`age` has 0, which has no logarithm") != std::string::npos);
  const auto large =
      fit_scaling(std::vector<double>{1e308, -1e308}, std::vector<ColumnScale>{{ScaleRule::Standardise}}, names);
  REQUIRE(!large);
  CHECK(large.error().diagnostic().slug == "bad-data");
}

TEST_CASE("rules have names, and a number is one to divide by") {
  CHECK(column_scale("log")->rule == ScaleRule::Log);
  CHECK(column_scale("16")->divisor == 16);
  for (const char* text : {"0", "inf", "nan", "loud", ""}) CHECK_FALSE(column_scale(text));
}
