// Special functions that have derivatives by their last argument alone.
#include <catch2/catch.hpp>
#include <cmath>
#include <string>
#include <vector>

#include "adc/adc.hpp"

namespace {

using adc::CompileOptions;
using adc::Derive;
using adc::Mode;

constexpr Mode kModes[] = {Mode::Auto, Mode::Symbolic, Mode::Forward, Mode::Reverse};

/// The slug of what deriving `text` by an input by a mode fails with; empty if it succeeds.
std::string slug(const std::string& text, Derive derive, Mode mode, std::vector<std::string> by = {}) {
  CompileOptions options;
  options.mode = mode;
  options.wrt = std::move(by);
  const adc::Result<adc::Function> function = adc::compile(text, options);
  if (!function) return function.error().diagnostic().slug;
  const adc::Result<std::string> ir = function->emit(derive, adc::Target::Ir);
  return ir ? "" : ir.error().diagnostic().slug;
}

}  // namespace

TEST_CASE("a derivative by an order or a shape is an error in every mode") {
  for (const std::string text :
       {"besselj(n, x)", "bessely(2n, x)", "besseli(n, x)", "besselk(sin(n), x)", "gammainc(n, x)", "gammaincc(n, x)",
        "betainc(n, 2, x)", "betainc(2, n, x)", "besselj(n, x, 2)", "x*besselj(n + x, 1)"}) {
    for (const Mode mode : kModes) {
      for (const Derive derive : {Derive::Gradient, Derive::Hessian}) {
        CAPTURE(text, static_cast<int>(mode), static_cast<int>(derive));
        CHECK(slug(text, derive, mode) == "no-derivative");
        CHECK(slug(text, derive, mode, {"n"}) == "no-derivative");
      }
    }
  }
}

TEST_CASE("of a large shape, P lies above a half where x is the shape") {
  const double a = 2e6;
  const double leading = 0.5 + 1 / (3 * std::sqrt(2 * M_PI * a));  // DLMF 8.12.3 at η = 0
  CHECK(adc::compile("gammainc(a, x)").value().value({{a, a}}) == Approx(leading).epsilon(1e-9));
  CHECK(adc::compile("gammaincc(a, x)").value().value({{a, a}}) == Approx(1 - leading).epsilon(1e-9));
}

TEST_CASE("an order that nothing is derived by is no error") {
  for (const std::string text : {"besselj(2, x)", "data n; param x; besselj(n, x)", "besselj(stop_gradient(n), x)",
                                 "besselk(floor(n), x)", "x*gammainc(3/2, x)", "betainc(2, 3, x)", "zeta(x)",
                                 "airy_ai(x) + airy_bi(x)", "expint_ei(x) + expint_e1(x)"}) {
    for (const Mode mode : kModes) {
      CAPTURE(text, static_cast<int>(mode));
      CHECK(slug(text, Derive::Gradient, mode).empty());
      CHECK(slug(text, Derive::Hessian, mode).empty());
    }
  }
  for (const Mode mode : kModes) CHECK(slug("besselj(n, x)", Derive::Hessian, mode, {"x"}).empty());
  CHECK(adc::compile("n = 2; diff(besselj(n, x), x, 3)").ok());
}

TEST_CASE("the error stands at the call, in forms and in derivatives as text") {
  const std::string call = "besselj(n, x)";
  for (const std::string text : {"diff(besselj(n, x), n)", "grad(besselj(n, x))", "hessian(besselj(n, x))"}) {
    CAPTURE(text);
    const adc::Result<adc::Function> function = adc::compile(text);
    const adc::Diagnostic found =
        function ? function->emit(Derive::Value, adc::Target::Ir).error().diagnostic() : function.error().diagnostic();
    CHECK(found.slug == "no-derivative");
    CHECK(text.substr(found.span.begin, found.span.end - found.span.begin) == call);
    CHECK(found.help.size() == 1);
  }
  const adc::Error error = adc::compile(call).value().derivative("n").error();
  CHECK(error.diagnostic().slug == "no-derivative");
  CHECK(error.diagnostic().span.end == call.size());
  CHECK(adc::compile(call).value().derivative("x").value() == "besselj(n, x, 1)");
}

TEST_CASE("derivatives beyond the highest order are an error, those of Airy functions have none") {
  CHECK(slug("besselj(2, x, 16)", Derive::Gradient, Mode::Auto) == "function-order");
  CHECK(slug("zeta_derivative(15, x)", Derive::Hessian, Mode::Auto) == "function-order");
  CHECK(slug("zeta_derivative(17, x)", Derive::Gradient, Mode::Auto) == "bad-order");
  CHECK(slug("airy_ai(x, 2)", Derive::Gradient, Mode::Auto) == "bad-order");
  CHECK(adc::compile("airy_ai(x)").value().mixed_derivative({"x", "x"}).value() == "x·airy_ai(x)");
  CHECK(slug("diff(airy_bi(x), x, 30)", Derive::Value, Mode::Auto).empty());
}
