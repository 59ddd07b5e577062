// Logarithms of softmax, cross-entropies and divergences in every spelling, against 100 digits.
#include <catch2/catch.hpp>

#include <cmath>
#include <limits>
#include <numbers>
#include <random>
#include <string>
#include <vector>

#include "ir/interpreter.h"
#include "passes/lower/with_float_type.h"
#include "tests/reference/reference.h"
#include "tests/stable/measure.h"

using namespace adc;
using namespace adc::test;
using Numbers = std::vector<double>;

namespace {

constexpr double kInf = std::numeric_limits<double>::infinity();
constexpr Mode kModes[] = {Mode::Symbolic, Mode::Forward, Mode::Reverse};

const std::string kVector = "param z: R[3]; ";

// log softmax(z)₁, with two differences and nothing else that rounds in 100 digits
const char* const kExact = "param a, b, c; -log1p(exp(b - a) + exp(c - a))";

const char* const kSpellings[] = {
    "log_softmax(z)[1]",
    "log(softmax(z))[1]",
    "log(softmax(z)[1])",
    "z[1] - logsumexp(z)",
    "-(logsumexp(z) - z[1])",
    "(z - logsumexp(z))[1]",
    "z[1] - log(sum(exp(z)))",
    "log(exp(z)/sum(exp(z)))[1]",
    "log(exp(z[1])/sum(exp(z)))",
    "p = exp(z - max(z)); log(p[1]/sum(p))",
    "a = z[1]; b = z[2]; c = z[3]; a - logsumexp([a, b, c])",
    "y = z - max(z); (y - log(sum(exp(y))))[1]",
    "-cross_entropy_with_logits(z, [1, 0, 0])",
    "-cross_entropy(softmax(z), [1, 0, 0])",
    "-cross_entropy_of_class(softmax(z), 1)",
    "-cross_entropy_of_class_with_logits(z, 1)",
    "sum([1, 0, 0] .* log(softmax(z)))",
    "dot([1, 0, 0], log_softmax(z))",
    "xlogy(1, softmax(z)[1])",
    "-kl_divergence([1, 0, 0], softmax(z))",
};

// Logits of any size: equal, near each other, far apart.
Numbers logits(std::mt19937_64& random, double most) {
  std::uniform_real_distribution<double> even(-1, 1);
  const double size = std::exp2(even(random) * std::log2(most) / 2 + std::log2(most) / 2 - 10);
  const double apart = random() % 3 == 0 ? 1 : std::exp2(8 * even(random) + 2);
  const double common = random() % 2 == 0 ? 0 : size * even(random);
  Numbers z;
  for (int i = 0; i < 3; ++i) z.push_back(random() % 8 == 0 && i > 0 ? z[0] : common + apart * even(random));
  return z;
}

Numbers evaluated(const ir::Function& fn, const Numbers& at) {
  Numbers outputs(ir::flat_outputs(fn));
  ir::interpret(fn, at, outputs);
  return outputs;
}

ir::Function made(const std::string& text, Derive derive, Mode mode = Mode::Auto) {
  return passes::run(parsed(text), {.derive = derive, .mode = mode, .wrt = {}, .limits = {}}).value();
}

bool is_equal(const Numbers& found, const Numbers& expected, double tolerance) {
  if (found.size() != expected.size()) return false;
  for (std::size_t i = 0; i < found.size(); ++i) {
    const bool same = found[i] == expected[i] || (std::isnan(found[i]) && std::isnan(expected[i]));
    if (!same && !(std::fabs(found[i] - expected[i]) <= tolerance * std::max(1.0, std::fabs(expected[i]))))
      return false;
  }
  return true;
}

}  // namespace

TEST_CASE("the logarithm of a softmax is right to 4 ulp in every spelling") {
  const ir::Function exact = as_written(parsed(kExact));
  for (const char* spelling : kSpellings) {
    const ir::Function fn = made(kVector + spelling, Derive::Value);
    std::mt19937_64 random(3);
    for (int i = 0; i < 2000; ++i) {
      const Numbers z = logits(random, 0x1p60);
      const tests::Reference truth = tests::evaluate_reference(exact, z)[0];
      const double value = evaluated(fn, z)[0];
      CAPTURE(spelling, z, value, truth.high);
      REQUIRE(tests::ulps(value, truth) <= 4);
    }
  }
}

TEST_CASE("the logarithm of a softmax is right to 4 ulp in single precision, too") {
  const ir::Function exact = as_written(parsed(kExact));
  const ir::Function fn = passes::run(passes::with_float_type(parsed(kVector + "log(softmax(z)[1])"), ir::DType::F32).value(),
                                      {.derive = Derive::Value, .wrt = {}, .limits = {}})
                              .value();
  std::mt19937_64 random(4);
  for (int i = 0; i < 5000; ++i) {
    Numbers z = logits(random, 0x1p40);
    for (double& number : z) number = static_cast<float>(number);
    const double truth = tests::evaluate_reference(exact, z)[0].high;
    const double value = evaluated(fn, z)[0];
    const double ulp = std::max(std::ldexp(1.0, std::ilogb(truth == 0 ? 1e-45 : truth) - 23), 0x1p-149);
    CAPTURE(z, value, truth);
    REQUIRE(std::fabs(value - truth) <= 4 * ulp);
  }
}

