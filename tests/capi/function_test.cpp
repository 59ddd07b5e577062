// The C API gives what the C++ API gives.
#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "adc/adc.hpp"
#include "adc/latex.hpp"
#include "adc/version.h"
#include "tests/capi/handles.h"

using adc::tests::compiled;
using adc::tests::Owned;
using adc::tests::text_of;

namespace {

constexpr adc_derive kDerives[] = {ADC_DERIVE_VALUE, ADC_DERIVE_GRADIENT, ADC_DERIVE_HESSIAN,
                                   ADC_DERIVE_JVP,   ADC_DERIVE_VJP,      ADC_DERIVE_HVP};
constexpr const char* kProgram = "a = sin(x*y)/z; a, exp(x) + z²";

std::vector<double> points(std::size_t n) {
  std::vector<double> x(n);
  for (std::size_t i = 0; i < n; ++i) x[i] = 0.3 + 0.17 * static_cast<double>(i);
  return x;
}

}  // namespace

TEST_CASE("the version of the library is that of its headers") {
  CHECK(std::string(adc_version()) == ADC_VERSION);
  CHECK(adc::version() == std::string(ADC_VERSION));
  CHECK(ADC_VERSION_AT_LEAST(ADC_VERSION_MAJOR, ADC_VERSION_MINOR, ADC_VERSION_PATCH));
  CHECK_FALSE(ADC_VERSION_AT_LEAST(ADC_VERSION_MAJOR, ADC_VERSION_MINOR, ADC_VERSION_PATCH + 1));
  CHECK_FALSE(ADC_VERSION_AT_LEAST(ADC_VERSION_MAJOR + 1, 0, 0));
}

TEST_CASE("in C programs are read from LaTeX") {
  char* text = nullptr;
  adc_error* error = nullptr;
  REQUIRE(adc_read_latex("\\frac{x^2}{y}", ADC_ZERO_TERMINATED, nullptr, &text, &error) == ADC_OK);
  CHECK(std::string(text) == adc::read_latex("\\frac{x^2}{y}").value().text());
  adc_text_free(text);
  CHECK(adc_read_latex("x + \\frac{x}", ADC_ZERO_TERMINATED, nullptr, &text, &error) == ADC_ERROR_PROGRAM);
  CHECK(text == nullptr);
  CHECK(std::string(adc_error_slug(error)) == "missing-operand");
  CHECK(adc_error_column(error) == 13);
  adc_error_free(error);
  CHECK(adc_read_latex(nullptr, 0, nullptr, nullptr, nullptr) == ADC_ERROR_USAGE);

  const Owned<adc_options> options{adc_options_new()};
  adc_options_set_syntax(options.get(), ADC_SYNTAX_LATEX);
  adc_function* function = nullptr;
  REQUIRE(adc_compile("x^{2}y", ADC_ZERO_TERMINATED, options.get(), &function, nullptr) == ADC_OK);
  CHECK(adc_count(function, ADC_INPUTS) == 2);
  adc_function_free(function);
}

TEST_CASE("in C everything derived has the bits and sizes that it has in C++") {
  const adc::Function f = adc::compile(kProgram).value();
  const Owned<adc_function> c = compiled(kProgram);
  for (const adc_derive derive : kDerives) {
    CAPTURE(derive);
    const auto same = static_cast<adc::Derive>(derive);
    const adc::Layout layout(same, f.output_size(), f.wrt_size());
    const std::size_t in = f.input_size() + layout.directions();
    REQUIRE(adc_input_size(c.get(), derive) == in);
    REQUIRE(adc_result_size(c.get(), derive) == layout.size());
    const std::vector<double> x = points(in);
    std::vector<double> expected(layout.size());
    std::vector<double> given(layout.size(), 7);
    f.evaluate(same, x, expected);
    adc_error* error = nullptr;
    REQUIRE(adc_evaluate(c.get(), derive, x.data(), in, given.data(), given.size(), &error) == ADC_OK);
    CHECK(error == nullptr);
    CHECK(given == expected);

    const std::vector<float> narrow(x.begin(), x.end());
    std::vector<float> expected_narrow(layout.size());
    std::vector<float> given_narrow(layout.size());
    f.evaluate(same, narrow, expected_narrow);
    REQUIRE(adc_evaluate_f32(c.get(), derive, narrow.data(), in, given_narrow.data(), layout.size(), nullptr) ==
            ADC_OK);
    CHECK(given_narrow == expected_narrow);

    REQUIRE(adc_result_count(c.get(), derive) == f.result_names(same).size());
    for (std::size_t i = 0; i < adc_result_count(c.get(), derive); ++i) {
      CHECK(text_of([&](char** text, adc_error** e) { return adc_result_name(c.get(), derive, i, text, e); }) ==
            f.result_names(same)[i]);
    }
  }
}

