// What each pass does to small functions, as IR text.
#include <bit>
#include <catch2/catch.hpp>
#include <cmath>
#include <limits>

#include "ir/interpreter.h"
#include "ir/text.h"
#include "ir/verifier.h"
#include "parser/parse.h"
#include "passes/compose/only_terms.h"
#include "passes/core/cost.h"
#include "passes/core/dce.h"
#include "passes/core/fold_exact.h"
#include "passes/core/sharing_builder.h"
#include "passes/derive/sweep_counts.h"
#include "passes/lower/fuse.h"
#include "tests/passes/build.h"

using namespace adc;
using namespace adc::test;

namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kInf = std::numeric_limits<double>::infinity();

ir::Function read(const std::string& inputs, const std::string& body) {
  return ir::read("adc-ir 1\nfn f(" + inputs + ") -> f64 {\n" + body + "}\n").value();
}

ir::Function by(const std::string& pass, const ir::Function& fn) { return passes::apply(fn, {pass}).value(); }

// The instructions that a pass and then dce leave, a line each.
std::string after(const std::string& pass, const std::string& inputs, const std::string& body) {
  const std::string text = ir::print(passes::apply(read(inputs, body), {pass, "dce"}).value());
  const std::size_t begin = text.find("{\n") + 2;
  return text.substr(begin, text.rfind('}') - begin);
}

constexpr const char* kX = "%0: f64 param \"x\"";
constexpr const char* kXY = "%0: f64 param \"x\", %1: f64 param \"y\"";

}  // namespace

TEST_CASE("cse shares equal values, and those of commutative ops in either order") {
  CHECK(after("cse", kXY, "  %2 = mul %0, %1\n  %3 = mul %1, %0\n  %4 = sub %2, %3\n  ret %4\n") ==
        "  %2 = mul %0, %1\n  %3 = sub %2, %2\n  ret %3\n");
  CHECK(after("cse", kXY, "  %2 = sub %0, %1\n  %3 = sub %1, %0\n  %4 = mul %2, %3\n  ret %4\n") ==
        "  %2 = sub %0, %1\n  %3 = sub %1, %0\n  %4 = mul %2, %3\n  ret %4\n");
  CHECK(after("cse", kX, "  %1 = powi[2] %0\n  %2 = powi[3] %0\n  %3 = mul %1, %2\n  ret %3\n") ==
        "  %1 = powi[2] %0\n  %2 = powi[3] %0\n  %3 = mul %1, %2\n  ret %3\n");
}

TEST_CASE("dce drops what no output needs, and keeps inputs") {
  CHECK(by("dce", read(kXY, "  %2 = sin %1\n  %3 = cos %0\n  ret %3\n")).size() == 3);
}

TEST_CASE("what dce leaves has the constants, immediates and names of before") {
  const std::string body =
      "  %1 = const 3\n  %2 = const 5\n  %3 = powi[7] %0\n  %4 = powi[2] %0\n  %5 = mul %2, %4\n  ret %5\n";
  const ir::Function fn = by("dce", read(kX, body));
  CHECK(ir::verify(fn).empty());
  CHECK(ir::print(fn) == ir::print(read(kX, "  %1 = const 5\n  %2 = powi[2] %0\n  %3 = mul %1, %2\n  ret %3\n")));
}

TEST_CASE("without its tensors a function is one of scalars") {
  const ir::Function fn = program(1, [](Builder& b, const std::vector<ValueId>& x) {
    (void)b.reduce_sum(b.broadcast(x[0], std::vector<std::int64_t>{4}, {}), std::vector<std::int64_t>{0});
    return b.sin(x[0]);
  });
  CHECK_FALSE(fn.is_scalar());
  CHECK(by("dce", fn).is_scalar());
  CHECK(ir::verify(by("dce", fn)).empty());
}

