// Native code of tensors against the interpreter: each op on many shapes, and random graphs of all ops.
#include <catch2/catch.hpp>

#include <array>
#include <cmath>
#include <functional>
#include <limits>
#include <random>
#include <utility>

#include "ir/builder.h"
#include "ir/interpreter.h"
#include "ir/text.h"
#include "passes/lower/legalise.h"
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

void check(const ir::Function& fn, const Numbers& x, double ulps) {
  CAPTURE(ir::print(fn));
  CHECK(fault_of_native(fn, x, ulps) == "");
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
    const ir::Function fn = passes::legalise(b.finish());
    RandomBits random(7);
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

TEST_CASE("native code of padded tensors, whose edges and interior run in loops of their own") {
  for (const std::int64_t n : {130, 513, 1000, 4097}) {
    for (const auto& edges : {std::pair<std::int64_t, std::int64_t>{1, 0}, {0, 1}, {77, 33}, {0, 500}, {900, 1}}) {
      const std::int64_t low = edges.first;
      const std::int64_t high = edges.second;
      const auto padded = [low, high](Builder& b, ValueId x) {
        return b.pad(b.mul(x, x), Ints{low}, Ints{high}, Ints{0});
      };
      check({{n}, padded});
      check({{n}, [&](Builder& b, ValueId x) { return b.reverse(padded(b, b.reverse(x, Ints{0})), Ints{0}); }});
      check({{n}, [&](Builder& b, ValueId x) {
               const ValueId y = padded(b, x);
               return b.add(y, b.tanh(b.reverse(y, Ints{0})));
             }});
      check({{n}, [&](Builder& b, ValueId x) {
               const ValueId y = padded(b, x);
               return b.slice(y, Ints{3}, Ints{n + low + high - 1}, Ints{2});
             }});
      check({{3, n}, [low, high](Builder& b, ValueId x) {
               const ValueId y = b.pad(x, Ints{1, low}, Ints{2, high}, Ints{0, 0});
               return b.mul(y, b.sub(y, b.integer(1)));
             }});
    }
  }
}

TEST_CASE("what is gathered along an axis that repeats what the same loop computes is the interpreter's") {
  Builder b("f", DType::F64);
  const ValueId x = b.param("x", ir::ParamKind::Param, {DType::F64, ir::Shape(Ints{9})});
  const ValueId at = b.param("at", ir::ParamKind::Data, {DType::F64, {}});
  const ValueId y = b.sin(x);
  const ValueId repeated = b.broadcast(y, Ints{9, 4}, Ints{0});
  b.output(y);
  b.output(b.gather(repeated, at, 1));
  const ir::Function fn = b.finish();
  for (const double place : {0.0, 3.0, 4.0, 0.5}) {
    const std::vector<double> inputs{1, 2, 3, 4, 5, 6, 7, 8, 9, place};
    std::vector<double> expected(ir::flat_outputs(fn));
    ir::interpret(fn, inputs, expected);
    const std::vector<double> native = Native(fn)(inputs);
    for (std::size_t i = 0; i < expected.size(); ++i) {
      CAPTURE(place, i);
      CHECK((native[i] == Approx(expected[i]) || (std::isnan(native[i]) && std::isnan(expected[i]))));
    }
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

TEST_CASE("native norms, logsumexps, softmaxes and their logarithms are those of the interpreter, also at extremes") {
  for (const DType type : {DType::F64, DType::F32}) {
    const double big = type == DType::F32 ? 3e38 : 1e308;
    constexpr double kInf = std::numeric_limits<double>::infinity();
    for (const Numbers& x : {Numbers{1, 2, 3}, Numbers{big, -big / 3, 1}, Numbers{1 / big, 2 / big, 0},
                             Numbers{0, 0, 0}, Numbers{-kInf, 1, 2}, Numbers{-kInf, -kInf, -kInf}, Numbers{kInf, 1, 2},
                             Numbers{std::nan(""), kInf, 1}, Numbers{1000, -1000, 999}}) {
      for (const ir::Op op : {ir::Op::Norm, ir::Op::Logsumexp, ir::Op::Softmax, ir::Op::LogSoftmax}) {
        Builder b("f", type);
        const ValueId v = b.param("x", ir::ParamKind::Param, {type, ir::Shape({3})});
        b.output(b.emit(op, {v}, {1, 0}));
        const ir::Function fn = b.finish();
        Numbers expected(ir::flat_outputs(fn));
        Numbers rounded = x;
        for (double& number : rounded) number = type == DType::F32 ? static_cast<float>(number) : number;
        ir::interpret(fn, rounded, expected);
        const Numbers got = Native(passes::legalise(fn))(rounded);
        CAPTURE(rounded, got, expected, ir::info(op).spelling);
        for (std::size_t i = 0; i < got.size(); ++i) {
          CHECK((got[i] == Approx(expected[i]).epsilon(1e-6) || got[i] == expected[i] ||
                 (std::isnan(got[i]) && std::isnan(expected[i]))));
        }
      }
    }
  }
}

TEST_CASE("native matrix products of all layouts") {
  const auto product = [](const Ints& x, const Ints& lhs, const Ints& y, const Ints& rhs, const Ints& batch) {
    for (const DType type : {DType::F64, DType::F32}) {
      Builder b("f", type);
      const ValueId p = b.param("x", ir::ParamKind::Param, {type, ir::Shape(x)});
      const ValueId q = b.param("y", ir::ParamKind::Param, {type, ir::Shape(y)});
      b.output(b.dot(p, q, {lhs, rhs, batch, batch}));
      if (batch.empty()) {
        const ValueId transposed = b.transpose(b.reverse(p, Ints{0}), Ints{1, 0});
        b.output(b.dot(transposed, q, {Ints{1 - lhs[0]}, rhs}));
      }
      const ir::Function fn = b.finish();
      RandomBits random(5);
      check(fn, random_numbers(random, ir::flat_inputs(fn), type), 2000);
    }
  };
  for (const auto& [m, n, k] : {std::array{20, 30, 40}, std::array{64, 64, 256}, std::array{65, 130, 257},
                                std::array{3, 200, 300}, std::array{200, 3, 300}, std::array{130, 140, 2}}) {
    product({m, k}, {1}, {k, n}, {0}, {});
    product({m, k}, {1}, {n, k}, {1}, {});
    product({k, m}, {0}, {k, n}, {0}, {});
    product({k, m}, {0}, {n, k}, {1}, {});
  }
  product({3, 30, 40}, {2}, {3, 40, 20}, {1}, {0});
  product({30, 3, 40}, {2}, {40, 3, 20}, {0}, {1});
}

TEST_CASE("native code of random graphs of tensors gives the interpreter's numbers") {
  RandomBits random(11);
  for (int i = 0; i < 1500; ++i) {
    const DType type = i % 2 == 0 ? DType::F64 : DType::F32;
    const ir::Function fn = random_tensor_function(random, type, 4 + static_cast<std::size_t>(i % 24));
    CAPTURE(i, ir::print(fn));
    check(fn, random_numbers(random, ir::flat_inputs(fn), type), 4096);
  }
}