TEST_CASE("names, shapes and sizes are those of the program") {
  const Owned<adc_options> options(adc_options_new());
  const std::int64_t extents[] = {3};
  adc_options_set_name(options.get(), "loss");
  adc_options_add_wrt(options.get(), "W");
  adc_options_set_shape(options.get(), "x", extents, 1);
  adc_options_set_dim(options.get(), "n", 2);
  const Owned<adc_function> f = compiled("dim n\nparam W: R[n,3]\ndata x: R[3]\nW*x", options.get());
  CHECK(adc_function_name(f.get()) == std::string("loss"));
  CHECK(adc_function_dtype(f.get()) == ADC_DTYPE_F64);
  REQUIRE(adc_count(f.get(), ADC_INPUTS) == 2);
  CHECK(adc_size(f.get(), ADC_INPUTS) == 9);
  CHECK(adc_name(f.get(), ADC_INPUTS, 0) == std::string("W"));
  REQUIRE(adc_rank(f.get(), ADC_INPUTS, 0) == 2);
  CHECK(adc_extents(f.get(), ADC_INPUTS, 0)[0] == 2);
  CHECK(adc_extents(f.get(), ADC_INPUTS, 0)[1] == 3);
  CHECK(adc_index(f.get(), ADC_INPUTS, "x") == 1);
  CHECK(adc_index(f.get(), ADC_INPUTS, "y") == ADC_NOT_FOUND);
  CHECK(adc_count(f.get(), ADC_WRT) == 1);
  CHECK(adc_size(f.get(), ADC_WRT) == 6);
  CHECK(adc_size(f.get(), ADC_OUTPUTS) == 2);
  CHECK(adc_name(f.get(), ADC_INPUTS, 2) == nullptr);
  CHECK(adc_extents(f.get(), ADC_INPUTS, 2) == nullptr);
  CHECK(adc_count(f.get(), ADC_DATA) == 0);

  const Owned<adc_function> copy(adc_function_copy(f.get()));
  CHECK(adc_size(copy.get(), ADC_INPUTS) == 9);
}

TEST_CASE("a map reads and writes columns where they are") {
  constexpr std::size_t kRows = 1000;
  const adc::Function f = adc::compile("x*sin(y)").value();
  const Owned<adc_function> c = compiled("x*sin(y)");
  const std::vector<double> table = points(2 * kRows);
  std::vector<double> expected(kRows);
  std::vector<double> given(kRows);
  double expected_sum = 0;
  double given_sum = 0;
  const std::vector<adc::InputColumn> from{{table.data(), 2}, {table.data() + 1, 2}};
  const std::vector<adc::OutputColumn> to{{expected.data(), 1}, {&expected_sum, 0}, {nullptr, 1}};
  f.map(adc::Derive::Gradient, kRows, from, to);
  const adc_input_column inputs[] = {{table.data(), 2}, {table.data() + 1, 2}};
  const adc_output_column results[] = {{given.data(), 1}, {&given_sum, 0}, {nullptr, 1}};
  REQUIRE(adc_map(c.get(), ADC_DERIVE_GRADIENT, kRows, inputs, 2, results, 3, 2, nullptr) == ADC_OK);
  CHECK(given == expected);
  CHECK(given_sum == expected_sum);

  const std::vector<float> narrow(table.begin(), table.end());
  std::vector<float> given_narrow(kRows);
  const adc_input_column_f32 inputs_f32[] = {{narrow.data(), 2}, {narrow.data() + 1, 2}};
  const adc_output_column_f32 results_f32[] = {{given_narrow.data(), 1}};
  REQUIRE(adc_map_f32(c.get(), ADC_DERIVE_VALUE, kRows, inputs_f32, 2, results_f32, 1, 1, nullptr) == ADC_OK);
  CHECK(given_narrow[9] == Approx(expected[9]));
}

TEST_CASE("native code is made when it is asked for, and is called through a pointer") {
  const Owned<adc_function> f = compiled("cos(sin(x²) + 3x²)");
  CHECK(adc_is_native(f.get(), ADC_DERIVE_GRADIENT) == 0);
  REQUIRE(adc_prepare(f.get(), ADC_DERIVE_GRADIENT, ADC_TIER_NATIVE, nullptr) == ADC_OK);
  CHECK(adc_is_native(f.get(), ADC_DERIVE_GRADIENT) == 1);
  adc_entry entry = nullptr;
  std::size_t bytes = 1;
  REQUIRE(adc_native_entry(f.get(), ADC_DERIVE_GRADIENT, &entry, &bytes, nullptr) == ADC_OK);
  REQUIRE(bytes == 0);
  const double x = 0.5;
  double called[2] = {};
  double evaluated[2] = {};
  entry(&x, called, nullptr);
  REQUIRE(adc_evaluate(f.get(), ADC_DERIVE_GRADIENT, &x, 1, evaluated, 2, nullptr) == ADC_OK);
  CHECK(called[0] == evaluated[0]);
  CHECK(called[1] == evaluated[1]);
}