TEST_CASE("a builder that starts from a function goes on as if it had made it") {
  const std::string body = "  %1 = const 2\n  %2 = mul %1, %0\n  %3 = powi[3] %2\n  %4 = sin %3\n  ret %4\n";
  const ir::Function fn = read(kX, body);
  passes::SharingBuilder b("f", ir::DType::F64, 100);
  CHECK(b.start_from(fn, 4) == 4);
  const ir::ValueId x = ir::value_id(0);
  CHECK(b.mul(x, b.integer(2)) == ir::value_id(2));
  CHECK(b.powi(ir::value_id(2), 3) == ir::value_id(3));
  CHECK(b.powi(ir::value_id(2), 4) == ir::value_id(4));
  b.output(ir::value_id(4), "");
  CHECK(ir::verify(b.finish()).empty());
}

TEST_CASE("a builder starts from what comes before an instruction that equals an earlier one") {
  const std::string body =
      "  %1 = sin %0\n  %2 = const 2\n  %3 = sin %0\n  %4 = const 7\n  %5 = mul %3, %4\n  ret %5\n";
  const ir::Function fn = read(kX, body);
  passes::SharingBuilder b("f", ir::DType::F64, 100);
  CHECK(b.start_from(fn, fn.size()) == 3);
  CHECK(b.size() == 3);
  CHECK(b.integer(2) == ir::value_id(2));
  CHECK(b.integer(7) == ir::value_id(3));
  b.output(ir::value_id(3), "");
  CHECK(ir::verify(b.finish()).empty());
}

TEST_CASE("forward mode is tried where sums are multiplied on, or what the function has is its tangent") {
  const auto may = [](const std::string& text) {
    const ir::Function fn = passes::apply(parser::parse(text)->fn, {"stable"}).value();
    return passes::may_forward_be_cheaper(fn, std::vector<std::uint32_t>{0, 1});
  };
  CHECK(may("tan(sin(x) + cos(x) + x²)*y"));
  CHECK(may("exp(x)/(exp(x) + exp(y))"));
  CHECK_FALSE(may("sin(3x)*exp(-y*x²)+3/(1+x²)"));
  CHECK_FALSE(may("sin(x*y)*cos(x)"));
}

TEST_CASE("the cost of what is live is that of what dce leaves") {
  const ir::Function fn = read(kXY, "  %2 = sin %1\n  %3 = cos %0\n  %4 = mul %3, %0\n  ret %3\n");
  CHECK(passes::live_cost(fn) == passes::cost(passes::dce(fn)));
  CHECK(passes::live_cost(fn) < passes::cost(fn));
}

TEST_CASE("legalise rounds constants once and lowers integer powers") {
  CHECK(after("legalise", kX, "  %1 = const 1/3\n  %2 = mul %1, %0\n  ret %2\n") ==
        "  %1 = const 0x1.5555555555555p-2\n  %2 = mul %1, %0\n  ret %2\n");
  CHECK(after("legalise", kX, "  %1 = powi[0] %0\n  ret %1\n") == "  %1 = const 0x1p+0\n  ret %1\n");
  CHECK(after("legalise", kX, "  %1 = powi[1] %0\n  ret %1\n") == "  ret %0\n");
  CHECK(after("legalise", kX, "  %1 = powi[7] %0\n  ret %1\n") ==
        "  %1 = mul %0, %0\n  %2 = mul %1, %0\n  %3 = mul %1, %1\n  %4 = mul %3, %2\n  ret %4\n");
  CHECK(after("legalise", kX, "  %1 = powi[-2] %0\n  ret %1\n") ==
        "  %1 = const 0x1p+0\n  %2 = div %1, %0\n  %3 = mul %2, %2\n  ret %3\n");
  CHECK(after("legalise", kX, "  %1 = powi[17] %0\n  ret %1\n") ==
        "  %1 = const 0x1.1p+4\n  %2 = pow %0, %1\n  ret %2\n");
  const ir::Function odd =
      ir::read("adc-ir 1\nfn f(%0: f32 param \"x\") -> f32 in f32 {\n  %1 = powi[16777217] %0\n  ret %1\n}\n").value();
  CHECK(evaluate(by("legalise", odd), {-1}) == std::vector{-1.0});
  CHECK(after("legalise", kX, "  %1 = const e\n  %2 = pow %1, %0\n  ret %2\n") == "  %1 = exp %0\n  ret %1\n");
}

