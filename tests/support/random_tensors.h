// Random functions of tensors, whose numbers stay small, so that evaluators that round differently can be compared.
#pragma once

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "ir/builder.h"
#include "tests/support/random_bits.h"

namespace adc::tests {

/// Numbers from −1 to 1 that the float type holds.
inline std::vector<double> random_numbers(RandomBits& random, std::size_t count, ir::DType float_type) {
  std::vector<double> result;
  for (std::size_t i = 0; i < count; ++i) {
    const double x = std::ldexp(static_cast<double>(random() >> 11), -52) - 1;
    result.push_back(float_type == ir::DType::F32 ? static_cast<double>(static_cast<float>(x)) : x);
  }
  return result;
}

/// Makes one function; see `random_tensor_function`.
class TensorFunctionMaker {
 public:
  TensorFunctionMaker(RandomBits& random, ir::DType float_type)
      : random_(random), type_(float_type), b_("f", float_type) {}

  ir::Function make(std::size_t size) {
    for (std::size_t i = 0; i < 3; ++i) {
      const ir::ValueId x = b_.param("x" + std::to_string(i), ir::ParamKind::Param, {type_, random_shape()});
      values_.push_back(x);
      exact_.push_back(x);
    }
    while (b_.size() < size) add();
    const std::size_t outputs = 1 + below(3);
    for (std::size_t i = 0; i < outputs; ++i) b_.output(values_[values_.size() - 1 - below(values_.size() / 2 + 1)]);
    return b_.finish();
  }

 private:
  using Ints = std::vector<std::int64_t>;

  std::size_t below(std::size_t n) { return static_cast<std::size_t>(random_() % n); }

  std::int64_t random_extent() {
    constexpr std::int64_t kExtents[] = {1, 2, 3, 3, 4, 5, 7, 17, 33, 70};
    return below(40) == 0 ? 0 : kExtents[below(std::size(kExtents))];
  }
  ir::Shape random_shape() {
    Ints dims;
    const std::size_t rank = below(4);
    for (std::size_t i = 0; i < rank; ++i) dims.push_back(random_extent());
    return ir::Shape(dims);
  }
  const ir::Shape& shape(ir::ValueId id) { return b_.function().shape(id); }
  ir::ValueId any() { return values_[below(values_.size())]; }
  Ints dims(ir::ValueId id) { return {shape(id).dims().begin(), shape(id).dims().end()}; }

