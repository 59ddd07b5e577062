#include "passes/tensors/composites.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

namespace adc::passes {
namespace {

using ir::List;
using ir::Op;
using ir::ValueId;

class Expansion {
 public:
  Expansion(SharingBuilder& b, ValueId x, List axes) : b_(b), x_(x), axes_(axes) {
    const ir::Shape& shape = b.function().shape(x);
    extents_.assign(shape.dims().begin(), shape.dims().end());
    for (std::size_t axis = 0; axis < extents_.size(); ++axis) {
      const auto number = static_cast<std::int64_t>(axis);
      if (std::ranges::find(axes, number) == axes.end()) kept_.push_back(number);
    }
  }

  ValueId logsumexp() {
    const Exponentials e = exponentials();
    return b_.add(e.largest, b_.log1p(e.rest));
  }

  ValueId softmax() {
    const Exponentials e = exponentials();
    const ValueId each = b_.select(e.is_largest, b_.floating(1), e.each);
    return b_.div(each, spread(b_.add(b_.floating(1), e.rest)));
  }

  ValueId log_softmax() {
    const Exponentials e = exponentials();
    return b_.sub(b_.select(e.is_largest, b_.floating(0), e.difference), spread(b_.log1p(e.rest)));
  }

  ValueId norm() {
    const bool is_float = b_.function().float_type() == ir::DType::F32;
    const int half =
        (is_float ? std::numeric_limits<float>::max_exponent : std::numeric_limits<double>::max_exponent) / 2;
    const int near = half / 8 * 5;  // the interpreter's bounds and scales
    const ValueId largest = b_.reduce_max(b_.abs(x_), axes_);
    const auto power = [&](int exponent) { return b_.floating(std::ldexp(1.0, exponent)); };
    const ValueId is_large = b_.lt(power(near), largest);
    const ValueId is_small = b_.lt(largest, power(-near));
    const auto choose = [&](int when_large, int when_small) {
      return b_.select(is_large, power(when_large), b_.select(is_small, power(when_small), power(0)));
    };
    const ValueId scaled = b_.mul(x_, spread(choose(-half / 2 * 3, half / 4 * 5)));
    return b_.mul(b_.sqrt(b_.reduce_sum(b_.mul(scaled, scaled), axes_)), choose(half / 2 * 3, -half / 4 * 5));
  }

 private:
  struct Exponentials {
    ValueId largest;     // m = max x
    ValueId is_largest;  // x = m
    ValueId difference;  // x − m
    ValueId each;        // e^(x−m), and anything where x = m
    ValueId rest;        // Σ e^(x−m) − 1
  };
  // As the interpreter computes them, in the same order.
  Exponentials exponentials() {
    Exponentials e{};
    e.largest = b_.reduce_max(x_, axes_);
    const ValueId m = spread(e.largest);
    e.is_largest = b_.eq(x_, m);
    e.difference = b_.sub(x_, m);
    const ValueId moved = b_.sub(e.difference, x_);
    const ValueId lost = b_.sub(b_.sub(x_, b_.sub(e.difference, moved)), b_.add(m, moved));
    const ValueId rounded = b_.exp(e.difference);
    const ValueId is_positive = b_.lt(b_.floating(0), rounded);
    e.each = b_.select(is_positive, b_.add(rounded, b_.mul(rounded, lost)), rounded);
    const ValueId others = b_.reduce_sum(b_.select(e.is_largest, b_.floating(0), e.each), axes_);
    const ValueId count = b_.reduce_sum(b_.to_float(e.is_largest), axes_);
    e.rest = b_.add(others, b_.sub(count, b_.floating(1)));
    return e;
  }
  ValueId spread(ValueId of_each_group) { return b_.broadcast(of_each_group, extents_, kept_); }

  SharingBuilder& b_;
  ValueId x_;
  List axes_;
  std::vector<std::int64_t> extents_;
  std::vector<std::int64_t> kept_;
};

}  // namespace

std::optional<ValueId> expand_composite(SharingBuilder& b, const ir::Function& fn, ValueId id,
                                        std::span<const ValueId> operands) {
  switch (fn.op(id)) {
    case Op::Norm: return Expansion(b, operands[0], fn.list(id, 0)).norm();
    case Op::Logsumexp: return Expansion(b, operands[0], fn.list(id, 0)).logsumexp();
    case Op::Softmax: return Expansion(b, operands[0], fn.list(id, 0)).softmax();
    case Op::LogSoftmax: return Expansion(b, operands[0], fn.list(id, 0)).log_softmax();
    default: return std::nullopt;
  }
}

}  // namespace adc::passes
