// Each rule of the pass `stable` against MPFR: what it does to the error, point by point.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <fstream>
#include <limits>
#include <sstream>

#include "passes/stable/stable.h"
#include "tests/reference/reference.h"
#include "tests/stable/measure.h"
#include "tests/support/extent.h"

using namespace adc;
using namespace adc::test;

namespace {

// The first of them have everything: edges, both signs, all magnitudes.
constexpr std::size_t kAllPoints = 10000;
const std::size_t kPoints = tests::extent(kAllPoints, 2000);
constexpr double kInf = std::numeric_limits<double>::infinity();

// The error in ulp; inf also where only one of the two is nan.
double error(double value, const tests::Reference& truth) {
  const double ulps = tests::ulps(value, truth);
  return std::isnan(ulps) ? kInf : ulps;
}

// The worst of many errors: first how many are infinite, then the largest of the others.
struct Worst {
  std::size_t infinite = 0;
  double finite = 0;

  void add(double e) {
    if (std::isinf(e))
      ++infinite;
    else
      finite = std::max(finite, e);
  }
  bool operator<(const Worst& other) const {
    return infinite != other.infinite ? infinite < other.infinite : finite < other.finite;
  }
};

// Where 100 digits are enough for a formula as it is written, and nothing is at the edge of a domain.
bool is_moderate(const std::vector<double>& point) {
  return std::ranges::all_of(point, [](double x) { return std::fabs(x) > 1e-12 && std::fabs(x) < 8; });
}

// Whether an input is at an end of its range, where that is the end of a domain.
bool is_at_end(const StableCase& c, const std::vector<double>& point) {
  for (std::size_t i = 0; i < point.size(); ++i) {
    if (point[i] == c.ranges[i].low || point[i] == c.ranges[i].high) return true;
  }
  return false;
}

bool are_equal(const tests::Reference& a, const tests::Reference& b) {
  if (std::isnan(a.high) || std::isnan(b.high)) return std::isnan(a.high) && std::isnan(b.high);
  if (std::isinf(a.high)) return a.high == b.high;
  return std::fabs((a.high - b.high) + (a.low - b.low)) <= 1e-28 * std::fabs(b.high);
}

bool begins(std::string_view equation, const StableCase& c) { return equation.starts_with(c.equation); }

// What an error is at most after a rewrite, unless it was larger before: a constant factor that was taken off may round
// once more, variable factors and divisors twice.
double bound(const StableCase& c) {
  const auto is_its_rule = [&](const passes::StableRule& rule) { return begins(rule.equation, c); };
  if (std::ranges::any_of(passes::further_factor_rules(), is_its_rule)) return 4;
  return std::ranges::any_of(passes::coefficient_rules(), is_its_rule) ? 3 : 2;
}

// Text as a cell of a table in Markdown.
std::string cell(std::string_view text) {
  std::string cell;
  for (const char c : text) cell += c == '|' ? std::string("\\|") : std::string(1, c);
  return cell;
}

std::string order_of(const passes::StableRule& rule) {
  return rule.order == passes::kAnyOrder ? "any" : std::to_string(rule.order);
}

std::vector<passes::AppliedRewrite> applied(const std::string& text) {
  std::vector<passes::AppliedRewrite> rewrites;
  (void)passes::stable(parsed(text), {.applied = &rewrites});
  return rewrites;
}

}  // namespace

TEST_CASE("a rewrite leaves no point less accurate, and the worst more accurate") {
  for (const StableCase& c : stable_cases()) {
    const ir::Function fn = parsed(c.text);
    const ir::Function before = as_written(fn);
    const ir::Function after = compiled(fn, Derive::Value, Level::Stable);
    const ir::Function exact = compiled(fn, Derive::Value, Level::Stable, false);
    Worst worst_before;
    Worst worst_after;
    const auto look_at = [&](const std::vector<double>& point) {
      const tests::Reference truth = tests::evaluate_reference(exact, point)[0];
      const double was = values(before, point)[0];
      const double is = values(after, point)[0];
      worst_before.add(error(was, truth));
      worst_after.add(error(is, truth));
      if (error(is, truth) <= std::max(error(was, truth), bound(c))) return;
      CAPTURE(c.text, point, was, is, truth.high, error(was, truth), error(is, truth));
      CHECK(tests::absolute_error(is, truth) <= c.floor);
    };
    std::ranges::for_each(points_of(c, kPoints), look_at);
    // The worst of a part may be no worse than what is written instead.
    if (!(worst_after < worst_before) && kPoints < kAllPoints) std::ranges::for_each(points_of(c, kAllPoints), look_at);
    CAPTURE(c.text, worst_before.infinite, worst_before.finite, worst_after.infinite, worst_after.finite);
    CHECK(worst_after < worst_before);
  }
}