TEST_CASE("exact folding gives what IEEE arithmetic gives") {
  CHECK(passes::apply(read(kX, "  %1 = const 1/10\n  %2 = const 1/5\n  %3 = add %1, %2\n  ret %3\n"),
                      {"legalise", "fold_exact", "dce"})
            ->constant(ir::value_id(1))
            .as_float() == 0.1 + 0.2);
}

TEST_CASE("exact rewrites change no bit at any combination of special values") {
  const std::vector<double> special = {0.0, -0.0, 1.0, -1.0, 3.7, -2.5, 5e-324, 1e308, kInf, -kInf, kNan};
  const std::vector<std::string> bodies = {
      "  %2 = neg %0\n  %3 = neg %2\n  ret %3\n",
      "  %2 = const 0x1p+0\n  %3 = mul %0, %2\n  ret %3\n",
      "  %2 = const -0x1p+0\n  %3 = mul %2, %0\n  ret %3\n",
      "  %2 = const 0x1p+1\n  %3 = mul %2, %0\n  %4 = neg %3\n  ret %4\n",
      "  %2 = const 0x1p+1\n  %3 = div %2, %0\n  %4 = neg %3\n  ret %4\n",
      "  %2 = const 0x1p+3\n  %3 = div %0, %2\n  ret %3\n",
      "  %2 = const 0x1.8p+1\n  %3 = neg %0\n  %4 = div %3, %2\n  ret %4\n",
      "  %2 = neg %0\n  %3 = neg %1\n  %4 = mul %2, %3\n  ret %4\n",
      "  %2 = neg %0\n  %3 = neg %1\n  %4 = div %2, %3\n  ret %4\n",
      "  %2 = neg %1\n  %3 = add %0, %2\n  ret %3\n",
      "  %2 = neg %1\n  %3 = sub %0, %2\n  ret %3\n",
      "  %2 = const 0x0p+0\n  %3 = sub %0, %2\n  ret %3\n",
      "  %2 = const -0x0p+0\n  %3 = add %0, %2\n  ret %3\n",
      "  %2 = const -0x0p+0\n  %3 = sub %2, %0\n  ret %3\n",
      "  %2 = const 0x0p+0\n  %3 = add %0, %2\n  ret %3\n",
      "  %2 = neg %0\n  %3 = abs %2\n  ret %3\n",
      "  %2 = lt %0, %1\n  %3 = logical_not %2\n  %4 = select %3, %0, %1\n  ret %4\n",
  };
  for (const std::string& body : bodies) {
    const ir::Function before = read(kXY, body);
    const ir::Function folded = passes::apply(before, {"fold_exact", "dce"}).value();
    for (const double x : special) {
      for (const double y : special) {
        const double wanted = evaluate(before, {x, y})[0];
        const double found = evaluate(folded, {x, y})[0];
        CAPTURE(body, x, y, wanted, found);
        CHECK(((std::isnan(wanted) && std::isnan(found)) ||
               std::bit_cast<std::uint64_t>(wanted) == std::bit_cast<std::uint64_t>(found)));
      }
    }
  }
  CHECK(after("fold_exact", kX, "  %1 = const 0x0p+0\n  %2 = add %0, %1\n  ret %2\n") ==
        "  %1 = const 0x0p+0\n  %2 = add %0, %1\n  ret %2\n");
}

TEST_CASE("a pass by name is given derivatives expanded") {
  const ir::Function fn = read(kX, "  %1 = powi[3] %0\n  %2 = diff %1, %0\n  ret %2\n");
  CHECK(evaluate(by("reverse", fn), {2}) == std::vector{12.0, 12.0});
  CHECK(evaluate(by("legalise", fn), {2}) == std::vector{12.0});
}

TEST_CASE("folding and fusing in one go folds the signs of fused products, too") {
  const auto text = [](const ir::Function& fn) { return ir::print(passes::dce(fn)); };
  const ir::Function sums = read(kXY, "  %2 = mul %0, %1\n  %3 = neg %2\n  %4 = add %3, %0\n  ret %4\n");
  CHECK(text(passes::fold_and_fuse(sums)) == text(passes::fuse(passes::dce(passes::fold_exact(sums)))));
  const ir::Function sign = read(kXY, "  %2 = neg %0\n  %3 = mul %2, %1\n  %4 = sub %1, %3\n  ret %4\n");
  CHECK(text(passes::fold_and_fuse(sign)) == text(read(kXY, "  %2 = fma %0, %1, %1\n  ret %2\n")));
}

