// Native code of tensors against the interpreter: each op on many shapes, and random graphs of all ops.
#include <catch2/catch.hpp>

#include <cmath>
#include <functional>
#include <random>

#include "ir/builder.h"
#include "ir/interpreter.h"
#include "ir/text.h"
#include "tests/jit/native.h"
#include "tests/support/random_tensors.h"

using namespace adc;
using namespace adc::tests;
using ir::Builder;
using ir::DType;
using ir::ValueId;

namespace {

using Ints = std::vector<std::int64_t>;
using Numbers = std::vector<double>;

/// What `fn` gives at `x`, with the sum of magnitudes that rounding errors are measured by: `fn` is evaluated in
/// double.
void check(const ir::Function& fn, const Numbers& x, double ulps) {
  Numbers expected(ir::flat_outputs(fn));
  ir::interpret(fn, x, expected);
  const Numbers got = Native(fn)(x);
  const double unit = fn.float_type() == DType::F32 ? 0x1p-24 : 0x1p-53;
  REQUIRE(got.size() == expected.size());
  for (std::size_t i = 0; i < got.size(); ++i) {
    if (got[i] == expected[i] || (std::isnan(got[i]) && std::isnan(expected[i]))) continue;
    if (std::fabs(got[i] - expected[i]) <= ulps * unit * std::max(1.0, std::fabs(expected[i]))) continue;
    CAPTURE(ir::print(fn), i, got[i], expected[i]);
    FAIL("native code differs from the interpreter");
  }
}

struct Given {
  Ints extents;
  std::function<ValueId(Builder&, ValueId)> make;
};

/// A function of one tensor of numbers from −1 to 1, in both float types.
void check(const Given& given, double ulps = 64) {
  for (const DType type : {DType::F64, DType::F32}) {
    Builder b("f", type);
    const ValueId x = b.param("x", ir::ParamKind::Param, {type, ir::Shape(given.extents)});
    b.output(given.make(b, x));
    const ir::Function fn = b.finish();
    std::mt19937_64 random(7);
    check(fn, random_numbers(random, ir::flat_inputs(fn), type), ulps);
  }
}

}  // namespace

TEST_CASE("elementwise native code of tensors of all lengths") {
  for (std::int64_t n = 0; n < 140; ++n) {
    check({{n}, [](Builder& b, ValueId x) { return b.add(b.mul(x, x), b.integer(3)); }});
    check({{n}, [](Builder& b, ValueId x) { return b.tanh(b.exp(x)); }});
  }
}

TEST_CASE("native sums of all lengths along either axis") {
  for (std::int64_t n = 0; n < 140; ++n) {
    check({{3, n}, [](Builder& b, ValueId x) { return b.reduce_sum(x, Ints{1}); }});
    check({{n, 3}, [](Builder& b, ValueId x) { return b.reduce_sum(x, Ints{0}); }});
    check({{n, 20}, [](Builder& b, ValueId x) { return b.reduce_sum(x, Ints{0}); }});
  }
  for (const std::int64_t n : {2047, 2048, 5000, 100'000, 300'001}) {
    check({{n}, [](Builder& b, ValueId x) { return b.reduce_sum(b.mul(x, x), Ints{0}); }});
    check({{n, 2}, [](Builder& b, ValueId x) { return b.reduce_sum(x, Ints{0}); }}, 1000);
  }
}

TEST_CASE("native code of random graphs of tensors gives the interpreter's numbers") {
  std::mt19937_64 random(11);
  for (int i = 0; i < 1500; ++i) {
    const DType type = i % 2 == 0 ? DType::F64 : DType::F32;
    const ir::Function fn = random_tensor_function(random, type, 4 + i % 24);
    CAPTURE(i, ir::print(fn));
    check(fn, random_numbers(random, ir::flat_inputs(fn), type), 4096);
  }
}
