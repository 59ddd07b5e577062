// Sparse derivatives as emitted C: the places are constants, and the numbers those of the library.
#include <catch2/catch.hpp>
#include <cmath>
#include <string>
#include <vector>

#include "adc/adc.hpp"
#include "adc/sparse.hpp"
#include "tests/support/c_library.h"

namespace {

using namespace adc;
using Numbers = std::vector<double>;

constexpr const char* kCommand = "cc -std=c99 -Wall -Wextra -Wpedantic -Werror";

std::vector<std::int32_t> integers(const tests::CLibrary& c, const std::string& name, std::size_t count) {
  const int* const first = c.function<int>(name);
  return {first, first + count};
}

// Of a program of one input and one output.
void check(const SparseDerivative& derivative, const std::string& name, bool has_gradient, const Numbers& x,
           std::size_t outputs) {
  const std::string text = derivative.emit(Target::C).value();
  INFO(text);
  const tests::CLibrary c({text}, kCommand);
  const Sparsity& places = derivative.places();
  CHECK(integers(c, name + "_row_begin", places.row_begin.size()) == places.row_begin);
  CHECK(integers(c, name + "_column", places.column.size()) == places.column);
  Numbers y(outputs);
  Numbers gradient(x.size());
  Numbers values(places.size());
  Numbers workspace(10'000);
  if (has_gradient) {
    auto* const run = c.function<void(const double*, double*, double*, double*, double*)>(name);
    run(x.data(), y.data(), gradient.data(), values.data(), workspace.data());
  } else {
    auto* const run = c.function<void(const double*, double*, double*, double*)>(name);
    run(x.data(), y.data(), values.data(), workspace.data());
  }
  Numbers wanted_y(outputs);
  Numbers wanted_gradient(x.size());
  Numbers wanted(places.size());
  derivative.evaluate(x, wanted_y, has_gradient ? std::span(wanted_gradient) : std::span<double>(), wanted);
  for (std::size_t k = 0; k < wanted.size(); ++k) CHECK(values[k] == Approx(wanted[k]).epsilon(1e-12));
  for (std::size_t k = 0; k < outputs; ++k) CHECK(y[k] == Approx(wanted_y[k]).epsilon(1e-12));
  if (has_gradient) CHECK(gradient == wanted_gradient);
}

}  // namespace

TEST_CASE("emitted C of sparse derivatives gives their places and numbers") {
  const Numbers x{0.5, 1.5, -0.25, 2, 0.75, 1};
  check(sparse_hessian(compile("param x: R[6]; sum((x[2:6] - x[1:5].^2).^2)").value(), Triangle::Lower).value(),
        "f_hessian", true, x, 1);
  check(sparse_jacobian(compile("param x: R[6]; exp(x[1:5]) .* x[2:6]").value(), Mode::Forward).value(), "f_jacobian",
        false, x, 5);
  check(sparse_jacobian(compile("param x: R[6]; sum(x.^2)*[1,2]").value(), Mode::Reverse).value(), "f_jacobian", false,
        x, 2);
}

TEST_CASE("emitted C of sparse derivatives of scalars") {
  const SparseDerivative derivative = sparse_hessian(compile("g(x, y, z) = x*y + exp(z)").value()).value();
  const std::string text = derivative.emit(Target::C).value();
  INFO(text);
  const tests::CLibrary c({text}, kCommand);
  CHECK(integers(c, "g_hessian_row_begin", 4) == std::vector<std::int32_t>{0, 1, 2, 3});
  CHECK(integers(c, "g_hessian_column", 3) == std::vector<std::int32_t>{1, 0, 2});
}

TEST_CASE("sparse derivatives in languages that cannot have them, and of nothing") {
  const SparseDerivative derivative = sparse_jacobian(compile("x*y").value()).value();
  for (const Target target : {Target::Cpp, Target::Cuda, Target::Javascript, Target::Rust, Target::Numpy, Target::Ir})
    CHECK(derivative.emit(target));
  for (const Target target : {Target::Fortran, Target::Shared, Target::Latex, Target::Wasm, Target::Header}) {
    const Result<std::string> refused = derivative.emit(target);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().diagnostic().slug == "bad-value");
  }
  CHECK_FALSE(derivative.emit(Target::C, {.over_rows = true}));
  const tests::CLibrary none({sparse_hessian(compile("param x: R[3]; sum(x)").value()).value().emit(Target::C).value()},
                             kCommand);
}
