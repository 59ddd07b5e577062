// Every op of tensors with random shapes and integers, alone and one after the other: all modes agree with each other
// and with differences, and a batch gives what its examples do.
#include <catch2/catch.hpp>

#include <numeric>
#include <random>

#include "ir/text.h"
#include "ir/verifier.h"
#include "passes/batch.h"
#include "tests/passes/tensor_cases.h"

using namespace adc;
using namespace adc::test;
using ir::Function;
using ir::Op;
using ir::Shape;

namespace {

class RandomProgram {
 public:
  explicit RandomProgram(std::uint64_t seed) : bits_(seed), b_("f") {}

  // `first` applied to inputs, then a few random ops to what came of it.
  Function make(Op first) {
    const Shape shape = random_shape(wants_rank(first));
    x_ = b_.param("x", ir::ParamKind::Param, {ir::DType::F64, shape});
    y_ = b_.param("y", ir::ParamKind::Param, {ir::DType::F64, partner(first, shape)});
    ValueId value = apply(first, x_, y_);
    for (std::int64_t more = below(3); more > 0; --more) {
      const std::vector<Op> ops = tensor_ops();
      const Op next = ops[static_cast<std::size_t>(below(static_cast<std::int64_t>(ops.size())))];
      const bool one_operand = ir::info(next).arity == 1 && fits(next, value);
      value = one_operand ? apply(next, value, value) : b_.tanh(value);
    }
    b_.output(value, "f");
    return b_.finish();
  }

  static std::vector<Op> tensor_ops() {
    std::vector<Op> ops;
    for (const Op op : ir::all_ops()) {
      if (!ir::is_elementwise(op)) ops.push_back(op);
    }
    return ops;
  }

 private:
  std::int64_t below(std::int64_t n) { return std::uniform_int_distribution<std::int64_t>(0, n - 1)(bits_); }
  bool toss() { return below(2) == 0; }

  static std::size_t wants_rank(Op op) {
    return op == Op::Concat || op == Op::Gather || op == Op::ScatterAdd || op == Op::Argmax ? 1 : 0;
  }
  bool fits(Op op, ValueId value) const {
    const Shape& shape = b_.function().shape(value);
    const bool grows = op == Op::Broadcast || op == Op::Pad;
    return shape.rank() >= wants_rank(op) && (!grows || (shape.rank() < 4 && shape.elements() < 30)) &&
           (op != Op::Argmax || shape.elements() > 0);
  }

  Shape random_shape(std::size_t least) {
    Ints dims(static_cast<std::size_t>(below(3)) + least);
    if (dims.size() > 3) dims.resize(3);
    for (std::int64_t& dim : dims) dim = below(12) == 0 && least == 0 ? 0 : 1 + below(3);
    return Shape(dims);
  }

  // The second operand's shape: positions, another part, another factor.
  Shape partner(Op op, const Shape& shape) {
    Ints dims(shape.dims().begin(), shape.dims().end());
    if (op == Op::Concat)
      dims[axis_ = static_cast<std::size_t>(below(static_cast<std::int64_t>(dims.size())))] = 1 + below(3);
    if (op == Op::Gather) return random_shape(0);
    if (op == Op::ScatterAdd)
      return Shape(Ints(dims.begin(), dims.begin() + 1 + below(static_cast<std::int64_t>(dims.size()))));
    if (op != Op::Dot) return Shape(dims);
    std::shuffle(dims.begin(), dims.end(), bits_);
    if (!dims.empty() && toss()) dims.pop_back();
    if (dims.size() < 3 && toss()) dims.insert(dims.begin() + below(static_cast<std::int64_t>(dims.size()) + 1), 2);
    return Shape(dims);
  }

  Ints some_axes(std::size_t rank) {
    Ints axes;
    for (std::size_t axis = 0; axis < rank; ++axis) {
      if (toss()) axes.push_back(static_cast<std::int64_t>(axis));
    }
    return axes;
  }
  Ints random_order(std::size_t rank) {
    Ints order(rank);
    std::iota(order.begin(), order.end(), 0);
    std::shuffle(order.begin(), order.end(), bits_);
    return order;
  }

  ValueId dot(ValueId x, ValueId y) {
    const Shape p = b_.function().shape(x);
    const Shape q = b_.function().shape(y);
    std::array<Ints, 4> lists;  // batch, batch, contracted, contracted
    std::vector<bool> used(q.rank());
    for (const std::int64_t i : random_order(p.rank())) {
      for (const std::int64_t j : random_order(q.rank())) {
        const auto at = static_cast<std::size_t>(j);
        if (used[at] || p[static_cast<std::size_t>(i)] != q[at] || below(4) == 0) continue;
        used[at] = true;
        const std::size_t kind = toss() ? 0 : 2;
        lists[kind].push_back(i);
        lists[kind + 1].push_back(j);
        break;
      }
    }
    return b_.dot(x, y, {lists[2], lists[3], lists[0], lists[1]});
  }

