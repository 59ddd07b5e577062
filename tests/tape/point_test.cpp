// A tape at a point has the interpreter's bits.
#include "tape/point.h"

#include <catch2/catch.hpp>
#include <random>

#include "passes/lower/legalise.h"
#include "tests/support/bits.h"
#include "tests/support/op_functions.h"
#include "tests/support/random_function.h"

using namespace adc;
using namespace adc::tests;

namespace {

std::vector<double> evaluated(const tape::Tape& steps, const Point& point) {
  std::vector<double> y(steps.outputs.size());
  tape::evaluate(steps, point.data(), y.data());
  return y;
}

void compare(const ir::Function& fn, const std::vector<Point>& points) {
  const tape::Tape steps = tape::record(fn, tape::For::Point);
  for (const Point& point : points) {
    const std::vector<double> expected = interpreted(fn, point);
    const std::vector<double> got = evaluated(steps, point);
    if (same_bits(expected, got)) continue;
    CAPTURE(fn.name(), point, expected, got);
    FAIL("a tape differs from the interpreter");
  }
}

}  // namespace

TEST_CASE("a tape of each op has the interpreter's bits") {
  for (const ir::Op op : ir::elementwise_ops()) {
    if (!is_computed(op)) continue;
    for (const std::int64_t immediate : immediates(op)) {
      for (const ir::DType type : {ir::DType::F64, ir::DType::F32}) {
        compare(function_of(op, immediate, type), all_points(op));
      }
    }
  }
}

TEST_CASE("tapes of random functions, small and of thousands of registers, have the interpreter's bits") {
  std::mt19937_64 random(5);
  for (std::uint64_t seed = 0; seed < 600; ++seed) {
    const ir::DType type = seed % 3 == 0 ? ir::DType::F32 : ir::DType::F64;
    const ir::Function fn = seed % 50 == 0 ? large_function(random, 4, 5000, 9, type)
                                           : passes::legalise(random_function(seed, 60, 4, type));
    std::vector<Point> points;
    for (int i = 0; i < 20; ++i) points.push_back(random_point(random, fn.params().size()));
    compare(fn, points);
  }
}
