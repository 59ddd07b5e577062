// Sparse derivatives in C.
#include "adc/sparse.h"

#include <catch2/catch.hpp>
#include <memory>
#include <string>
#include <vector>

#include "tests/capi/handles.h"

using adc::tests::compiled;
using adc::tests::Owned;
using adc::tests::slug;

namespace {

struct Free {
  void operator()(adc_sparse* sparse) const { adc_sparse_free(sparse); }
};
using Sparse = std::unique_ptr<adc_sparse, Free>;

std::vector<int32_t> list(const int32_t* first, std::size_t size) { return {first, first + size}; }

}  // namespace

TEST_CASE("a sparse Jacobian in C") {
  const Owned<adc_function> f = compiled("x^2, x*z, z^3");
  adc_sparse* made = nullptr;
  REQUIRE(adc_sparse_jacobian(f.get(), ADC_MODE_AUTO, &made, nullptr) == ADC_OK);
  const Sparse jacobian(made);
  CHECK(adc_sparse_rows(made) == 3);
  CHECK(adc_sparse_columns(made) == 2);
  REQUIRE(adc_sparse_size(made) == 4);
  CHECK(list(adc_sparse_row_begin(made), 4) == std::vector<int32_t>{0, 1, 3, 4});
  CHECK(list(adc_sparse_column(made), 4) == std::vector<int32_t>{0, 0, 1, 1});
  const std::vector<double> x{3, 2};
  std::vector<double> y(3);
  std::vector<double> values(4);
  REQUIRE(adc_sparse_evaluate(made, x.data(), y.data(), nullptr, values.data(), nullptr) == ADC_OK);
  CHECK(y == std::vector<double>{9, 6, 8});
  CHECK(values == std::vector<double>{6, 2, 3, 12});
}

TEST_CASE("a sparse Hessian in C") {
  const Owned<adc_function> f = compiled("param x: R[3]; sum((x[2:3] - x[1:2].^2).^2)");
  adc_sparse* made = nullptr;
  REQUIRE(adc_sparse_hessian(f.get(), ADC_TRIANGLE_LOWER, &made, nullptr) == ADC_OK);
  const Sparse hessian(made);
  REQUIRE(adc_sparse_size(made) == 5);
  CHECK(adc_sparse_colours(made) == 2);
  const std::vector<double> x{1, 2, 3};
  std::vector<double> gradient(3);
  std::vector<double> values(5);
  REQUIRE(adc_sparse_evaluate(made, x.data(), nullptr, gradient.data(), values.data(), nullptr) == ADC_OK);
  CHECK(gradient == std::vector<double>{-4, 10, -2});
  CHECK(values == std::vector<double>{4, -4, 38, -8, 2});
}

TEST_CASE("what sparse derivatives refuse in C") {
  const Owned<adc_function> two = compiled("x, z");
  adc_sparse* made = nullptr;
  CHECK(slug(ADC_ERROR_USAGE, [&](adc_error** error) {
          return adc_sparse_hessian(two.get(), ADC_TRIANGLE_BOTH, &made, error);
        }) == "several-outputs");
  CHECK(made == nullptr);
  CHECK(slug(ADC_ERROR_USAGE, [&](adc_error** error) {
          return adc_sparse_jacobian(two.get(), static_cast<adc_mode>(9), &made, error);
        }) == "bad-value");
  CHECK(slug(ADC_ERROR_USAGE, [&](adc_error** error) {
          return adc_sparse_jacobian(nullptr, ADC_MODE_AUTO, &made, error);
        }) == "missing-argument");
  CHECK(adc_sparse_size(nullptr) == 0);
  adc_sparse_free(nullptr);
}