  // Numbers from 0 to extent − 1 that do not depend on small changes of v.
  ValueId positions(ValueId v, std::int64_t extent) {
    return b_.mod(b_.floor(b_.mul(b_.integer(7), v)), b_.integer(extent));
  }

  ValueId apply(Op op, ValueId x, ValueId y) {
    const Shape shape = b_.function().shape(x);
    const std::size_t rank = shape.rank();
    const Ints dims(shape.dims().begin(), shape.dims().end());
    const std::int64_t axis = rank == 0 ? 0 : below(static_cast<std::int64_t>(rank));
    switch (op) {
      case Op::Dot: return dot(x, y);
      case Op::Transpose: return b_.transpose(x, random_order(rank));
      case Op::Broadcast: {
        Ints extents = dims;
        Ints axes(rank);
        std::iota(axes.begin(), axes.end(), 0);
        const std::int64_t at = below(static_cast<std::int64_t>(rank) + 1);
        extents.insert(extents.begin() + at, 1 + below(3));
        for (std::int64_t& a : axes) a += a >= at ? 1 : 0;
        return b_.broadcast(x, extents, axes);
      }
      case Op::Reshape:
        return toss() ? b_.reshape(x, Ints{shape.elements()}) : b_.reshape(x, Ints{1, shape.elements()});
      case Op::Slice: {
        Ints starts, stops, strides;
        for (const std::int64_t dim : dims) {
          starts.push_back(below(dim + 1));
          stops.push_back(starts.back() + below(dim - starts.back() + 1));
          strides.push_back(1 + below(3));
        }
        return b_.slice(x, starts, stops, strides);
      }
      case Op::Pad: {
        Ints low, high, interior;
        for (std::size_t k = 0; k < rank; ++k) {
          low.push_back(below(3));
          high.push_back(below(2));
          interior.push_back(below(2));
        }
        return b_.pad(x, low, high, interior);
      }
      case Op::Concat: return b_.concat(x, y, static_cast<std::int64_t>(axis_));
      case Op::Gather: return b_.gather(x, positions(y, dims[static_cast<std::size_t>(axis)]), axis);
      case Op::ScatterAdd: {
        const std::int64_t extent = 1 + below(4);
        return b_.scatter_add(x, positions(y, extent), 0, extent);
      }
      case Op::Argmax: return b_.argmax(x, axis);
      case Op::Iota: return b_.iota(Ints{2, 3}, below(2));
      default: return b_.emit(op, std::array{x}, ir::pack({some_axes(rank)}));  // along axes
    }
  }

  std::mt19937_64 bits_;
  Builder b_;
  ValueId x_{};
  ValueId y_{};
  std::size_t axis_ = 0;
};

Numbers directional_difference(const Function& fn, const Numbers& at, const Numbers& direction) {
  const double h = 1e-4;
  const auto shifted = [&](double by) {
    Numbers x = at;
    for (std::size_t i = 0; i < x.size(); ++i) x[i] += by * direction[i];
    return evaluate_flat(fn, x);
  };
  const Numbers a = shifted(h), b = shifted(-h), c = shifted(2 * h), d = shifted(-2 * h);
  Numbers result(a.size());
  for (std::size_t o = 0; o < a.size(); ++o) result[o] = (8 * (a[o] - b[o]) - (c[o] - d[o])) / (12 * h);
  return result;
}

// ⟨weights, Jacobian · direction⟩ and the like, from whole Jacobians by a mode.
Numbers gradient_outputs(const Function& fn, Mode mode, const Numbers& at) {
  const Function gradient =
      passes::run(fn, {.derive = Derive::Gradient, .mode = mode, .wrt = {}, .limits = {}}).value();
  REQUIRE(ir::verify(gradient).empty());
  return evaluate_flat(gradient, at);
}

// Away from the jumps of the positions: 7·x is not near a whole number.
Numbers random_point(std::size_t n, std::uint64_t seed) {
  Numbers x = random_numbers(n, seed);
  for (double& v : x) v = (std::floor(7 * v) + 0.2 + 0.6 * (7 * v - std::floor(7 * v))) / 7;
  return x;
}

bool is_finite(const Numbers& x) {
  return std::ranges::all_of(x, [](double v) { return std::isfinite(v) && std::abs(v) < 1e6; });
}

}  // namespace

