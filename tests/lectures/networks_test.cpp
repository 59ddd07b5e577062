// The lectures' networks: what the slides write for their gradients, typed as programs, equals what the modes give.
#include <array>
#include <catch2/catch.hpp>
#include <cmath>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "adc/adc.hpp"
#include "tests/lectures/slides.h"

namespace {

using adc::Mode;

constexpr std::array kModes{Mode::Symbolic, Mode::Forward, Mode::Reverse};

adc::Function compiled(const std::string& program, Mode mode = Mode::Auto) {
  adc::CompileOptions options;
  options.mode = mode;
  return adc::compile(program, options).value();
}

/// Numbers in (0.1, 0.9): weights, inputs and targets alike.
std::vector<double> random_point(std::size_t size, unsigned seed) {
  std::mt19937 random(seed);
  std::vector<double> x(size);
  for (double& number : x) number = 0.1 + 0.8 * static_cast<double>(random()) / 0x1p32;
  return x;
}

std::vector<double> values(const adc::Function& f, const std::vector<double>& x) {
  std::vector<double> y(f.output_size());
  f.values(x, y);
  return y;
}

std::vector<double> gradient(const adc::Function& f, const std::vector<double>& x) {
  std::vector<double> g(f.wrt_size());
  f.gradient(x, g);
  return g;
}

void check_close(const std::vector<double>& a, const std::vector<double>& b, double tolerance) {
  REQUIRE(a.size() == b.size());
  for (std::size_t i = 0; i < a.size(); ++i) {
    CAPTURE(i, a[i], b[i]);
    CHECK(std::abs(a[i] - b[i]) <= tolerance * (1 + std::abs(b[i])));
  }
}

/// Centred differences by the inputs that come first: all `param` are declared before all `data`.
std::vector<double> differences(const adc::Function& f, std::vector<double> x) {
  constexpr double kStep = 1e-5;
  std::vector<double> g;
  for (std::size_t i = 0; i < f.wrt_size(); ++i) {
    const double at = x[i];
    x[i] = at + kStep;
    const double above = f.value(x);
    x[i] = at - kStep;
    g.push_back((above - f.value(x)) / (2 * kStep));
    x[i] = at;
  }
  return g;
}

void check(const adc::tests::Slide& slide) {
  CAPTURE(slide.title, slide.program);
  const adc::Function loss = compiled(slide.program + "\nL");
  const std::vector<double> x = random_point(loss.input_size(), 7);
  std::vector<double> expected;
  for (const auto& [name, formula] : slide.gradients) {
    CAPTURE(name, formula);
    const std::vector<double> part = values(compiled(slide.program + "\n" + formula), x);
    expected.insert(expected.end(), part.begin(), part.end());
  }
  check_close(differences(loss, x), expected, 1e-8);
  for (const Mode mode : kModes) {
    CAPTURE(static_cast<int>(mode));
    check_close(gradient(compiled(slide.program + "\nL", mode), x), expected, 1e-12);
  }
}

}  // namespace

TEST_CASE("gradients are what the slides write, in every mode") {
  for (const adc::tests::Slide& slide : adc::tests::slides()) check(slide);
}

TEST_CASE("vector-Jacobian products without a Jacobian") {
  const adc::Function product = compiled("param x: R[2]\n data W: R[3, 2]\n W*x");
  std::vector<double> y(3);
  std::vector<double> adjoint(2);
  product.vjp(std::vector<double>{1, 2, 1, 2, 3, 4, 5, 6}, std::vector<double>{1, 10, 100}, y, adjoint);
  CHECK(y == std::vector<double>{5, 11, 17});
  CHECK(adjoint == std::vector<double>{531, 642});
}

TEST_CASE("the softmax example, and its Jacobian diag(y) − yyᵀ") {
  const std::vector<double> z{1.8, 0.9, 0.68};
  const std::vector<double> y = values(compiled("param z: R[3]\n softmax(z)"), z);
  // NOLINTNEXTLINE(modernize-use-std-numbers): the first is not Euler's gamma
  check_close(y, {0.57708417628652805, 0.23462491719449762, 0.18829090651897428}, 1e-15);
  for (const Mode mode : kModes) {
    std::vector<double> jacobian(9);
    compiled("param z: R[3]\n softmax(z)", mode).jacobian(z, jacobian);
    for (std::size_t i = 0; i < 9; ++i) {
      const double expected = (i / 3 == i % 3 ? y[i / 3] : 0) - y[i / 3] * y[i % 3];
      CHECK(std::abs(jacobian[i] - expected) <= 1e-15);
    }
  }
}

TEST_CASE("losses of vectors with soft and one-hot targets, stable for scores up to 10⁴") {
  const adc::Function loss = compiled("param z: R[3]\n data t: R[3]\n cross_entropy(softmax(z), t)");
  for (const double large : {0.0, 30.0, 800.0, 1e4}) {
    CAPTURE(large);
    const std::vector<double> x{large, 0, -large, 0, 1, 0};
    const double expected = large == 0 ? std::log(3.0) : large + std::log1p(std::exp(-large) + std::exp(-2 * large));
    CHECK(std::abs(loss.value(x) - expected) <= 1e-15 * expected);
    const double total = 1 + std::exp(-large) + std::exp(-2 * large);
    check_close(gradient(loss, x), {1 / total, std::exp(-large) / total - 1, std::exp(-2 * large) / total}, 1e-15);
  }
}

TEST_CASE("a trace of a network has the rows of the slide's backward pass, with numbers") {
  const adc::Function loss = compiled(
      "param W1: R[3, 2], b1: R[3], W2: R[2, 3], b2: R[2]\n data x: R[2], t: R[2]\n"
      "z = W1*x + b1\n h = sigmoid(z)\n y = W2*h + b2\n L = ½‖t - y‖²");
  const std::string text = loss.trace(random_point(loss.input_size(), 3)).value();
  CAPTURE(text);
  for (const char* row : {"dL/dy   =  y - t ", "dL/dW2  =  dL/dy*hᵀ ", "dL/dh   =  W2ᵀ*dL/dy ", "dL/db2  =  dL/dy ",
                          "dL/dW1  =  dL/dz*xᵀ ", "dL/db1  =  dL/dz "}) {
    CHECK(text.find(row) != std::string::npos);
  }
  const std::string shared = compiled("param w: R[2]\n data x: R[2]\n y = dot(w, x)\n L = ½y² + ½‖w‖²")
                                 .trace(std::vector<double>{1, 2, 3, 4})
                                 .value();
  CAPTURE(shared);
  for (const char* row :
       {"dL/dy  =  y ", "dL/dw  += w ", "= [1, 2]", "dL/dw  += dL/dy·x ", "= [33, 44]", "dL/dw = [34, 46]"}) {
    CHECK(shared.find(row) != std::string::npos);
  }
  CHECK(compiled("param w: R[2]\n 2w").trace(std::vector<double>{1, 2}).error().diagnostic().slug == "not-a-loss");
}
