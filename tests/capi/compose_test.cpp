// Functions made of functions, closed sets of inputs and saved functions in C.
#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "tests/capi/handles.h"

using adc::tests::compiled;
using adc::tests::Owned;
using adc::tests::slug;

namespace {

std::vector<double> gradient(const Owned<adc_function>& f, const std::vector<double>& x) {
  std::vector<double> y(adc_result_size(f.get(), ADC_DERIVE_GRADIENT));
  REQUIRE(adc_evaluate(f.get(), ADC_DERIVE_GRADIENT, x.data(), x.size(), y.data(), y.size(), nullptr) == ADC_OK);
  return y;
}

}  // namespace

TEST_CASE("in C inputs are fixed, and computed by other functions") {
  const Owned<adc_function> f = compiled("param W: R[2, 2], x: R[2], k; k*dot(x, W*x)");
  const double matrix[] = {1, 2, 3, 4};
  const int64_t extents[] = {2, 2};
  adc_function* made = nullptr;
  REQUIRE(adc_bind(f.get(), "W", matrix, extents, 2, &made, nullptr) == ADC_OK);
  const Owned<adc_function> g(made);
  const double k = 2;
  REQUIRE(adc_bind(g.get(), "k", &k, nullptr, 0, &made, nullptr) == ADC_OK);
  const Owned<adc_function> h(made);
  CHECK(gradient(h, {1, 1}) == std::vector<double>{20, 14, 26});
  const Owned<adc_function> inner = compiled("[t, 2t]");
  REQUIRE(adc_with(h.get(), "x", inner.get(), 0, &made, nullptr) == ADC_OK);
  const Owned<adc_function> composed(made);
  CHECK(gradient(composed, {1}) == std::vector<double>{54, 108});
  CHECK(slug(ADC_ERROR_USAGE, [&](adc_error** e) { return adc_bind(f.get(), "k", matrix, extents, 2, &made, e); }) ==
        "wrong-size");
  CHECK(slug(ADC_ERROR_USAGE, [&](adc_error** e) { return adc_bind(f.get(), "z", &k, nullptr, 0, &made, e); }) ==
        "unknown-variable");
  CHECK(slug(ADC_ERROR_USAGE, [&](adc_error** e) { return adc_bind(f.get(), "k", nullptr, nullptr, 0, &made, e); }) ==
        "missing-argument");
  CHECK(slug(ADC_ERROR_USAGE, [&](adc_error** e) { return adc_with(f.get(), "x", f.get(), 0, &made, e); }) ==
        "wrong-size");
  CHECK(slug(ADC_ERROR_USAGE, [&](adc_error** e) { return adc_with(f.get(), "k", nullptr, 0, &made, e); }) ==
        "missing-argument");
  const Owned<adc_function> twin = compiled("param k; k*3");
  CHECK(slug(ADC_ERROR_USAGE, [&](adc_error** e) {
          return adc_with(compiled("x*k").get(), "x", twin.get(), 0, &made, e);
        }) == "name-clash");
  REQUIRE(adc_with(compiled("x*k").get(), "x", twin.get(), 1, &made, nullptr) == ADC_OK);
  CHECK(gradient(Owned<adc_function>(made), {2}) == std::vector<double>{12, 12});
}

TEST_CASE("in C the set of inputs is closed, and some are no variables") {
  const Owned<adc_options> options(adc_options_new());
  adc_options_add_allowed_input(options.get(), "x");
  adc_options_add_allowed_input(options.get(), "t");
  adc_options_add_wrt_except(options.get(), "t");
  CHECK(gradient(compiled("x^2*t", options.get()), {3, 2}) == std::vector<double>{18, 12});
  adc_function* f = nullptr;
  CHECK(slug(ADC_ERROR_PROGRAM, [&](adc_error** e) {
          return adc_compile("x*y", ADC_ZERO_TERMINATED, options.get(), &f, e);
        }) == "unknown-input");
}

TEST_CASE("in C functions become bytes and come back") {
  const Owned<adc_options> options(adc_options_new());
  adc_options_add_wrt(options.get(), "y");
  const Owned<adc_function> f = compiled("x*y^2", options.get());
  char* bytes = nullptr;
  size_t length = 0;
  REQUIRE(adc_save(f.get(), &bytes, &length, nullptr) == ADC_OK);
  const Owned<char> owned(bytes);
  CHECK(length == std::string(bytes).size());
  adc_function* loaded = nullptr;
  REQUIRE(adc_load(bytes, length, nullptr, &loaded, nullptr) == ADC_OK);
  CHECK(gradient(Owned<adc_function>(loaded), {2, 3}) == std::vector<double>{18, 12});
  CHECK(slug(ADC_ERROR_COMPUTATION, [&](adc_error** e) { return adc_load(bytes, 10, nullptr, &loaded, e); }) ==
        "bad-function");
  CHECK(slug(ADC_ERROR_USAGE, [&](adc_error** e) { return adc_load(nullptr, 10, nullptr, &loaded, e); }) ==
        "missing-argument");
}
