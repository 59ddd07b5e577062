#include "passes/real/simplify_real.h"

#include <array>
#include <catch2/catch.hpp>
#include <cmath>
#include <functional>

#include "emit/formula.h"
#include "ir/builder.h"
#include "ir/interpreter.h"

namespace {

using adc::emit::formula;
using adc::ir::Builder;
using adc::ir::Function;
using adc::ir::OutputRole;
using adc::ir::ValueId;
using adc::passes::simplify_real;

Function function_of(const std::function<ValueId(Builder&, ValueId, ValueId)>& body) {
  Builder b("f");
  const ValueId x = b.param("x");
  const ValueId y = b.param("y");
  b.output(body(b, x, y));
  return b.finish();
}

std::string simplified(const std::function<ValueId(Builder&, ValueId, ValueId)>& body) {
  return formula(simplify_real(function_of(body)));
}

double value(const Function& fn, double x, double y) {
  double result = 0;
  adc::ir::interpret(fn, std::array{x, y}, {&result, 1});
  return result;
}

}  // namespace

TEST_CASE("like terms and powers are collected") {
  CHECK(simplified([](Builder& b, ValueId x, ValueId) { return b.sub(b.add(x, x), x); }) == "x");
  CHECK(simplified([](Builder& b, ValueId x, ValueId) { return b.sub(x, x); }) == "0");
  CHECK(simplified([](Builder& b, ValueId x, ValueId) { return b.div(x, x); }) == "1");
  CHECK(simplified([](Builder& b, ValueId x, ValueId y) { return b.mul(b.mul(x, y), x); }) == "x²·y");
  CHECK(simplified([](Builder& b, ValueId x, ValueId) { return b.mul(b.sqrt(x), b.sqrt(x)); }) == "x");
}

TEST_CASE("a root of a square is the absolute value") {
  CHECK(simplified([](Builder& b, ValueId x, ValueId) { return b.sqrt(b.mul(x, x)); }) == "abs(x)");
  CHECK(simplified([](Builder& b, ValueId x, ValueId) { return b.mul(b.abs(x), b.abs(x)); }) == "x²");
  CHECK(simplified([](Builder& b, ValueId x, ValueId) { return b.mul(b.abs(x), b.sign(x)); }) == "x");
}

TEST_CASE("identities of sine and cosine shorten sums") {
  CHECK(simplified([](Builder& b, ValueId x, ValueId) {
          return b.add(b.powi(b.sin(x), 2), b.mul(b.cos(x), b.cos(x)));
        }) == "1");
  CHECK(simplified([](Builder& b, ValueId x, ValueId) { return b.add(b.integer(1), b.powi(b.tan(x), 2)); }) ==
        "sec²(x)");
  CHECK(simplified([](Builder& b, ValueId x, ValueId) { return b.div(b.sinh(x), b.cosh(x)); }) == "tanh(x)");
  CHECK(simplified([](Builder& b, ValueId x, ValueId) { return b.sin(b.neg(x)); }) == "-sin(x)");
  CHECK(simplified([](Builder& b, ValueId x, ValueId) { return b.cos(b.neg(x)); }) == "cos(x)");
}

TEST_CASE("a choice of 0 says where there is something else, beside a number") {
  const auto zero_where = [](const auto& condition) {
    return simplified([&](Builder& b, ValueId x, ValueId y) { return b.select(condition(b, x, y), b.integer(0), y); });
  };
  CHECK(zero_where([](Builder& b, ValueId x, ValueId) { return b.le(x, b.integer(0)); }) == "if(x > 0, y, 0)");
  CHECK(zero_where([](Builder& b, ValueId x, ValueId) { return b.lt(b.integer(2), x); }) == "if(x <= 2, y, 0)");
  CHECK(zero_where([](Builder& b, ValueId x, ValueId y) { return b.lt(x, y); }) == "if(x < y, 0, y)");
}

