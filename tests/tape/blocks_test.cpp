// Blocks of rows have the bits of native code over rows, with libmvec's functions and without.
#include "tape/blocks.h"

#include <catch2/catch.hpp>
#include <random>

#include "ir/vector_functions.h"
#include "passes/lower/legalise.h"
#include "tape/frame.h"
#include "tests/jit/native.h"
#include "tests/support/op_functions.h"
#include "tests/support/random_function.h"

using namespace adc;
using namespace adc::tests;

namespace {

/// Columns, one after the other: of each point a number.
std::vector<double> columns(const std::vector<Point>& points) {
  std::vector<double> all;
  for (std::size_t i = 0; i < points[0].size(); ++i) {
    for (const Point& point : points) all.push_back(point[i]);
  }
  return all;
}

template <class T>
std::vector<double> in_blocks(const tape::Blocks& blocks, std::size_t rows, std::size_t inputs, std::size_t outputs,
                              const std::vector<double>& x) {
  const std::vector<T> from(x.begin(), x.end());
  std::vector<T> to(rows * outputs);
  AlignedBytes workspace(blocks.workspace_bytes());
  for (std::size_t first = 0; first < rows;) {
    std::size_t count = std::min(rows - first, blocks.most_rows());
    if (count < blocks.least_rows()) first = rows - (count = blocks.least_rows());
    std::vector<const void*> in;
    std::vector<void*> out;
    for (std::size_t i = 0; i < inputs; ++i) in.push_back(from.data() + i * rows + first);
    for (std::size_t i = 0; i < outputs; ++i) out.push_back(to.data() + i * rows + first);
    blocks.run(in.data(), out.data(), workspace.data(), count);
    first += count;
  }
  return {to.begin(), to.end()};
}

std::vector<double> in_blocks(const ir::Function& fn, bool vector_math, std::size_t rows,
                              const std::vector<double>& x) {
  const tape::Blocks blocks(fn, vector_math);
  const bool is_float = fn.float_type() == ir::DType::F32;
  const std::size_t in = fn.params().size();
  const std::size_t out = fn.outputs().size();
  return is_float ? in_blocks<float>(blocks, rows, in, out, x) : in_blocks<double>(blocks, rows, in, out, x);
}

/// Native code over rows takes a tile at a time.
std::vector<double> natively(const ir::Function& fn, bool vector_math, std::size_t rows, const std::vector<double>& x) {
  const Native native(fn, {.vector_math = vector_math, .over_rows = true});
  const std::size_t most = native.code().most_rows();
  const std::size_t least = native.code().least_rows();
  const std::size_t outputs = fn.outputs().size();
  std::vector<double> y(rows * outputs);
  for (std::size_t first = 0; first < rows;) {
    std::size_t count = std::min(rows - first, most);
    if (count < least) first = rows - (count = least);
    std::vector<double> tile;
    for (std::size_t i = 0; i < fn.params().size(); ++i) {
      const auto from = x.begin() + static_cast<std::ptrdiff_t>(i * rows + first);
      tile.insert(tile.end(), from, from + static_cast<std::ptrdiff_t>(count));
    }
    const std::vector<double> some = native.rows(count, tile);
    for (std::size_t i = 0; i < outputs; ++i) {
      std::copy_n(some.begin() + static_cast<std::ptrdiff_t>(i * count), count,
                  y.begin() + static_cast<std::ptrdiff_t>(i * rows + first));
    }
    first += count;
  }
  return y;
}

void compare(const ir::Function& fn, const std::vector<Point>& points) {
  const std::vector<double> x = columns(points);
  for (const bool vector_math : {true, false}) {
    const std::vector<double> expected = natively(fn, vector_math, points.size(), x);
    const std::vector<double> got = in_blocks(fn, vector_math, points.size(), x);
    for (std::size_t i = 0; i < got.size(); ++i) {
      if (same_bits(expected[i], got[i])) continue;
      CAPTURE(fn.name(), vector_math, spelling(fn.float_type()), points[i % points.size()], i / points.size(),
              expected[i], got[i]);
      FAIL("blocks differ from native code");
    }
  }
}

}  // namespace

TEST_CASE("blocks of each op have the bits of native code over rows") {
  for (const ir::Op op : ir::elementwise_ops()) {
    if (!is_computed(op)) continue;
    for (const std::int64_t immediate : immediates(op)) {
      for (const ir::DType type : {ir::DType::F64, ir::DType::F32}) {
        compare(function_of(op, immediate, type), all_points(op));
      }
    }
  }
}

TEST_CASE("blocks of random functions have the bits of native code over rows, however many there are") {
  std::mt19937_64 random(7);
  for (std::uint64_t seed = 0; seed < 120; ++seed) {
    const ir::DType type = seed % 3 == 0 ? ir::DType::F32 : ir::DType::F64;
    const ir::Function fn = passes::legalise(random_function(seed, 40, 3, type));
    std::vector<Point> points;
    const std::size_t rows = 16 + random() % 700;
    for (std::size_t i = 0; i < rows; ++i) points.push_back(random_point(random, fn.params().size()));
    compare(fn, points);
  }
}

TEST_CASE("each width of vectors that the machine has gives the same where no function is called") {
  // Sums, quotients, choices: what all widths compute alike.
  ir::Builder b("arithmetic");
  const ir::ValueId x = b.param("x");
  const ir::ValueId y = b.param("y");
  const ir::ValueId is_less = b.lt(x, y);
  b.output(b.select(is_less, b.fma(x, y, b.div(x, y)), b.sqrt(b.abs(b.sub(x, b.min(x, y))))));
  b.output(b.add(b.floor(x), b.mul(b.round(y), b.copysign(b.max(x, y), b.neg(b.ceil(x))))));
  b.output(b.logical_or(is_less, b.logical_not(b.eq(b.trunc(x), b.sign(y)))));
  const tape::Tape steps = tape::record(b.finish(), tape::For::Rows);
  constexpr std::size_t kRows = 67;
  std::mt19937_64 random(9);
  std::vector<std::vector<double>> memory(steps.registers, std::vector<double>(kRows));
  for (std::size_t i = 0; i < steps.constants.size(); ++i) std::ranges::fill(memory[i], steps.constants[i]);
  for (std::size_t i = 0; i < 2; ++i) {
    for (double& number : memory[steps.first_input() + i]) number = random_point(random, 1)[0];
  }
  std::vector<double*> at;
  for (std::vector<double>& one : memory) at.push_back(one.data());
  const std::vector<const void*> none(ir::kElementwiseOpCount);
  const tape::Frame<double> frame{
      steps.steps.data(), steps.steps.size(), at.data(), static_cast<tape::Register>(steps.first_input()), kRows,
      none.data()};
  const auto outputs = [&] {
    std::vector<double> all;
    for (const tape::Register output : steps.outputs)
      all.insert(all.end(), memory[output].begin(), memory[output].end());
    return all;
  };
  tape::run_128(frame);
  const std::vector<double> expected = outputs();
#if defined(__x86_64__)
  if (ir::register_bits() >= 256) {
    tape::run_256(frame);
    CHECK(same_bits(expected, outputs()));
  }
  if (ir::register_bits() >= 512) {
    tape::run_512(frame);
    CHECK(same_bits(expected, outputs()));
  }
#endif
}
