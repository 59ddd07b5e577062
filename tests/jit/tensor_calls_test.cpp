// Calls of native code of tensors: threads, workspaces, memory; and what it costs to make.
#include <catch2/catch.hpp>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdlib>
#include <ctime>
#include <deque>
#include <fstream>
#include <random>
#include <string>
#include <thread>

#include "ir/builder.h"
#include "jit/parallel.h"
#include "kernel/lower.h"
#include "kernel/run.h"
#include "kernel/slices.h"
#include "passes/lower/legalise.h"
#include "tests/jit/native.h"
#include "tests/support/fenced.h"
#include "tests/support/random_tensors.h"

using namespace adc;
using namespace adc::tests;
using ir::Builder;
using ir::DType;
using ir::ValueId;

namespace {

using Ints = std::vector<std::int64_t>;
using Numbers = std::vector<double>;

/// A layer, its softmax and a gradient: products in three layouts, loops over rows, over all elements and sums.
ir::Function layer(DType type, std::int64_t rows, std::int64_t columns) {
  Builder b("layer", type);
  const auto input = [&](const char* name, const Ints& extents) {
    return b.param(name, ir::ParamKind::Param, {type, ir::Shape(extents)});
  };
  const ValueId w = input("w", {columns, 150});
  const ValueId bias = input("b", {columns});
  const ValueId x = input("x", {rows, 150});
  const ValueId z = b.add(b.dot(x, w, {.lhs_contracted = Ints{1}, .rhs_contracted = Ints{1}}),
                          b.broadcast(bias, Ints{rows, columns}, Ints{1}));
  const ValueId h = b.tanh(z);
  const ValueId p = b.softmax(h, Ints{1});
  const ValueId slope = b.mul(p, b.sub(b.integer(1), b.mul(h, h)));
  b.output(b.reduce_sum(b.mul(h, p), Ints{0, 1}));
  b.output(b.dot(slope, x, {.lhs_contracted = Ints{0}, .rhs_contracted = Ints{0}}));
  b.output(b.reduce_sum(slope, Ints{0}));
  b.output(b.exp(b.reshape(x, Ints{rows * 150})));
  return passes::legalise(b.finish());
}

/// softmax(q·kᵀ)·v per head, the softmax along columns, and what is largest in it: products in batches with loops over
/// their rows between them.
ir::Function attention(DType type, std::int64_t heads, std::int64_t length, std::int64_t width) {
  Builder b("attention", type);
  const auto input = [&](const char* name) {
    return b.param(name, ir::ParamKind::Param, {type, ir::Shape({heads, length, width})});
  };
  const ValueId q = input("q");
  const ValueId k = input("k");
  const ValueId v = input("v");
  const auto product = [&](ValueId x, ValueId y, const Ints& of_y) {
    return b.dot(x, y, {.lhs_contracted = Ints{2}, .rhs_contracted = of_y, .lhs_batch = Ints{0}, .rhs_batch = Ints{0}});
  };
  const ValueId weights = b.softmax(product(q, k, Ints{2}), Ints{1});
  b.output(product(weights, v, Ints{1}));
  b.output(b.reduce_max(weights, Ints{1}));
  return passes::legalise(b.finish());
}

Numbers numbers_for(const ir::Function& fn) {
  RandomBits random(3);
  return random_numbers(random, ir::flat_inputs(fn), fn.float_type());
}

/// Σ 100(x[i+1] − x[i]²)² and its terms, reversed.
ir::Function chain(std::int64_t n) {
  Builder b("chain");
  const ValueId x = b.param("x", ir::ParamKind::Param, {DType::F64, ir::Shape({n})});
  const ValueId here = b.slice(x, Ints{0}, Ints{n - 1}, Ints{1});
  const ValueId next = b.slice(x, Ints{1}, Ints{n}, Ints{1});
  const ValueId gap = b.sub(next, b.mul(here, here));
  b.output(b.reduce_sum(b.mul(gap, gap), Ints{0}));
  b.output(b.add(b.pad(gap, Ints{1}, Ints{0}, Ints{0}), b.pad(b.mul(gap, here), Ints{0}, Ints{1}, Ints{0})));
  b.output(b.reverse(gap, Ints{0}));
  return passes::legalise(b.finish());
}

std::size_t bytes_of_code(const ir::Function& fn) {
  jit::Object object;
  std::string error;
  REQUIRE(jit::adc_jit_compile(fn, {}, object, error));
  return object.bytes.size();
}

std::size_t resident_pages() {
  std::ifstream file("/proc/self/statm");
  std::size_t all = 0;
  std::size_t resident = 0;
  file >> all >> resident;
  return resident;
}

/// Processor time to compile a long chain of elementwise ops with a sum now and then.
double seconds_to_compile(std::size_t size) {
  Builder b("f");
  ValueId x = b.param("x", ir::ParamKind::Param, {DType::F64, ir::Shape({50, 20})});
  while (b.size() < size) {
    for (int i = 0; i < 20; ++i) x = b.add(b.mul(x, x), b.sin(x));
    x = b.sub(x, b.broadcast(b.reduce_sum(x, Ints{0}), Ints{50, 20}, Ints{1}));
  }
  b.output(x);
  const ir::Function fn = passes::legalise(b.finish());
  const std::clock_t begin = std::clock();
  const Native native(fn);
  return static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
}

/// Calls a function whose arrays have memory that ends the test program before or behind them.
void call_fenced(const ir::Function& fn, int threads = 1) {
  const std::size_t bytes = fn.float_type() == DType::F32 ? sizeof(float) : sizeof(double);
  const Native native(fn, threads);
  for (const Fenced::Side side : {Fenced::Side::Behind, Fenced::Side::Before}) {
    std::deque<Fenced> arrays;
    const auto array = [&](ir::ValueId id) {
      return arrays.emplace_back(static_cast<std::size_t>(fn.shape(id).elements()) * bytes, side).data();
    };
    std::vector<const void*> inputs;
    inputs.reserve(fn.params().size());
    for (std::size_t k = 0; k < fn.params().size(); ++k) inputs.push_back(array(ir::value_id(k)));
    std::vector<void*> outputs;
    for (const ir::Output& output : fn.outputs()) outputs.push_back(array(output.value));
    const Fenced workspace((native.code().workspace_bytes() + 63) / 64 * 64, side);
    if (native.code().tensor_entry() != nullptr)
      native.code().tensor_entry()(inputs.data(), outputs.data(), workspace.data());
  }
}

/// libxsmm would set it.
const bool kBoundBefore = std::getenv("OMP_PROC_BIND") != nullptr;

}  // namespace

