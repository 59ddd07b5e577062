// A program has one value, on whatever route it is asked for.
#include <catch2/catch.hpp>
#include <cmath>
#include <random>

#include "tests/routes/route.h"
#include "tests/support/bits.h"

using namespace adc;
using namespace adc::tests;

namespace {

// Small, middle and large numbers of either sign, and now and then one that functions are special at.
std::vector<std::vector<double>> points(std::size_t inputs, std::uint64_t seed) {
  constexpr std::size_t kPoints = 6;
  constexpr double kSpecial[] = {0.0, 1.0, -1.0, 0.5, 2.0, 1e-9, -1e-9, 1e300};
  std::mt19937_64 random(seed);
  std::uniform_real_distribution<double> coordinate(-3, 3);
  std::uniform_real_distribution<double> exponent(-12, 4);
  std::vector<std::vector<double>> all(kPoints, std::vector<double>(inputs));
  for (std::size_t i = 0; i < kPoints; ++i) {
    for (double& x : all[i]) {
      x = coordinate(random);
      if (i % 3 == 1) x = std::copysign(std::pow(10, exponent(random)), x);
      if (i % 3 == 2) x = kSpecial[random() % std::size(kSpecial)];
    }
  }
  return all;
}

class Comparison {
 public:
  /// Takes every n-th program through the costly routes, too; none for 0.
  explicit Comparison(std::size_t costly_each) : costly_each_(costly_each) {}

  void take(const Program& program) {
    const Result<Function> function = compile(program.text, {.tier = Tier::Interpret});
    if (!function || function->only_defines()) return;
    const Subject subject{program, *function};
    const bool all = costly_each_ > 0 && number_++ % costly_each_ == 0;
    const Evaluator reference = routes().front().of(subject);
    if (!reference) return;
    for (const Route& route : routes().subspan(1)) {
      if (route.costly && !all) continue;
      if (const Evaluator evaluate = route.of(subject))
        compare(program, function->input_size(), route, reference, evaluate);
    }
  }

 private:
  static void compare(const Program& program, std::size_t inputs, const Route& route, const Evaluator& reference,
                      const Evaluator& evaluate) {
    bool same = true;
    for (const std::vector<double>& point : points(inputs, program.text.size())) {
      const std::vector<double> wanted = reference(point);
      const std::vector<double> got = evaluate(point);
      same = same && same_bits(wanted, got);
      if (same) continue;
      CAPTURE(program.label, program.text, route.name, point, wanted, got);
      CHECK(same);
      return;
    }
    CHECK(same);
  }

  std::size_t costly_each_;
  std::size_t number_ = 0;
};

}  // namespace

TEST_CASE("formulas of the corpora have one value on all routes") {
  Comparison comparison(4);
  for_each_formula([&](const Program& program) { comparison.take(program); });
}

TEST_CASE("random programs have one value on all routes") {
  Comparison comparison(10);
  for_each_random_program(2000, [&](const Program& program) { comparison.take(program); });
}

TEST_CASE("random programs of tensors have one value on all routes of the interpreter") {
  Comparison comparison(0);
  for_each_random_tensor_program(2000, [&](const Program& program) { comparison.take(program); });
}

TEST_CASE("printed derivatives have one value on all routes") {
  Comparison comparison(20);
  for_each_random_program(300, [&](const Program& program) {
    const Result<Function> function = compile(program.text, {.tier = Tier::Interpret});
    if (!function || function->wrt().empty()) return;
    const Result<std::string> derivative = function->derivative(function->wrt()[0]);
    if (derivative) comparison.take({"derivative of " + program.label, *derivative});
  });
}