TEST_CASE("fuse makes one of a product and a sum, but no two products") {
  CHECK(after("fuse", kXY, "  %2 = mul %0, %1\n  %3 = add %2, %0\n  ret %3\n") == "  %2 = fma %0, %1, %0\n  ret %2\n");
  CHECK(after("fuse", kXY, "  %2 = mul %0, %1\n  %3 = sub %0, %2\n  ret %3\n") ==
        "  %2 = neg %0\n  %3 = fma %2, %1, %0\n  ret %3\n");
  CHECK(after("fuse", kXY, "  %2 = mul %0, %1\n  %3 = sub %2, %0\n  ret %3\n") ==
        "  %2 = neg %0\n  %3 = fma %0, %1, %2\n  ret %3\n");
  const std::string squares = "  %2 = mul %0, %0\n  %3 = mul %1, %1\n  %4 = sub %2, %3\n  ret %4\n";
  CHECK(after("fuse", kXY, squares) == squares);
  const std::string fraction = "  %2 = mul %0, %1\n  %3 = floor %2\n  %4 = sub %2, %3\n  ret %4\n";
  CHECK(after("fuse", kXY, fraction) == fraction);
}

TEST_CASE("stable folds rationals exactly and rewrites towards accuracy") {
  CHECK(after("stable", kX, "  %1 = const 1/10\n  %2 = const 1/5\n  %3 = add %1, %2\n  %4 = mul %3, %0\n  ret %4\n") ==
        "  %1 = const 3/10\n  %2 = mul %1, %0\n  ret %2\n");
  const std::string one_plus_exp = "  %1 = const 1\n  %2 = neg %0\n  %3 = exp %2\n  %4 = add %1, %3\n";
  CHECK(after("stable", kX, one_plus_exp + "  %5 = div %1, %4\n  ret %5\n") == "  %1 = sigmoid %0\n  ret %1\n");
  CHECK(after("stable", kX, one_plus_exp + "  %5 = log %4\n  ret %5\n") ==
        "  %1 = neg %0\n  %2 = softplus %1\n  ret %2\n");
  CHECK(after("stable", kX, "  %1 = log %0\n  %2 = mul %1, %0\n  ret %2\n") == "  %1 = xlogy %0, %0\n  ret %1\n");
  CHECK(after("stable", kXY, "  %2 = div %0, %1\n  %3 = log %2\n  %4 = mul %0, %3\n  ret %4\n") ==
        "  %2 = div %0, %1\n  %3 = xlogy %0, %2\n  ret %3\n");
}

TEST_CASE("stable leaves x log y alone where y does not vanish with x") {
  const std::string body = "  %2 = log %1\n  %3 = mul %0, %2\n  ret %3\n";
  CHECK(after("stable", kXY, body) == body);
  CHECK(std::isnan(derived(read(kXY, body), Derive::Value, Mode::Auto, {0, -1})[0]));
}

TEST_CASE("large constant factors are not merged, since their product could overflow") {
  const ir::Function fn = program(1, [](Builder& b, const auto& x) {
    const ValueId big = b.rational(*ir::Rational::parse("1e200"));
    return b.mul(big, b.mul(big, x[0]));
  });
  for (const Mode mode : kModes) CHECK(derived(fn, Derive::Gradient, mode, {1e-300})[0] == 1e200 * (1e200 * 1e-300));
}

TEST_CASE("a derivative inside a program cuts the graph at its variable") {
  // t = x², J = t·x²: dJ/dt is x², since the other x² is not t; and x held fixed.
  Builder b("f");
  const ValueId x = b.param("x");
  const ValueId t = b.copy(b.powi(x, 2));
  const ValueId j = b.mul(t, b.powi(x, 2));
  b.output(b.diff(j, t), "d");
  b.output(b.diff(b.diff(j, t), t), "dd");
  b.output(b.diff(j, x), "dx");
  b.output(b.diff(x, t), "none");
  CHECK(derived(b.finish(), Derive::Value, Mode::Auto, {3}) == std::vector<double>{9, 0, 108, 0});
}

