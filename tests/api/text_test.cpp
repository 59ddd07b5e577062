// Errors as values, and the calls that give text.
#include <algorithm>
#include <catch2/catch.hpp>
#include <charconv>
#include <cmath>
#include <cstring>
#include <random>

#include "adc/adc.hpp"
#include "adc/taylor.hpp"

using adc::compile;
using adc::Derive;
using adc::Function;
using adc::Target;

TEST_CASE("factorials of whole numbers are the nearest doubles in each tier") {
  // Of a number of the text the factorial is an exact product that is rounded once.
  std::vector<double> expected;
  for (int n = 0; n <= 170; ++n) {
    expected.push_back(compile(std::to_string(n) + "!", {.tier = adc::Tier::Interpret}).value().value({}));
  }
  for (const char* text : {"factorial(x)", "x!", "gamma(x + 1)"}) {
    for (const adc::Tier tier : {adc::Tier::Interpret, adc::Tier::Native}) {
      const adc::Function f = adc::compile(text, {.tier = tier}).value();
      for (int n = 0; n <= 170; ++n) {
        CAPTURE(text, n);
        CHECK(f.value({{static_cast<double>(n)}}) == expected[static_cast<std::size_t>(n)]);
      }
    }
  }
}

TEST_CASE("an error is a value with a rendered text") {
  const adc::Result<Function> f = compile("2 * sni(x)", {.source_name = "demo"});
  REQUIRE_FALSE(f.ok());
  CHECK(f.error().diagnostic().slug == "unknown-function");
  CHECK(f.error().diagnostic().error_class == adc::ErrorClass::Program);
  CHECK(f.error().diagnostic().span == adc::Span{4, 7});
  CHECK(std::string(f.error().what()).starts_with("demo:1:5: error: unknown function `sni`"));
  CHECK_THROWS_AS(compile("2 * sni(x)").value(), adc::Error);
}

TEST_CASE("an unknown variable is a usage error with a suggestion") {
  const adc::Result<Function> f = compile("alpha^2", {.wrt = {"alhpa"}});
  REQUIRE_FALSE(f.ok());
  CHECK(f.error().diagnostic().error_class == adc::ErrorClass::Usage);
  CHECK(std::string(f.error().what()).find("`alpha`") != std::string::npos);
  CHECK_FALSE(compile("x").value().derivative("y").ok());
  CHECK(compile("x").value().derivative("x", 1).error().diagnostic().slug == "no-such-output");
}

TEST_CASE("given inputs win over constants and functions, and must be used") {
  CHECK(compile("2e", {.inputs = {"e"}}).value().inputs().size() == 1);
  CHECK(compile("2e").value().inputs().empty());
  const adc::Result<Function> unused = compile("x", {.inputs = {"y"}});
  REQUIRE_FALSE(unused.ok());
  CHECK(unused.error().diagnostic().error_class == adc::ErrorClass::Usage);
  CHECK(unused.error().diagnostic().slug == "unused-input");

  const std::string text = compile("alpha^2").value().ir().value();
  CHECK(compile(text, {.inputs = {"alpha"}}).ok());
  const adc::Result<Function> absent = compile(text, {.inputs = {"alpha", "alhpa"}});
  REQUIRE_FALSE(absent.ok());
  CHECK(absent.error().diagnostic().error_class == adc::ErrorClass::Usage);
  CHECK(absent.error().diagnostic().slug == "unused-input");
  CHECK(std::string(absent.error().what()).find("did you mean `alpha`?") != std::string::npos);
}

TEST_CASE("in a session a binding to a constant is an input with a value") {
  const adc::CompileOptions options{.context = {"a = 0.5", "f(x) = a*x"}, .bindings_are_inputs = true};
  const Function f = compile("f(3)", options).value();
  REQUIRE(f.inputs().size() == 1);
  CHECK(f.inputs()[0] == "a");
  REQUIRE(f.defaults().size() == 1);
  CHECK(f.defaults()[0] == 0.5);
  CHECK_FALSE(f.only_defines());
  CHECK(f.value({{2.0}}) == 6);
  CHECK(compile("g(x) = x", options).value().only_defines());
}