TEST_CASE("the bits do not depend on how many threads a call has") {
  for (const DType type : {DType::F64, DType::F32}) {
    const ir::Function fn = layer(type, 301, 203);
    const Numbers x = numbers_for(fn);
    const Numbers one = Native(fn)(x);
    for (const int threads : {2, 3, 7}) CHECK(same_bits(Native(fn, threads)(x), one));
  }
}

TEST_CASE("steps that are done by slices have the bits of the kernel form, and of several threads") {
  for (const DType type : {DType::F64, DType::F32}) {
    const ir::Function fn = attention(type, 12, 120, 20);
    const kernel::Program program = kernel::lower(fn);
    const std::vector<kernel::SlicedSteps> runs = kernel::sliced_steps(program, 256);
    const auto is_call = [&](const kernel::SlicedSteps& run) {
      const auto first = program.steps.begin() + static_cast<std::ptrdiff_t>(run.first);
      return std::any_of(first, first + static_cast<std::ptrdiff_t>(run.steps),
                         [](const kernel::Step& step) { return std::holds_alternative<kernel::Call>(step); });
    };
    REQUIRE(std::ranges::any_of(runs, is_call));
    REQUIRE(std::ranges::any_of(runs, [](const kernel::SlicedSteps& run) { return !run.locals.empty(); }));
    const Numbers x = numbers_for(fn);
    Numbers expected(ir::flat_outputs(fn));
    kernel::run(program, x, expected);
    CHECK(same_bits(Native(fn, {.vector_math = false, .product_library = false})(x), expected));
    CHECK(fault_of_native(fn, x, 1 << 12) == "");
    const Numbers one = Native(fn)(x);
    for (const int threads : {2, 3, 7}) CHECK(same_bits(Native(fn, threads)(x), one));
  }
}

