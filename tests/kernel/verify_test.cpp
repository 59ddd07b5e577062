// Each invariant of kernel/verify.h, broken once.
#include "kernel/verify.h"

#include <catch2/catch.hpp>

#include "kernel/lower.h"
#include "kernel/text.h"
#include "tests/kernel/programs.h"

using namespace adc;
using namespace adc::tests;

namespace {

/// A program with the given arrays beside input a0 and output a1, both f64[12], and the given steps.
std::string program(const std::string& steps, const std::string& arrays = "", const std::string& workspace = "0") {
  return "adc-kernel 1\nprogram \"f\" f64 workspace " + workspace +
         " { a0 = input 0 \"x\" f64[12] a1 = output 0 \"y\" f64[12] " + arrays + steps + "}";
}

/// What is wrong with it first.
std::string fault(const std::string& text) {
  const Result<kernel::Program> read = kernel::read(text);
  if (read) return "";
  CHECK(read.error().diagnostic().slug == "kernel-invalid");
  return read.error().diagnostic().message;
}

void breaks(const std::string& text, const std::string& message) {
  CAPTURE(text);
  CHECK_THAT(fault(text), Catch::EndsWith(message));
}

std::string region(const std::string& loops, const std::string& body) { return "region " + loops + " {" + body + "}"; }
const std::string kCopy = region("parallel 12", "%0 = load a0[i0] a1[i0] = %0");

}  // namespace

TEST_CASE("what lowering makes is valid") {
  for (const auto& [name, fn] : tensor_functions()) {
    const kernel::Program program = kernel::lower(fn);
    CAPTURE(name, kernel::print(program));
    CHECK(kernel::verify(program) == std::vector<std::string>{});
  }
}

TEST_CASE("arrays of the kernel form: invariants 1 to 3") {
  CHECK(fault(program(kCopy)) == "");
  kernel::Program half = *kernel::read(program(kCopy));
  half.float_type = ir::DType::I64;
  CHECK_THAT(kernel::verify(half).front(), Catch::EndsWith("the float type is neither f64 nor f32"));
  half.float_type = ir::DType::F64;
  half.steps.front() = kernel::Region{.loops = {}, .nodes = {kernel::Load{9, {0, {}}, {}}}, .stores = {}};
  CHECK_THAT(kernel::verify(half).front(), Catch::EndsWith("there is no such array"));
  breaks(program(kCopy, "a2 = input 1 \"z\" f64 "),
         "the inputs come first, then the outputs, each numbered in order, then tables");
  breaks(program(kCopy, "a2 = output 2 \"z\" f64 "),
         "the inputs come first, then the outputs, each numbered in order, then tables");
  breaks(program(kCopy, "a2 = workspace 0 f32 "), "elements are of the program's float type, or bool");
  kernel::Program negative = *kernel::read(program(kCopy));
  negative.arrays[0].type.shape = ir::Shape({-1});
  CHECK_THAT(kernel::verify(negative).front(), Catch::EndsWith("an extent is negative"));
  negative.arrays[0].type.shape = ir::Shape({ir::kMaxElements, 2});
  CHECK_THAT(kernel::verify(negative).front(), Catch::EndsWith("too many elements"));

  const std::string there = region("parallel 12", "%0 = load a0[i0] a2[i0] = %0");
  const std::string back = region("parallel 12", "%0 = load a2[i0] a1[i0] = %0");
  CHECK(fault(program(there + back, "a2 = workspace 64 f64[12] ", "160")) == "");
  breaks(program(there + back, "a2 = workspace 32 f64[12] ", "160"), "a part of the workspace is not aligned");
  breaks(program(there + back, "a2 = workspace 64 f64[12] ", "159"), "a part of the workspace ends beyond it");
  const std::string both = region("parallel 12", "%0 = load a0[i0] a2[i0] = %0 a3[i0] = %0");
  breaks(program(both + back, "a2 = workspace 0 f64[12] a3 = workspace 64 f64[12] ", "192"),
         "parts of the workspace that live at the same time overlap");
  const std::string after = region("parallel 12", "%0 = load a0[i0] a3[i0] = %0");
  CHECK(fault(program(there + back + after, "a2 = workspace 0 f64[12] a3 = workspace 64 f64[12] ", "192")) == "");

  breaks(program(kCopy + region("parallel 12", "%0 = load a1[i0] a0[i0] = %0")), "an input is written");
  const std::string pair = "a2 = table f64[2] { 0x1p+0, -0x0p+0 } ";
  CHECK(fault(program(region("parallel 12", "%0 = load a2[1] a1[i0] = %0"), pair)) == "");
  breaks(program(kCopy + region("parallel 2", "%0 = load a1[i0] a2[i0] = %0"), pair), "a table is written");
  breaks(program(kCopy, "a2 = workspace 0 f64 a3 = table f64[1] { 0x1p+0 } ", "64"),
         "the inputs come first, then the outputs, each numbered in order, then tables");
  breaks(program(kCopy, "a2 = table f64[3] { 0x1p+0, 0x1p+1 } "), "a table has a number for each element");
  breaks(program(kCopy, "a2 = table f64[1] { inf } "), "a table's numbers are finite, and of its type");
  breaks(program(kCopy, "a2 = table bool[1] { 0x1p+1 } "), "a table's numbers are finite, and of its type");
  breaks(program(back + there, "a2 = workspace 0 f64[12] ", "128"), "a2 is read before it is written");
  breaks(program(region("sequential 12", "%0 = load a0[i0] a1[i0 + %0 of 1] += %0")),
         "a1 is read before it is written");
  breaks(program(""), "an output is not written");
}