TEST_CASE("constant expressions have values") {
  CHECK(adc::evaluate_constant("pi/4").value() == 0.78539816339744828);
  CHECK(adc::evaluate_constant("0.1 + 0.2").value() == 0.1 + 0.2);
  CHECK(std::signbit(adc::evaluate_constant("-0").value()));
  const adc::Result<double> free = adc::evaluate_constant("2y");
  REQUIRE_FALSE(free.ok());
  CHECK(free.error().diagnostic().slug == "not-constant");
  CHECK_FALSE(adc::evaluate_constant("1, 2").ok());
  CHECK_FALSE(adc::evaluate_constant("").ok());
}

TEST_CASE("a program is emitted in each language, for each derivative") {
  for (const char* program : {"x*sin(y)", "param W: R[3, 4], x: R[4]; sum(tanh(W*x))"}) {
    const Function f = compile(program).value();
    for (const adc::TargetWord& target : adc::targets()) {
      for (const Derive derive :
           {Derive::Value, Derive::Gradient, Derive::Hessian, Derive::Jvp, Derive::Vjp, Derive::Hvp}) {
        CAPTURE(program, target.word, static_cast<int>(derive));
        const std::string text = f.emit(derive, target.target).value();
        CHECK_FALSE(text.empty());
        CHECK(text == f.emit(derive, target.target).value());
        const adc::Result<std::string> rows = f.emit(derive, target.target, {.over_rows = true});
        REQUIRE(rows.ok() == target.has_rows);
        if (rows.ok())
          CHECK(*rows != text);
        else
          CHECK(rows.error().diagnostic().slug == "bad-value");
        CHECK(f.emit(derive, target.target, {.calls_blas = true}).ok() == (target.target == Target::C));
      }
    }
  }
}

TEST_CASE("machine code is for the machine that is named") {
  const Function f = compile("x*sin(y)").value();
  const auto emit = [&](std::string_view word) {
    const auto choice = adc::target_choice(word);
    REQUIRE(choice);
    return f.emit(Derive::Value, choice->target, choice->options);
  };
  const std::string here = emit("obj").value();
  const std::string arm = emit("obj:aarch64-linux-gnu").value();
  CHECK(arm != here);
  CHECK(arm == f.emit(Derive::Value, adc::Target::Obj, {.machine = "aarch64-linux-gnu"}).value());
  CHECK(emit("asm:x86_64-linux-gnu:x86-64-v3").value().find("vmulsd") != std::string::npos);
  CHECK(emit("asm::x86-64").value().find("vmulsd") == std::string::npos);
  const adc::Result<std::string> unknown = emit("obj:vax");
  REQUIRE_FALSE(unknown.ok());
  CHECK(unknown.error().diagnostic().slug == "unknown-machine");
  CHECK(std::string(unknown.error().what()).find("riscv64-linux-gnu") != std::string::npos);
  CHECK(emit("c:aarch64-linux-gnu").error().diagnostic().slug == "bad-value");
}

TEST_CASE("targets have words, with options for languages without structs") {
  for (const adc::TargetWord& target : adc::targets()) {
    CHECK(adc::target_named(target.word) == target.target);
    const auto rows = adc::target_choice(std::string(target.word) + "-rows");
    REQUIRE(rows);
    CHECK(rows->target == target.target);
    CHECK(rows->options.over_rows);
    CHECK_FALSE(rows->options.calls_blas);
  }
  CHECK(adc::target_choice("c-blas")->options.calls_blas);
  for (const char* word : {"", "-rows", "C", "c-", "rows", "c-rows-rows", "pascal"})
    CHECK_FALSE(adc::target_choice(word));
}

TEST_CASE("the IR's text compiles to the same program") {
  const Function f = compile("x*sin(y) + 1/3").value();
  const std::string text = f.ir().value();
  const Function again = compile(text).value();
  CHECK(again.ir().value() == text);
  CHECK(again.value({{2.0, 3.0}}) == f.value({{2.0, 3.0}}));
  CHECK_FALSE(compile("adc-ir 7\n").ok());
  CHECK(compile("x + 0").value().ir({"cse", "dce"}).ok());
  CHECK_FALSE(f.ir({"no-such-pass"}).ok());
  CHECK_FALSE(adc::pass_names().empty());
}

TEST_CASE("text of the IR that is more than adc computes is refused") {
  const std::string integer = "adc-ir 1\nfn f(%0: i64 param \"n\") -> i64 { ret %0 }";
  const std::string pair = "adc-ir 1\nfn f(%0: f64 param \"x\") -> f64 { %1 = sin %0 ret %1 }";
  const adc::Result<Function> of_integers = compile(integer);
  REQUIRE_FALSE(of_integers.ok());
  CHECK(of_integers.error().diagnostic().slug == "no-integers");
  CHECK(compile(pair, {.limits = {.instructions = 2}}).ok());
  const adc::Result<Function> f = compile(pair, {.limits = {.instructions = 1}});
  REQUIRE_FALSE(f.ok());
  CHECK(f.error().diagnostic().slug == "too-many-instructions");
}