  void keep(ir::ValueId id) {
    if (shape(id).elements() <= 20'000) values_.push_back(id);
  }

  // An operand that goes with x in an elementwise op.
  ir::ValueId fitting(ir::ValueId x) {
    std::vector<ir::ValueId> found;
    for (const ir::ValueId y : values_) {
      if (shape(y) == shape(x) || shape(y).rank() == 0) found.push_back(y);
    }
    return found[below(found.size())];
  }

  Ints some_axes(ir::ValueId x) {
    Ints axes;
    for (std::size_t axis = 0; axis < shape(x).rank(); ++axis) {
      if (below(2) == 0) axes.push_back(static_cast<std::int64_t>(axis));
    }
    return axes;
  }

  void add() {
    switch (below(5)) {
      case 0:
      case 1: return elementwise();
      case 2: return reduce();
      case 3: return below(3) == 0 ? dot() : index();
      default: return move();
    }
  }

  void elementwise() {
    const ir::ValueId x = any();
    const ir::ValueId y = fitting(x);
    switch (below(9)) {
      case 0: return keep(b_.tanh(b_.add(x, y)));
      case 1: return keep(b_.mul(x, y));
      case 2: return keep(b_.sin(b_.sub(x, y)));
      case 3: return keep(b_.sub(b_.sigmoid(x), b_.ratio(1, 2)));
      case 4: return keep(b_.max(x, b_.neg(y)));
      case 5: return keep(b_.div(x, b_.add(b_.integer(2), b_.mul(y, y))));
      case 6: return keep(b_.mul(b_.exp(b_.neg(b_.mul(x, x))), b_.cos(x)));
      case 7: {
        const ir::ValueId z = exact_[below(exact_.size())];
        return keep(b_.select(b_.lt(z, b_.ratio(1, 5)), b_.sqrt(b_.abs(z)), b_.log1p(b_.abs(z))));
      }
      default: return keep(b_.tanh(x));
    }
  }

  void reduce() {
    const ir::ValueId x = any();
    const Ints axes = some_axes(x);
    switch (below(5)) {
      case 0: return keep(b_.tanh(b_.reduce_sum(x, axes)));
      case 1: return keep(b_.max(b_.integer(-2), b_.reduce_max(x, axes)));
      case 2: return keep(b_.min(b_.integer(2), b_.reduce_min(x, axes)));
      case 3: return keep(b_.tanh(b_.prod(x, axes)));
      default: return keep(b_.sin(b_.reduce_sum(b_.mul(x, x), axes)));
    }
  }

  // Contracts the last axis of x and an axis of a tensor that has one of this extent.
  void dot() {
    const ir::ValueId x = any();
    if (shape(x).rank() == 0) return;
    const std::size_t last = shape(x).rank() - 1;
    for (const ir::ValueId y : values_) {
      for (std::size_t axis = 0; axis < shape(y).rank(); ++axis) {
        if (shape(y)[axis] != shape(x)[last] || shape(x).rank() + shape(y).rank() > 6) continue;
        if (shape(x).elements() * shape(y).elements() > 400'000) continue;
        const Ints lhs{static_cast<std::int64_t>(last)};
        const Ints rhs{static_cast<std::int64_t>(axis)};
        return keep(b_.tanh(b_.dot(x, y, {.lhs_contracted = lhs, .rhs_contracted = rhs})));
      }
    }
  }

  // Positions from a counter, some of them outside.
  void index() {
    const ir::ValueId x = any();
    if (shape(x).rank() == 0) return;
    const std::size_t axis = below(shape(x).rank());
    const std::int64_t extent = shape(x)[axis];
    const auto number = static_cast<std::int64_t>(axis);
    switch (below(4)) {
      case 0: {
        const ir::ValueId counter = b_.iota(Ints{1 + static_cast<std::int64_t>(below(9))}, 0);
        return keep(b_.gather(x, b_.mod(counter, b_.integer(std::max<std::int64_t>(extent, 1))), number));
      }
      case 1: {
        const ir::ValueId counter = b_.iota(Ints{extent}, 0);
        return keep(b_.tanh(b_.scatter_add(x, b_.sub(b_.mod(counter, b_.integer(4)), b_.integer(1)), number, 5)));
      }
      case 2: {
        const ir::ValueId z = exact_[below(exact_.size())];
        if (shape(z).rank() == 0 || shape(z)[0] == 0) return;
        return keep(b_.div(b_.argmax(z, 0), b_.integer(100)));
      }
      default: return keep(b_.div(b_.iota(dims(x), number), b_.integer(100)));
    }
  }

  void move() {
    const bool moves_exact = below(3) == 0;
    const ir::ValueId x = moves_exact ? exact_[below(exact_.size())] : any();
    const ir::ValueId y = moved(x);
    keep(y);
    if (moves_exact && shape(y).elements() <= 20'000) exact_.push_back(y);
  }

  ir::ValueId moved(ir::ValueId x) {
    const std::size_t rank = shape(x).rank();
    switch (below(7)) {
      case 0: {
        if (rank > 3) return x;
        Ints extents = dims(x);
        Ints axes;
        const std::size_t at = below(rank + 1);
        for (std::size_t axis = 0; axis < rank; ++axis) axes.push_back(static_cast<std::int64_t>(axis + (axis >= at)));
        extents.insert(extents.begin() + static_cast<std::ptrdiff_t>(at), random_extent());
        return b_.broadcast(x, extents, axes);
      }
      case 1: {
        Ints order(rank);
        for (std::size_t i = 0; i < rank; ++i) order[i] = static_cast<std::int64_t>(i);
        std::shuffle(order.begin(), order.end(), random_);
        return b_.transpose(x, order);
      }
      case 2: {
        Ints start(rank);
        Ints stop(rank);
        Ints stride(rank);
        for (std::size_t i = 0; i < rank; ++i) {
          start[i] = static_cast<std::int64_t>(below(static_cast<std::size_t>(shape(x)[i]) / 2 + 1));
          stop[i] = shape(x)[i] - (shape(x)[i] > start[i] ? static_cast<std::int64_t>(below(2)) : 0);
          stride[i] = 1 + static_cast<std::int64_t>(below(3));
        }
        return b_.slice(x, start, stop, stride);
      }
      case 3: return b_.reverse(x, some_axes(x));
      case 4: return reshaped(x);
      case 5: {
        Ints low(rank);
        Ints high(rank);
        Ints interior(rank);
        for (std::size_t i = 0; i < rank; ++i) {
          low[i] = static_cast<std::int64_t>(below(3));
          high[i] = static_cast<std::int64_t>(below(3));
          interior[i] = below(4) == 0 ? 1 : 0;
        }
        return b_.pad(x, low, high, interior);
      }
      default: return rank == 0 ? x : b_.concat(x, b_.reverse(x, Ints{0}), static_cast<std::int64_t>(below(rank)));
    }
  }

  // Two axes as one, one as two, or an axis of extent 1 more.
  ir::ValueId reshaped(ir::ValueId x) {
    Ints extents = dims(x);
    if (extents.size() >= 2 && below(2) == 0) {
      const std::size_t at = below(extents.size() - 1);
      extents[at] *= extents[at + 1];
      extents.erase(extents.begin() + static_cast<std::ptrdiff_t>(at) + 1);
    } else if (!extents.empty() && extents.back() % 2 == 0 && extents.size() < 5) {
      extents.back() /= 2;
      extents.push_back(2);
    } else if (extents.size() < 5) {
      extents.insert(extents.begin(), 1);
    }
    return b_.reshape(x, extents);
  }

  RandomBits& random_;
  ir::DType type_;
  ir::Builder b_;
  std::vector<ir::ValueId> values_;
  std::vector<ir::ValueId> exact_;  // inputs, moved: both evaluators have the same bits
};

/// A function of three tensors of float type `float_type`, about `size` instructions and one to three outputs.
inline ir::Function random_tensor_function(RandomBits& random, ir::DType float_type, std::size_t size) {
  return TensorFunctionMaker(random, float_type).make(size);
}

}  // namespace adc::tests