TEST_CASE("exponentials and logarithms undo each other") {
  CHECK(simplified([](Builder& b, ValueId x, ValueId) { return b.log(b.exp(x)); }) == "x");
  CHECK(simplified([](Builder& b, ValueId x, ValueId y) { return b.exp(b.mul(y, b.log(x))); }) == "x^y");
  CHECK(simplified([](Builder& b, ValueId x, ValueId y) { return b.mul(b.exp(x), b.exp(y)); }) == "exp(x + y)");
}

TEST_CASE("a guard of a derivative is dropped, a choice of the program is kept") {
  Builder b("f");
  const ValueId x = b.param("x");
  const ValueId at_zero = b.eq(x, b.integer(0));
  b.output(b.sin(x), "y");
  b.output(b.select(at_zero, b.integer(0), b.cos(x)), "d.x", OutputRole::Derivative);
  CHECK(formula(simplify_real(b.finish())) == "y = sin(x)\ny, cos(x)");

  Builder c("f");
  const ValueId z = c.param("x");
  const ValueId z_at_zero = c.eq(z, c.integer(0));
  c.output(c.select(z_at_zero, c.integer(1), c.div(c.sin(z), z)), "y");
  c.output(c.select(z_at_zero, c.integer(0), c.cos(z)), "d.x", OutputRole::Derivative);
  CHECK(formula(simplify_real(c.finish())) == "y = if(x == 0, 1, sin(x)/x)\ny, if(x == 0, 0, cos(x))");
}

TEST_CASE("a guard by a value that steps is kept: it may hold on a whole range") {
  Builder b("f");
  const ValueId x = b.param("x");
  b.output(b.select(b.eq(b.floor(x), b.integer(0)), b.integer(0), b.log(x)), "d.x", OutputRole::Derivative);
  CHECK(formula(simplify_real(b.finish())) == "if(floor(x) == 0, 0, log(x))");
}

TEST_CASE("a function that divides by the number zero stays as it is") {
  CHECK(simplified([](Builder& b, ValueId x, ValueId) { return b.div(x, b.sub(b.integer(1), b.integer(1))); }) ==
        "x/(1 - 1)");
}

TEST_CASE("numbers past the limit of bits stay out of the normal form") {
  CHECK(simplified([](Builder& b, ValueId x, ValueId) {
          ValueId big = b.integer(3);
          for (int i = 0; i < 11; ++i) big = b.mul(big, big);
          return b.add(b.mul(big, x), b.sub(x, x));
        }).ends_with(" + (x - x)"));
}

TEST_CASE("a sum of two hundred thousand operations becomes its few terms") {
  const Function long_sum = function_of([](Builder& b, ValueId x, ValueId y) {
    ValueId sum = x;
    for (int i = 0; i < 100'000; ++i)
      sum = i % 3 == 0 ? b.add(sum, b.mul(b.integer(i % 7), y)) : b.sub(sum, b.mul(x, y));
    return sum;
  });
  const Function simple = simplify_real(long_sum);
  CHECK(simple.size() < 20);
  CHECK(value(simple, 0.5, 0.25) == Approx(value(long_sum, 0.5, 0.25)).epsilon(1e-9));
}

TEST_CASE("a formula a hundred thousand operations deep keeps its value") {
  const Function deep = function_of([](Builder& b, ValueId x, ValueId y) {
    ValueId nested = x;
    for (int i = 0; i < 50'000; ++i) nested = b.sin(b.mul(b.add(nested, y), b.integer(2)));
    return nested;
  });
  CHECK(value(simplify_real(deep), 0.5, 0.25) == Approx(value(deep, 0.5, 0.25)).margin(2));
  CHECK(simplify_real(deep).size() <= deep.size() + 2);
}

TEST_CASE("a shared graph does not grow") {
  const Function doubling = function_of([](Builder& b, ValueId x, ValueId y) {
    ValueId shared = b.add(x, y);
    for (int i = 0; i < 20'000; ++i) shared = b.mul(b.sin(shared), b.add(shared, b.cos(shared)));
    return shared;
  });
  CHECK(simplify_real(doubling).size() < 2 * doubling.size());
}