TEST_CASE("tensors are flat, row-major, one after the other") {
  const std::string program = R"(adc-ir 1
fn f(%0: f64[2,3] param "A", %1: f64[3] param "x", %2: f64 data "c") -> (f64[2], f64[3]) {
  %3 = dot[;;1;0] %0, %1
  %4 = mul %2, %1
  ret %3 "y", %4 "z"
})";
  const Function f = compile(program).value();
  CHECK(std::ranges::equal(f.input_shapes(), std::vector<adc::Extents>{{2, 3}, {3}, {}}));
  CHECK(std::ranges::equal(f.output_shapes(), std::vector<adc::Extents>{{2}, {3}}));
  CHECK(f.input_size() == 10);
  CHECK(f.output_size() == 5);
  CHECK(f.wrt_size() == 9);
  CHECK(f.result_shapes(adc::Derive::Gradient) ==
        std::vector<adc::Extents>{{2}, {3}, {2, 2, 3}, {2, 3}, {3, 2, 3}, {3, 3}});
  std::vector<double> y(5);
  f.values(std::vector<double>{1, 2, 3, 4, 5, 6, 1, 10, 100, 0.5}, y);
  CHECK(y == std::vector<double>{321, 654, 0.5, 5, 50});
  CHECK_THROWS_AS(f.values(std::vector<double>{1, 2, 3}, y), adc::Error);
  CHECK_THROWS_AS(f.value(std::vector<double>(10)), adc::Error);

  for (const auto& [text, slug] : {std::pair{"x^2", "not-tensors"}, std::pair{program.c_str(), "not-scalar"}}) {
    const Function g = compile(text).value();
    const bool scalar = g.input_shapes()[0].empty();
    const std::optional<adc::Error> error = scalar ? std::optional(g.tensor_entry(adc::Derive::Value).error())
                                                   : std::optional(g.entry(adc::Derive::Value).error());
    CHECK(error->diagnostic().slug == slug);
  }

  const Function limited = compile(program, {.limits = {.bytes = 100}}).value();
  const std::optional<adc::Error> error = limited.prepare(adc::Derive::Value);
  REQUIRE(error);
  CHECK(error->diagnostic().slug == "too-much-memory");
}

TEST_CASE("a derivative is a formula of the same inputs") {
  const Function f = compile("x^2*y").value();
  const std::string text = f.derivative("x").value();
  CHECK(compile(text).value().value({{3.0, 5.0}}) == 30);
}

TEST_CASE("names of the language are explained") {
  CHECK(adc::explain("sin").value().find("sine") != std::string::npos);
  CHECK(adc::explain("abs").value().find("derivative 0 at 0") != std::string::npos);
  CHECK_FALSE(adc::explain("nosuchname").has_value());
  CHECK(adc::nearest_names("sni", {"sin", "cos", "tan"}).front() == "sin");
  CHECK(std::string(adc::version()) == "0.1.0");
}

TEST_CASE("IR text in f32 computes in single precision on every tier") {
  const std::string text = "adc-ir 1\nfn f(%0: f32 param \"x\") -> f32 in f32 {\n  %1 = sin %0\n  ret %1\n}\n";
  for (const adc::Tier tier : {adc::Tier::Interpret, adc::Tier::Native}) {
    const Function f = compile(text, {.tier = tier}).value();
    CHECK(f.value({{0.5}}) == static_cast<double>(static_cast<float>(std::sin(0.5))));
  }
}

TEST_CASE("numbers are written as short as they read back") {
  CHECK(adc::to_text(0.1) == "0.1");
  CHECK(adc::to_text(-0.0) == "-0");
  CHECK(adc::to_text(100000) == "100000");
  CHECK(adc::to_text(1e22) == "1e+22");
  CHECK(adc::to_text(1e-5) == "0.00001");
  CHECK(adc::to_text(std::nan("")) == "nan");
  CHECK(adc::to_text(-HUGE_VAL) == "-inf");
}

