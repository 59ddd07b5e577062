// What the language's sentences on vectors and matrices mean, against numbers by hand.
#include <cmath>
#include <limits>
#include <numbers>

#include "tests/parser/tensor_support.h"

namespace adc::parser {
namespace {

const Given kX = vector({1, 2, 3});
const Given kY = vector({4, 5, 6});
const Given kA = matrix(2, {1, 2, 3, 4, 5, 6});  // [1,2,3; 4,5,6]

TEST_CASE("literals are vectors, matrices, and blocks") {
  CHECK(tensor_values("[1, 2, 3]") == Numbers{1, 2, 3});
  CHECK(shape_of("[1, 2, 3]") == "[3]");
  CHECK(shape_of("[1; 2; 3]") == "[3]");
  CHECK(shape_of("[7]") == "[1]");
  CHECK(shape_of("[1, 2; 3, 4; 5, 6]") == "[3,2]");
  CHECK(tensor_values("[1, 2; 3, 4]") == Numbers{1, 2, 3, 4});
  CHECK(tensor_values("[a, a², 2a + 1]", {{"a", number(3)}}) == Numbers{3, 9, 7});
  CHECK(tensor_values("[x; 4]", {{"x", kX}}) == Numbers{1, 2, 3, 4});
  CHECK(tensor_values("[x; y]", {{"x", kX}, {"y", kY}}) == Numbers{1, 2, 3, 4, 5, 6});
  CHECK(tensor_values("[x, y]", {{"x", kX}, {"y", kY}}) == Numbers{1, 4, 2, 5, 3, 6});
  CHECK(shape_of("[x, y]", {{"x", kX}, {"y", kY}}) == "[3,2]");
  CHECK(tensor_values("[A; 7, 8, 9]", {{"A", kA}}) == Numbers{1, 2, 3, 4, 5, 6, 7, 8, 9});
  CHECK(tensor_values("[A, [7, 8]']", {{"A", matrix(1, {1, 2})}}) == Numbers{1, 2, 7, 8});
  CHECK(tensor_values("[1:4]") == Numbers{1, 2, 3, 4});
  CHECK(tensor_values("[4:-1:1]") == Numbers{4, 3, 2, 1});
  CHECK(tensor_values("[0; 2:2:6]") == Numbers{0, 2, 4, 6});
  CHECK(tensor_values("[i = 1:3, i²]") == Numbers{1, 4, 9});
  CHECK(tensor_values("[i = 1:2, j = 1:3, 10i + j]") == Numbers{11, 12, 13, 21, 22, 23});
}

TEST_CASE("products are those of matrices") {
  CHECK(tensor_values("A*x", {{"A", kA}, {"x", kX}}) == Numbers{14, 32});
  CHECK(tensor_values("A x", {{"A", kA}, {"x", kX}}) == Numbers{14, 32});
  CHECK(tensor_values("A @ x", {{"A", kA}, {"x", kX}}) == Numbers{14, 32});
  CHECK(tensor_values("xᵀ*y", {{"x", kX}, {"y", kY}}) == Numbers{32});
  CHECK(shape_of("x'*y", {{"x", kX}, {"y", kY}}).empty());
  CHECK(tensor_values("x*yᵀ", {{"x", kX}, {"y", kY}}) == Numbers{4, 5, 6, 8, 10, 12, 12, 15, 18});
  CHECK(tensor_values("A*Aᵀ", {{"A", kA}}) == Numbers{14, 32, 32, 77});
  CHECK(tensor_values("xᵀ*Aᵀ", {{"A", kA}, {"x", kX}}) == Numbers{14, 32});
  CHECK(shape_of("xᵀ*Aᵀ", {{"A", kA}, {"x", kX}}) == "[1,2]");
  CHECK(tensor_values("xᵀ*B*x", {{"B", matrix(3, {1, 0, 0, 0, 2, 0, 0, 0, 3})}, {"x", kX}}) == Numbers{36});
  CHECK(tensor_values("2A", {{"A", kA}}) == Numbers{2, 4, 6, 8, 10, 12});
  CHECK(tensor_values("x .* y", {{"x", kX}, {"y", kY}}) == Numbers{4, 10, 18});
  CHECK(tensor_values("x ⊙ y", {{"x", kX}, {"y", kY}}) == Numbers{4, 10, 18});
  CHECK(tensor_values("y ./ x", {{"x", kX}, {"y", kY}}) == Numbers{4, 2.5, 2});
  CHECK(tensor_values("6/x", {{"x", kX}}) == Numbers{6, 3, 2});
  CHECK(tensor_values("x .^ 2", {{"x", kX}}) == Numbers{1, 4, 9});
  CHECK(tensor_values("[1, 1; 0, 1]^5") == Numbers{1, 5, 0, 1});
  CHECK(tensor_values("[2, 0; 0, 3]⁰") == Numbers{1, 0, 0, 1});
  CHECK(tensor_values("‖[3, 4]‖") == Numbers{5});
  CHECK(tensor_values("½‖A*x - [10, 30]‖²", {{"A", kA}, {"x", kX}})[0] == Approx(10));
}

TEST_CASE("functions and choices go element by element") {
  CHECK(tensor_values("x + y", {{"x", kX}, {"y", kY}}) == Numbers{5, 7, 9});
  CHECK(tensor_values("1 - x", {{"x", kX}}) == Numbers{0, -1, -2});
  CHECK(tensor_values("sqrt(x .* x)", {{"x", kX}}) == Numbers{1, 2, 3});
  CHECK(tensor_values("if(x > 1.5, x, 0)", {{"x", kX}}) == Numbers{0, 2, 3});
  CHECK(tensor_values("a > 0 ? x : -x", {{"x", kX}, {"a", number(-1)}}) == Numbers{-1, -2, -3});
  CHECK(tensor_values("max(x, 2)", {{"x", kX}}) == Numbers{2, 2, 3});
  CHECK(tensor_values("x > 1 and x < 3", {{"x", kX}}) == Numbers{0, 1, 0});
  CHECK(tensor_values("relu(x - 2)", {{"x", kX}}) == Numbers{0, 0, 1});
}

TEST_CASE("indices start at 1, and slices include both ends") {
  CHECK(tensor_values("x[1]", {{"x", kX}}) == Numbers{1});
  CHECK(tensor_values("x [3]", {{"x", kX}}) == Numbers{3});
  CHECK(tensor_values("x[2:3]", {{"x", kX}}) == Numbers{2, 3});
  CHECK(tensor_values("x[1:2:3]", {{"x", kX}}) == Numbers{1, 3});
  CHECK(tensor_values("x[end:-1:1]", {{"x", kX}}) == Numbers{3, 2, 1});
  CHECK(tensor_values("x[3:2]", {{"x", kX}}).empty());
  CHECK(tensor_values("A[2, 3]", {{"A", kA}}) == Numbers{6});
  CHECK(tensor_values("A[2, :]", {{"A", kA}}) == Numbers{4, 5, 6});
  CHECK(tensor_values("A[:, end - 1]", {{"A", kA}}) == Numbers{2, 5});
  CHECK(tensor_values("A[:, 2:3]", {{"A", kA}}) == Numbers{2, 3, 5, 6});
  CHECK(tensor_values("x[k]", {{"x", kX}, {"k", number(2)}}) == Numbers{2});
  CHECK(tensor_values("x[[3, 1]]", {{"x", kX}}) == Numbers{3, 1});
  CHECK(tensor_values("A[[2, 1], [3, 1]]", {{"A", kA}}) == Numbers{6, 4, 3, 1});
  CHECK(std::isnan(tensor_values("x[k]", {{"x", kX}, {"k", number(4)}})[0]));
}

TEST_CASE("sums over indices are slices, reversals and broadcasts") {
  CHECK(tensor_values("sum(i = 1:3, x[i]*y[i])", {{"x", kX}, {"y", kY}}) == Numbers{32});
  CHECK(tensor_values("sum(i = 1:3, x[i]*y[4 - i])", {{"x", kX}, {"y", kY}}) == Numbers{28});
  CHECK(tensor_values("sum(i = 1:2, x[i + 1] - x[i])", {{"x", kX}}) == Numbers{2});
  CHECK(tensor_values("sum(i = 1:2, x[2i - 1])", {{"x", kX}}) == Numbers{4});
  CHECK(tensor_values("sum(i = 1:2, j = 1:3, A[i, j]*x[j])", {{"A", kA}, {"x", kX}}) == Numbers{46});
  CHECK(tensor_values("[i = 1:2, sum(j = 1:3, A[i, j]*x[j])]", {{"A", kA}, {"x", kX}}) == Numbers{14, 32});
  CHECK(tensor_values("[i = 1:3, j = 1:2, A[j, i]]", {{"A", kA}}) == Numbers{1, 4, 2, 5, 3, 6});
  CHECK(tensor_values("sum(i = 1:10, i)") == Numbers{55});
  CHECK(tensor_values("sum(i = 1:3, 2)") == Numbers{6});
  CHECK(tensor_values("prod(i = 1:4, i)") == Numbers{24});
  CHECK(tensor_values("mean(i = 1:4, i)") == Numbers{2.5});
  CHECK(tensor_values("max(i = 1:3, x[i]*(3 - i))", {{"x", kX}}) == Numbers{2});
  CHECK(tensor_values("sum(i = 1:2, A[i, :])", {{"A", kA}}) == Numbers{5, 7, 9});
  CHECK(tensor_values("sum(i = 5:2, x[i])", {{"x", kX}}) == Numbers{0});
  CHECK(tensor_values("∑(i = 1:3, x[i])", {{"x", kX}}) == Numbers{6});
  CHECK(tensor_values("sum(i = 1:2, norm(A[i, :] - A[1, :])^2)", {{"A", kA}})[0] == Approx(27));
}

TEST_CASE("diagonals, remainders, triangles and labels are gathers or masks") {
  const Given square = matrix(3, {1, 2, 3, 4, 5, 6, 7, 8, 9});
  CHECK(tensor_values("sum(i = 1:3, A[i, i])", {{"A", square}}) == Numbers{15});
  CHECK(tensor_values("sum(i = 1:3, A[i, 4 - i])", {{"A", square}}) == Numbers{15});
  CHECK(tensor_values("[i = 1:2, A[i, i + 1]]", {{"A", square}}) == Numbers{2, 6});
  CHECK(tensor_values("[i = 1:5, x[mod(i, 3) + 1]]", {{"x", kX}}) == Numbers{2, 3, 1, 2, 3});
  CHECK(tensor_values("[i = 1:5, x[i % 3 + 1]]", {{"x", kX}}) == Numbers{2, 3, 1, 2, 3});
  CHECK(tensor_values("sum(i = 1:3, sum(j = 1:i, A[i, j]))", {{"A", square}}) == Numbers{34});
  CHECK(tensor_values("sum(i = 1:3, sum(j = i+1:3, A[i, j]))", {{"A", square}}) == Numbers{11});
  CHECK(tensor_values("[i = 1:3, sum(j = 1:i, x[j]*y[i - j + 1])]", {{"x", kX}, {"y", kY}}) == Numbers{4, 13, 28});
  CHECK(tensor_values("[i = 1:3, prod(j = 1:i, x[j])]", {{"x", kX}}) == Numbers{1, 2, 6});
  CHECK(tensor_values("[i = 1:3, mean(j = 1:i, x[j])]", {{"x", kX}}) == Numbers{1, 1.5, 2});
  CHECK(tensor_values("[i = 1:3, max(j = i:3, y[j])]", {{"y", kY}}) == Numbers{6, 6, 6});
  CHECK(tensor_values("[i = 1:2, A[i, t[i]]]", {{"A", kA}, {"t", vector({3, 1})}}) == Numbers{3, 4});
  CHECK(tensor_values("[i = 1:2, x[t[i]]]", {{"x", kX}, {"t", vector({3, 1})}}) == Numbers{3, 1});
  const Numbers beyond = tensor_values("[i = 1:2, A[i, t[i]]]", {{"A", kA}, {"t", vector({4, 1})}});
  CHECK(std::isnan(beyond[0]));
  CHECK(beyond[1] == 4);
  CHECK(tensor_values("[i = 1:2, sum(j = 1:2, x[i + j - 1])]", {{"x", kX}}) == Numbers{3, 5});
}

TEST_CASE("functions of tensors") {
  CHECK(tensor_values("sum(A)", {{"A", kA}}) == Numbers{21});
  CHECK(tensor_values("sum(A, dims=1)", {{"A", kA}}) == Numbers{5, 7, 9});
  CHECK(tensor_values("sum(A, dims=2)", {{"A", kA}}) == Numbers{6, 15});
  CHECK(tensor_values("sum(A, dims=[1, 2])", {{"A", kA}}) == Numbers{21});
  CHECK(tensor_values("prod(x)", {{"x", kY}}) == Numbers{120});
  CHECK(tensor_values("mean(x)", {{"x", kY}}) == Numbers{5});
  CHECK(tensor_values("max(x) - min(x)", {{"x", kY}}) == Numbers{2});
  CHECK(tensor_values("max(A, dims=2)", {{"A", kA}}) == Numbers{3, 6});
  CHECK(tensor_values("dot(x, y)", {{"x", kX}, {"y", kY}}) == Numbers{32});
  CHECK(tensor_values("outer(x, [1, 10])", {{"x", kX}}) == Numbers{1, 10, 2, 20, 3, 30});
  CHECK(tensor_values("norm([3, 4])") == Numbers{5});
  CHECK(tensor_values("argmax([3, 7, 5])") == Numbers{2});
  CHECK(tensor_values("argmax(A, dims=2)", {{"A", kA}}) == Numbers{3, 3});
  CHECK(tensor_values("one_hot(2, 4)") == Numbers{0, 1, 0, 0});
  CHECK(tensor_values("one_hot([2, 1], 2)") == Numbers{0, 1, 1, 0});
  CHECK(tensor_values("trace([1, 2; 3, 4])") == Numbers{5});
  CHECK(tensor_values("diag([1, 2; 3, 4])") == Numbers{1, 4});
  CHECK(tensor_values("diag([1, 2])") == Numbers{1, 0, 0, 2});
  CHECK(tensor_values("cumsum([1, 2, 3, 4, 5])") == Numbers{1, 3, 6, 10, 15});
  CHECK(tensor_values("cumsum(A, dims=1)", {{"A", kA}}) == Numbers{1, 2, 3, 5, 7, 9});
  const double inf = std::numeric_limits<double>::infinity();
  CHECK(tensor_values("1 ./ cumsum(-[0, 0, 0, 0, 0])") == Numbers{-inf, -inf, -inf, -inf, -inf});
  CHECK(tensor_values("1 ./ cumsum([-0, 0, -0])") == Numbers{-inf, inf, inf});
  CHECK(tensor_values("zeros(2)") == Numbers{0, 0});
  CHECK(tensor_values("ones(1, 2)") == Numbers{1, 1});
  CHECK(tensor_values("eye(2)") == Numbers{1, 0, 0, 1});
  CHECK(tensor_values("range(3)") == Numbers{1, 2, 3});
  CHECK(tensor_values("range(0, 6, 3)") == Numbers{0, 3, 6});
  CHECK(tensor_values("reshape(A, 3, 2)", {{"A", kA}}) == Numbers{1, 2, 3, 4, 5, 6});
  CHECK(tensor_values("transpose(A)", {{"A", kA}}) == Numbers{1, 4, 2, 5, 3, 6});
  CHECK(tensor_values("softmax([1000, 1000])") == Numbers{0.5, 0.5});
  CHECK(tensor_values("softmax([0, 0; 3, 3], dims=2)") == Numbers{0.5, 0.5, 0.5, 0.5});
  CHECK(tensor_values("logsumexp([1000, 1000])")[0] == Approx(1000 + std::numbers::ln2).epsilon(1e-15));
  CHECK(tensor_values("log_softmax([0, 0])")[1] == Approx(-std::numbers::ln2).epsilon(1e-15));
}

TEST_CASE("declared types have sizes") {
  ParseOptions options;
  options.dims["n"] = 3;
  const GivenTensors x{{"x", kX}};
  CHECK(tensor_values("dim n; param x: R[n]; n*sum(x)", x, options) == Numbers{18});
  CHECK(tensor_values("dim n; param x: R[n]; n*sum(x)", x) == Numbers{18});
  CHECK(tensor_values("sum(i = 1:n, x[i])", x, [&] {
          ParseOptions both = options_of(x);
          both.dims["n"] = 2;
          return both;
        }()) == Numbers{3});
  options.dims["n"] = 4;
  CHECK(tensor_values("dim n; data x: R[n - 1]; sum(x)", x, options) == Numbers{6});
  CHECK(tensor_values("f(x: R[n], y: R[n]) = n*dot(x, y); f([1, 2], [3, 4])") == Numbers{22});
  CHECK(tensor_values("f(x: R[n]) = sum(i = 1:n, x[i]); f([1, 2]) + f([1, 2, 3])") == Numbers{9});
  CHECK(tensor_values("f(x: R[3]) = sum(x)", x) == Numbers{6});
  CHECK(tensor_values("f(x: R[n]) = n*sum(x)", x) == Numbers{18});
}

}  // namespace
}  // namespace adc::parser
