// Jacobians and Hessians in matrices of the caller's.
#include <array>
#include <catch2/catch.hpp>
#include <vector>

#include "adc/adc.hpp"

using adc::compile;
using adc::Function;
using adc::MatrixView;
using adc::Triangle;

namespace {

template <class Call>
std::string slug(const Call& call) {
  try {
    call();
  } catch (const adc::Error& error) {
    return error.diagnostic().slug;
  }
  return "";
}

}  // namespace

TEST_CASE("a Jacobian goes into rows, into columns, and into a part of a larger matrix") {
  const Function f = compile("x*y, x + 2y, y^2").value();
  const std::array x{3.0, 5.0};
  std::array<double, 3> y{};
  std::array<double, 6> rows{};
  f.jacobian(x, y, MatrixView::row_major(rows.data(), 3, 2));
  CHECK(y == std::array{15.0, 13.0, 25.0});
  CHECK(rows == std::array{5.0, 3.0, 1.0, 2.0, 0.0, 10.0});
  std::array<double, 6> columns{};
  f.jacobian(x, {}, MatrixView::column_major(columns.data(), 3, 2));
  CHECK(columns == std::array{5.0, 1.0, 0.0, 3.0, 2.0, 10.0});
  std::array<double, 12> part{};
  part.fill(-1);
  f.jacobian(x, {}, MatrixView::row_major(part.data() + 1, 3, 2, 4));
  CHECK(part == std::array{-1.0, 5.0, 3.0, -1.0, -1.0, 1.0, 2.0, -1.0, -1.0, 0.0, 10.0, -1.0});
  f.jacobian(x, y, MatrixView{});
  CHECK(y == std::array{15.0, 13.0, 25.0});
}

TEST_CASE("blocks of tensors become one matrix") {
  const Function f = compile("param W: R[2, 2], x: R[2]; W*x, dot(x, x)").value();
  std::array<double, 18> matrix{};
  std::array<double, 18> expected{};
  const std::array x{1.0, 2.0, 3.0, 4.0, 10.0, 1.0};
  f.jacobian(x, expected, adc::JacobianOrder::Matrix);
  f.jacobian(x, {}, MatrixView::row_major(matrix.data(), 3, 6));
  CHECK(matrix == expected);
  CHECK(matrix ==
        std::array{10.0, 1.0, 0.0, 0.0, 1.0, 2.0, 0.0, 0.0, 10.0, 1.0, 3.0, 4.0, 0.0, 0.0, 0.0, 0.0, 20.0, 2.0});
}

TEST_CASE("a Hessian is written whole, or its lower or upper triangle") {
  const Function f = compile("x^2*y + x*z^3").value();
  const std::array x{2.0, 3.0, 1.0};
  const std::vector<double> whole{6, 4, 3, 4, 0, 0, 3, 0, 12};
  std::array<double, 3> gradient{};
  std::vector<double> h(9, -7);
  CHECK(f.hessian(x, gradient, MatrixView::row_major(h.data(), 3, 3)) == 14);
  CHECK(gradient == std::array{13.0, 4.0, 6.0});
  CHECK(h == whole);
  h.assign(9, -7);
  (void)f.hessian(x, {}, MatrixView::row_major(h.data(), 3, 3), Triangle::Lower);
  CHECK(h == std::vector<double>{6, -7, -7, 4, 0, -7, 3, 0, 12});
  h.assign(9, -7);
  (void)f.hessian(x, {}, MatrixView::column_major(h.data(), 3, 3), Triangle::Upper);
  CHECK(h == std::vector<double>{6, -7, -7, 4, 0, -7, 3, 0, 12});
}

TEST_CASE("the Hessian of several tensors is one matrix") {
  const Function f = compile("param u: R[2], v: R[2]; dot(u, v)*u[1]").value();
  std::array<double, 16> h{};
  CHECK(f.hessian({{2.0, 3.0, 5.0, 7.0}}, {}, MatrixView::row_major(h.data(), 4, 4)) == 62);
  CHECK(h == std::array{10.0, 7.0, 4.0, 3.0, 7.0, 0.0, 0.0, 2.0, 4.0, 0.0, 0.0, 0.0, 3.0, 2.0, 0.0, 0.0});
}

TEST_CASE("matrices of another shape are refused") {
  const Function f = compile("x*y").value();
  std::array<double, 4> h{};
  const std::array x{1.0, 2.0};
  CHECK(slug([&] { f.jacobian(x, {}, MatrixView::row_major(h.data(), 2, 1)); }) == "wrong-size");
  CHECK(slug([&] { f.jacobian(x, {}, MatrixView::row_major(nullptr, 1, 2)); }) == "missing-argument");
  CHECK(slug([&] { (void)f.hessian(x, {}, MatrixView::row_major(h.data(), 2, 1)); }) == "wrong-size");
  CHECK(slug([&] { (void)f.hessian(x, {}, MatrixView{}); }) == "wrong-size");
  const Function two = compile("x, y").value();
  CHECK(slug([&] { (void)two.hessian(x, {}, MatrixView::row_major(h.data(), 2, 2)); }) == "several-outputs");
}
