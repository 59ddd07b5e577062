#include "tests/passes/random_programs.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <random>

#include "ir/builder.h"
namespace adc::test {
namespace {

using ir::Builder;
using ir::Function;
using ir::Op;
using ir::Shape;
using ir::ValueId;
using tests::RandomBits;

class Maker {
 public:
  explicit Maker(RandomBits& random) : bits_(random), b_("f") {}

  // `first` applied to inputs, then a few random ops to what came of it.
  Function make(Op first) {
    const Shape shape = random_shape(wants_rank(first));
    x_ = b_.param("x", ir::ParamKind::Param, {ir::DType::F64, shape});
    y_ = b_.param("y", ir::ParamKind::Param, {ir::DType::F64, partner(first, shape)});
    ValueId value = apply(first, x_, y_);
    for (std::int64_t more = below(3); more > 0; --more) {
      const std::vector<Op>& ops = tensor_ops();
      const Op next = ops[static_cast<std::size_t>(below(static_cast<std::int64_t>(ops.size())))];
      const bool one_operand = ir::info(next).arity == 1 && fits(next, value);
      value = one_operand ? apply(next, value, value) : b_.tanh(value);
    }
    b_.output(value, "f");
    return b_.finish();
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
        Ints starts;
        Ints stops;
        Ints strides;
        for (const std::int64_t dim : dims) {
          starts.push_back(below(dim + 1));
          stops.push_back(starts.back() + below(dim - starts.back() + 1));
          strides.push_back(1 + below(3));
        }
        return b_.slice(x, starts, stops, strides);
      }
      case Op::Pad: {
        Ints low;
        Ints high;
        Ints interior;
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

  RandomBits& bits_;
  Builder b_;
  ValueId x_{};
  ValueId y_{};
  std::size_t axis_ = 0;
};

}  // namespace

const std::vector<Op>& tensor_ops() {
  static const std::vector<Op> kOps = [] {
    std::vector<Op> ops;
    for (const Op op : ir::all_ops()) {
      if (!ir::is_elementwise(op)) ops.push_back(op);
    }
    return ops;
  }();
  return kOps;
}

Function random_program(Op first, RandomBits& random) { return Maker(random).make(first); }

Numbers random_point(std::size_t n, std::uint64_t seed) {
  Numbers x = random_numbers(n, seed);
  for (double& v : x) v = (std::floor(7 * v) + 0.2 + 0.6 * (7 * v - std::floor(7 * v))) / 7;
  return x;
}

}  // namespace adc::test
