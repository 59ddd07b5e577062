// Programs that repeat themselves: the same numbers with loops as written out.
#include <fmt/core.h>

#include <catch2/catch.hpp>
#include <cmath>
#include <functional>
#include <limits>
#include <numeric>
#include <string>

#include "ir/text.h"
#include "ir/verifier.h"
#include "parser/parse.h"
#include "passes/pipeline.h"
#include "passes/roll/roll.h"
#include "tests/passes/tensor_numbers.h"
#include "tests/support/random_bits.h"

using namespace adc;
using namespace adc::test;
using ir::Function;

namespace {

constexpr Derive kAll[] = {Derive::Value, Derive::Gradient, Derive::Hessian, Derive::Jvp, Derive::Vjp, Derive::Hvp};

Function parsed(const std::string& text) { return parser::parse(text).value().fn; }

// term(i) for i = 1 … count, with " + " between them.
std::string sum_of(int count, const std::function<std::string(int)>& term) {
  std::string text;
  for (int i = 1; i <= count; ++i) text += (i == 1 ? "" : " + ") + term(i);
  return text;
}

std::string rosenbrock(int count) {
  return sum_of(count, [](int i) { return fmt::format("100*(x{} - x{}^2)^2 + (1 - x{})^2", i + 1, i, i); });
}

// The first number that differs, also in being nan or infinite.
std::string difference(const Numbers& found, const Numbers& wanted) {
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    const double a = found[i];
    const double b = wanted[i];
    const bool is_same = a == b || (std::isnan(a) && std::isnan(b));
    if (!is_same && !(std::abs(a - b) <= 1e-11 * std::max({std::abs(a), std::abs(b), 1.0})))
      return fmt::format("result {}: {} instead of {}", i, a, b);
  }
  return "";
}

// Numbers of which a few are at edges.
Numbers edgy_numbers(std::size_t count, std::uint64_t seed) {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  constexpr double kEdges[] = {
      0.0, -0.0, 1.0, -1.0, kInfinity, -kInfinity, std::numeric_limits<double>::quiet_NaN(), 1e200, -1e200, 1e-200};
  Numbers x = random_numbers(count, seed);
  tests::RandomBits random(seed);
  for (double& one : x) {
    if (random() % 16 == 0) one = kEdges[random() % std::size(kEdges)];
  }
  return x;
}

// Whether a program is rolled; its numbers are compared with those of the one that is written out, if so.
bool agrees(const Function& fn, Derive derive, std::vector<std::uint32_t> wrt = {}) {
  passes::Plan plan;
  plan.derive = derive;
  plan.wrt = std::move(wrt);
  const auto rolled = passes::run_rolled(fn, plan);
  if (!rolled) return false;
  REQUIRE(bool(*rolled));
  REQUIRE(ir::verify(**rolled).empty());
  const Function whole = passes::run(fn, plan).value();
  CHECK(rolled->value().size() < whole.size() / 2);
  REQUIRE(ir::flat_inputs(**rolled) == ir::flat_inputs(whole));
  REQUIRE(ir::flat_outputs(**rolled) == ir::flat_outputs(whole));
  const Numbers x = random_numbers(ir::flat_inputs(whole), fn.size());
  if (const Numbers wanted = evaluate_flat(whole, x);
      std::ranges::all_of(wanted, [](double y) { return std::isfinite(y); }))
    CHECK(apart(evaluate_flat(**rolled, x), wanted, 1e-13) == "");
  for (std::uint64_t seed = 1; seed <= 4; ++seed) {
    const Numbers edges = edgy_numbers(x.size(), seed);
    CHECK(difference(evaluate_flat(**rolled, edges), evaluate_flat(whole, edges)) == "");
  }
  return true;
}

void check_all(const std::string& text) {
  const Function fn = parsed(text);
  for (const Derive derive : kAll) {
    INFO(text.substr(0, 300) << " … " << static_cast<int>(derive));
    CHECK(agrees(fn, derive));
  }
}

}  // namespace

TEST_CASE("a sum that is written out is one loop") {
  const Function fn = parsed("(1 - x1)^2 + 100*(x2 - x1^2)^2 + " + sum_of(199, [](int i) {
                               return fmt::format("(1 - x{})^2 + 100*(x{} - x{}^2)^2", i + 1, i + 2, i + 1);
                             }));
  std::vector<std::uint32_t> all(fn.params().size());
  std::iota(all.begin(), all.end(), 0U);
  const auto rolled = passes::roll(fn, all, Derive::Gradient);
  REQUIRE(rolled.has_value());
  CHECK(rolled->wrt == std::vector<std::uint32_t>{0});
  CHECK(ir::print(rolled->fn) == R"(adc-ir 1
fn f(%0: f64[201] param "x1") -> f64 {
  %1 = const 1
  %2 = const 100
  %3 = slice[0;200;1] %0
  %4 = sub %1, %3
  %5 = powi[2] %4
  %6 = slice[1;201;1] %0
  %7 = powi[2] %3
  %8 = sub %6, %7
  %9 = powi[2] %8
  %10 = mul %2, %9
  %11 = add %5, %10
  %12 = reduce_sum[0] %11
  ret %12
}
)");
  check_all(rosenbrock(150));
}

