// The evaluator of functions of tensors, for any scalar type: it defines what each op means, one element at a time and
// in the plainest order. Elementwise ops mean for each element what ir/evaluate.h says.
#pragma once

#include <algorithm>
#include <cassert>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <vector>

#include "ir/evaluate.h"
#include "ir/view.h"

namespace adc::ir {

/// Where the elements of each value lie in one array of all values.
class ValueRanges {
 public:
  explicit ValueRanges(const Function& fn) {
    begin_.reserve(fn.size() + 1);
    begin_.push_back(0);
    for (std::size_t i = 0; i < fn.size(); ++i) {
      begin_.push_back(begin_.back() + static_cast<std::size_t>(fn.shape(value_id(i)).elements()));
    }
  }
  [[nodiscard]] std::size_t begin(ValueId id) const { return begin_[index(id)]; }
  [[nodiscard]] std::size_t size(ValueId id) const { return begin_[index(id) + 1] - begin_[index(id)]; }
  [[nodiscard]] std::size_t total() const { return begin_.back(); }

 private:
  std::vector<std::size_t> begin_;
};

/// The sum by halves down to runs of 32, so that the error grows with the logarithm of the number of terms.
template <class T, class Term>
[[nodiscard]] T pairwise_sum(std::size_t begin, std::size_t end, Term term) {
  if (end - begin > 32) {
    if (end - begin > kManySteps) check_time(kManySteps / 2);
    const std::size_t middle = begin + (end - begin) / 2;
    const T first = pairwise_sum<T>(begin, middle, term);
    return first + pairwise_sum<T>(middle, end, term);
  }
  T sum(0);
  for (std::size_t i = begin; i < end; ++i) sum = i == begin ? T(term(i)) : T(sum + term(i));
  return sum;
}

/// The sum of so many terms, in an order of its own.
template <class T>
using VectorSum = T (*)(const T* terms, std::size_t count);

/// Evaluates one function at one point; see `evaluate_tensors`.
template <class T>
class TensorEvaluator {
 public:
  TensorEvaluator(const Function& fn, const ValueRanges& ranges, std::span<T> values, VectorSum<T> vector_sum)
      : fn_(fn), ranges_(ranges), values_(values), vector_sum_(vector_sum) {}

  void run(std::span<const T> inputs) {
    std::size_t next = 0;
    for (std::size_t i = 0; i < fn_.size(); ++i) {
      check_time();
      const ValueId id = value_id(i);
      if (fn_.op(id) == Op::Param) {
        std::ranges::copy(inputs.subspan(next, ranges_.size(id)), at(id).begin());
        next += ranges_.size(id);
      } else if (fn_.is_const(id)) {
        at(id).front() = Scalar<T>::constant(fn_.constant(id));
      } else if (is_elementwise(fn_.op(id))) {
        elementwise(id);
      } else {
        tensor(id);
      }
    }
  }

 private:
  [[nodiscard]] std::span<T> at(ValueId id) { return values_.subspan(ranges_.begin(id), ranges_.size(id)); }
  [[nodiscard]] ValueId operand(ValueId id, std::size_t k = 0) const { return fn_.operands(id)[k]; }

  void elementwise(ValueId id) {
    const std::span<T> y = at(id);
    std::array<const T*, kMaxArity> x{};
    std::array<std::size_t, kMaxArity> stride{};
    for (std::size_t k = 0; k < fn_.operands(id).size(); ++k) {
      x[k] = at(operand(id, k)).data();
      stride[k] = fn_.shape(operand(id, k)).rank() > 0 ? 1 : 0;
    }
    for (std::size_t i = 0; i < y.size(); ++i) {
      if (i % kManySteps == 0) check_time(kManySteps);
      y[i] = apply<T>(
          fn_.op(id), [&](std::size_t k) -> const T& { return x[k][i * stride[k]]; },
          [&] { return static_cast<int>(fn_.immediate(id)); });
    }
  }