TEST_CASE("loops of the kernel form: invariants 4 to 6") {
  std::string many = "parallel 1";
  for (int i = 1; i < 33; ++i) many += ", parallel 1";
  CHECK_THAT(fault(program(region(many, "%0 = load a0[0] a1[0] = %0"))), Catch::Equals("too many loops"));
  CHECK(fault(program(region(many.substr(many.find(',') + 2), "%0 = load a0[0] a1[0] = %0"))) == "");
  breaks(program(region("parallel 0", "%0 = load a0[0] a1[i0] = %0")),
         "a loop has at least one turn, and not too many");
  breaks(program(region("reduced 3, parallel 2", "%0 = const 0x1p+0 a1[6 i1] = %0")),
         "reduced loops are inside the others");
  breaks(program(region("sequential 12", "%0 = load a0[i0] a1[i0] = %0")),
         "loops are sequential exactly where elements are added to");
  breaks(program(kCopy + region("parallel 12", "%0 = load a0[i0] a1[0 + %0 of 12] += %0")),
         "loops are sequential exactly where elements are added to");
  breaks(program(kCopy + region("parallel 12", "%0 = load a1[i0] a1[i0] = %0")), "a region reads what it writes");
  breaks(program(region("parallel 6, parallel 2", "%0 = load a0[i0] a1[i0 + i1] = %0")),
         "two turns write the same element");
  CHECK(fault(program(region("parallel 6, parallel 2", "%0 = load a0[i0] a1[-i0 + 6 i1 + 5] = %0"))) == "");
  breaks(program(region("reduced 12", "%0 = load a0[i0] a1[0] = %0")), "a stored value depends on a reduced loop");
  breaks(program(region("reduced 12", "%0 = load a0[0] a1[i0] = %0")), "a store moves with a reduced loop");
}

