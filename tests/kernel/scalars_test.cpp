// Functions of scalars in the kernel form.
#include "kernel/scalars.h"

#include <catch2/catch.hpp>

#include "kernel/lower.h"
#include "kernel/run.h"
#include "kernel/text.h"
#include "kernel/verify.h"
#include "tests/support/bits.h"
#include "tests/support/op_functions.h"

using namespace adc;
using namespace adc::tests;

namespace {

void check(const ir::Function& fn, const kernel::Program& program, const Point& point) {
  std::vector<double> got(fn.outputs().size());
  kernel::run(program, point, got);
  const std::vector<double> expected = interpreted(fn, point);
  if (same_bits(expected, got)) return;
  CAPTURE(kernel::print(program), point, expected, got);
  FAIL("the kernel form differs from the interpreter");
}

}  // namespace

TEST_CASE("each op of scalars has the interpreter's bits in the kernel form, and its text round trips") {
  for (const ir::Op op : ir::elementwise_ops()) {
    if (!is_computed(op)) continue;
    for (const std::int64_t immediate : immediates(op)) {
      for (const ir::DType type : {ir::DType::F64, ir::DType::F32}) {
        const ir::Function fn = function_of(op, immediate, type);
        const kernel::Program program = kernel::lower(fn);
        CAPTURE(ir::info(op).spelling, immediate, spelling(type));
        CHECK(kernel::verify(program) == std::vector<std::string>{});
        const Result<kernel::Program> again = kernel::read(kernel::print(program));
        REQUIRE(again);
        CHECK(*again == program);
        for (const Point& point : all_points(op)) check(fn, program, point);
      }
    }
  }
}

TEST_CASE("a large function of scalars has the interpreter's bits in the kernel form") {
  std::mt19937_64 random(6);
  for (const std::size_t size : {10, 600, 20'000}) {
    const ir::Function fn = large_function(random, 4, size, size / 20 + 1);
    const kernel::Program program = kernel::lower(fn);
    CHECK(program.steps.size() == 1);
    CHECK(program.workspace_bytes == 0);
    for (int i = 0; i < 5; ++i) check(fn, program, random_point(random, 4));
  }
}

TEST_CASE("only what outputs depend on has a node, and outputs may be inputs, constants and one value twice") {
  ir::Builder b("f");
  const ir::ValueId x = b.param("x");
  b.exp(x);
  const ir::ValueId half = b.ratio(1, 2);
  b.output(x, "a");
  b.output(half, "b");
  b.output(b.le(x, half), "c");
  b.output(x, "d");
  CHECK(kernel::print(kernel::lower(b.finish())) == R"(adc-kernel 1
program "f" f64 workspace 0 {
  a0 = input 0 "x" f64
  a1 = output 0 "a" f64
  a2 = output 1 "b" f64
  a3 = output 2 "c" bool
  a4 = output 3 "d" f64
  region {
    %0 = load a0[0]
    %1 = const 0x1p-1
    %2 = le %0, %1
    a1[0] = %0
    a2[0] = %1
    a3[0] = %2
    a4[0] = %0
  }
}
)");
}