  void tensor(ValueId id) {
    switch (fn_.op(id)) {
      case Op::Dot: return dot(id);
      case Op::Broadcast:
      case Op::Transpose:
      case Op::Slice:
      case Op::Reverse:
      case Op::Reshape: return move(id);
      case Op::Pad: return pad(id);
      case Op::Concat: return concat(id);
      case Op::Gather: return gather(id);
      case Op::ScatterAdd: return scatter_add(id);
      case Op::Iota: return iota(id);
      case Op::Argmax: return argmax(id);
      case Op::Softmax: return softmax(id);
      case Op::LogSoftmax: return log_softmax(id);
      case Op::ReduceSum: return reduce_sum(id);
      case Op::ReduceMax: return reduce(id, &TensorEvaluator::max);
      case Op::ReduceMin: return reduce(id, &TensorEvaluator::min);
      case Op::Prod: return reduce(id, &TensorEvaluator::product);
      case Op::Norm: return reduce(id, &TensorEvaluator::norm);
      case Op::Logsumexp: return reduce(id, &TensorEvaluator::logsumexp);
      default: assert(false && "an elementwise op");
    }
  }

  // --- moving -----------------------------------------------------------------------------------------------------

  void move(ValueId id) {
    const ValueId x = operand(id);
    const std::span<const T> from = at(x);
    T* to = at(id).data();
    for_each(*view_through(fn_, id, view_of(fn_.shape(x))), [&](std::size_t i) { *to++ = from[i]; });
  }

  void pad(ValueId id) {
    const std::span<T> to = at(id);
    std::ranges::fill(to, T(0));
    const T* from = at(operand(id)).data();
    for_each(view_inside_pad(fn_, id), [&](std::size_t i) { to[i] = *from++; });
  }

  void concat(ValueId id) {
    const auto axis = static_cast<std::size_t>(fn_.list(id, 0)[0]);
    View part = view_of(fn_.shape(id));
    for (const ValueId x : fn_.operands(id)) {
      part.shape = fn_.shape(x);
      const T* from = at(x).data();
      for_each(part, [&](std::size_t i) { at(id)[i] = *from++; });
      part.offset += part.shape[axis] * part.strides[axis];
    }
  }

  // A number as a position from 0 to extent − 1.
  static std::optional<std::size_t> position(const T& x, std::int64_t extent) {
    if constexpr (!detail::kIsComplex<T>) {
      if (x >= T(0) && x < T(static_cast<double>(extent))) {
        const auto i = static_cast<std::int64_t>(x);
        if (T(static_cast<double>(i)) == x) return static_cast<std::size_t>(i);
      }
    }
    return std::nullopt;
  }

  // A tensor as [outer, extent of an axis, inner].
  struct Blocks {
    std::size_t outer = 1;
    std::size_t extent = 1;
    std::size_t inner = 1;
  };
  static Blocks blocks(const Shape& shape, std::size_t axis) {
    Blocks result{.extent = static_cast<std::size_t>(shape[axis])};
    for (std::size_t k = 0; k < axis; ++k) result.outer *= static_cast<std::size_t>(shape[k]);
    for (std::size_t k = axis + 1; k < shape.rank(); ++k) result.inner *= static_cast<std::size_t>(shape[k]);
    return result;
  }

  void gather(ValueId id) {
    const Shape& shape = fn_.shape(operand(id));
    const auto axis = static_cast<std::size_t>(fn_.list(id, 0)[0]);
    const Blocks b = blocks(shape, axis);
    const std::span<const T> from = at(operand(id));
    T* to = at(id).data();
    for (std::size_t outer = 0; outer < b.outer; ++outer) {
      for (const T& where : at(operand(id, 1))) {
        check_time(b.inner);
        const std::optional<std::size_t> i = position(where, shape[axis]);
        for (std::size_t inner = 0; inner < b.inner; ++inner) {
          *to++ = i ? from[(outer * b.extent + *i) * b.inner + inner] : T(std::numeric_limits<T>::quiet_NaN());
        }
      }
    }
  }