TEST_CASE("numbers have the digits that the standard library finds") {
  const auto expected = [](double x) {
    char text[512];
    const double size = std::fabs(x);
    const bool plain = x == 0 || (size >= 1e-5 && size < 1e16);
    const auto format = plain ? std::chars_format::fixed : std::chars_format::general;
    return std::string(text, std::to_chars(text, text + sizeof text, x, format).ptr);
  };
  std::mt19937_64 random(1);
  for (int i = 0; i < 300'000; ++i) {
    const std::uint64_t bits = random();
    double any = 0;
    std::memcpy(&any, &bits, sizeof any);
    if (std::isnan(any)) continue;
    const auto near_one = static_cast<double>(bits) * 0x1p-60 - 8;
    const double decimals = std::round(near_one * 1e4) / 1e4;
    const double integer = std::floor(std::ldexp(1 + static_cast<double>(bits >> 12U) * 0x1p-52, i % 64));
    for (const double x :
         {any, near_one, decimals, integer, std::ldexp(near_one, i % 120 - 60), std::pow(10, i % 40 - 20)}) {
      if (adc::to_text(x) != expected(x)) REQUIRE(adc::to_text(x) == expected(x));
    }
  }
  for (const double x : {0x1p-1074, 0x1p-1022, 0x1.fffffffffffffp1023, 9007199254740991.0, 9007199254740992.0,
                         9999999999999998.0, 1e16, 9.999999999999999e-6, 0.00001234567890123456, 123456.5}) {
    CHECK(adc::to_text(x) == expected(x));
    CHECK(adc::to_text(-x) == expected(-x));
  }
}

TEST_CASE("a table's columns are as wide as their widest cell, and lines end in text") {
  CHECK(adc::align({{"a", "bb", "c"}, {"ααα", "", ""}}) == "a    bb  c\nααα\n");
  CHECK(adc::align({{"a", "", "c"}, {"b"}}, "  ") == "  a  c\n  b\n");
  CHECK(adc::align({}).empty());
}

std::string derivative_of_order(const char* text, std::size_t order) {
  adc::CompileOptions options;
  options.limits.seconds = 6;  // "too-long" would be another error
  return adc::compile(text, options).value().mixed_derivative(std::vector<std::string>(order, "x")).value();
}

TEST_CASE("derivatives of high order have closed forms, or are recurrences") {
  CHECK(derivative_of_order("1/x", 250) == "250!/x^251");
  CHECK(derivative_of_order("1/x", 23) == "-23!/x²⁴");
  CHECK(derivative_of_order("ln(1 + x)", 999) == "998!/(x + 1)^999");
  CHECK(derivative_of_order("sin(2x)", 101) == "2^101·cos(2x)");
  CHECK(derivative_of_order("x*cos(x)", 30) == "-x·cos(x) - 30sin(x)");
  CHECK(derivative_of_order("x^2/(x + 1)", 40) == "40!/(x + 1)⁴¹");
  CHECK(derivative_of_order("x^20 + 1", 21) == "0");
  for (const char* text : {"sin(sin(sin(sin(sin(sin(sin(sin(sin(sin(x))))))))))", "exp(sin(x)*cos(x^2))/(1 + x^4)"}) {
    CAPTURE(text);
    const adc::Function written = adc::compile(derivative_of_order(text, 10)).value();
    const adc::Function exact = adc::compile(text).value().partial(std::vector<std::string>(10, "x")).value();
    const std::vector<double> x{0.7};
    CHECK(written.value(x) == Approx(exact.value(x)).epsilon(1e-11));
  }
}

TEST_CASE("closed forms of derivatives are what Taylor coefficients are") {
  for (const char* text :
       {"1/x", "ln(2x + 3)", "exp(3x)*x^2", "cos(3x + 1)", "x^2*sin(x/2)", "x^2/(x + 1)", "sqrt(1 + x)", "x*cosh(2x)",
        "3x^5 + 7sinh(x)", "x^3*log(x)", "2^x*x", "1/(2x + 1)^3 + x^2*sin(x)", "(3x - 1)^(7/2)", "5/(7 - 2x)",
        "(x^2 + 1)*exp(-x)", "x/sqrt(2x + 1)", "x^30"}) {
    for (const std::size_t order : {21, 22, 23, 24}) {
      CAPTURE(text, order);
      const std::vector<double> x{0.7};
      const double wanted = adc::taylor(adc::compile(text).value(), x, {}, order).value().derivative(0, order);
      CHECK(adc::compile(derivative_of_order(text, order)).value().value(x) == Approx(wanted).epsilon(1e-9));
    }
  }
}