TEST_CASE("the sides of each rule are equal in 100 digits, and nan at the same points") {
  for (const StableCase& c : stable_cases()) {
    const ir::Function fn = parsed(c.text);
    const ir::Function left = compiled(fn, Derive::Value, Level::Exact, false);
    const ir::Function right = compiled(fn, Derive::Value, Level::Stable, false);
    std::size_t compared = 0;
    for (const std::vector<double>& point : points_of(c, tests::extent(1000, 400))) {
      if (!is_moderate(point)) continue;
      ++compared;
      const tests::Reference x = tests::evaluate_reference(left, point)[0];
      const tests::Reference y = tests::evaluate_reference(right, point)[0];
      if (std::isnan(x.high) && is_at_end(c, point)) continue;  // 0·∞, which may have a limit
      CAPTURE(c.text, point, x.high, y.high);
      CHECK(are_equal(x, y));
    }
    CAPTURE(c.text);
    CHECK(compared > 50);
  }
}

TEST_CASE("each case is rewritten by its rule, and noted with its place in the text") {
  for (const StableCase& c : stable_cases()) {
    const std::vector<passes::AppliedRewrite> rewrites = applied(c.text);
    const auto found = std::ranges::find_if(rewrites, [&](const auto& r) { return begins(r.equation, c); });
    CAPTURE(c.text);
    REQUIRE(found != rewrites.end());
    CHECK(found->span.begin < found->span.end);
    CHECK(found->span.end <= std::string_view(c.text).size());
  }
}

TEST_CASE("each rule has a case") {
  for (const passes::StableRule& rule : passes::stable_rules()) {
    CAPTURE(rule.equation);
    const auto is_rule = [&](const passes::StableRule& r) { return r.equation == rule.equation; };
    const auto lists = {passes::softmax_rules(), passes::softmax_complement_rules(), passes::tensor_rules(),
                        passes::log_of_prod_rules(), passes::kink_rules(), passes::quotient_rules()};
    // tests/stable/tensors_test.cpp, log_products_test.cpp, kinks_test.cpp, quotients_test.cpp
    if (std::ranges::any_of(lists, [&](const auto& rules) { return std::ranges::any_of(rules, is_rule); })) continue;
    CHECK(std::ranges::any_of(stable_cases(), [&](const StableCase& c) { return begins(rule.equation, c); }));
  }
}

TEST_CASE("docs/stable.md lists the rules") {
  std::ifstream file(ADC_SOURCE_DIR "/docs/stable.md");
  std::stringstream text;
  text << file.rdbuf();
  std::string table;
  for (const passes::StableRule& rule : passes::stable_rules())
    table += "| " + cell(rule.equation) + " | " + cell(rule.range) + " | " + order_of(rule) + " |\n";
  INFO("The table of rules in docs/stable.md is to be\n\n" << table);
  CHECK(text.str().find(table) != std::string::npos);
}

TEST_CASE("rewrites are noted once where several runs of the pass meet the same place") {
  std::vector<passes::AppliedRewrite> rewrites;
  passes::Plan plan;
  plan.derive = Derive::Gradient;
  plan.rewrites = &rewrites;
  REQUIRE(passes::run(parsed("log(1 + exp(x)) + 0"), plan).ok());
  REQUIRE(rewrites.size() == 1);
  CHECK(rewrites[0].span == Span{0, 15});
  rewrites.clear();
  plan.level = Level::Exact;
  REQUIRE(passes::run(parsed("log(1 + exp(x)) + 0"), plan).ok());
  CHECK(rewrites.empty());
}
TEST_CASE("logarithms of gamma functions whose arguments are no sums as written keep their digits") {
  for (const char* text :
       {"lgamma(x) - lgamma(y + 1) - lgamma(x - y)", "lgamma(x + 1) - lgamma(y) - lgamma(x - y + 2)",
        "lgamma(y) + lgamma(x - y) - lgamma(x)", "lgamma(x + 2) - lgamma(y + 1) - lgamma(x - (y - 2))"}) {
    const StableCase c{"", text, {{1e-25, 4}, {1e-25, 4}}};
    const ir::Function before = as_written(parsed(text));
    const ir::Function after = compiled(parsed(text), Derive::Value, Level::Stable);
    const ir::Function exact = compiled(parsed(text), Derive::Value, Level::Exact, false);
    for (const std::vector<double>& point : points_of(c, 300)) {
      const tests::Reference truth = tests::evaluate_reference(exact, point)[0];
      CAPTURE(text, point, truth.high);
      CHECK(error(values(after, point)[0], truth) <= std::max(error(values(before, point)[0], truth), 2.0));
    }
  }
}