  void scatter_add(ValueId id) {
    const Shape& shape = fn_.shape(id);
    const auto axis = static_cast<std::size_t>(fn_.list(id, 0)[0]);
    const Blocks b = blocks(shape, axis);
    std::ranges::fill(at(id), T(0));
    const T* from = at(operand(id)).data();
    for (std::size_t outer = 0; outer < b.outer; ++outer) {
      for (const T& where : at(operand(id, 1))) {
        check_time(b.inner);
        const std::optional<std::size_t> i = position(where, shape[axis]);
        for (std::size_t inner = 0; inner < b.inner; ++inner, ++from) {
          if (i) at(id)[(outer * b.extent + *i) * b.inner + inner] += *from;
        }
      }
    }
  }

  void iota(ValueId id) {
    const Blocks b = blocks(fn_.shape(id), static_cast<std::size_t>(fn_.list(id, 1)[0]));
    T* to = at(id).data();
    for (std::size_t i = 0; i < b.outer * b.extent * b.inner; ++i) {
      if (i % kManySteps == 0) check_time(kManySteps);
      *to++ = T(static_cast<double>(i / b.inner % b.extent));
    }
  }

  // --- reductions -------------------------------------------------------------------------------------------------

  using Elements = std::span<const std::size_t>;  // where they are in values_

  // The operand's axes that stay, as a view, and those that are reduced, as offsets from each of its elements.
  struct Split {
    View kept;
    std::vector<std::size_t> reduced;
  };
  Split split(ValueId x, List axes) {
    const View whole = view_of(fn_.shape(x));
    std::vector<std::int64_t> extents[2];
    Split result;
    View inner;
    for (std::size_t axis = 0; axis < whole.shape.rank(); ++axis) {
      const bool goes = std::ranges::find(axes, static_cast<std::int64_t>(axis)) != axes.end();
      View& part = goes ? inner : result.kept;
      part.strides[extents[goes].size()] = whole.strides[axis];
      extents[goes].push_back(whole.shape[axis]);
    }
    result.kept.shape = Shape(extents[0]);
    result.kept.offset = static_cast<std::int64_t>(ranges_.begin(x));
    inner.shape = Shape(extents[1]);
    for_each(inner, [&](std::size_t i) { result.reduced.push_back(i); });
    return result;
  }

  void for_each_group(ValueId id, List axes, auto visit) {
    const Split parts = split(operand(id), axes);
    std::vector<std::size_t> elements(parts.reduced.size());
    for_each(parts.kept, [&](std::size_t base) {
      check_time(elements.size());
      for (std::size_t i = 0; i < elements.size(); ++i) elements[i] = base + parts.reduced[i];
      visit(Elements(elements));
    });
  }

  void reduce(ValueId id, T (TensorEvaluator::*op)(Elements) const) {
    T* to = at(id).data();
    for_each_group(id, fn_.list(id, 0), [&](Elements x) { *to++ = (this->*op)(x); });
  }

