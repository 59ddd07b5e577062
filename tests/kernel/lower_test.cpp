// What lowering makes of programs of tensors, as text: what is computed together, bodies, loops, places.
#include "kernel/lower.h"

#include <catch2/catch.hpp>

#include <array>
#include <string>

#include "ir/builder.h"
#include "kernel/loops.h"
#include "kernel/text.h"
#include "kernel/workspace.h"

using namespace adc;

namespace {

using ir::Builder;
using ir::ValueId;
using Ints = std::vector<std::int64_t>;

ValueId tensor(Builder& b, const char* name, const Ints& extents) {
  return b.param(name, ir::ParamKind::Param, {ir::DType::F64, ir::Shape(extents)});
}

/// The text of the steps that compute what was built.
std::string steps(Builder& b) {
  const kernel::Program program = kernel::lower(b.finish());
  std::string text;
  for (const kernel::Step& step : program.steps) {
    text += std::holds_alternative<kernel::Call>(step) ? "product else " : "";
    text += kernel::print(kernel::loops_of(step));
  }
  return text;
}

std::string arranged(kernel::Region region) {
  kernel::arrange_loops(region, sizeof(double));
  return kernel::print(region);
}

/// The first region of a program of an input and an output of 4096 elements.
kernel::Region region(const std::string& text) {
  const Result<kernel::Program> program = kernel::read(
      "adc-kernel 1 program \"f\" f64 workspace 0 { a0 = input 0 \"x\" f64[4096] a1 = output 0 \"y\" f64[4096] " +
      text + "}");
  if (!program) FAIL(program.error().what());
  return std::get<kernel::Region>(program->steps.at(0));
}

}  // namespace

// --- kernel/fusion.h
// --------------------------------------------------------------------------------------------------

TEST_CASE("elementwise ops and moves are one loop with the sum that needs them") {
  Builder b("f");
  const ValueId x = tensor(b, "x", {100});
  const ValueId tail = b.slice(x, Ints{1}, Ints{100}, Ints{1});
  const ValueId head = b.slice(x, Ints{0}, Ints{99}, Ints{1});
  b.output(b.reduce_sum(b.mul(tail, b.exp(head)), Ints{0}));
  CHECK(steps(b) == R"(region reduced 99 {
  %0 = load a0[i0 + 1]
  %1 = load a0[i0]
  %2 = exp %1
  %3 = mul %0, %2
  %4 = fold add %3 lanes 32 block 64
  a1[0] = %4
}
)");
}

TEST_CASE("what is dear and needed at several places has an array, what is cheap is computed again") {
  Builder b("f");
  const ValueId x = tensor(b, "x", {8});
  const ValueId dear = b.tanh(x);
  const ValueId cheap = b.neg(x);
  b.output(b.reduce_sum(b.add(dear, b.reverse(dear, Ints{0})), Ints{0}));
  b.output(b.reduce_max(b.mul(cheap, b.reverse(cheap, Ints{0})), Ints{0}));
  CHECK(steps(b) == R"(region parallel 8 {
  %0 = load a0[i0]
  %1 = tanh %0
  a3[i0] = %1
}
region reduced 8 {
  %0 = load a3[i0]
  %1 = load a3[-i0 + 7]
  %2 = add %0, %1
  %3 = fold add %2 lanes 8 block 64
  a1[0] = %3
}
region reduced 8 {
  %0 = load a0[i0]
  %1 = neg %0
  %2 = load a0[-i0 + 7]
  %3 = neg %2
  %4 = mul %1, %3
  %5 = fold max %4 lanes 8 block 64
  a2[0] = %5
}
)");
}

TEST_CASE("results of one shape that follow each other are stored by one loop") {
  Builder b("f");
  const ValueId x = tensor(b, "x", {3, 4});
  const ValueId y = b.sin(x);
  b.output(y);
  b.output(b.mul(y, y));
  CHECK(steps(b) == R"(region parallel 12 {
  %0 = load a0[i0]
  %1 = sin %0
  %2 = mul %1, %1
  a1[i0] = %1
  a2[i0] = %2
}
)");
}

TEST_CASE("a large product is a call whose operands are seen through moves, a small one a loop") {
  Builder b("f");
  const ValueId x = tensor(b, "x", {32, 64});
  const ValueId y = tensor(b, "y", {32, 64});
  b.output(b.dot(x, b.transpose(y, Ints{1, 0}), {.lhs_contracted = Ints{1}, .rhs_contracted = Ints{0}}));
  const kernel::Program program = kernel::lower(b.finish());
  CHECK_THAT(kernel::print(program),
             Catch::Contains("product b 1, m 32, k 64, n 32: a2 = a0[64 m + k] * a1[k + 64 n] else region parallel 32, "
                             "parallel 32, reduced 64 {"));
  Builder small("f");
  const ValueId v = tensor(small, "v", {4});
  const ValueId m = tensor(small, "m", {2, 4});
  small.output(small.dot(m, v, {.lhs_contracted = Ints{1}, .rhs_contracted = Ints{0}}));
  CHECK(steps(small) == R"(region parallel 2, reduced 4 {
  %0 = load a0[i1]
  %1 = load a1[4 i0 + i1]
  %2 = mul %1, %0
  %3 = fold add %2 lanes 4 block 64
  a2[i0] = %3
}
)");
}

