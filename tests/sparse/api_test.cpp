// Sparse derivatives through the API.
#include "adc/sparse.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <string>
#include <thread>
#include <vector>

#include "adc/adc.hpp"

namespace {

using namespace adc;
using Numbers = std::vector<double>;

template <class T>
std::string slug(const Result<T>& result) {
  return result ? "" : result.error().diagnostic().slug;
}

// Σ 100(xᵢ₊₁ − xᵢ²)² + (1 − xᵢ)²
std::string chain(std::size_t n) {
  const std::string last = std::to_string(n - 1);
  return "param x: R[" + std::to_string(n) + "]; sum(100*(x[2:" + std::to_string(n) + "] - x[1:" + last +
         "].^2).^2 + (1 - x[1:" + last + "]).^2)";
}

Numbers wavy(std::size_t n) {
  Numbers x(n);
  for (std::size_t i = 0; i < n; ++i) x[i] = 0.3 + 0.7 * std::sin(static_cast<double>(i) + 1);
  return x;
}

}  // namespace

TEST_CASE("a Jacobian's places and numbers") {
  const SparseDerivative jacobian = sparse_jacobian(compile("x^2, x*z, 7, z^3").value()).value();
  CHECK(jacobian.places().row_begin == std::vector<std::int32_t>{0, 1, 3, 3, 4});
  CHECK(jacobian.places().column == std::vector<std::int32_t>{0, 0, 1, 1});
  CHECK(rows_of(jacobian.places()) == std::vector<std::int32_t>{0, 1, 1, 3});
  Numbers y(4);
  Numbers values(4);
  jacobian.evaluate(Numbers{3, 2}, y, {}, values);
  CHECK(y == Numbers{9, 6, 7, 8});
  CHECK(values == Numbers{6, 2, 3, 12});
}

TEST_CASE("the mode is that of fewer sweeps") {
  const Function row = compile("param x: R[50]; sum(x.^2), sum(sin(x))").value();
  CHECK(sparse_jacobian(row).value().mode() == Mode::Reverse);
  CHECK(sparse_jacobian(row).value().colours() == 2);
  const Function column = compile("x*[1,2,3,4,5,6], cos(x)").value();
  CHECK(sparse_jacobian(column).value().mode() == Mode::Forward);
  CHECK(sparse_jacobian(column).value().colours() == 1);
  CHECK(sparse_jacobian(column, Mode::Reverse).value().mode() == Mode::Reverse);
}

TEST_CASE("the Hessian of the chained Rosenbrock function") {
  constexpr std::size_t n = 200;
  const Function f = compile(chain(n)).value();
  const SparseDerivative hessian = sparse_hessian(f, Triangle::Lower).value();
  CHECK(hessian.colours() == 3);
  REQUIRE(hessian.places().size() == 2 * n - 1);
  const Numbers x = wavy(n);
  double y = 0;
  Numbers gradient(n);
  Numbers values(hessian.places().size());
  hessian.evaluate(x, {&y, 1}, gradient, values);
  Numbers wanted(n);
  CHECK(y == Approx(f.value_and_gradient(x, wanted)).epsilon(1e-14));
  for (std::size_t i = 0; i < n; ++i) {
    CHECK(gradient[i] == Approx(wanted[i]).epsilon(1e-13));
    const bool is_last = i + 1 == n;
    const double diagonal = (is_last ? 0 : 1200 * x[i] * x[i] - 400 * x[i + 1] + 2) + (i == 0 ? 0 : 200);
    CHECK(values[i == 0 ? 0 : 2 * i] == Approx(diagonal).epsilon(1e-12));
    if (!is_last) CHECK(values[2 * i + 1] == Approx(-400 * x[i]).epsilon(1e-14));
  }
}

TEST_CASE("a long program of scalars is rolled up") {
  std::string text;
  constexpr std::size_t n = 400;
  for (std::size_t i = 1; i < n; ++i) {
    const std::string a = "x" + std::to_string(i);
    const std::string b = "x" + std::to_string(i + 1);
    text += std::string(i > 1 ? " + " : "") + "(1 - " + a + ")^2 + 100(" + b + " - " + a + "^2)^2";
  }
  const SparseDerivative written = sparse_hessian(compile(text).value()).value();
  const SparseDerivative whole = sparse_hessian(compile(chain(n)).value()).value();
  CHECK(written.places() == whole.places());
  Numbers values(whole.places().size());
  Numbers wanted(whole.places().size());
  written.evaluate(wavy(n), values);
  whole.evaluate(wavy(n), wanted);
  for (std::size_t k = 0; k < values.size(); ++k) CHECK(values[k] == Approx(wanted[k]).epsilon(1e-12));
}