TEST_CASE("threads that call one code at once get the same bits") {
  for (const int threads_of_a_call : {1, 2}) {
    const ir::Function fn = layer(DType::F32, 70, 90);
    const Native native(fn, threads_of_a_call);
    const Numbers x = numbers_for(fn);
    const Numbers expected = native(x);
    std::vector<char> is_same(8, 1);
    std::vector<std::thread> threads;
    threads.reserve(is_same.size());
    for (char& same : is_same) {
      threads.emplace_back([&] {
        for (int i = 0; i < 50; ++i) same = same != 0 && same_bits(native(x), expected) ? 1 : 0;
      });
    }
    for (std::thread& thread : threads) thread.join();
    CHECK(std::ranges::count(is_same, 1) == 8);
  }
}

TEST_CASE("a thread that waits for a loop's parts begins no other call") {
  static thread_local int calls_of_this_thread = 0;
  std::atomic<int> nested{0};
  const jit::Turns busy = [](const void*, const void*, void*, std::int64_t, std::int64_t) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::microseconds(100);
    while (std::chrono::steady_clock::now() < end) {
    }
  };
  tbb::parallel_for(0, 400, [&](int) {
    nested += calls_of_this_thread;
    ++calls_of_this_thread;
    jit::adc_jit_parallel(busy, nullptr, nullptr, nullptr, 8, 8);
    --calls_of_this_thread;
  });
  CHECK(nested == 0);
}

TEST_CASE("many calls with one workspace give the same bits and take no memory") {
  const ir::Function fn = layer(DType::F64, 4, 3);
  const Native native(fn);
  Numbers x = numbers_for(fn);
  std::vector<const void*> inputs;
  std::size_t at = 0;
  for (std::size_t i = 0; i < fn.params().size(); ++i) {
    inputs.push_back(x.data() + at);
    at += static_cast<std::size_t>(fn.shape(ir::value_id(i)).elements());
  }
  Numbers y(ir::flat_outputs(fn));
  std::vector<void*> outputs;
  at = 0;
  for (const ir::Output& output : fn.outputs()) {
    outputs.push_back(y.data() + at);
    at += static_cast<std::size_t>(fn.shape(output.value).elements());
  }
  AlignedBytes workspace(native.code().workspace_bytes());
  const auto call = [&] { native.code().tensor_entry()(inputs.data(), outputs.data(), workspace.data()); };
  call();
  const Numbers first = y;
  CHECK(same_bits(first, native(x)));
  const std::size_t before = resident_pages();
  for (int i = 0; i < 100'000; ++i) call();
  CHECK(resident_pages() <= before + 16);
  CHECK(same_bits(first, y));
}

TEST_CASE("the machine code of tensors does not grow with them") {
  const std::size_t bytes = bytes_of_code(chain(1 << 16));
  CHECK(bytes < 16'000);
  CHECK(bytes_of_code(chain(1 << 22)) <= bytes + 200);
  const std::size_t large = bytes_of_code(layer(DType::F32, 512, 2048));
  CHECK(large <= bytes_of_code(layer(DType::F32, 256, 1024)) + 500);
  CHECK(large <= bytes_of_code(layer(DType::F32, 64, 256)) + 1000);  // whose steps are not worth doing by slices
}

TEST_CASE("the time to compile tensors grows like their program") {
  seconds_to_compile(100);
  const double small = seconds_to_compile(3000);
  const double large = seconds_to_compile(12'000);
  CAPTURE(small, large);
  CHECK(large < 8 * small);
}

TEST_CASE("matrix products leave the environment as it was") {
  const Native native(layer(DType::F64, 100, 100));
  CHECK((std::getenv("OMP_PROC_BIND") != nullptr) == kBoundBefore);
}

TEST_CASE("native code of tensors touches nothing beyond its arrays") {
  RandomBits random(17);
  for (int i = 0; i < 300; ++i) {
    call_fenced(random_tensor_function(random, i % 2 == 0 ? DType::F64 : DType::F32, 24));
  }
  for (const DType type : {DType::F64, DType::F32}) {
    for (const int threads : {1, 2, 3}) call_fenced(attention(type, 12, 120, 20), threads);
  }
  SUCCEED();
}
