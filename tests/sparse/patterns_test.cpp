// Where derivatives of programs of known structure may be other than 0.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <numeric>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "adc/adc.hpp"
#include "adc/sparse.hpp"
#include "ir/op.h"
#include "passes/pipeline.h"
#include "passes/sparse/smooth_structure.h"
#include "tests/support/one_op.h"

namespace {

using namespace adc;
using Places = std::set<std::pair<int, int>>;

Places set_of(const Sparsity& sparsity) {
  Places places;
  for (std::size_t r = 0; r < sparsity.rows; ++r) {
    for (const int c : sparsity.row(r)) places.emplace(static_cast<int>(r), c);
  }
  return places;
}
Places jacobian(const char* text) { return set_of(jacobian_pattern(compile(text).value()).value()); }
Places hessian(const char* text) { return set_of(hessian_pattern(compile(text).value()).value()); }

// All (i, j) for which `is_place` holds, 0 ≤ i < rows, 0 ≤ j < columns.
template <class IsPlace>
Places where(int rows, int columns, const IsPlace& is_place) {
  Places places;
  for (int i = 0; i < rows; ++i) {
    for (int j = 0; j < columns; ++j) {
      if (is_place(i, j)) places.emplace(i, j);
    }
  }
  return places;
}

bool is_banded(int i, int j) { return std::abs(i - j) <= 1; }

}  // namespace

TEST_CASE("Jacobians of elementwise functions are diagonal, of moves as they move, of reductions rows") {
  CHECK(jacobian("param x: R[5]; exp(x) .* x") == where(5, 5, std::equal_to<>()));
  CHECK(jacobian("param x: R[5]; sin(x)[5:-1:1]") == where(5, 5, [](int i, int j) { return i + j == 4; }));
  CHECK(jacobian("param x: R[5]; x[2:5] - x[1:4]") == where(4, 5, [](int i, int j) { return j == i || j == i + 1; }));
  CHECK(jacobian("param A: R[2,3]; Aᵀ") == where(6, 6, [](int i, int j) { return i % 2 * 3 + i / 2 == j; }));
  CHECK(jacobian("param A: R[2,3]; sum(A)") == where(1, 6, [](int, int) { return true; }));
  CHECK(jacobian("param x: R[3]; softmax(x)") == where(3, 3, [](int, int) { return true; }));
  CHECK(jacobian("param A: R[2,2]; param B: R[2,2]; A*B") ==
        where(4, 8, [](int i, int j) { return j < 4 ? i / 2 == j / 2 : (j - 4) % 2 == i % 2; }));
}

TEST_CASE("known zeros are no dependence") {
  CHECK(jacobian("param x: R[3]; [1,0,0; 0,1,2; 0,0,3]*x") == Places{{0, 0}, {1, 1}, {1, 2}, {2, 2}});
  CHECK(jacobian("param x: R[3]; [1,0,2] .* x") == Places{{0, 0}, {2, 2}});
  CHECK(hessian("param x: R[2]; dot(x, [1,0; 0,0]*x)") == Places{{0, 0}});
  CHECK(jacobian("param x, y; floor(x)*y, if(x > y, 1, 2)") == Places{{0, 1}});
}

TEST_CASE("data has no columns, and variables may be few") {
  const Function f = compile("param x, z; data k; k*x*z, k, z", {.wrt = {"z"}}).value();
  CHECK(set_of(jacobian_pattern(f).value()) == Places{{0, 0}, {2, 0}});
}

TEST_CASE("Hessians: banded, arrowhead, block-diagonal, of a grid") {
  CHECK(hessian("param x: R[9]; sum((x[2:9] - x[1:8].^2).^2 + (1 - x[1:8]).^2)") == where(9, 9, is_banded));
  CHECK(hessian("param x: R[6]; sum(x[1]*x[2:6]) + sum(exp(x))") ==
        where(6, 6, [](int i, int j) { return i == 0 || j == 0 ? i + j > 0 || true : i == j; }));
  CHECK(hessian("param A: R[4,3]; sum(exp(A*[1,1,1]))") == where(12, 12, [](int i, int j) { return i / 3 == j / 3; }));
  // ¼ Σ (∂u)² on a 4×4 grid: the five-point Laplacian
  CHECK(hessian("param u: R[4,4]; sum((u[2:4,:] - u[1:3,:]).^2) + sum((u[:,2:4] - u[:,1:3]).^2)") ==
        where(16, 16, [](int i, int j) { return std::abs(i / 4 - j / 4) + std::abs(i % 4 - j % 4) <= 1; }));
}

TEST_CASE("what is linear does not interact") {
  CHECK(hessian("2x + 3y").empty());
  CHECK(hessian("param x: R[1000]; sum(3x) + max(x[1], x[2])").empty());
  CHECK(hessian("x*y + z") == Places{{0, 1}, {1, 0}});
  CHECK(hessian("x/y") == Places{{0, 1}, {1, 0}, {1, 1}});
  CHECK(hessian("x^2 + y^3*abs(z)") == Places{{0, 0}, {1, 1}, {1, 2}, {2, 1}});
}

TEST_CASE("long sums cost nothing: only what goes into something nonlinear is looked at") {
  std::string text = "0";
  for (int i = 1; i <= 20'000; ++i) text += " + sin(a_" + std::to_string(i) + ")*a_1";
  const Function f = compile(text).value();
  CHECK(hessian_pattern(f).value().size() == 3 * 20'000 - 2);
}

// The table of second-order pairs, from rules, against numbers: a pair that is not in it has no second derivative at
// any point, and one that is has some.
TEST_CASE("operands interact where second partials are not 0") {
  for (const ir::Op op : ir::all_ops()) {
    if (!ir::is_elementwise(op) || ir::info(op).op_class != ir::OpClass::Smooth) continue;
    const std::int64_t immediate = ir::info(op).immediate == ir::Immediate::Exponent ? 3 : 0;
    const ir::Function fn = tests::one_op(op, immediate);
    ir::ValueId id = fn.outputs()[0].value;
    const passes::OperandPairs pairs = passes::second_order(fn, id);
    const std::size_t n = ir::info(op).arity;
    passes::Plan plan{.derive = Derive::Hessian, .level = Level::Exact};
    const Result<ir::Function> second = passes::run(fn, plan);
    INFO(ir::info(op).name);
    REQUIRE(second);
    std::vector<bool> found(n * n);
    for (const tests::Point& point : tests::points(op)) {
      std::vector<double> results(1 + n + n * n);
      ir::interpret(*second, point, results);
      for (std::size_t k = 0; k < n * n; ++k) {
        const double number = results[1 + n + k];
        found[k] = found[k] || (number != 0 && !std::isnan(number));
      }
    }
    for (std::size_t p = 0; p < n; ++p) {
      for (std::size_t q = 0; q < n; ++q) {
        if (ir::has_derivative(op, p) && ir::has_derivative(op, q)) CHECK(pairs[p][q] == found[p * n + q]);
      }
    }
  }
}