TEST_CASE("terms may have steps, go backwards, and take turns") {
  check_all(sum_of(
      200, [](int i) { return fmt::format("sin(x{}*x{})*exp(-x{}) + x{}/3", 3 * i, 3 * i + 1, 3 * i + 2, 3 * i); }));
  check_all(sum_of(160, [](int i) { return fmt::format("x{}*cos(x{} + 2*x{})^2", i, 500 - 2 * i, i + 1); }));
  check_all(sum_of(
      100, [](int i) { return fmt::format("(x{} - x{})^2 - log(1 + x{}^2) + x{}*x{}", i + 1, i, i, i, i + 1); }));
}

TEST_CASE("what all terms have in common is computed once") {
  check_all("s = exp(a)*b; " + sum_of(150, [](int i) { return fmt::format("(y{} - s*x{} - sin(b))^2", i, i); }) +
            " + s^2");
  check_all("3 - (1 + " + sum_of(200, [](int i) { return fmt::format("a*x{}^2*exp(b*x{})", i, i + 1); }) + ")/7");
}

TEST_CASE("rules of single terms hold in loops, at edges too") {
  check_all(sum_of(400, [](int i) { return fmt::format("x{}*log(x{})", i, i); }));
  check_all(sum_of(250, [](int i) { return fmt::format("(sqrt(x{0} + 1) - sqrt(x{0}))*x{1}", i, i + 1); }));
  check_all(sum_of(250, [](int i) { return fmt::format("(1 - cos(x{0}))/x{0}^2 + log(1 + exp(x{1}))", i, i + 1); }));
  check_all(sum_of(250, [](int i) { return fmt::format("(x{0} > 1 ? log(x{0} - 1) : x{1}*abs(x{0}))", i, i + 1); }));
}

TEST_CASE("a term in which two inputs are one is another term") {
  // Its derivative is 0, not 0/0.
  std::string inputs;
  for (int i = 1; i <= 300; ++i) inputs += fmt::format("param x{}\n", i);
  check_all(inputs +
            sum_of(140, [](int i) { return fmt::format("x{0}*log(1 + abs(x{0} - x{1})^0.5)", i, 300 - 2 * i); }));
  check_all("x120 + " + sum_of(240, [](int i) { return fmt::format("x{0}*sqrt(abs(x{0} - x120))", i); }));
}

TEST_CASE("terms that do not fit are added") {
  check_all("x7^3*x9 + " + rosenbrock(60) + " - tan(x3)/5 + " +
            sum_of(80, [](int i) { return fmt::format("100*(x{} - x{}^2)^2 + (1 - x{})^2", i + 100, i, i); }));
  // kinds of unequal number
  check_all(sum_of(160, [](int i) {
    return fmt::format("x{}*sin(x{}) + x{}^2{}", i, i + 1, i,
                       i < 140 ? fmt::format(" + exp(x{}/4)*x{}", i, i + 1) : "");
  }));
}

TEST_CASE("sums stand within sums, and in several outputs") {
  std::string text;
  for (int k = 0; k < 3; ++k) {
    text +=
        fmt::format("y{} = {}\n", k, sum_of(110, [&](int i) { return fmt::format("sin(x{}*{}.5)*x{}", i + k, k, i); }));
  }
  check_all(text + "y0, y1*2/3 + x5^2, y2 - y0\n");
}

TEST_CASE("derivatives for some inputs have the layout of the program that is written out") {
  const Function fn = parsed(rosenbrock(150));
  for (const auto& [first, count] : {std::pair(0U, 40U), std::pair(30U, 50U), std::pair(100U, 51U)}) {
    std::vector<std::uint32_t> wrt(count);
    for (std::uint32_t i = 0; i < count; ++i) wrt[i] = first + i;
    for (const Derive derive : kAll) CHECK(agrees(fn, derive, wrt));
  }
  // Two runs: gradients have them one after the other, Hessians in blocks.
  std::vector<std::uint32_t> two;
  for (std::uint32_t i = 10; i < 130; ++i) {
    if (i < 60 || i >= 80) two.push_back(i);
  }
  CHECK(agrees(fn, Derive::Gradient, two));
  CHECK(agrees(fn, Derive::Hvp, two));
  CHECK_FALSE(agrees(fn, Derive::Hessian, two));
  std::ranges::reverse(two);
  CHECK_FALSE(agrees(fn, Derive::Gradient, two));
}

