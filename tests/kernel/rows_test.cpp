// Programs over rows: each row has the bits of the program alone.
#include "kernel/rows.h"

#include <algorithm>
#include <catch2/catch.hpp>

#include "ir/builder.h"
#include "ir/text.h"
#include "kernel/lower.h"
#include "kernel/run.h"
#include "kernel/text.h"
#include "kernel/verify.h"
#include "passes/lower/legalise.h"
#include "tests/jit/native.h"
#include "tests/kernel/programs.h"
#include "tests/support/bits.h"
#include "tests/support/random_function.h"
#include "tests/support/random_tensors.h"

using namespace adc;
using namespace adc::tests;

namespace {

using Numbers = std::vector<double>;

/// Numbers of rows, each row of all arrays after the other.
struct Table {
  std::size_t rows;
  Numbers numbers;
};

/// A table with the rows of each array after each other.
template <class Place>
Numbers by_array(const kernel::Program& program, const Table& table) {
  Numbers result;
  std::size_t first = 0;
  const std::size_t width = table.rows == 0 ? 0 : table.numbers.size() / table.rows;
  for (const kernel::Array& array : program.arrays) {
    if (!std::holds_alternative<Place>(array.place)) continue;
    const auto size = static_cast<std::size_t>(array.type.shape.elements());
    for (std::size_t row = 0; row < table.rows; ++row) {
      const auto from = table.numbers.begin() + static_cast<std::ptrdiff_t>(row * width + first);
      result.insert(result.end(), from, from + static_cast<std::ptrdiff_t>(size));
    }
    first += size;
  }
  return result;
}

/// What the program of one row gives for each row.
Table one_by_one(const ir::Function& fn, const Table& x) {
  const kernel::Program one = kernel::lower(fn);
  Table y{x.rows, Numbers(x.rows * ir::flat_outputs(fn))};
  for (std::size_t row = 0; row < x.rows; ++row) {
    const std::size_t in = ir::flat_inputs(fn);
    const std::size_t out = ir::flat_outputs(fn);
    kernel::run(one, std::span(x.numbers).subspan(row * in, in), std::span(y.numbers).subspan(row * out, out));
  }
  return y;
}

Table random_table(RandomBits& random, const ir::Function& fn, std::size_t rows) {
  return {rows, random_numbers(random, rows * ir::flat_inputs(fn), fn.float_type())};
}

Numbers run(const kernel::Program& program, const Table& x, std::size_t outputs) {
  Numbers y(x.rows * outputs);
  kernel::run(program, x.rows, by_array<kernel::Input>(program, x), y);
  return y;
}

constexpr jit::Options kExact{.vector_math = false, .product_library = false, .over_rows = true};

ir::Function scalars(std::uint64_t seed, std::size_t size, ir::DType type = ir::DType::F64) {
  return passes::legalise(random_function(seed, size, 3, type));
}

/// Scalars of which all are needed, some much later than they are made, some of them booleans.
ir::Function long_chain(ir::DType type) {
  ir::Builder b("f", type);
  const ir::ValueId x = b.param("x");
  const ir::ValueId y = b.param("y");
  std::vector<ir::ValueId> all{x, y};
  std::vector<ir::ValueId> truths;
  for (int i = 0; i < 300; ++i) {
    const ir::ValueId sum = b.add(b.sin(all[all.size() / 2]), b.mul(all.back(), b.rational(ir::Rational(i % 3 - 1))));
    truths.push_back(b.lt(sum, y));
    all.push_back(b.select(truths[truths.size() / 3], sum, all[all.size() / 3]));
    if (i % 50 == 0) b.output(all.back());
  }
  b.output(truths[7]);
  b.output(x);
  b.output(b.rational(ir::Rational(3)));
  return passes::legalise(b.finish());
}

/// Many results, most of them inputs, constants, or what other results are.
ir::Function many_results(ir::DType type) {
  ir::Builder b("f", type);
  const ir::ValueId x = b.param("x");
  const std::vector<ir::ValueId> all{b.sin(x), x, b.rational(ir::Rational(2)), b.lt(x, b.exp(x)), b.mul(x, x)};
  for (std::size_t i = 0; i < 100; ++i) b.output(all[i * i % all.size()]);
  return passes::legalise(b.finish());
}

std::vector<NamedFunction> functions() {
  std::vector<NamedFunction> all = tensor_functions();
  for (std::size_t i = 0; i < 60; ++i) {
    const ir::DType type = i % 2 == 0 ? ir::DType::F64 : ir::DType::F32;
    all.push_back({"scalars " + std::to_string(i), scalars(900 + i, 10 + 20 * i, type)});
  }
  for (const ir::DType type : {ir::DType::F64, ir::DType::F32}) {
    all.push_back({"chain", long_chain(type)});
    all.push_back({"many results", many_results(type)});
  }
  return all;
}

}  // namespace

