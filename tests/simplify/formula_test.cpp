#include "emit/formula.h"

#include <catch2/catch.hpp>

#include "ir/builder.h"
#include "ir/interpreter.h"
#include "parser/parse.h"
#include "passes/real/simplify_real.h"

using adc::emit::formula;
using adc::ir::Builder;
using adc::ir::Constant;
using adc::ir::ParamKind;
using adc::ir::Rational;
using adc::ir::ValueId;

TEST_CASE("products are juxtaposed with a number and dotted otherwise") {
  Builder b("f");
  const ValueId x = b.param("x");
  const ValueId y = b.param("y");
  b.output(b.add(b.mul(b.mul(b.integer(2), x), b.cos(b.powi(x, 2))), b.mul(x, y)));
  CHECK(formula(b.finish()) == "2x·cos(x²) + x·y");
}

TEST_CASE("brackets stand only where they are needed") {
  Builder b("f");
  const ValueId x = b.param("x");
  const ValueId y = b.param("y");
  b.output(b.div(b.sub(x, b.sub(y, x)), b.mul(x, b.add(x, y))));
  CHECK(formula(b.finish()) == "(x - (y - x))/(x·(x + y))");
}

TEST_CASE("a number before a name that would read as its exponent is dotted") {
  Builder b("f");
  const ValueId e1 = b.param("e1");
  b.output(b.add(b.mul(b.integer(2), e1), b.mul(b.integer(3), b.exp(e1))));
  CHECK(formula(b.finish()) == "2·e1 + 3exp(e1)");
}

TEST_CASE("numbers are written as people write them") {
  Builder b("f");
  const ValueId x = b.param("x");
  b.output(b.add(b.add(b.mul(b.rational(*Rational::parse("0.37")), x), b.ratio(1, 3)), b.constant(Constant::pi())));
  CHECK(formula(b.finish()) == "0.37x + 1/3 + π");
}

TEST_CASE("very large and very small numbers have an exponent") {
  Builder b("f");
  const ValueId x = b.param("x");
  b.output(b.add(b.mul(b.rational(*Rational::parse("6.626e-34")), x), b.rational(*Rational::parse("3e80"))));
  CHECK(formula(b.finish()) == "6.626e-34x + 3e80");
}

TEST_CASE("several outputs are bound to their names") {
  Builder b("f");
  const ValueId x = b.param("x");
  b.output(b.sin(x), "u");
  b.output(b.cos(x), "d.x");
  CHECK(formula(b.finish()) == "u = sin(x)\nu, cos(x)");
}

TEST_CASE("shared values are named where writing them out would multiply the text") {
  Builder b("f");
  const ValueId t1 = b.param("t1");
  ValueId v = t1;
  for (int i = 0; i < 40; ++i) v = b.mul(b.sin(v), b.cos(v));
  b.output(v);
  const std::string text = formula(b.finish());
  CHECK(text.size() < 3000);
  CHECK(text.find("t2 = ") == 0);
}

TEST_CASE("shared conditions are named, too, and read back") {
  Builder b("f");
  const ValueId x = b.param("x");
  const auto between = [&](int low, int high) {
    return b.logical_and(b.lt(b.integer(low), x), b.lt(x, b.integer(high)));
  };
  ValueId inside = between(0, 40);
  ValueId sum = b.integer(0);
  for (int i = 0; i < 40; ++i) {
    inside = b.logical_or(b.logical_and(inside, b.lt(b.sin(x), b.integer(i))), between(i, i + 1));
    sum = b.add(b.mul(sum, x), b.select(inside, b.integer(i), x));
  }
  b.output(sum);
  const adc::ir::Function fn = b.finish();
  const std::string text = formula(fn);
  CHECK(text.size() < 10'000);
  const adc::ir::Function read = adc::parser::parse(text).value().fn;
  for (const double at : {-1.0, 0.5, 17.25, 41.0}) {
    double expected = 0;
    double found = 0;
    adc::ir::interpret(fn, {&at, 1}, {&expected, 1});
    adc::ir::interpret(read, {&at, 1}, {&found, 1});
    CHECK(found == expected);
  }
}

TEST_CASE("what occurs often has a name behind the formula where that is shorter") {
  const auto written = [](std::string_view text) {
    return formula(adc::passes::simplify_real(adc::parser::parse(text).value().fn));
  };
  CHECK(written("exp(a x + b)/(2 + exp(a x + b))²·sin(exp(a x + b))") == "sin(t)·t/(t + 2)² where t = exp(a·x + b)");
  CHECK(written("t exp(a x + t)/(2 + exp(a x + t))²·sin(exp(a x + t))") ==
        "t·sin(u)·u/(u + 2)² where u = exp(a·x + t)");
  CHECK(written("x² + sin(x²)") == "x² + sin(x²)");
  CHECK(written("sin(x)/x + sin(x)²") == "sin(x)/x + sin²(x)");
  CHECK(written("sqrt(a² + b²)·cosh(1 + sqrt(a² + b²))·exp(sqrt(a² + b²))") ==
        "cosh(t + 1)·t·exp(t) where t = sqrt(a² + b²)");
}

TEST_CASE("the names of a program are not given to its parts") {
  Builder b("f");
  const ValueId x = b.param("x");
  const ValueId e = b.exp(b.add(b.mul(x, x), b.sin(x)));
  b.bind(e, "t");
  b.output(b.mul(b.mul(e, b.cos(e)), b.add(e, x)), "u");
  CHECK(formula(b.finish()) == "v·cos(v)·(v + x) where v = exp(x·x + sin(x))");
}

TEST_CASE("a formula a hundred thousand deep is printed") {
  Builder b("f");
  ValueId v = b.param("x");
  for (int i = 0; i < 100'000; ++i) v = b.sin(b.add(v, b.integer(1)));
  b.output(v);
  CHECK(formula(b.finish()).size() < 4'000'000);
}
