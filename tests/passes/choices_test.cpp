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
constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

struct Case {
  const char* text;
  Numbers at;        // the inputs, flat
  Numbers gradient;  // by the inputs that are no data, flat
};

// x = [1, 1] and a matrix whose first row is [3, 6] and whose others are −∞.
const Numbers kLongData = [] {
  Numbers at(402, -kInf);
  at[0] = at[1] = 1;
  at[2] = 3;
  at[3] = 6;
  return at;
}();

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
    // Rows of a product that nothing chooses, for each way of choosing; the other row is [1, 2]·[1, 1].
    {"param A: R[2,2], x: R[2]; (A*x)[1]", {1, 2, kInf, 4, 1, 1}, {1, 1, 0, 0, 1, 2}},
    {"param A: R[2,2], x: R[2]; (A*x)[1]", {1, 2, kNan, 4, 1, 1}, {1, 1, 0, 0, 1, 2}},
    {"param A: R[2,2], x: R[2]; data k: R; (A*x)[k]", {1, 2, kInf, 4, 1, 1, 1}, {1, 1, 0, 0, 1, 2}},
    {"param A: R[2,2], x: R[2]; max(A*x)", {1, 2, -kInf, 4, 1, 1}, {1, 1, 0, 0, 1, 2}},
    {"param A: R[2,2], x: R[2]; min(A*x)", {1, 2, kInf, 4, 1, 1}, {1, 1, 0, 0, 1, 2}},
    {"param A: R[2,2], x: R[2]; sum(relu(A*x))", {1, 2, -kInf, 4, 1, 1}, {1, 1, 0, 0, 1, 2}},
    {"param A: R[2,2], x: R[2]; sum(clamp(A*x, 0, 5))", {1, 2, kInf, 4, 1, 1}, {1, 1, 0, 0, 1, 2}},
    {"param A: R[2,2], x: R[2]; sum(min(A*x, 5))", {1, 2, kInf, 4, 1, 1}, {1, 1, 0, 0, 1, 2}},
    {"param A: R[2,2], x: R[2]; cumsum(A*x)[1]", {1, 2, kInf, 4, 1, 1}, {1, 1, 0, 0, 1, 2}},
    {"param A: R[2,2], x: R[2]; mod(A*x, 2)[1]", {1, 2, kInf, 4, 1, 1}, {1, 1, 0, 0, 1, 2}},
    {"param A: R[2,2], x: R[2]; y = A*x; if(y[2] < 5, y[2], y[1])", {1, 2, kInf, 4, 1, 1}, {1, 1, 0, 0, 1, 2}},
    {"param A: R[2,2], x: R[2]; [i=1:2, sum(j=1:2, A[i,j]*x[j])][1]", {1, 2, kInf, 4, 1, 1}, {1, 1, 0, 0, 1, 2}},
    {"param x: R[2], y: R[2]; outer(x, y)[1,1]", {1, kInf, 1, 1}, {1, 0, 1, 0}},
    {"param A: R[2,2], B: R[2,2]; (A*B)[1,1]", {1, 2, kInf, 4, 1, 1, 1, 1}, {1, 1, 0, 0, 1, 0, 2, 0}},
    {"param B: R[2,2]; data A: R[2,2]; trace(A*B)", {1, 0, 1, 1, 1, kInf, 0, 1}, {1, 0, kInf, 1}},
    // Products of more terms than are left out one by one.
    {"param x: R[2]; data A: R[200,2]; y = A*x; y[1] + max(y) + sum(relu(y))", kLongData, {9, 18}},
    // An entropy, to which a logit of −∞ adds nothing.
    {"param z: R[3]; p = softmax(z); 1 - sum(p.*log(p))", {-kInf, 1, 1}, {0, 0, 0}},
    {"param z: R[3]; p = softmax(z); 1 + sum(xlogy(p, p))", {-kInf, 1, 1}, {0, 0, 0}},
    // Logits of −∞ that a matrix makes.
    {"param A: R[2,2], x: R[2]; logsumexp(A*x)", {1, 2, -kInf, 4, 1, 1}, {1, 1, 0, 0, 1, 2}},
    {"param A: R[2,2], x: R[2]; 1 + softmax(A*x)[1]", {1, 2, -kInf, 4, 1, 1}, {0, 0, 0, 0, 0, 0}},
    {"param A: R[2,2], x: R[2]; y = A*x; 1 + y[1] + log_softmax(y)[1]", {1, 2, -kInf, 4, 1, 1}, {1, 1, 0, 0, 1, 2}},
    {"param A: R[2,2], x: R[2]; y = A*x; y[1] + cross_entropy_with_logits(y, [1, 0])",
     {1, 2, -kInf, 4, 1, 1},
     {1, 1, 0, 0, 1, 2}},
    // A component of a mixture that no point is near: the choice is one of points and components, repeated by axes.
    {"param m: R[2], q: R[2]; data x: R[3]; sum(p=1:3, logsumexp(k=1:2, -sum(i=1:2, (q[k]*(i*x[p] - m[k]))²)))",
     {0, kInf, 1, 1, 1, 2, 3},
     {36, 0, -140, 0}},
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
        CHECK((found[i + 1] == c.gradient[i] ||
               std::abs(found[i + 1] - c.gradient[i]) <= 1e-14 * std::abs(c.gradient[i])));
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
        CHECK((found[i] == first[i] || std::abs(found[i] - first[i]) <= 1e-13 * std::abs(first[i])));
      }
    }
  }
}