TEST_CASE("rows of the kernel form: invariants 1, 4, 8 and 12") {
  const auto over = [](const std::string& rows, const std::string& steps, const std::string& more = "") {
    return "adc-kernel 1 program \"f\" f64 workspace 128 " + rows +
           " { a0 = input 0 \"x\" f64[3] a1 = output 0 \"y\" f64[3] " + more + steps + " }";
  };
  const std::string copy = region("rows 4, parallel 3", "%0 = load a0[3 i0 + i1] a1[3 i0 + i1] = %0");
  CHECK(fault(over("rows 4", copy)) == "");
  breaks(over("rows 0", copy), "a tile has at least one row, and not too many");
  breaks(over("rows 2000000", copy), "a tile has at least one row, and not too many");
  breaks(over("rows 8", copy), "the loop over rows has a turn for each of a tile");
  const std::string which = "in a program over rows the first loop of each region, and no other loop, is over them";
  breaks(over("", copy), which);
  breaks(over("rows 4", region("", "%0 = load a0[0] a1[0] = %0")), which);
  breaks(over("rows 4", region("parallel 4, parallel 3", "%0 = load a0[3 i0 + i1] a1[3 i0 + i1] = %0")), which);
  breaks(over("rows 4", region("rows 4, rows 4", "%0 = load a0[3 i0] a1[3 i0] = %0")), which);
  for (const char* from : {"3 i0 + i1 + 1", "i0 + i1", "i1", "-3 i0 + i1 + 9", "3 i0 + 3"}) {
    const std::string load = "%0 = load a0[" + std::string(from) + "]";
    breaks(over("rows 4", region("rows 4, parallel 3", load + " a1[3 i0 + i1] = %0")), "an index leaves its array");
  }
  breaks(over("rows 4", region("rows 4, parallel 3", "%0 = load a0[3 i0 + i1] a1[3 i0 + i1 + 1] = %0")),
         "a store leaves its array");
  breaks(over("rows 4", region("rows 4, parallel 3", "%0 = position i0 a1[3 i0 + i1] = %0")),
         "a number depends on the row's place");
  const std::string there = region("rows 4, parallel 3", "%0 = load a0[3 i0 + i1] a2[3 i0 + i1] = %0");
  CHECK(fault(over("rows 4", there + copy, "a2 = workspace 0 f64[3] ")) == "");
  breaks(over("rows 4", there + copy, "a2 = workspace 64 f64[3] "), "a part of the workspace ends beyond it");
  breaks(over("rows 4", "product b 1, m 1, k 1, n 3: a1 = a0[m] * a0[n] else " + copy),
         "a product in a program over rows");
}

