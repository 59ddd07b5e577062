#include "emit/c.h"

#include <catch2/catch.hpp>
#include <random>

#include "emit/c_names.h"
#include "tests/support/bits.h"
#include "tests/support/c_library.h"
#include "tests/support/op_functions.h"

using namespace adc;
using namespace adc::tests;

namespace {

const std::string kWarnings = " -std=c99 -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wmissing-prototypes -Werror";

/// The commands of the C compilers that are here, with each of these flags. The packages that the tests need have `cc`.
std::vector<std::string> compilers(const std::vector<std::string>& flags) {
  std::vector<std::string> commands;
  for (const std::string compiler : {"cc", "clang-19"}) {
    if (compiler != "cc" && std::system(("command -v " + compiler + " > /dev/null").c_str()) != 0) continue;
    for (const std::string& flag : flags) commands.push_back(compiler + flag);
  }
  return commands;
}

void check(const CLibrary& library, const ir::Function& fn, const std::vector<Point>& points) {
  const CLibrary::Function emitted = library.function(emit::c_identifier(fn.name()));
  for (const Point& point : points) {
    const std::vector<double> expected = interpreted(fn, point);
    std::vector<double> got(expected.size());
    emitted(point.data(), got.data());
    if (same_bits(expected, got)) continue;
    CAPTURE(fn.name(), point, expected, got);
    FAIL("the emitted C differs from the interpreter");
  }
}

/// Each op, with each immediate, of inputs.
ir::Function all_ops_at_once() {
  ir::Builder b("all");
  std::vector<ir::ValueId> x;
  for (const char* name : {"a", "b", "c"}) x.push_back(b.param(name));
  for (const ir::Op op : ir::elementwise_ops()) {
    if (!is_computed(op)) continue;
    for (const std::int64_t immediate : immediates(op)) {
      std::vector<ir::ValueId> operands;
      operands.reserve(ir::info(op).arity);
      for (std::size_t i = 0; i < ir::info(op).arity; ++i) {
        operands.push_back(wants_bool(op, i) ? b.lt(x[i], b.ratio(1, 2)) : x[i]);
      }
      b.output(b.emit(op, operands, immediate), std::string(ir::info(op).spelling));
    }
  }
  return b.finish();
}

std::vector<Point> random_points(std::size_t inputs, int count) {
  std::mt19937_64 random(11);
  std::vector<Point> points;
  points.reserve(static_cast<std::size_t>(count));
  for (int i = 0; i < count; ++i) points.push_back(random_point(random, inputs));
  return points;
}

}  // namespace

TEST_CASE("emitted C of each op compiles on its own and has the interpreter's bits") {
  std::vector<ir::Function> functions;
  std::vector<std::string> sources;
  for (const ir::Op op : ir::elementwise_ops()) {
    if (!is_computed(op)) continue;
    functions.push_back(function_of(op, immediates(op).back()));
    sources.push_back(emit::c_source(functions.back(), functions.back().name()));
  }
  const CLibrary library(sources, "cc -O1" + kWarnings);
  std::size_t i = 0;
  for (const ir::Op op : ir::elementwise_ops()) {
    if (is_computed(op)) check(library, functions[i++], all_points(op));
  }
}

TEST_CASE("emitted C has the interpreter's bits under every compiler and level of optimisation") {
  const ir::Function fn = all_ops_at_once();
  const std::string source = emit::c_source(fn, "all ops");
  for (const std::string& command : compilers({" -O0", " -O2", " -O3 -march=native"})) {
    CAPTURE(command);
    check(CLibrary({source}, command + kWarnings), fn, random_points(3, 1000));
  }
}

TEST_CASE("functions of constants keep the C library's bits") {
  ir::Builder b("constants");
  const ir::ValueId x = b.param("x");
  for (const double c : {2.0, 0.5, -1.0, 10.0, 3.0, 0.7, -0.0}) {
    const ir::ValueId constant = b.constant(ir::Constant::floating(c));
    b.output(b.pow(x, constant));
    b.output(b.pow(constant, x));
    b.output(b.sin(constant));
    b.output(b.sigmoid(b.neg(constant)));
    b.output(b.exp(b.add(constant, b.ratio(1, 3))));
    b.output(b.pow(x, b.select(b.lt(x, b.integer(1)), constant, b.integer(2))));
    b.output(b.sub(x, constant));
    b.output(b.neg(constant));
  }
  for (std::int64_t n = -4; n < 5; ++n) b.output(b.powi(x, n));
  const ir::Function fn = b.finish();
  const std::string source = emit::c_source(fn, "");
  for (const std::string& command : compilers({" -O2"})) {
    check(CLibrary({source}, command + kWarnings), fn, random_points(1, 5000));
  }
}

