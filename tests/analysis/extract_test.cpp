#include "analysis/extract.h"

#include <catch2/catch.hpp>

#include "ir/builder.h"
#include "ir/interpreter.h"
#include "ir/verifier.h"

using namespace adc;

namespace {

/// a = sin(x·y), b = a + x·y, with outputs a and b.
ir::Function sample() {
  ir::Builder b("f");
  const ir::ValueId x = b.param("x");
  const ir::ValueId y = b.param("y", ir::ParamKind::Data);
  const ir::ValueId product = b.mul(x, y);
  const ir::ValueId sine = b.sin(product);
  b.output(sine, "a");
  b.output(b.add(sine, product), "b");
  return b.finish();
}

}  // namespace

TEST_CASE("a part is computed from the nearest named values, in the order in which it meets them") {
  const ir::Function fn = sample();
  const ir::ValueId sum = fn.outputs()[1].value;
  const ir::ValueId sine = fn.outputs()[0].value;
  const analysis::Extracted part =
      analysis::extract(fn, sum, {{0, "x"}, {1, "y"}, {ir::index(sine), "a"}, {ir::index(sum), "b"}});
  CHECK(ir::verify(part.fn).empty());
  REQUIRE(part.fn.params().size() == 3);
  CHECK(part.fn.params()[0].name == "a");
  CHECK(part.fn.params()[1].name == "x");
  CHECK(part.fn.params()[2].name == "y");
  CHECK(part.fn.params()[2].kind == ir::ParamKind::Data);
  CHECK(part.inputs[0] == sine);
  const double in[] = {10, 2, 3};
  double out = 0;
  ir::interpret(part.fn, in, {&out, 1});
  CHECK(out == 16);
}

TEST_CASE("a part that is a parameter is the identity") {
  ir::Builder b("f");
  b.output(b.param("x"));
  const ir::Function fn = b.finish();
  const analysis::Extracted part = analysis::extract(fn, ir::value_id(0), {{0, "x"}});
  CHECK(ir::verify(part.fn).empty());
  CHECK(part.inputs.size() == 1);
  CHECK(part.fn.outputs()[0].value == ir::value_id(0));
}

TEST_CASE("keeping an output drops what only the others need, and no input") {
  const ir::Function fn = analysis::keep_output(sample(), 0);
  CHECK(ir::verify(fn).empty());
  CHECK(fn.params().size() == 2);
  REQUIRE(fn.outputs().size() == 1);
  CHECK(fn.outputs()[0].name == "a");
  CHECK(fn.size() == 4);
}

TEST_CASE("a deep computation is extracted without recursion") {
  ir::Builder b("f");
  const ir::ValueId x = b.param("x");
  ir::ValueId value = x;
  for (int i = 0; i < 1'000'000; ++i) value = b.sin(value);
  b.output(value);
  const ir::Function fn = b.finish();
  CHECK(analysis::extract(fn, value, {{0, "x"}}).fn.size() == fn.size());
  CHECK(analysis::keep_output(fn, 0).size() == fn.size());
}