  void reduce_sum(ValueId id) {
    const std::span<const T> x = at(operand(id));
    if (vector_sum_ == nullptr || fn_.shape(operand(id)).rank() != 1) return reduce(id, &TensorEvaluator::sum);
    at(id).front() = vector_sum_(x.data(), x.size());
  }
  [[nodiscard]] T sum(Elements x) const {
    return pairwise_sum<T>(0, x.size(), [&](std::size_t i) { return values_[x[i]]; });
  }
  [[nodiscard]] T product(Elements x) const {
    T result(1);
    for (const std::size_t i : x) result = result * values_[i];
    return result;
  }
  [[nodiscard]] T max(Elements x) const {
    T result = -infinity();
    if constexpr (!detail::kIsComplex<T>) {
      for (const std::size_t i : x) result = InlineOps<T>::Max(result, values_[i]);
    }
    return result;
  }
  [[nodiscard]] T min(Elements x) const {
    T result = infinity();
    if constexpr (!detail::kIsComplex<T>) {
      for (const std::size_t i : x) result = InlineOps<T>::Min(result, values_[i]);
    }
    return result;
  }
  // √Σ(s·x)²/s, where s is a power of two that keeps the squares in range
  [[nodiscard]] T norm(Elements x) const {
    T largest(0);
    if constexpr (!detail::kIsComplex<T>) {
      using std::ldexp;
      for (const std::size_t i : x) largest = InlineOps<T>::Max(largest, InlineOps<T>::Abs(values_[i]));
      if (!(largest > T(0)) || largest == infinity()) return largest;
      constexpr int kHalf = std::numeric_limits<T>::max_exponent / 2;
      constexpr int kNear = kHalf / 8 * 5;  // beyond 2^±kNear squares, or sums of many, could leave the range
      const bool is_large = largest > ldexp(T(1), kNear);
      const bool is_small = largest < ldexp(T(1), -kNear);
      const int shift = is_large ? -kHalf / 2 * 3 : is_small ? kHalf / 4 * 5 : 0;
      const T squares = pairwise_sum<T>(0, x.size(), [&](std::size_t i) {
        const T scaled = ldexp(values_[x[i]], shift);
        return T(scaled * scaled);
      });
      return ldexp(InlineOps<T>::Sqrt(squares), -shift);
    }
    return largest;
  }

  // e^(x − m), where what the subtraction rounds away is not lost: it would count |x − m|/2 ulp. The rounding error is
  // exact (Knuth, The Art of Computer Programming, vol. 2, 4.2.2, theorem B).
  static T exponential(const T& x, const T& m) {
    const T d = x - m;
    const T moved = d - x;
    const T lost = (x - (d - moved)) - (m + moved);
    T e = Scalar<T>::Exp(d);
    if constexpr (!detail::kIsComplex<T>) return e > T(0) ? T(e + e * lost) : e;
    return e;
  }
  // m = max x, and Σ e^(x−m) − 1, which keeps its digits where one x is far above the others.
  struct Exponentials {
    T largest;
    T rest;
  };
  [[nodiscard]] Exponentials exponentials(Elements x) const {
    const T m = max(x);
    const auto is_largest = [&](std::size_t i) { return values_[x[i]] == m; };
    const T others = pairwise_sum<T>(
        0, x.size(), [&](std::size_t i) { return is_largest(i) ? T(0) : exponential(values_[x[i]], m); });
    const T count = pairwise_sum<T>(0, x.size(), [&](std::size_t i) { return T(is_largest(i) ? 1 : 0); });
    return {m, others + (count - T(1))};
  }
  [[nodiscard]] T logsumexp(Elements x) const {
    const Exponentials e = exponentials(x);
    return e.largest + Scalar<T>::Log1p(e.rest);
  }
  void softmax(ValueId id) {
    for_each_exponential(id, [](const T& x, const Exponentials& e) {
      return T((x == e.largest ? T(1) : exponential(x, e.largest)) / (T(1) + e.rest));
    });
  }
  void log_softmax(ValueId id) {
    for_each_exponential(id, [](const T& x, const Exponentials& e) {
      return T((x == e.largest ? T(0) : T(x - e.largest)) - Scalar<T>::Log1p(e.rest));
    });
  }
  template <class F>
  void for_each_exponential(ValueId id, F f) {
    const std::size_t to = ranges_.begin(id);
    const std::size_t from = ranges_.begin(operand(id));
    for_each_group(id, fn_.list(id, 0), [&](Elements x) {
      const Exponentials e = exponentials(x);
      for (const std::size_t i : x) values_[to + i - from] = f(values_[i], e);
    });
  }