TEST_CASE("texts of a function are those of C++") {
  const adc::Function f = adc::compile("x²*z").value();
  const Owned<adc_function> c = compiled("x²*z");
  CHECK(text_of([&](char** text, adc_error** e) { return adc_derivative(c.get(), "x", 0, text, e); }) ==
        f.derivative("x").value());
  std::size_t length = 0;
  const std::string emitted = text_of(
      [&](char** text, adc_error** e) { return adc_emit(c.get(), ADC_DERIVE_GRADIENT, "c", text, &length, e); });
  CHECK(emitted == f.emit(adc::Derive::Gradient, adc::Target::C).value());
  CHECK(length == emitted.size());
  char* object = nullptr;
  REQUIRE(adc_emit(c.get(), ADC_DERIVE_VALUE, "obj", &object, &length, nullptr) == ADC_OK);
  const Owned<char> owned(object);
  CHECK(std::string(object, 4) ==
        "\x7f"
        "ELF");
  for (const char* target : {"c-rows", "ir", "kernel", "kernel-rows", "llvm", "asm:aarch64-linux-gnu", "header",
                             "formula", "cuda-rows", "rust", "latex"}) {
    CAPTURE(target);
    CHECK_FALSE(text_of([&](char** text, adc_error** e) {
                  return adc_emit(c.get(), ADC_DERIVE_VALUE, target, text, nullptr, e);
                }).empty());
  }

  const char* const twice[] = {"x", "x", "z"};
  adc_function* partial = nullptr;
  REQUIRE(adc_partial(c.get(), twice, 3, &partial, nullptr) == ADC_OK);
  const Owned<adc_function> third(partial);
  const double x[] = {3, 5};
  double y = 0;
  REQUIRE(adc_evaluate(partial, ADC_DERIVE_VALUE, x, 2, &y, 1, nullptr) == ADC_OK);
  CHECK(y == 2);
}

TEST_CASE("where a nan comes from is told") {
  const Owned<adc_function> f = compiled("x + sqrt(y)");
  const double x[] = {1, -1};
  double y = 0;
  REQUIRE(adc_evaluate(f.get(), ADC_DERIVE_VALUE, x, 2, &y, 1, nullptr) == ADC_OK);
  const std::string why = text_of(
      [&](char** text, adc_error** e) { return adc_why_not_finite(f.get(), ADC_DERIVE_VALUE, x, 2, &y, 1, text, e); });
  CHECK(why.find("<formula>:1:5: note: ") == 0);
  CHECK(why.find("^~~~") != std::string::npos);
}

TEST_CASE("notes about a text are errors that are no errors") {
  const adc::Function f = adc::compile("1/2 x").value();
  const Owned<adc_function> c = compiled("1/2 x");
  REQUIRE(adc_note_count(c.get()) == f.notes().size());
  for (std::size_t i = 0; i < f.notes().size(); ++i) {
    adc_error* note = nullptr;
    REQUIRE(adc_note(c.get(), i, &note, nullptr) == ADC_OK);
    const Owned<adc_error> owned(note);
    CHECK(adc_error_slug(note) == f.notes()[i].slug);
    CHECK(std::string(adc_error_text(note)).find("note: ") != std::string::npos);
  }
}

TEST_CASE("options choose tier, mode, type and form without changing numbers") {
  for (const adc_mode mode : {ADC_MODE_AUTO, ADC_MODE_SYMBOLIC, ADC_MODE_FORWARD, ADC_MODE_REVERSE}) {
    for (const adc_tier tier : {ADC_TIER_AUTO, ADC_TIER_INTERPRET, ADC_TIER_NATIVE}) {
      const Owned<adc_options> options(adc_options_new());
      adc_options_set_mode(options.get(), mode);
      adc_options_set_tier(options.get(), tier);
      adc_options_set_vector_math(options.get(), 0);
      adc_options_set_as_written(options.get(), 1);
      adc_options_add_input(options.get(), "e");
      adc_options_set_bytes(options.get(), 1U << 20U);
      adc_options_set_seconds(options.get(), 60);
      const Owned<adc_function> f = compiled("tanh(e*x)", options.get());
      REQUIRE(adc_count(f.get(), ADC_INPUTS) == 2);
      const double x[] = {0.5, 2};
      double results[3] = {};
      REQUIRE(adc_evaluate(f.get(), ADC_DERIVE_GRADIENT, x, 2, results, 3, nullptr) == ADC_OK);
      CHECK(results[0] == Approx(0.7615941559557649).epsilon(1e-15));
      CHECK(results[1] == Approx(2 * 0.41997434161402614).epsilon(1e-14));
    }
  }
  const Owned<adc_options> narrow(adc_options_new());
  adc_options_set_dtype(narrow.get(), ADC_DTYPE_F32);
  CHECK(adc_function_dtype(compiled("x/3", narrow.get()).get()) == ADC_DTYPE_F32);
}