TEST_CASE("sums inside functions are left to the rewrites that know them") {
  const std::string exponentials = sum_of(600, [](int i) { return fmt::format("exp(x{})", i); });
  const std::string squares = sum_of(600, [](int i) { return fmt::format("x{}^2", i); });
  for (const std::string& text :
       {"log(" + exponentials + ")", "exp(x7)/(" + exponentials + ")", "sqrt(" + squares + ")",
        "x7/(2 + " + squares + ")", "s = " + squares + "\nexp(-s)*(s + 1)"}) {
    CHECK_FALSE(agrees(parsed(text), Derive::Gradient));
  }
  CHECK(agrees(parsed(exponentials), Derive::Gradient));
  CHECK(agrees(parsed(squares), Derive::Gradient));
}

TEST_CASE("programs without repetition, small ones and those as written stay as they are") {
  CHECK_FALSE(agrees(parsed(rosenbrock(20)), Derive::Gradient));
  std::string product = "x1";
  for (int i = 2; i < 600; ++i) product += fmt::format("*sin(x{})", i);
  CHECK_FALSE(agrees(parsed(product), Derive::Value));
  // Each term is deeper than the one before.
  std::string recurrence = "y1 = x1\n";
  std::string sum = "y1";
  for (int i = 2; i < 400; ++i) {
    recurrence += fmt::format("y{} = sin(y{})*x{}\n", i, i - 1, i);
    sum += fmt::format(" + y{}", i);
  }
  CHECK_FALSE(agrees(parsed(recurrence + sum), Derive::Value));
  passes::Plan exact;
  exact.level = Level::Exact;
  CHECK_FALSE(passes::run_rolled(parsed(rosenbrock(500)), exact).has_value());
}

TEST_CASE("random sums of random terms") {
  int rolled = 0;
  int all = 0;
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    tests::RandomBits random(seed);
    const auto any = [&](int n) { return static_cast<int>(random() % static_cast<std::uint64_t>(n)); };
    struct Leaf {
      int step;
      int offset;
    };
    // A term as a text with leaves, by a stack machine.
    const int kinds = 1 + any(3);
    std::vector<std::function<std::string(int)>> terms;
    for (int kind = 0; kind < kinds; ++kind) {
      std::vector<int> ops(static_cast<std::size_t>(4 + any(6)));
      for (int& op : ops) op = any(13);
      std::vector<Leaf> leaves(ops.size() + 1);
      for (Leaf& leaf : leaves) leaf = {any(3), any(5)};
      terms.emplace_back([ops, leaves](int i) {
        const auto leaf = [&](std::size_t k) {
          const int at = leaves[k].step * i + leaves[k].offset;
          return at > 0 ? fmt::format("x{}", at) : fmt::format("z{}", -at);
        };
        std::string text = leaf(0);
        for (std::size_t k = 0; k < ops.size(); ++k) {
          switch (ops[k]) {
            case 0: text = fmt::format("({} + {})", text, leaf(k + 1)); break;
            case 1: text = fmt::format("({} - {})", leaf(k + 1), text); break;
            case 2: text = fmt::format("({}*{})", text, leaf(k + 1)); break;
            case 3: text = fmt::format("sin({})", text); break;
            case 4: text = fmt::format("({}/(2 + {}^2))", text, leaf(k + 1)); break;
            case 5: text = fmt::format("({})^2", text); break;
            case 6: text = fmt::format("tanh({})", text); break;
            case 7: text = fmt::format("log({})", text); break;
            case 8: text = fmt::format("exp({})", text); break;
            case 9: text = fmt::format("sqrt({})", text); break;
            case 10: text = fmt::format("abs({} - {})", text, leaf(k + 1)); break;
            case 11: text = fmt::format("({} < {} ? {} : {})", text, leaf(k + 1), leaf(k + 1), text); break;
            default: text = fmt::format("max({}, {})", text, leaf(k + 1)); break;
          }
        }
        return text;
      });
    }
    const int count = 200 + any(100);
    std::string text = "param w\nparam z0\n";
    for (int i = 1; i < 2 * count + 5; ++i) text += fmt::format("param x{}\n", i);  // in this order
    text += "2*w";
    for (int i = 1; i <= count; ++i) {
      for (std::size_t kind = 0; kind < terms.size(); ++kind) {
        if (any(120) == 0) continue;  // gaps
        text += " + " + terms[kind](i);
      }
    }
    const Function fn = parsed(text);
    for (const Derive derive : {Derive::Value, Derive::Gradient, Derive::Hvp}) {
      INFO("seed " << seed << ", …" << text.substr(text.find("2*w"), 400));
      ++all;
      rolled += agrees(fn, derive) ? 1 : 0;
    }
  }
  CAPTURE(rolled, all);
  CHECK(rolled > all / 5);
}
