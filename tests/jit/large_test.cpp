#include <catch2/catch.hpp>
#include <chrono>
#include <random>

#include "tests/jit/native.h"
#include "tests/support/op_functions.h"

using namespace adc;
using namespace adc::tests;

namespace {

void check_random(std::mt19937_64& random, std::size_t size, std::size_t outputs, int points,
                  ir::DType float_type = ir::DType::F64) {
  const ir::Function fn = large_function(random, 5, size, outputs, float_type);
  const Native native(fn);
  for (int i = 0; i < points; ++i) {
    const std::vector<double> point = random_point(random, 5);
    CAPTURE(size, point);
    REQUIRE(same_bits(interpreted(fn, point), native(point)));
  }
}

double seconds_to_compile(std::mt19937_64& random, std::size_t size) {
  const ir::Function fn = large_function(random, 5, size, size / 10);
  const auto begin = std::chrono::steady_clock::now();
  const Native native(fn);
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

}  // namespace

TEST_CASE("native code of random functions has the interpreter's bits") {
  std::mt19937_64 random(2);
  for (int i = 0; i < 60; ++i) check_random(random, 10 + random() % 100, 5, 50);
  for (int i = 0; i < 8; ++i) check_random(random, 60, 5, 50, ir::DType::F32);
}

TEST_CASE("functions that are cut into chunks have the interpreter's bits") {
  std::mt19937_64 random(3);
  for (const std::size_t size : {510, 520, 1100, 3000}) check_random(random, size, 300, 20);
  check_random(random, 2000, 100, 20, ir::DType::F32);
}

TEST_CASE("functions that are compiled fast have the interpreter's bits") {
  std::mt19937_64 random(4);
  for (const std::size_t size : {12000, 100000}) check_random(random, size, 1000, 5);
}

TEST_CASE("a value that is many outputs costs no more than as many values") {
  ir::Builder b("f");
  const ir::ValueId x = b.param("x");
  const ir::ValueId values[] = {b.integer(0), x, b.cos(x), b.lt(x, b.sin(x)), b.exp(x), b.neg(x), b.abs(x)};
  const auto outputs = static_cast<std::size_t>(GENERATE(100, 5'000, 40'000));
  for (std::size_t i = 0; i < outputs; ++i) b.output(values[i % std::size(values)]);
  const ir::Function fn = b.finish();
  const auto begin = std::chrono::steady_clock::now();
  const Native native(fn);
  CHECK(std::chrono::steady_clock::now() - begin < std::chrono::seconds(10));
  CHECK(same_bits(interpreted(fn, std::vector{0.5}), native(std::vector{0.5})));
}

TEST_CASE("compile time is linear in the number of instructions") {
  std::mt19937_64 random(5);
  const double small = seconds_to_compile(random, 20000);
  const double large = seconds_to_compile(random, 160000);
  CAPTURE(small, large);
  CHECK(large < 8 * 2 * small);
}