TEST_CASE("what products read through moves has no array of its own beside the one that they read") {
  Builder b("f");
  const ValueId x = tensor(b, "x", {32, 64});
  const std::array others{tensor(b, "y", {32, 48}), tensor(b, "z", {32, 48})};
  const ValueId turned = b.transpose(b.exp(b.sin(x)), Ints{1, 0});
  for (const ValueId other : others) {
    b.output(b.dot(turned, other, {.lhs_contracted = Ints{1}, .rhs_contracted = Ints{0}}));
  }
  const std::string text = steps(b);
  INFO(text);
  std::size_t regions = 0;
  for (std::size_t at = 0; (at = text.find("region", at)) != std::string::npos; ++at) ++regions;
  CHECK(regions == 3);  // exp(sin(x)), and what the two products mean
}

// --- kernel/body.h
// ----------------------------------------------------------------------------------------------------

TEST_CASE("a pad reads only inside its operand") {
  Builder b("f");
  b.output(b.pad(tensor(b, "x", {5}), Ints{2}, Ints{1}, Ints{0}));
  CHECK(steps(b) == R"(region parallel 8 {
  %0 = const 0x0p+0
  %1 = inside i0 - 2 of 5
  %2 = load a0[i0 - 2] if %1
  %3 = select %1, %2, %0
  a1[i0] = %3
}
)");
}

TEST_CASE(
    "a gather looks up, a scatter adds where a lookup leads, and between them no element is read that none needs") {
  Builder b("f");
  const ValueId x = tensor(b, "x", {5, 3});
  const ValueId at = tensor(b, "at", {4});
  const ValueId updates = tensor(b, "u", {4, 3});
  b.output(b.gather(x, at, 0));
  b.output(b.scatter_add(updates, at, 0, 5));
  CHECK(steps(b) == R"(region parallel 4, parallel 3 {
  %0 = load a1[i0]
  %1 = gather a0[i1 + 3 %0 of 5]
  a3[3 i0 + i1] = %1
}
region parallel 15 {
  %0 = const 0x0p+0
  a4[i0] = %0
}
region sequential 4, sequential 3 {
  %0 = load a2[3 i0 + i1]
  %1 = load a1[i0]
  a4[i1 + 3 %1 of 5] += %0
}
)");
}

// --- kernel/loops.h
// ---------------------------------------------------------------------------------------------------

TEST_CASE("loops of one turn and folds of one term go, and loops that follow each other in memory are one") {
  CHECK(arranged(region("region parallel 4, parallel 1, parallel 8, reduced 1 { %0 = load a0[8 i0 + 5 i1 + i2 + i3] "
                        "%1 = fold add %0 lanes 1 block 64 a1[8 i0 + i2] = %1 }")) == R"(region parallel 32 {
  %0 = load a0[i0]
  a1[i0] = %0
}
)");
}

TEST_CASE("the loop that walks through neighbours is the innermost one, and lanes belong to it if it is reduced") {
  CHECK(arranged(region("region parallel 4, parallel 8 { %0 = load a0[i0 + 4 i1] a1[i0 + 4 i1] = %0 }")) ==
        R"(region parallel 8, parallel 4 {
  %0 = load a0[4 i0 + i1]
  a1[4 i0 + i1] = %0
}
)");
  CHECK(arranged(region("region parallel 4, reduced 100 { %0 = load a0[100 i0 + i1] %1 = fold add %0 lanes 1 block 64 "
                        "a1[i0] = %1 }")) == R"(region parallel 4, reduced 100 {
  %0 = load a0[100 i0 + i1]
  %1 = fold add %0 lanes 32 block 64
  a1[i0] = %1
}
)");
  CHECK(arranged(region("region parallel 4, reduced 100 { %0 = load a0[i0 + 4 i1] %1 = fold add %0 lanes 1 block 64 "
                        "a1[i0] = %1 }")) == R"(region parallel 4, reduced 100 {
  %0 = load a0[i0 + 4 i1]
  %1 = fold add %0 lanes 1 block 64
  a1[i0] = %1
}
)");
}

// --- kernel/workspace.h
// -----------------------------------------------------------------------------------------------

TEST_CASE("arrays that live at different steps share bytes, each in the smallest gap that holds it") {
  const std::vector<kernel::Lifetime> arrays = {{100, 0, 1}, {64, 0, 3}, {60, 2, 3}, {70, 2, 4}, {1, 4, 4}};
  const kernel::Placement placement = kernel::place(arrays, 64);
  CHECK(placement.offsets == std::vector<std::size_t>{0, 128, 0, 192, 0});
  CHECK(placement.bytes == 320);
}
