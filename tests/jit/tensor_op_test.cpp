// Elementwise native code of tensors: every op, at ordinary, extreme and special points.
#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <limits>

#include "ir/interpreter.h"
#include "tests/jit/native.h"
#include "tests/support/op_functions.h"

using namespace adc;
using namespace adc::tests;
using ir::DType;
using ir::Op;
using ir::ValueId;

namespace {

using Numbers = std::vector<double>;

/// `op` of tensors of n elements.
ir::Function tensors_of(Op op, std::int64_t immediate, DType type, std::size_t n) {
  ir::Builder b(std::string(ir::info(op).spelling), type);
  std::vector<ValueId> x;
  x.reserve(ir::info(op).arity);
  for (std::size_t i = 0; i < ir::info(op).arity; ++i) {
    x.push_back(
        b.param("x" + std::to_string(i), ir::ParamKind::Param, {type, ir::Shape({static_cast<std::int64_t>(n)})}));
  }
  for (std::size_t i = 0; i < x.size(); ++i) {
    if (wants_bool(op, i)) x[i] = b.ne(x[i], b.integer(0));
  }
  b.output(b.emit(op, x, immediate));
  return b.finish();
}

/// The points' coordinates, one after the other, as the type holds them.
Numbers flat(const std::vector<Point>& points, std::size_t arity, DType type) {
  Numbers result;
  for (std::size_t k = 0; k < arity; ++k) {
    for (const Point& point : points) {
      result.push_back(type == DType::F32 ? static_cast<double>(static_cast<float>(point[k])) : point[k]);
    }
  }
  return result;
}

/// The distance in units in the last place of the expected number, or of the smallest normal one; infinite where one is
/// nan or infinite and the other is not.
double ulps(double got, double expected, DType type) {
  if (got == expected || (std::isnan(got) && std::isnan(expected))) return 0;
  if (!std::isfinite(got) || !std::isfinite(expected)) return std::numeric_limits<double>::infinity();
  const int digits = type == DType::F32 ? 24 : 53;
  const int least = type == DType::F32 ? -126 : -1022;
  const int exponent = expected == 0 ? least : std::max(std::ilogb(expected), least);
  return std::fabs(got - expected) / std::ldexp(1.0, exponent - digits + 1);
}

/// What libmvec promises, and what composing from its functions adds.
constexpr double kUlps = 4;

}  // namespace

TEST_CASE("elementwise native code of tensors is within some ulps of the interpreter") {
  for (const Op op : ir::elementwise_ops()) {
    if (!is_computed(op)) continue;
    const std::vector<Point> points = all_points(op);
    for (const std::int64_t immediate : immediates(op)) {
      for (const DType type : {DType::F64, DType::F32}) {
        const ir::Function fn = tensors_of(op, immediate, type, points.size());
        const Numbers x = flat(points, ir::info(op).arity, type);
        Numbers expected(points.size());
        ir::interpret(fn, x, expected);
        const Numbers got = Native(fn)(x);
        for (std::size_t i = 0; i < points.size(); ++i) {
          if (ulps(got[i], expected[i], type) <= kUlps) continue;
          CAPTURE(ir::info(op).spelling, immediate, spelling(type), points[i], got[i], expected[i]);
          FAIL("native code differs from the interpreter");
        }
      }
    }
  }
}

TEST_CASE("an element's bits depend neither on its place nor on how many there are") {
  for (const Op op : {Op::Tanh, Op::Sigmoid, Op::Pow, Op::Log1p, Op::Sech, Op::Digamma}) {
    for (const DType type : {DType::F64, DType::F32}) {
      Numbers all;
      for (std::size_t n = 2; n < 75; ++n) {
        const Numbers got = Native(tensors_of(op, 0, type, n))(Numbers(n * ir::info(op).arity, 0.3125));
        all.insert(all.end(), got.begin(), got.end());
      }
      CAPTURE(ir::info(op).spelling, spelling(type));
      CHECK(std::ranges::count(all, all.front()) == static_cast<std::ptrdiff_t>(all.size()));
    }
  }
}