TEST_CASE("summed rows of the kernel form: invariants 4, 8 and 12 to 14") {
  const auto over = [](const std::string& steps, const std::string& more = "", const std::string& rows = "sums 4") {
    return "adc-kernel 1 program \"f\" f64 workspace 256 " + rows +
           " { a0 = input 0 \"x\" f64[4,3] rows a1 = output 0 \"y\" f64[3] " + more + steps + "}";
  };
  const std::string sum =
      region("parallel 3, reduced rows 4", "%0 = load a0[3 i1 + i0] %1 = fold add %0 lanes 1 block 64 a1[i0] = %1");
  CHECK(fault(over(sum)) == "");
  breaks(over(sum, "", "rows 4"), "rows are the leading axis of inputs and outputs, where they are summed");
  breaks(over(sum, "a2 = workspace 0 f64[4] rows "),
         "rows are the leading axis of inputs and outputs, where they are summed");
  breaks(over(sum, "", "sums 2"), "rows are the leading axis of inputs and outputs, where they are summed");
  kernel::Program none = *kernel::read(over(sum));
  none.tile.reset();
  CHECK_THAT(kernel::verify(none).front(), Catch::EndsWith("rows are summed, but there are none"));

  breaks(over(region("parallel rows 4, reduced rows 4", "%0 = load a0[3 i1] a1[0] = %0")),
         "there is one loop over rows");
  breaks(over(region("parallel 3, reduced rows 8",
                     "%0 = load a0[3 i1 + i0] %1 = fold add %0 lanes 1 block 64 a1[i0] = %1")),
         "the loop over rows has a turn for each of a tile");
  breaks(over(region("parallel 3, reduced 4", "%0 = load a0[3 i1 + i0] %1 = fold add %0 lanes 1 block 64 a1[i0] = %1")),
         "an index leaves its array");
  breaks(over(region("parallel 3, reduced rows 4",
                     "%0 = inside i1 of 2 %1 = to_float %0 %2 = fold add %1 lanes 1 block 64 a1[i0] = %2")),
         "a number depends on the row's place");
  breaks(over(region("parallel 3, reduced rows 4", "%0 = load a0[3 i1 + i0] %1 = argmax %0 a1[i0] = %1")),
         "an argmax is not over rows");

  const std::string there = region("rows 4, parallel 3", "%0 = load a0[3 i0 + i1] a2[3 i0 + i1] = %0");
  const auto sum_of = [](const std::string& load, const std::string& loops = "parallel 3, reduced rows 4") {
    return region(loops, "%0 = load " + load + " %1 = fold add %0 lanes 1 block 64 a1[i0] = %1");
  };
  const std::string part = "a2 = workspace 0 f64[4,3] ";
  CHECK(fault(over(there + sum_of("a2[3 i1 + i0]"), part)) == "");
  const std::string otherwise = "what only loops over rows write is read otherwise";
  breaks(over(there + sum_of("a2[3 i1 + i0]", "parallel 3, reduced 4"), part), otherwise);
  breaks(over(there + sum_of("a2[i1 + i0]"), part), otherwise);
  const std::string transposed = region("rows 4, parallel 3", "%0 = load a0[3 i0 + i1] a2[i0 + 4 i1] = %0");
  breaks(over(there + transposed + sum_of("a2[3 i1 + i0]"), part), "loops over rows write an array in two ways");
  const std::string zeros = region("parallel 12", "%0 = const 0x0p+0 a2[i0] = %0");
  CHECK(fault(over(zeros + there + sum_of("a2[3 i1 + i0]", "parallel 3, reduced 4"), part)) == "");

  const std::string once = "each element of a sum is stored once";
  breaks(over(sum + sum), once);
  breaks(over(region("parallel 2, reduced rows 4",
                     "%0 = load a0[3 i1 + i0] %1 = fold add %0 lanes 1 block 64 a1[i0] = %1")),
         once);
  breaks(over(sum + region("parallel 3", "%0 = load a1[i0] a2[i0] = %0"), "a2 = workspace 0 f64[3] "), "a sum is read");
  breaks(over(sum + region("sequential 3", "%0 = const 0x1p+0 a1[0 + 1 %0 of 3] += %0")),
         "a sum is stored in turns of rows, or added to");

  const auto product = [&](const std::string& k, const std::string& loop) {
    return "adc-kernel 1 program \"f\" f64 workspace 0 sums 4 { a0 = input 0 \"x\" f64[4,3] rows "
           "a1 = input 1 \"w\" f64[4] rows a2 = output 0 \"y\" f64[3] product b 1, m 1, k 4" +
           k + ", n 3: a2 = a1[k] * a0[3 k + n] else " +
           region("parallel 3, reduced " + loop + "4",
                  "%0 = load a0[3 i1 + i0] %1 = load a1[i1] %2 = mul %0, %1 %3 = fold add %2 lanes 1 block 64 "
                  "a2[i0] = %3") +
           "}";
  };
  CHECK(fault(product(" rows 4", "rows ")) == "");
  breaks(product("", "rows "), "a product and its loops are over rows, or neither is");
  breaks(product(" rows 2", "rows "), "a product over rows has a multiple of those of a tile");

  const auto dealt = [&](const std::string& lanes) {
    return "adc-kernel 1 program \"f\" f64 workspace 0 sums 8 { a0 = input 0 \"x\" f64[8] rows a1 = output 0 \"y\" "
           "f64 " +
           region("reduced rows 8", "%0 = load a0[i0] %1 = fold add %0 lanes " + lanes + " block 2 a1[0] = %1") + "}";
  };
  CHECK(fault(dealt("4")) == "");
  breaks(dealt("2"), "rows that are dealt out to lanes are at most a block of each");
}