TEST_CASE("emitted C of large functions has the interpreter's bits") {
  std::mt19937_64 random(12);
  const ir::Function fn = large_function(random, 4, 2000, 100);
  check(CLibrary({emit::c_source(fn, "large")}, "cc -O1" + kWarnings), fn, random_points(4, 200));
}

TEST_CASE("constants that are no plain numbers, and outputs that are no computed values, are written") {
  ir::Builder b("leaves");
  const ir::ValueId x = b.param("x");
  b.param("unused");
  b.exp(x);
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  for (const double c : {kInfinity, -kInfinity, std::nan(""), -0.0, 5e-324, 1.7976931348623157e308, 0.1}) {
    b.output(b.constant(ir::Constant::floating(c)));
  }
  b.output(x);
  b.output(b.constant(ir::Constant::boolean(true)));
  b.output(b.lt(x, b.integer(1)));
  b.output(b.constant(ir::Constant::pi()));
  const ir::Function fn = b.finish();
  const std::string source = emit::c_source(fn, "");
  check(CLibrary({source}, "cc" + kWarnings), fn, random_points(2, 10));
  CHECK_THAT(source, !Catch::Contains("exp("));
}

TEST_CASE("a function without inputs compiles") {
  ir::Builder b("nothing");
  b.output(b.cos(b.integer(2)));
  const ir::Function fn = b.finish();
  check(CLibrary({emit::c_source(fn, "cos(2)")}, "cc -O2" + kWarnings), fn, {{}});
}

TEST_CASE("hostile names and texts compile") {
  const std::vector<std::string> hostile = {"*/ int evil;",
                                            "/*",
                                            "?\?/",
                                            "a\\\nb",
                                            "\"%s\"",
                                            "// \\",
                                            "\xff\xfe",
                                            "x\ny",
                                            "\u202Eevil\u202C",
                                            "double",
                                            "sin",
                                            "#define x",
                                            std::string("\0z", 2),
                                            "*\\",
                                            "/",
                                            "main",
                                            "",
                                            "_Bool"};
  for (const std::string& text : hostile) {
    CAPTURE(text);
    ir::Builder b(text);
    const ir::ValueId x = b.param(text + "1");
    const ir::ValueId y = b.mul(x, b.param(text + "2"));
    b.bind(y, text);
    b.output(y, text);
    const ir::Function fn = b.finish();
    const std::string source = emit::c_source(fn, text + "\n" + text + text);
    for (const std::string& command : compilers({""}))
      check(CLibrary({source}, command + kWarnings), fn, random_points(2, 3));
  }
}

TEST_CASE("emitted C says what it computes, and reads well") {
  ir::Builder b("f.grad");
  const ir::ValueId x = b.param("θ");
  const ir::ValueId t = b.mul(x, x);
  b.bind(t, "t");
  b.output(b.sin(t), "f");
  const ir::ValueId cosine = b.cos(t);
  const ir::ValueId inner = b.mul(b.integer(2), x);
  b.output(b.mul(cosine, inner), "d.θ");
  CHECK(emit::c_source(b.finish(), "t = θ²\nsin(t)") == R"(/* f_grad (f.grad) computes

     t = θ²
     sin(t)

   x[0]  θ
   y[0]  f
   y[1]  d.θ

   C99; link with -lm. Compilers must neither fuse nor reorder operations: no -ffast-math, and of gcc -std=c99
   or -ffp-contract=off. Constants are volatile where compilers would compute functions of them otherwise than
   the C library does. */

#include <math.h>

#ifdef __clang__
#pragma STDC FP_CONTRACT OFF
#endif

void f_grad(const double *x, double *y);

void f_grad(const double *x, double *y) {
  const double v1 = x[0] * x[0]; /* t */
  const double v2 = sin(v1);
  const double v3 = cos(v1);
  const double v5 = 2.0 * x[0];
  const double v6 = v3 * v5;
  y[0] = v2;
  y[1] = v6;
}
)");
}
