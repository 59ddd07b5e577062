#include <catch2/catch.hpp>
#include <random>

#include "tests/jit/native.h"
#include "tests/support/op_functions.h"

using namespace adc;
using namespace adc::tests;

namespace {

void check_op(ir::Op op, std::int64_t immediate, ir::DType float_type) {
  CAPTURE(ir::info(op).spelling, immediate, spelling(float_type));
  const ir::Function fn = function_of(op, immediate, float_type);
  const Native native(fn);
  for (const Point& point : all_points(op)) {
    const std::vector<double> expected = interpreted(fn, point);
    const std::vector<double> got = native(point);
    if (same_bits(expected, got)) continue;
    CAPTURE(point, expected, got);
    FAIL("native code differs from the interpreter");
  }
}

}  // namespace

TEST_CASE("native code of each op has the interpreter's bits") {
  for (const ir::Op op : ir::elementwise_ops()) {
    if (!is_computed(op)) continue;
    for (const std::int64_t immediate : immediates(op)) {
      check_op(op, immediate, ir::DType::F64);
      check_op(op, immediate, ir::DType::F32);
    }
  }
}

TEST_CASE("sine and cosine of one value, in either order, have the bits of each alone") {
  ir::Builder b("f");
  const ir::ValueId x = b.param("x");
  const ir::ValueId y = b.param("y");
  b.output(b.sin(x));
  b.output(b.cos(y));
  b.output(b.sin(y));
  b.output(b.cos(x));
  b.output(b.sin(x));
  const ir::Function fn = b.finish();
  const Native native(fn);
  std::mt19937_64 random(1);
  for (int i = 0; i < 20000; ++i) {
    const std::vector<double> point = random_point(random, 2);
    CAPTURE(point);
    REQUIRE(same_bits(interpreted(fn, point), native(point)));
  }
}

TEST_CASE("outputs may be inputs, constants, booleans, and one value several times") {
  ir::Builder b("f");
  const ir::ValueId x = b.param("x");
  const ir::ValueId unused = b.param("unused");
  const ir::ValueId is_small = b.le(x, b.integer(1));
  for (const ir::ValueId value :
       {x, b.ratio(1, 3), is_small, b.constant(ir::Constant::boolean(true)), x, is_small, unused}) {
    b.output(value);
  }
  const ir::Function fn = b.finish();
  CHECK(Native(fn)(std::vector{0.5, 7.0}) == std::vector{0.5, 1.0 / 3, 1.0, 1.0, 0.5, 1.0, 7.0});
}

TEST_CASE("a function without inputs or without work compiles") {
  ir::Builder b("f");
  b.output(b.constant(ir::Constant::pi()));
  CHECK(Native(b.finish())({}) == std::vector{3.141592653589793});
}

TEST_CASE("what passes should have removed is refused with a reason") {
  ir::Builder b("f");
  const ir::ValueId x = b.param("x");
  b.output(b.diff(b.sin(x), x));
  CHECK_THROWS_WITH(Native(b.finish()), Catch::Contains("passes should have removed"));

  ir::Builder tensors("f");
  const std::int64_t axis = 0;
  const ir::ValueId v = tensors.param("v", ir::ParamKind::Param, {ir::DType::F64, ir::Shape({3})});
  tensors.output(tensors.softmax(v, {&axis, 1}));
  CHECK_THROWS_WITH(Native(tensors.finish()), Catch::Contains("softmax"));
}
