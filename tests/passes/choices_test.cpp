// What is not chosen does not leak: derivatives where sides not taken, rows not used and operands that lose are
// infinite or nan.
#include <catch2/catch.hpp>

#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "parser/parse.h"
#include "passes/pipeline.h"
#include "tests/passes/tensor_cases.h"

using namespace adc;
using namespace adc::test;

namespace {

constexpr double kInf = std::numeric_limits<double>::infinity();

struct Case {
  const char* text;
  Numbers at;        // the inputs, flat
  Numbers gradient;  // by the inputs that are no data, flat
};

const Case kCases[] = {
    {"sqrt(max(x, 0))", {-1}, {0}},
    {"sqrt(max(x, 0))", {4}, {0.25}},
    {"sqrt(min(x, 0)) + x", {3}, {1}},
    {"log(max(x, 0) + 0) + x", {-1}, {1}},
    {"acos(clamp(u, -1, 1))", {1.5}, {0}},
    {"asin(clamp(u, -1, 1)) + atanh(clamp(u, -1, 1))*0.5", {-7}, {0}},
    {"sqrt(relu(x)) + sqrt(relu(-x))", {0.25}, {1}},
    {"max(x, sqrt(y))", {2, 0}, {1, 0}},
    {"min(x, -log(y))", {2, 0}, {1, 0}},
    {"if(x > 0, x, 1/(x + 1))*y", {1, 3}, {3, 1}},
    {"y = if(x > 0, sqrt(x), 0); y*y + exp(y)/sqrt(y + 1)", {0}, {0}},
    {"mod(x, 1 + sqrt(y))", {0.5, 0}, {1, 0}},
    {"sqrt(max(max(x, y), 0))", {-1, -2}, {0, 0}},
    {"hypot(max(x, 0), 0)^(1/3) + x", {-1}, {1}},
    {"param x: R[3]; sum(sqrt(max(x, 0*x)))", {-1, 4, 0.25}, {0, 0.25, 1}},
    {"param x: R[2]; sqrt(max(sum(x), 0))", {-1, -2}, {0, 0}},
    {"param x: R[3]; data m: R[3]; v = x ./ m; sum(i=1:3, if(m[i] > 0, v[i]^2, 0))", {1, 2, 3, 1, 0, 2}, {2, 0, 1.5}},
    {"param x: R[3]; v = sqrt(x); max(v[1], v[2])", {0, 4, 0}, {0, 0.25, 0}},
    {"param x: R[3]; norm(max(x, 0*x))", {-3, 4, -1}, {0, 1, 0}},
    {"param x: R[2]; logsumexp(max(x, 0*x)) + sqrt(max(x[1], 0))", {-3, 1}, {0, 0.7310585786300049}},
    {"param A: R[2,2], v: R[2]; data m: R[2]; y = (A ./ (m*[1,1]'))*v; sum(i=1:2, if(m[i] > 0, y[i], 0))",
     {1, 2, 3, 4, 5, 6, 1, 0},
     {5, 6, 0, 0, 1, 2}},
    // Missing data: rows of a matrix that is given.
    {"param w: R[2]; data X: R[3,2], m: R[3]; y = X*w; sum(i=1:3, if(m[i] > 0, y[i]^2, 0))",
     {1, 2, 1, 1, kInf, kInf, 2, 0, 1, 0, 1},
     {14, 6}},
    {"param W: R[2,2]; data X: R[3,2], m: R[3]; Y = X*W; sum(i=1:3, if(m[i] > 0, Y[i,1] + 2Y[i,2], 0))",
     {1, 2, 3, 4, 1, 1, kInf, kInf, 2, 0, 1, 0, 1},
     {3, 6, 1, 2}},
    // Single elements of a product of matrices.
    {"param A: R[2,2], B: R[2,2]; C = A ./ B; D = C*B; D[1,1]", {1, 2, 3, 4, 1, 1, 1, 0}, {1, 1, 0, 0, 0, -2, 2, 0}},
};

}  // namespace

TEST_CASE("what is not chosen does not leak into first derivatives") {
  for (const Case& c : kCases) {
    const ir::Function fn = parser::parse(c.text).value().fn;
    for (const Mode mode : {Mode::Symbolic, Mode::Forward, Mode::Reverse, Mode::Auto}) {
      const ir::Function derived =
          passes::run(fn, {.derive = Derive::Gradient, .mode = mode, .wrt = {}, .limits = {}}).value();
      const Numbers found = evaluate_flat(derived, c.at);
      CAPTURE(c.text, mode, found);
      REQUIRE(found.size() == 1 + c.gradient.size());
      for (std::size_t i = 0; i < c.gradient.size(); ++i) {
        CAPTURE(i);
        CHECK(std::abs(found[i + 1] - c.gradient[i]) <= 1e-14 * std::abs(c.gradient[i]));
      }
    }
  }
}

TEST_CASE("what is not chosen does not leak into second derivatives") {
  for (const Case& c : kCases) {
    const ir::Function fn = parser::parse(c.text).value().fn;
    Numbers first;
    for (const Mode mode : {Mode::Symbolic, Mode::Forward, Mode::Reverse, Mode::Auto}) {
      const ir::Function derived =
          passes::run(fn, {.derive = Derive::Hessian, .mode = mode, .wrt = {}, .limits = {}}).value();
      const Numbers found = evaluate_flat(derived, c.at);
      CAPTURE(c.text, mode, found);
      if (first.empty()) first = found;
      for (std::size_t i = 1; i < found.size(); ++i) {
        CAPTURE(i);
        CHECK(std::abs(found[i] - first[i]) <= 1e-13 * std::abs(first[i]));
      }
    }
  }
}