TEST_CASE("random programs of tensors have the same derivatives in every mode, and by differences") {
  std::size_t checked = 0;
  for (const Op op : RandomProgram::tensor_ops()) {
    for (std::uint64_t seed = 0; seed < 25; ++seed) {
      const Function fn = RandomProgram(1000 * static_cast<std::uint64_t>(op) + seed).make(op);
      INFO(ir::print(fn));
      REQUIRE(ir::verify(fn).empty());
      const Numbers at = random_point(ir::flat_inputs(fn), seed);
      if (!is_finite(evaluate_flat(fn, at))) continue;
      ++checked;
      const Numbers reverse = gradient_outputs(fn, Mode::Reverse, at);
      for (const Mode mode : {Mode::Auto, Mode::Forward, Mode::Symbolic}) {
        CAPTURE(static_cast<int>(mode));
        check_close(gradient_outputs(fn, mode, at), reverse, 1e-13);
      }
      const Function tangents = passes::run(fn, {.derive = Derive::Jvp, .wrt = {}, .limits = {}}).value();
      const Numbers direction = random_numbers(at.size(), seed + 1, -1, 1);
      Numbers both = at;
      both.insert(both.end(), direction.begin(), direction.end());
      const Numbers all = evaluate_flat(tangents, both);
      const Numbers found(all.begin() + static_cast<std::ptrdiff_t>(all.size() / 2), all.end());
      check_close(found, directional_difference(fn, at, direction), 1e-7);
      // The Jacobian times the direction is the same.
      const std::size_t outputs = found.size();
      Numbers product(outputs);
      std::size_t from = outputs;
      std::size_t input = 0;
      for (std::size_t w = 0; w < fn.params().size(); ++w) {
        const auto size = static_cast<std::size_t>(fn.shape(ir::value_id(w)).elements());
        for (std::size_t o = 0; o < outputs; ++o) {
          for (std::size_t i = 0; i < size; ++i) product[o] += reverse[from++] * direction[input + i];
        }
        input += size;
      }
      check_close(product, found, 1e-12);
    }
  }
  CHECK(checked > 400);
}

TEST_CASE("batches of random programs of tensors give what their examples do") {
  for (const Op op : RandomProgram::tensor_ops()) {
    for (std::uint64_t seed = 0; seed < 25; ++seed) {
      const Function fn = RandomProgram(1000 * static_cast<std::uint64_t>(op) + seed).make(op);
      const std::vector<bool> batched{seed % 3 != 1, seed % 3 != 2};
      const Function many = passes::batch(fn, batched, 2, Limits{}.instructions);
      INFO(ir::print(fn) << ir::print(many));
      REQUIRE(ir::verify(many).empty());
      Numbers all;
      std::array<Numbers, 2> each;
      for (std::size_t w = 0; w < 2; ++w) {
        const auto size = static_cast<std::size_t>(fn.shape(ir::value_id(w)).elements());
        for (std::size_t e = 0; e < 2; ++e) {
          const Numbers x = random_point(size, seed + 10 * w + (batched[w] ? 100 * e : 0));
          each[e].insert(each[e].end(), x.begin(), x.end());
          if (batched[w] || e == 0) all.insert(all.end(), x.begin(), x.end());
        }
      }
      Numbers wanted = evaluate_flat(fn, each[0]);
      const Numbers second = evaluate_flat(fn, each[1]);
      wanted.insert(wanted.end(), second.begin(), second.end());
      if (is_finite(wanted)) check_close(evaluate_flat(many, all), wanted, 1e-14);
    }
  }
}

TEST_CASE("what is made of random programs of tensors has their values at every level") {
  for (const Op op : RandomProgram::tensor_ops()) {
    for (std::uint64_t seed = 0; seed < 25; ++seed) {
      const Function fn = RandomProgram(1000 * static_cast<std::uint64_t>(op) + seed).make(op);
      const Numbers at = random_point(ir::flat_inputs(fn), seed);
      const Numbers wanted = gradient_outputs(fn, Mode::Reverse, at);
      if (!is_finite(wanted)) continue;
      for (const Level level : {Level::Exact, Level::Real}) {
        const Function value = passes::run(fn, {.level = level, .wrt = {}, .limits = {}}).value();
        const Function gradient =
            passes::run(fn, {.derive = Derive::Gradient, .level = level, .wrt = {}, .limits = {}}).value();
        INFO(ir::print(fn) << ir::print(gradient));
        REQUIRE(ir::verify(value).empty());
        REQUIRE(ir::verify(gradient).empty());
        check_close(evaluate_flat(value, at), evaluate_flat(fn, at), 1e-12);
        check_close(evaluate_flat(gradient, at), wanted, 1e-12);
      }
    }
  }
}