TEST_CASE("a divergence that cancels is right to 4 u of its terms") {
  for (const char* text : {"kl_divergence(d, softmax(z))", "sum(d .* (log(d) - log(softmax(z))))"}) {
    const ir::Function fn = made("param z: R[3]; data d: R[3]; " + std::string(text), Derive::Value);
    const ir::Function exact = as_written(
        parsed("param a, b, c, p, q, r; xlogy(p, p) + xlogy(q, q) + xlogy(r, r) + p*log1p(exp(b - a) + exp(c - a)) + "
               "q*log1p(exp(a - b) + exp(c - b)) + r*log1p(exp(a - c) + exp(b - c))"));
    std::mt19937_64 random(5);
    std::uniform_real_distribution<double> near(-1e-3, 1e-3);
    for (int i = 0; i < 2000; ++i) {
      const double common = std::exp2(static_cast<double>(random() % 40));
      Numbers at{common + near(random), common + near(random), common + near(random)};
      const Numbers p = evaluated(made("param z: R[3]; softmax(z)", Derive::Value), at);
      at.insert(at.end(), p.begin(), p.end());
      double terms = 0;
      for (const double probability : p) terms += 2 * std::fabs(probability * std::log(probability));
      CAPTURE(text, at);
      REQUIRE(tests::absolute_error(evaluated(fn, at)[0], tests::evaluate_reference(exact, at)[0]) <=
              4 * 0x1p-53 * terms);
    }
  }
}

TEST_CASE("logits that are infinite have probability 0, and no derivative is nan") {
  for (const Mode mode : kModes) {
    for (const char* loss :
         {"cross_entropy_with_logits(z, t)", "cross_entropy(softmax(z), t)", "-sum(t .* log(softmax(z)))",
          "-dot(t, log_softmax(z))", "sum(xlogy(t, t)) + cross_entropy(softmax(z), t)"}) {
      const ir::Function fn = made("param z: R[3]; data t: R[3]; " + std::string(loss), Derive::Gradient, mode);
      CAPTURE(loss, static_cast<int>(mode));
      CHECK(is_equal(evaluated(fn, {-kInf, 0, 0, 0, 1, 0}), {std::numbers::ln2, 0, -0.5, 0.5}, 1e-15));
      CHECK(is_equal(evaluated(fn, {-kInf, 0, -kInf, 0, 1, 0}), {0, 0, 0, 0}, 0));
      CHECK(
          is_equal(evaluated(fn, {-kInf, -kInf, -kInf, 0, 1, 0}), {std::log(3.0), 1.0 / 3, -2.0 / 3, 1.0 / 3}, 1e-15));
      CHECK(is_equal(evaluated(fn, {0, -kInf, 0, 0, 1, 0}), {kInf, 0.5, -1, 0.5}, 1e-15));
    }
    const auto sum = [&](const std::string& of) { return made("param z: R[3]; " + of, Derive::Gradient, mode); };
    for (const char* text : {"logsumexp(z)", "log(sum(exp(z)))"}) {
      CAPTURE(text, static_cast<int>(mode));
      CHECK(is_equal(evaluated(sum(text), {-kInf, -kInf, -kInf}), {-kInf, 1.0 / 3, 1.0 / 3, 1.0 / 3}, 1e-15));
      CHECK(is_equal(evaluated(sum(text), {-kInf, 2, -kInf}), {2, 0, 1, 0}, 0));
      CHECK(is_equal(evaluated(sum(text), {kInf, 2, -kInf}), {kInf, 1, 0, 0}, 0));
      CHECK(is_equal(evaluated(sum(text), {std::nan(""), 2, 3}), {NAN, NAN, NAN, NAN}, 0));
    }
  }
}

TEST_CASE("the derivative by a target that is 0 is the logarithm all the same") {
  for (const Mode mode : kModes) {
    for (const char* loss :
         {"cross_entropy(softmax(z), t)", "cross_entropy_with_logits(z, t)", "-sum(t .* log(softmax(z)))"}) {
      const ir::Function fn = made("data z: R[3]; param t: R[3]; " + std::string(loss), Derive::Gradient, mode);
      CAPTURE(loss, static_cast<int>(mode));
      CHECK(is_equal(evaluated(fn, {1, 2, 4, 0, 1, 0}),
                     {2.1698460195562856, 3.1698460195562856, 2.1698460195562856, 0.16984601955628564}, 1e-14));
      CHECK(is_equal(evaluated(fn, {-kInf, 0, 0, 0, 1, 0}),
                     {std::numbers::ln2, kInf, std::numbers::ln2, std::numbers::ln2}, 1e-14));
    }
  }
}

TEST_CASE("derivatives of softmax and of its logarithm keep their digits where one logit is far above the others") {
  for (const Mode mode : kModes) {
    for (const double above : {0.5, 3.0, 17.0, 40.0, 300.0}) {
      const double rest = 2 * std::exp(-above);  // of the probabilities, before they are divided by 1 + rest
      const double p = 1 / (1 + rest);
      const double other = std::exp(-above) * p;
      const Numbers z{above, 0, 0};
      CAPTURE(static_cast<int>(mode), above);
      const auto relative = [&](const Numbers& found, const Numbers& expected) {
        REQUIRE(found.size() == expected.size());
        for (std::size_t i = 0; i < found.size(); ++i) {
          CAPTURE(i, found[i], expected[i]);
          CHECK(std::fabs(found[i] - expected[i]) <= 1e-14 * std::fabs(expected[i]));
        }
      };
      for (const char* loss : {"-log(softmax(z)[1])", "cross_entropy_with_logits(z, [1, 0, 0])",
                               "cross_entropy(softmax(z), [1, 0, 0])", "logsumexp(z) - z[1]"}) {
        CAPTURE(loss);
        relative(evaluated(made(kVector + loss, Derive::Gradient, mode), z),
                 {std::log1p(rest), -2 * other, other, other});
      }
      relative(evaluated(made(kVector + "softmax(z)[1]", Derive::Gradient, mode), z),
               {p, 2 * p * other, -p * other, -p * other});
      relative(evaluated(made(kVector + "1 - softmax(z)[1]", Derive::Value, mode), z), {2 * other});
    }
  }
}