  void argmax(ValueId id) {
    T* to = at(id).data();
    for_each_group(id, fn_.list(id, 0), [&](Elements x) {
      std::size_t best = 0;
      if constexpr (!detail::kIsComplex<T>) {
        const auto is_nan = [&](std::size_t i) { return values_[x[i]] != values_[x[i]]; };
        for (std::size_t i = 1; i < x.size() && !is_nan(best); ++i) {
          if (is_nan(i) || values_[x[best]] < values_[x[i]]) best = i;
        }
      }
      *to++ = T(static_cast<double>(best));
    });
  }

  static T infinity() { return T(std::numeric_limits<T>::infinity()); }

  // --- products ---------------------------------------------------------------------------------------------------

  // One operand's axes in three groups: batch, free, contracted.
  struct Axes {
    View batch, free, contracted;
  };
  Axes axes_of(ValueId x, List batch, List contracted) {
    const View whole = view_of(fn_.shape(x));
    std::vector<std::int64_t> rest;
    for (std::size_t axis = 0; axis < whole.shape.rank(); ++axis) {
      const auto number = static_cast<std::int64_t>(axis);
      if (std::ranges::find(batch, number) == batch.end() &&
          std::ranges::find(contracted, number) == contracted.end()) {
        rest.push_back(number);
      }
    }
    const auto part = [&](List axes) {
      View view;
      std::vector<std::int64_t> extents;
      for (const std::int64_t axis : axes) {
        view.strides[extents.size()] = whole.strides[static_cast<std::size_t>(axis)];
        extents.push_back(whole.shape[static_cast<std::size_t>(axis)]);
      }
      view.shape = Shape(extents);
      return view;
    };
    return {part(batch), part(rest), part(contracted)};
  }

  static std::vector<std::size_t> offsets(const View& view) {
    std::vector<std::size_t> result;
    for_each(view, [&](std::size_t i) { result.push_back(i); });
    return result;
  }

  void dot(ValueId id) {
    const Axes x = axes_of(operand(id, 0), fn_.list(id, 0), fn_.list(id, 2));
    const Axes y = axes_of(operand(id, 1), fn_.list(id, 1), fn_.list(id, 3));
    const std::vector<std::size_t> x_batch = offsets(x.batch);
    const std::vector<std::size_t> y_batch = offsets(y.batch);
    const std::vector<std::size_t> x_terms = offsets(x.contracted);
    const std::vector<std::size_t> y_terms = offsets(y.contracted);
    const std::vector<std::size_t> columns = offsets(y.free);
    const T* const a = at(operand(id, 0)).data();
    const T* const b = at(operand(id, 1)).data();
    T* to = at(id).data();
    for (std::size_t batch = 0; batch < x_batch.size(); ++batch) {
      for (const std::size_t row : offsets(x.free)) {
        for (const std::size_t column : columns) {
          check_time(x_terms.size() / 4 + 1);
          *to++ = pairwise_sum<T>(0, x_terms.size(), [&](std::size_t i) {
            return T(a[x_batch[batch] + row + x_terms[i]] * b[y_batch[batch] + column + y_terms[i]]);
          });
        }
      }
    }
  }

  const Function& fn_;
  const ValueRanges& ranges_;
  std::span<T> values_;
  VectorSum<T> vector_sum_;
};

/// Computes every value of `fn` into `values`, each where `ranges` says, row-major; `inputs` are flat. For a complex
/// `T` all ops must be analytic. `vector_sum`, if not null, takes sums over the one axis of a tensor. O(elements +
/// products).
template <class T>
void evaluate_tensors(const Function& fn, const ValueRanges& ranges, std::span<const T> inputs, std::span<T> values,
                      VectorSum<T> vector_sum = nullptr) {
  assert(inputs.size() == flat_inputs(fn) && values.size() == ranges.total());
  TensorEvaluator<T>(fn, ranges, values, vector_sum).run(inputs);
}

}  // namespace adc::ir