TEST_CASE("derivatives of derivatives of a value with many variables agree with the modes") {
  Builder b("f");
  std::vector<ValueId> x;
  x.reserve(4);
  for (int i = 0; i < 4; ++i) x.push_back(b.param("x" + std::to_string(i)));
  const ValueId v = b.mul(b.sin(b.mul(x[0], x[1])), b.exp(b.mul(x[2], x[3])));
  ValueId sum = b.integer(0);
  for (const ValueId input : x) sum = b.add(sum, b.powi(b.diff(v, input), 2));
  b.output(sum, "norm");
  const std::vector<double> at = {0.3, 1.2, 0.7, -0.4};
  const std::vector<double> wanted = derived(
      program(4, [](Builder& p, const auto& y) { return p.mul(p.sin(p.mul(y[0], y[1])), p.exp(p.mul(y[2], y[3]))); }),
      Derive::Gradient, Mode::Forward, at);
  double norm = 0;
  for (std::size_t i = 1; i < 5; ++i) norm += wanted[i] * wanted[i];
  CHECK(ulps(derived(b.finish(), Derive::Value, Mode::Auto, at)[0], norm) <= 8);
}

TEST_CASE("polygamma of too high an order is an error with its slug") {
  const ir::Function fn = program(1, [](Builder& b, const auto& x) { return b.polygamma(x[0], 64); });
  const auto result = passes::run(fn, {.derive = Derive::Gradient, .wrt = {}, .limits = {}});
  REQUIRE(!result);
  CHECK(result.error().diagnostic().slug == "function-order");
}

TEST_CASE("a limit on instructions holds while differentiating") {
  const ir::Function fn = program(1, [](Builder& b, const auto& x) {
    ValueId y = x[0];
    for (int i = 0; i < 100; ++i) y = b.sin(b.mul(y, x[0]));
    return y;
  });
  passes::Plan plan{.derive = Derive::Gradient, .wrt = {}, .limits = {}};
  plan.limits.instructions = 250;
  const auto result = passes::run(fn, plan);
  REQUIRE(!result);
  CHECK(result.error().diagnostic().slug == "too-many-instructions");
}

TEST_CASE("an unknown pass is an error that lists the known ones") {
  const auto result = passes::apply(read(kX, "  ret %0\n"), {"csee"});
  REQUIRE(!result);
  CHECK(result.error().diagnostic().slug == "unknown-pass");
  CHECK(result.error().diagnostic().help.front().find("cse") != std::string::npos);
}

TEST_CASE("tangents and seeds are further inputs") {
  const ir::Function fn = program(2, [](Builder& b, const auto& x) { return b.mul(b.sin(x[0]), x[1]); });
  const ir::Function jvp = passes::run(fn, {.derive = Derive::Jvp, .wrt = {}, .limits = {}}).value();
  CHECK(jvp.params()[2].name == "x0.dot");
  CHECK(evaluate(jvp, {0.5, 2, 3, 5})[1] == Approx(std::cos(0.5) * 2 * 3 + std::sin(0.5) * 5));
  const ir::Function vjp = passes::run(fn, {.derive = Derive::Vjp, .wrt = {1}, .limits = {}}).value();
  CHECK(vjp.params()[2].name == "y.bar");
  REQUIRE(vjp.outputs().size() == 2);
  CHECK(evaluate(vjp, {0.5, 2, 3})[1] == Approx(std::sin(0.5) * 3));
}

