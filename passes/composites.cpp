#include "passes/composites.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

namespace adc::passes {
namespace {

using ir::List;
using ir::Op;
using ir::ValueId;

constexpr double kInfinity = std::numeric_limits<double>::infinity();

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
    const ValueId m = shift();
    return b_.add(m, b_.log(b_.reduce_sum(exponentials(m), axes_)));
  }

  ValueId softmax() {
    const ValueId e = exponentials(shift());
    return b_.div(e, spread(b_.reduce_sum(e, axes_)));
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
  /// The largest where it is finite, else 0 (nan stays).
  ValueId shift() {
    const ValueId largest = b_.reduce_max(x_, axes_);
    return b_.select(b_.eq(b_.abs(largest), b_.floating(kInfinity)), b_.floating(0), largest);
  }
  ValueId exponentials(ValueId m) { return b_.exp(b_.sub(x_, spread(m))); }
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
    default: return std::nullopt;
  }
}

}  // namespace adc::passes
