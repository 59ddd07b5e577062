// Emitted C of maps over rows has the bits of the kernel form's evaluator, for any number of rows, wherever they lie.
#include <algorithm>
#include <catch2/catch.hpp>
#include <iterator>

#include "ir/builder.h"
#include "kernel/lower.h"
#include "kernel/rows.h"
#include "kernel/run.h"
#include "kernel/text.h"
#include "passes/lower/legalise.h"
#include "passes/pipeline.h"
#include "tests/emit/c_programs.h"
#include "tests/kernel/programs.h"
#include "tests/support/bits.h"
#include "tests/support/random_function.h"
#include "tests/support/random_tensors.h"

using namespace adc;
using namespace adc::tests;

namespace {

using Numbers = std::vector<double>;

constexpr const char* kCommand =
    "cc -O2 -std=c99 -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wmissing-prototypes -Werror";

kernel::Program rows_of(const ir::Function& fn) { return kernel::over_rows(kernel::lower(fn)); }

void compare(const CPrograms& compiled, std::size_t number, std::size_t rows, std::size_t gap, RandomBits& random) {
  const kernel::Program& program = compiled.programs()[number];
  const Numbers x = random_numbers(random, rows * flat_inputs(program), program.float_type);
  Numbers wanted(rows * flat_outputs(program));
  kernel::run(program, rows, x, wanted);
  const Numbers got = compiled.run_rows(number, rows, x, gap);
  if (same_bits(wanted, got)) {
    SUCCEED();
    return;
  }
  CAPTURE(rows, gap, kernel::print(program), wanted, got);
  FAIL("the emitted C differs from the evaluator");
}

/// Two outputs of three inputs, one of which comes into play for some rows alone.
ir::Function two_outputs(ir::DType type) {
  ir::Builder b("f", type);
  const ir::ValueId x = b.param("x");
  const ir::ValueId y = b.param("y");
  const ir::ValueId z = b.param("z");
  const ir::ValueId wave = b.mul(b.sin(b.mul(x, y)), b.exp(z));
  b.output(b.select(b.lt(x, y), wave, b.mul(wave, b.tanh(z))), "u");
  b.output(b.max(b.pow(b.exp(x), y), b.div(z, b.cosh(y))), "v");
  return b.finish();
}

/// A row after the other by the interpreter; the rows of each input and output are one after the other.
Numbers interpreted_rows(const ir::Function& fn, std::size_t rows, const Numbers& x) {
  Numbers all(rows * ir::flat_outputs(fn));
  Numbers point(ir::flat_inputs(fn));
  for (std::size_t row = 0; row < rows; ++row) {
    for (std::size_t i = 0; i < point.size(); ++i) point[i] = x[i * rows + row];
    const Numbers y = interpreted(fn, point);
    for (std::size_t i = 0; i < y.size(); ++i) all[i * rows + row] = y[i];
  }
  return all;
}

}  // namespace

TEST_CASE("emitted C of scalars over rows has the evaluator's bits, for any number of rows") {
  std::vector<kernel::Program> programs;
  for (std::uint64_t seed = 0; seed < 120; ++seed) {
    const ir::DType type = seed % 2 == 0 ? ir::DType::F64 : ir::DType::F32;
    programs.push_back(rows_of(passes::legalise(random_function(seed, 5 + seed, 3, type))));
  }
  const CPrograms compiled(std::move(programs), kCommand);
  RandomBits random(41);
  for (std::size_t i = 0; i < compiled.programs().size(); ++i) {
    for (const std::size_t rows : {0, 1, 7, 8, 9, 1023}) compare(compiled, i, rows, i % 3, random);
  }
  for (std::size_t i = 0; i < 8; ++i) compare(compiled, i, 100'000, 0, random);
}

TEST_CASE("emitted C over rows has the interpreter's bits in each derivative of a function of scalars") {
  std::vector<ir::Function> functions;
  for (const ir::DType type : {ir::DType::F64, ir::DType::F32}) {
    for (const Derive derive :
         {Derive::Value, Derive::Gradient, Derive::Hessian, Derive::Jvp, Derive::Vjp, Derive::Hvp}) {
      functions.push_back(passes::run(two_outputs(type), {.derive = derive, .wrt = {}, .limits = {}}).value());
    }
  }
  std::vector<kernel::Program> programs;
  std::ranges::transform(functions, std::back_inserter(programs), rows_of);
  const CPrograms compiled(std::move(programs), kCommand);
  RandomBits random(44);
  for (std::size_t i = 0; i < functions.size(); ++i) {
    for (const std::size_t rows : {0, 1, 7, 8, 9, 1023, 20'000}) {
      const Numbers x = random_numbers(random, rows * ir::flat_inputs(functions[i]), functions[i].float_type());
      CAPTURE(i, rows);
      CHECK(same_bits(compiled.run_rows(i, rows, x, i % 2), interpreted_rows(functions[i], rows, x)));
    }
  }
}

TEST_CASE("emitted C of tensors over rows has the evaluator's bits, in tiles that are whole and not") {
  std::vector<kernel::Program> programs;
  for (std::size_t i = 0; i < tensor_functions().size(); i += 5) programs.push_back(rows_of(tensor_functions()[i].fn));
  const CPrograms compiled(std::move(programs), kCommand);
  RandomBits random(42);
  for (std::size_t i = 0; i < compiled.programs().size(); ++i) {
    const auto tile = static_cast<std::size_t>(*compiled.programs()[i].tile);
    for (const std::size_t rows :
         {std::size_t{0}, std::size_t{1}, std::size_t{7}, std::min<std::size_t>(2 * tile + 3, 150)}) {
      compare(compiled, i, rows, i % 3, random);
    }
  }
}

TEST_CASE("over rows, hostile names of arrays compile") {
  ir::Builder b("f");
  for (const char* name : {"rows", "first", "left", "count", "x", "x_stride", "stride", "workspace", "i0", "f_step0"}) {
    b.output(b.tanh(b.param(name)), name);
  }
  const CPrograms compiled({rows_of(b.finish())}, kCommand);
  RandomBits random(43);
  compare(compiled, 0, 9, 2, random);
}