TEST_CASE("each row has the bits of the program of one row, in native code, too") {
  RandomBits random(71);
  for (const auto& [name, fn] : functions()) {
    const kernel::Program program = kernel::over_rows(kernel::lower(fn));
    CAPTURE(name, ir::print(fn), kernel::print(program));
    REQUIRE(kernel::verify(program) == std::vector<std::string>{});
    REQUIRE(kernel::read(kernel::print(program)).value() == program);
    const Native native(fn, kExact);
    const std::size_t least = native.code().least_rows();
    const std::size_t most = native.code().most_rows();
    REQUIRE(most <= static_cast<std::size_t>(*program.tile));
    for (const std::size_t rows :
         {std::size_t{0}, std::size_t{1}, std::size_t{9}, std::min<std::size_t>(most + 1, 65)}) {
      const Table x = random_table(random, fn, rows);
      const Numbers wanted = by_array<kernel::Output>(program, one_by_one(fn, x));
      CHECK(same_bits(run(program, x, ir::flat_outputs(fn)), wanted));
      if (rows < least || rows > most) continue;
      CHECK(same_bits(native.rows(rows, by_array<kernel::Input>(program, x)), wanted));
    }
  }
}

TEST_CASE("a tile is what stays near the processor, whatever the number of rows") {
  for (const auto& [name, fn] : functions()) {
    const kernel::Program one = kernel::lower(fn);
    const kernel::Program program = kernel::over_rows(one);
    std::size_t bytes = program.workspace_bytes;
    for (kernel::ArrayId id = 0; id < program.arrays.size(); ++id) {
      if (program.arrays[id].is_given())
        bytes += static_cast<std::size_t>(program.elements(id)) * program.float_bytes();
    }
    CAPTURE(name, *program.tile, bytes);
    CHECK((bytes <= kernel::kTileBytes || *program.tile == 1 || *program.tile == kernel::kFewestOfScalars));
    CHECK((*program.tile == kernel::kMostRows || 2 * bytes > kernel::kTileBytes));
  }
}

TEST_CASE("a long program of scalars is cut into pieces that give the same bits") {
  RandomBits random(72);
  for (const ir::DType type : {ir::DType::F64, ir::DType::F32}) {
    const ir::Function fn = long_chain(type);
    const kernel::Program whole = kernel::over_rows(kernel::lower(fn));
    const Table x = random_table(random, fn, 37);
    const Numbers wanted = run(whole, x, ir::flat_outputs(fn));
    for (const std::size_t most : {1, 7, 256}) {
      const kernel::Program pieces = kernel::in_pieces(whole, most);
      CAPTURE(most, kernel::print(pieces));
      CHECK(pieces.steps.size() > 2);
      REQUIRE(kernel::verify(pieces) == std::vector<std::string>{});
      CHECK(same_bits(run(pieces, x, ir::flat_outputs(fn)), wanted));
    }
    CHECK(kernel::in_pieces(whole, 5000) == whole);
  }
  const ir::Function wide = many_results(ir::DType::F64);
  const kernel::Program whole = kernel::over_rows(kernel::lower(wide));
  const kernel::Program pieces = kernel::in_pieces(whole, 256);
  CHECK(pieces.steps.size() > 10);
  CHECK(pieces.workspace_bytes == 0);
  REQUIRE(kernel::verify(pieces) == std::vector<std::string>{});
  const Table x = random_table(random, wide, 70);
  CHECK(same_bits(run(pieces, x, ir::flat_outputs(wide)), run(whole, x, ir::flat_outputs(wide))));

  const kernel::Program tensors = kernel::over_rows(kernel::lower(tensor_functions().front().fn));
  CHECK(kernel::in_pieces(tensors, 1) == tensors);
}

TEST_CASE("native code with vector math has the same bits for a row at any place, among any rows") {
  RandomBits random(73);
  for (std::size_t size : {4, 30, 700}) {
    const ir::Function fn = scalars(81, size);
    const kernel::Program program = kernel::over_rows(kernel::lower(fn));
    const Native native(fn, jit::Options{.over_rows = true});
    const std::size_t least = native.code().least_rows();
    const std::size_t most = native.code().most_rows();
    const Table x = random_table(random, fn, 1);
    const auto repeated = [&](std::size_t rows, std::size_t place) {
      Table table = random_table(random, fn, rows);
      std::ranges::copy(x.numbers, table.numbers.begin() + static_cast<std::ptrdiff_t>(place * x.numbers.size()));
      const Numbers y = native.rows(rows, by_array<kernel::Input>(program, table));
      Numbers row;
      for (std::size_t i = 0; i < ir::flat_outputs(fn); ++i) row.push_back(y[i * rows + place]);
      return row;
    };
    const Numbers wanted = repeated(least, 0);
    for (std::size_t rows = least; rows <= std::min(most, least + 40); ++rows) {
      for (std::size_t place = 0; place < rows; ++place) {
        CAPTURE(size, rows, place);
        REQUIRE(same_bits(repeated(rows, place), wanted));
      }
    }
  }
}
