// Derivatives of what the pass `stable` makes of programs of tensors, at guarded points, in every mode, against
// difference quotients of the program as it is written.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "ir/interpreter.h"
#include "tests/stable/measure.h"
#include "tests/support/modes.h"
#include "tests/support/quotients.h"

namespace adc::test {
namespace {

using Numbers = std::vector<double>;
using tests::Real;

constexpr double kInf = std::numeric_limits<double>::infinity();

/// What is computed of z and t, both of three numbers.
const std::vector<std::string>& texts() {
  static const std::vector<std::string> kTexts = {
      "cross_entropy(softmax(z), t)",
      "-sum(t .* log(softmax(z)))",
      "-dot(t, log(softmax(z)))",
      "-dot(t, log(exp(z)./sum(exp(z))))",
      "-sum(xlogy(t, softmax(z - max(z))))",
      "xlogy(t[2], softmax(z)[2])",
      "sum(xlogy(t, sigmoid(z)))",
      "sum(xlogy(t, 1 - sigmoid(z)))",
      "sum(binary_cross_entropy(sigmoid(z), t))",
      "mean(binary_cross_entropy_with_logits(z, t))",
      "sum(t .* log(t))",
      "dot(t, log(t))",
      "log(exp(z[1])/sum(exp(z))) + sum(t)",
      "p = exp(z - max(z)); log(p[3]/sum(p)) + sum(t)",
      "dot(t, log(t .* exp(z)))",
      "sum(t .* log(t ./ exp(z)))",
      "kl_divergence(t, softmax(z))",
      "cross_entropy_with_logits(z, t)",
      "log(sum(exp(z + t)))",
      "max(z) + log(sum(exp(z - max(z)))) + sum(t)",
      "sqrt(sum(z.^2)) + sum(t)",
      "norm(z - t)^2",
      "norm(z - t)*norm(z - t)",
      "sqrt(dot(z - t, z - t))",
  };
  return kTexts;
}

/// Values of z, then of t.
const std::vector<Numbers>& points() {
  static const std::vector<Numbers> kPoints = {
      {1, 2, 4, 0, 1, 0},           {1, 2, 4, 0.25, 0.5, 0.25}, {0, 0, 0, 0, 0, 0},    {0, 0, 0, 1, 1, 1},
      {-3, 5, 0.5, 0, 0, 1},        {30, -40, 2, 0, 1, 0},      {30, -40, 2, 1, 0, 0}, {-1, 3, 2, 0.3, 0, 0.7},
      {1e-3, 2e-3, -1e-3, 1, 0, 0}, {700, 1, -700, 0, 0, 1},    {5, 5, 5, 5, 5, 5},
  };
  return kPoints;
}

ir::Function program(const std::string& text) { return parsed("param z: R[3], t: R[3]; " + text); }

/// Difference quotients of a program of z and t in the order in which derivatives by tensors are laid out: block by
/// block.
std::vector<Real> truth_at(const ir::Function& fn, const Numbers& point) {
  const std::vector<Real> flat = tests::quotients(fn, point);
  std::vector<Real> blocks(flat.begin(), flat.begin() + 7);
  for (std::size_t block = 0; block < 4; ++block) {
    for (std::size_t i = 0; i < 3; ++i) {
      for (std::size_t j = 0; j < 3; ++j) blocks.push_back(flat[7 + (block / 2 * 3 + i) * 6 + block % 2 * 3 + j]);
    }
  }
  return blocks;
}

/// Within the tolerance of all tests, for sums of a few terms of the inputs' size.
bool are_close(double computed, const Real& exact, const Numbers& point) {
  double size = 1;
  for (const double x : point) size = std::max(size, std::fabs(x));
  return abs(computed - exact) <= 1e-12 * abs(exact) + 16 * 0x1p-53 * size;
}

}  // namespace

TEST_CASE("first and second derivatives of programs of tensors are those of the program as written") {
  for (const std::string& text : texts()) {
    const ir::Function fn = program(text);
    std::size_t compared = 0;
    std::vector<std::vector<Real>> truths;
    for (const Numbers& point : points()) truths.push_back(truth_at(fn, point));
    for (const tests::NamedMode& mode : tests::kModes) {
      const ir::Function hessian = tests::derived(fn, Derive::Hessian, mode.mode);
      for (std::size_t p = 0; p < points().size(); ++p) {
        const std::vector<Real>& truth = truths[p];
        Numbers results(truth.size());
        ir::interpret(hessian, points()[p], results);
        for (std::size_t i = 0; i < results.size(); ++i) {
          if (!isfinite(truth[i])) continue;
          ++compared;
          CAPTURE(text, points()[p], mode.name, i, results[i], truth[i].str(20));
          if (!are_close(results[i], truth[i], points()[p])) FAIL_CHECK("differs");
        }
      }
    }
    CAPTURE(text);
    CHECK(compared > 100);
  }
}

TEST_CASE("a target of 0 keeps its slope where its probability is 0") {
  for (const char* text : {"cross_entropy(softmax(z), t)", "-sum(xlogy(t, sigmoid(z)))"}) {
    for (const tests::NamedMode& mode : tests::kModes) {
      CAPTURE(text, mode.name);
      const ir::Function fn = tests::derived(program(text), Derive::Gradient, mode.mode);
      Numbers results(7);
      ir::interpret(fn, Numbers{-kInf, 0.5, 2, 0, 1, 0}, results);
      CHECK(std::isfinite(results[0]));
      for (const std::size_t k : {1, 2, 3}) CHECK(std::isfinite(results[k]));
      CHECK(results[4] == kInf);
      // A tangent's zeros meet the infinite slope of their neighbour in forward mode.
      for (const std::size_t k : {5, 6}) CHECK((std::isfinite(results[k]) || mode.mode == Mode::Forward));
    }
  }
}

}  // namespace adc::test
