// Lists of numbers in programs.
#include "kernel/tables.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <limits>

#include "ir/builder.h"
#include "kernel/lower.h"
#include "kernel/rows.h"

using namespace adc;
using ir::Builder;
using ir::ValueId;
using Ints = std::vector<std::int64_t>;

namespace {

ValueId number(Builder& b, double x) { return b.reshape(b.constant(ir::Constant::floating(x)), Ints{1}); }

std::size_t tables_of(const kernel::Program& program) {
  return static_cast<std::size_t>(std::ranges::count_if(program.arrays, &kernel::Array::is_table));
}

}  // namespace

TEST_CASE("a matrix put together of constants is a table of its numbers in their order") {
  Builder b("f", ir::DType::F64);
  const ValueId first = b.concat(number(b, 1), number(b, 2), 0);
  const ValueId rows =
      b.concat(b.reshape(first, Ints{1, 2}), b.reshape(b.concat(number(b, 3), number(b, -0.0), 0), Ints{1, 2}), 0);
  const ValueId columns = b.concat(rows, b.broadcast(b.integer(7), Ints{2, 1}, Ints{}), 1);
  b.output(columns, "y");
  const ir::Function fn = b.finish();
  const std::optional<kernel::Table> table = kernel::table_of(fn, fn.outputs()[0].value);
  REQUIRE(table);
  CHECK(table->numbers == std::vector<double>{1, 2, 7, 3, 0, 7});
  CHECK(std::signbit(table->numbers[4]));
}

TEST_CASE("what depends on an input, or is not finite, is no table") {
  Builder b("f", ir::DType::F64);
  const ValueId x = b.param("x", ir::ParamKind::Data, {ir::DType::F64, ir::Shape({1})});
  b.output(b.concat(number(b, 1), x, 0), "y");
  b.output(b.concat(number(b, 1), number(b, std::numeric_limits<double>::infinity()), 0), "z");
  const ir::Function fn = b.finish();
  CHECK(!kernel::table_of(fn, fn.outputs()[0].value));
  CHECK(!kernel::table_of(fn, fn.outputs()[1].value));
}

TEST_CASE("numbers of an f32 program are floats") {
  Builder b("f", ir::DType::F32);
  b.output(b.concat(number(b, 0.1F), number(b, 1), 0), "y");
  const ir::Function fn = b.finish();
  CHECK(kernel::table_of(fn, fn.outputs()[0].value)->numbers[0] == static_cast<double>(0.1F));
}

TEST_CASE("programs read a table, and compute it only where it is an output") {
  Builder b("f", ir::DType::F64);
  const ValueId x = b.param("x", ir::ParamKind::Data, {ir::DType::F64, ir::Shape({2})});
  const ValueId list = b.concat(number(b, 1), number(b, 2), 0);
  b.output(b.mul(x, list), "y");
  const ir::Function reads = b.finish();
  const kernel::Program program = kernel::lower(reads);
  CHECK(tables_of(program) == 1);
  CHECK(program.steps.size() == 1);
  CHECK(program.workspace_bytes == 0);
  CHECK(tables_of(kernel::over_rows(program)) == 1);

  Builder c("f", ir::DType::F64);
  c.output(c.concat(number(c, 1), number(c, 2), 0), "y");
  CHECK(tables_of(kernel::lower(c.finish())) == 0);
}

TEST_CASE("parts without elements cost nothing, however often they stand in each other") {
  Builder b("f", ir::DType::F64);
  ValueId none = b.broadcast(b.integer(1), Ints{0}, Ints{});
  for (int i = 0; i < 60; ++i) none = b.concat(none, none, 0);
  b.output(b.concat(number(b, 1), none, 0), "y");
  const ir::Function fn = b.finish();
  CHECK(kernel::table_of(fn, fn.outputs()[0].value)->numbers == std::vector<double>{1});
}

TEST_CASE("a list may be put together number by number") {
  Builder b("f", ir::DType::F64);
  ValueId list = number(b, 0);
  for (int i = 1; i < 3000; ++i) list = b.concat(list, number(b, i), 0);
  b.output(list, "y");
  const ir::Function fn = b.finish();
  const std::optional<kernel::Table> table = kernel::table_of(fn, fn.outputs()[0].value);
  REQUIRE(table);
  CHECK(table->numbers.back() == 2999);
}