TEST_CASE("further inputs have names of their own") {
  const ir::Function twice =
      ir::read("adc-ir 1\nfn f(%0: f64 param \"x\") -> (f64, f64) {\n  ret %0 \"x\", %0 \"x\"\n}\n").value();
  const ir::Function seeds = by("vjp", twice);
  CHECK(ir::verify(seeds).empty());
  CHECK(seeds.params()[1].name == "x.bar");
  CHECK(seeds.params()[2].name == "x.bar_2");
  CHECK(ir::print(ir::read(ir::print(seeds)).value()) == ir::print(seeds));

  const ir::Function taken = read("%0: f64 param \"x\", %1: f64 param \"x.dot\"", "  %2 = mul %0, %1\n  ret %2\n");
  const ir::Function tangents = by("jvp", taken);
  CHECK(ir::verify(tangents).empty());
  CHECK(tangents.params()[2].name == "x.dot_2");
  CHECK(tangents.params()[3].name == "x.dot.dot");
}

TEST_CASE("every pass gives a function that the verifier accepts") {
  const ir::Function fn = program(2, [](Builder& b, const auto& x) {
    const ValueId inner = b.select(b.lt(x[0], x[1]), b.sqrt(x[0]), b.powi(x[1], 5));
    return b.add(b.mul(x[0], inner), b.rational(ir::Rational::ratio(1, 3)));
  });
  for (const std::string& pass : passes::pass_names()) {
    CAPTURE(pass);
    const bool is_lowered = pass == "fold_exact" || pass == "fuse";
    CHECK(ir::verify(
              passes::apply(fn, is_lowered ? std::vector<std::string>{"legalise", pass} : std::vector{pass}).value())
              .empty());
  }
}

TEST_CASE("fast_math computes derivatives of activations from the activations") {
  CHECK(after("fast_math", kX, "  %1 = sech %0\n  %2 = mul %1, %1\n  ret %2\n") ==
        "  %1 = tanh %0\n  %2 = mul %1, %1\n  %3 = const 0x1p+0\n  %4 = sub %3, %2\n  ret %4\n");
  CHECK(after("fast_math", kX, "  %1 = sigmoid %0\n  %2 = neg %0\n  %3 = sigmoid %2\n  %4 = mul %3, %1\n  ret %4\n") ==
        "  %1 = sigmoid %0\n  %2 = const 0x1p+0\n  %3 = sub %2, %1\n  %4 = mul %1, %3\n  ret %4\n");
  const std::string other = "  %2 = sech %0\n  %3 = sech %1\n  %4 = mul %2, %3\n  ret %4\n";
  CHECK(after("fast_math", kXY, other) == other);
}

TEST_CASE("a plan's fast math changes derivatives, and only those") {
  ir::Builder b("f");
  b.output(b.tanh(b.param("x")));
  const ir::Function fn = b.finish();
  const auto has_sech = [&](Math math, Derive derive) {
    const passes::Plan plan{.derive = derive, .math = math, .wrt = {}, .limits = {}};
    return ir::print(passes::run(fn, plan).value()).find("sech") != std::string::npos;
  };
  CHECK(has_sech(Math::Accurate, Derive::Gradient));
  CHECK_FALSE(has_sech(Math::Fast, Derive::Gradient));
  CHECK_FALSE(has_sech(Math::Fast, Derive::Value));
}

TEST_CASE("of a sum, the terms that depend on an input are kept in order") {
  const auto terms = [](const std::string& text, std::size_t input) {
    return passes::only_terms(parser::parse(text).value().fn, input);
  };
  const auto value = [](const ir::Function& fn, std::vector<double> at) {
    double y = 0;
    ir::interpret(fn, at, {&y, 1});
    return y;
  };
  const std::string text = "x*y - (z - sin(y)) + x² - 3";
  CHECK(value(terms(text, 0), {2, 5, 7}) == 2 * 5 + 4);
  CHECK(value(terms(text, 1), {2, 5, 7}) == 2 * 5 + std::sin(5.0));
  CHECK(value(terms(text, 2), {2, 5, 7}) == -7);
  CHECK(value(terms("w + 0*x + y", 2), {2, 5, 7}) == 7);
  CHECK(value(terms("y² + z", 0), {2, 5}) == 4);
  CHECK(terms("x*y", 0).size() == parser::parse("x*y").value().fn.size());
  CHECK(terms("x*y, x", 0).outputs().size() == 2);
  const ir::Function none = passes::only_terms(parser::parse("data u; param x; x²").value().fn, 0);
  CHECK(value(none, {2, 5}) == 0);
}