// In the sweep of a colour 0·∞ would be nan.
TEST_CASE("what is infinite at one place makes no nan at others") {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  const Function f = compile("param x: R[4]; sqrt(x) + x[4:-1:1].^2").value();
  for (const Mode mode : {Mode::Forward, Mode::Reverse}) {
    const SparseDerivative jacobian = sparse_jacobian(f, mode).value();
    Numbers values(jacobian.places().size());
    jacobian.evaluate(Numbers{0, 4, 1, 1}, values);
    CHECK(values == Numbers{kInfinity, 2, 0.25, 2, 8, 0.5, 0, 0.5});
  }
  const SparseDerivative hessian =
      sparse_hessian(compile("param x: R[3]; sum(x.^1.5) + x[1]*x[2]*x[3]").value()).value();
  Numbers values(9);
  hessian.evaluate(Numbers{0, 4, 1}, values);
  CHECK(values == Numbers{kInfinity, 1, 4, 1, 0.375, 0, 4, 0, 0.75});
}

TEST_CASE("programs without places, without outputs that depend, and of floats") {
  CHECK(sparse_hessian(compile("x + y").value()).value().places().size() == 0);
  const SparseDerivative none = sparse_hessian(compile("param x: R[3]; sum(x)").value()).value();
  CHECK(none.colours() == 0);
  const SparseDerivative empty = sparse_jacobian(compile("data x: R[3]; exp(x)").value()).value();
  CHECK(empty.places().rows == 3);
  CHECK(empty.places().columns == 0);
  empty.evaluate(Numbers{1, 2, 3}, {});
  double y = 0;
  Numbers gradient(3);
  none.evaluate(Numbers{1, 2, 3}, {&y, 1}, gradient, {});
  CHECK(y == 6);
  CHECK(gradient == Numbers{1, 1, 1});
  const SparseDerivative floats =
      sparse_jacobian(compile("param x: R[3]; x.^2", {.dtype = DType::F32}).value()).value();
  Numbers values(3);
  floats.evaluate(Numbers{1, 2, 3}, values);
  CHECK(values == Numbers{2, 4, 6});
}

TEST_CASE("native code and the interpreter give the same, from any number of threads") {
  const Function f = compile(chain(64), {.tier = Tier::Native}).value();
  const SparseDerivative native = sparse_hessian(f).value();
  CHECK(native.prepare(Tier::Native) == std::nullopt);
  CHECK(native.native_available());
  const SparseDerivative interpreted = sparse_hessian(compile(chain(64), {.tier = Tier::Interpret}).value()).value();
  Numbers wanted(native.places().size());
  interpreted.evaluate(wavy(64), wanted);
  std::vector<Numbers> found(4, Numbers(wanted.size()));
  std::vector<std::thread> threads;
  for (Numbers& values : found) threads.emplace_back([&] { native.evaluate(wavy(64), values); });
  for (std::thread& thread : threads) thread.join();
  for (const Numbers& values : found) {
    for (std::size_t k = 0; k < wanted.size(); ++k) CHECK(values[k] == Approx(wanted[k]).epsilon(1e-12));
  }
}

TEST_CASE("what is refused") {
  CHECK(slug(sparse_hessian(compile("x, y").value())) == "several-outputs");
  CHECK(slug(hessian_pattern(compile("x, y").value())) == "several-outputs");
  CHECK(slug(jacobian_pattern(compile("param x: R[1000]; softmax(x)", {.limits = {.bytes = 100'000}}).value())) ==
        "too-much-memory");
  CHECK(slug(sparse_hessian(compile("gammainc(x, 2)").value())) == "no-derivative");
  const SparseDerivative jacobian = sparse_jacobian(compile("x*y").value()).value();
  Numbers values(2);
  CHECK_THROWS_AS(jacobian.evaluate(Numbers{1}, values), Error);
  Numbers three(3);
  CHECK_THROWS_AS(jacobian.evaluate(Numbers{1, 2}, three), Error);
}

TEST_CASE("many variables take time in proportion") {
  const Function f = compile(chain(100'000)).value();
  const SparseDerivative hessian = sparse_hessian(f, Triangle::Lower).value();
  CHECK(hessian.colours() == 3);
  CHECK(hessian.places().size() == 199'999);
}