TEST_CASE("nodes of the kernel form: invariants 7 to 9") {
  const auto in_loop = [](const std::string& body) { return program(region("parallel 12", body)); };
  breaks(in_loop("%0 = load a0[i0] %1 = sin %1 a1[i0] = %1"), "an operand is no earlier node");
  breaks(in_loop("%0 = load a0[i0] a1[i0] = %1"), "a store of no node");
  breaks(in_loop("%0 = true %1 = load a0[i0] if %0 a1[i0] = %1"), "a guard is no `inside`");
  breaks(in_loop("%0 = load a0[i0] %1 = sin %0 a1[i0] = %0"), "nothing that is stored depends on a node");
  kernel::Program strides = *kernel::read(program(kCopy));
  std::get<kernel::Load>(std::get<kernel::Region>(strides.steps[0]).nodes[0]).index.strides = {};
  CHECK_THAT(kernel::verify(strides).front(), Catch::EndsWith("an index has a stride per loop"));
  strides = *kernel::read(program(kCopy));
  std::get<kernel::Set>(std::get<kernel::Region>(strides.steps[0]).stores[0]).index.strides = {};
  CHECK_THAT(kernel::verify(strides).front(), Catch::EndsWith("an index has a stride per loop"));
  strides = *kernel::read(program(kCopy));
  std::get<kernel::Load>(std::get<kernel::Region>(strides.steps[0]).nodes[0]).index.offset = INT64_MIN;
  CHECK_THAT(kernel::verify(strides).front(), Catch::EndsWith("a number is too large"));
  strides = *kernel::read(program(kCopy));
  std::get<kernel::Set>(std::get<kernel::Region>(strides.steps[0]).stores[0]).index.offset = INT64_MAX;
  CHECK_THAT(kernel::verify(strides).front(), Catch::EndsWith("a number is too large"));

  breaks(in_loop("%0 = position 1000000000000000 i0 a1[i0] = %0"), "an index becomes too large");
  breaks(in_loop("%0 = inside i0 - 1000000000000000 i0 of 4 %1 = load a0[i0] %2 = select %0, %1, %1 a1[i0] = %2"),
         "an index becomes too large");
  breaks(in_loop("%0 = inside i0 of -1 %1 = load a0[i0] %2 = select %0, %1, %1 a1[i0] = %2"), "an extent is negative");

  breaks(in_loop("%0 = load a0[i0 + 1] a1[i0] = %0"), "an index leaves its array");
  breaks(in_loop("%0 = load a0[i0] a1[i0 - 1] = %0"), "a store leaves its array");
  breaks(in_loop("%0 = load a0[i0] %1 = gather a0[i0 + %0 of 2] a1[i0] = %1"), "an index leaves its array");
  breaks(program(kCopy + region("sequential 12", "%0 = load a0[i0] a1[i0 + %0 of 2] += %0")),
         "a store leaves its array");
  const std::string guarded =
      "%0 = inside i0 + 1 of 12 %1 = load a0[i0 + 1] if %0 %2 = const 0x0p+0 %3 = select %0, %1, %2 ";
  CHECK(fault(in_loop(guarded + "a1[i0] = %3")) == "");
  breaks(
      in_loop(
          "%0 = inside i0 + 1 of 13 %1 = load a0[i0 + 1] if %0 %2 = const 0x0p+0 %3 = select %0, %1, %2 a1[i0] = %3"),
      "an index leaves its array");

  breaks(in_loop("%0 = load a0[i0] %1 = logical_and %0, %0 a1[i0] = %1"), "the operands must be bool");
  breaks(in_loop("%0 = load a0[i0] %1 = polygamma[-1] %0 a1[i0] = %1"),
         "the integers in brackets are not as the op has them");
  breaks(in_loop("%0 = load a0[i0] %1 = diff %0, %0 a1[i0] = %1"), "the op computes nothing of elements");
  breaks(in_loop("%0 = true a1[i0] = %0"), "a store of another type");
  breaks(in_loop("%0 = true %1 = gather a0[0 + %0 of 2] a1[i0] = %1"), "terms and positions are floats");
  breaks(program(kCopy + region("sequential 12", "%0 = true %1 = load a0[i0] a1[0 + %0 of 2] += %1")),
         "terms and positions are floats");
  breaks(program(region("parallel 12", "%0 = load a0[i0] %1 = true a1[i0] = %0 a2[i0] = %1") +
                     region("sequential 12", "%0 = true %1 = load a0[i0] a2[0 + %1 of 12] += %0"),
                 "a2 = output 1 \"z\" bool[12] "),
         "terms and positions are floats");
  breaks(program(region("parallel 12, reduced 2", "%0 = true %1 = fold add %0 lanes 1 block 2 a1[i0] = %1")),
         "terms and positions are floats");
  CHECK_THAT(
      fault("adc-kernel 1 program \"f\" f32 workspace 0 { a0 = output 0 \"\" f32 region { %0 = const 0x1.00000001p+0 "
            "a0[0] = %0 } }"),
      Catch::EndsWith("a constant is no f32"));
}

