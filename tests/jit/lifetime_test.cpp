#include <sys/mman.h>
#include <unistd.h>

#include <atomic>
#include <catch2/catch.hpp>
#include <fstream>
#include <random>
#include <thread>

#include "tests/jit/native.h"
#include "tests/support/op_functions.h"

using namespace adc;
using namespace adc::tests;

namespace {

[[maybe_unused]] std::size_t resident_bytes() {
  std::ifstream file("/proc/self/statm");
  std::size_t total = 0;
  std::size_t resident = 0;
  file >> total >> resident;
  return resident * static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
}

ir::Function line(std::int64_t slope) {
  ir::Builder b("line");
  const ir::ValueId x = b.param("x");
  b.output(b.add(b.mul(b.integer(slope), x), b.sin(x)));
  return b.finish();
}

}  // namespace

// A sanitizer keeps freed memory for a while, and looks for leaks by itself.
#ifndef __SANITIZE_ADDRESS__
TEST_CASE("releasing code frees what compiling took") {
  const auto compile_many = [](int n) {
    for (int i = 0; i < n; ++i) Native{line(i)};
  };
  compile_many(500);
  const std::size_t before = resident_bytes();
  compile_many(2000);
  const std::size_t after = resident_bytes();
  CAPTURE(before, after);
  CHECK(after < before + (std::size_t{1} << 20));
}
#endif

TEST_CASE("code stays usable while other code comes and goes") {
  std::vector<std::unique_ptr<Native>> kept;
  for (int i = 0; i < 50; ++i) {
    kept.push_back(std::make_unique<Native>(line(i)));
    Native{line(-i)};
  }
  kept.erase(kept.begin() + 10, kept.begin() + 20);
  for (const auto& native : kept) CHECK(std::isfinite((*native)(std::vector{1.0})[0]));
  CHECK((*kept[12])(std::vector{2.0})[0] == 44 + std::sin(2.0));
}

TEST_CASE("many threads compile, call and release at once") {
  constexpr int kThreads = 8;
  std::atomic<int> wrong = 0;
  const ir::Function shared_fn = line(7);
  const Native shared(shared_fn);
  std::vector<std::thread> threads;
  threads.reserve(kThreads);
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([&, t] {
      std::mt19937_64 random(static_cast<std::uint64_t>(t));
      for (int i = 0; i < 20; ++i) {
        const ir::Function fn = large_function(random, 3, 20 + random() % 700, 10);
        const Native native(fn);
        const std::vector<double> point = random_point(random, 3);
        if (!same_bits(interpreted(fn, point), native(point))) ++wrong;
        const std::span<const double> one(point.data(), 1);
        if (!same_bits(interpreted(shared_fn, one), shared(one))) ++wrong;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(wrong == 0);
}

#ifndef __SANITIZE_ADDRESS__  // which needs mappings itself
TEST_CASE("compiling fails with a reason where the system gives no memory, and works again where it does") {
  const Native before(line(1));
  std::vector<void*> mappings;
  // Neighbours of different protection stay mappings of their own.
  for (int i = 0; i < 200000; ++i) {
    const int protection = i % 2 == 0 ? PROT_READ : PROT_READ | PROT_WRITE;
    void* const mapping = mmap(nullptr, 1, protection, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (mapping == MAP_FAILED) break;
    mappings.push_back(mapping);
  }
  std::string error;
  try {
    const Native code(line(2));
  } catch (const std::exception& failure) {
    error = failure.what();
  }
  for (void* const mapping : mappings) munmap(mapping, 1);
  if (!error.empty()) CHECK_THAT(error, Catch::Contains("Cannot allocate memory"));
  CHECK(Native(line(2))(std::vector{0.0}) == std::vector{0.0});
}
#endif