TEST_CASE("folds of the kernel form: invariants 10 and 11") {
  const auto sum = [](const std::string& body) { return program(region("parallel 12, reduced 12", body)); };
  const std::string term = "%0 = load a0[i1] ";
  CHECK(fault(sum(term +
                  "%1 = fold add %0 lanes 4 block 64 %2 = fold max %0 lanes 4 block 64 %3 = add %1, %2 a1[i0] = %3")) ==
        "");
  breaks(sum(term + "%1 = fold add %0 lanes 4 block 64 %2 = fold add %1 lanes 4 block 64 a1[i0] = %2"),
         "a term depends on a fold");
  breaks(sum(term + "%1 = fold add %0 lanes 3 block 64 a1[i0] = %1"), "lanes are a power of two, and not too many");
  breaks(sum(term + "%1 = fold add %0 lanes 0 block 64 a1[i0] = %1"), "lanes are a power of two, and not too many");
  breaks(sum(term + "%1 = fold add %0 lanes 128 block 64 a1[i0] = %1"), "lanes are a power of two, and not too many");
  breaks(program(region("parallel 12", "%0 = load a0[i0] %1 = fold add %0 lanes 2 block 64 a1[i0] = %1")),
         "there are lanes, but no reduced loop");
  breaks(sum(term + "%1 = fold add %0 lanes 4 block 1 a1[i0] = %1"), "a block has at least two terms");
  breaks(sum(term + "%1 = fold add %0 lanes 4 block 64 %2 = fold max %0 lanes 1 block 64 %3 = add %1, %2 a1[i0] = %3"),
         "the folds of a region have one order");
  breaks(sum(term + "%1 = argmax %0 %2 = fold max %0 lanes 1 block 64 %3 = add %1, %2 a1[i0] = %3"),
         "an argmax is the only fold, over at most one loop");
  breaks(program(region("parallel 12, reduced 2, reduced 3", "%0 = load a0[i1 + i2] %1 = argmax %0 a1[i0] = %1")),
         "an argmax is the only fold, over at most one loop");

  const std::string guarded = "%0 = inside i0 + 1 of 12 %1 = load a0[i0 + 1] if %0 ";
  breaks(program(region("parallel 12", guarded + "a1[i0] = %1")), "what is stored may be any number");
  breaks(program(region("parallel 12", guarded + "%2 = sin %1 %3 = select %0, %2, %1 a1[i0] = %3")),
         "what is stored may be any number");
  breaks(program(region("parallel 12, reduced 2", guarded + "%2 = fold add %1 lanes 1 block 2 a1[i0] = %2")),
         "a term may be any number");
}

TEST_CASE("products of the kernel form: invariant 12") {
  const auto product = [](const std::string& head, const std::string& read = "a0", const std::string& written = "a1") {
    return program("product " + head + " else region parallel 4, parallel 3, reduced 2 { %0 = load " + read +
                       "[2 i0 + i2] %1 = load a0[3 i2 + i1] %2 = mul %0, %1 %3 = fold add %2 lanes 1 block 64 " +
                       written + "[3 i0 + i1] = %3 }",
                   "a2 = workspace 0 f64[12] ", "128");
  };
  const std::string good = "b 1, m 4, k 2, n 3: a1 = a0[2 m + k] * a0[3 k + n]";
  CHECK(fault(product(good)) == "");
  breaks(product("b 0, m 4, k 2, n 3: a1 = a0[2 m + k] * a0[3 k + n]"), "a product's extents are positive");
  breaks(product("b 1, m 4, k 2, n 3: a1 = a0[2 m + k + 5] * a0[3 k + n]"), "an operand of a product leaves its array");
  breaks(product("b 1, m 4, k 2, n 3: a1 = a0[2 m + 2 k] * a0[3 k + n]"),
         "neither rows nor columns of a product's operand are contiguous");
  breaks(product("b 1, m 4, k 2, n 2: a1 = a0[2 m + k] * a0[3 k + n]"), "a product fills its array");
  breaks(product("b 1, m 4, k 2, n 3: a1 = a1[2 m + k] * a0[3 k + n]"), "a product does not read what it writes");
  breaks(product(good, "a2"), "a product's loops read its operands and write its result");
  breaks(product(good, "a0", "a2"), "a product's loops read its operands and write its result");
}
