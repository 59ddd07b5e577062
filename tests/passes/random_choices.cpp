#include "tests/passes/random_choices.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <random>

#include "ir/builder.h"
#include "ir/text.h"
#include "passes/pipeline.h"
#include "tests/passes/chosen.h"

namespace adc::test {
namespace {

using ir::Builder;
using ir::Function;
using ir::Shape;
using ir::ValueId;
using tests::RandomBits;

class Maker {
 public:
  explicit Maker(RandomBits& random) : bits_(random), b_("f") {}

  Function make() {
    const std::int64_t n = 1 + below(3);
    const std::int64_t m = 1 + below(3);
    shapes_ = {Ints{}, Ints{n}, Ints{m}, Ints{n, m}};
    for (int i = 0; i < 3; ++i) {
      const Ints& shape = shapes_[static_cast<std::size_t>(below(4))];
      const bool is_data = i == 2 && below(2) == 0;
      values_.push_back(b_.param("x" + std::to_string(i), is_data ? ir::ParamKind::Data : ir::ParamKind::Param,
                                 {ir::DType::F64, Shape(shape)}));
    }
    for (std::int64_t size = 3 + below(9); size > 0; --size) keep(next());
    ValueId sum = b_.integer(0);
    for (std::size_t back = 1; back <= 2; ++back) {
      const ValueId last = guarded(values_[values_.size() - back]);
      sum = b_.add(sum, b_.reduce_sum(last, passes_axes(last)));
    }
    b_.output(sum, "f");
    return b_.finish();
  }

  Function make_product() {
    const std::int64_t n = 1 + below(4);
    const std::int64_t m = 1 + below(4);
    const ir::ParamKind kind = below(2) == 0 ? ir::ParamKind::Data : ir::ParamKind::Param;
    const ValueId a = b_.param("a", kind, {ir::DType::F64, Shape(Ints{n, m})});
    const Ints extents = below(2) == 0 ? Ints{m, n} : Ints{m};
    const ValueId x = b_.param("x", ir::ParamKind::Param, {ir::DType::F64, Shape(extents)});
    const Ints first{0};
    const Ints second{1};
    values_.push_back(below(2) == 0 ? b_.dot(a, x, {{}, {}, second, first}) : b_.dot(x, a, {{}, {}, first, second}));
    for (std::int64_t size = 1 + below(3); size > 0; --size) values_.push_back(taken(values_.back()));
    const ValueId last = guarded(values_.back());
    b_.output(b_.reduce_sum(last, passes_axes(last)), "f");
    return b_.finish();
  }

 private:
  std::int64_t below(std::int64_t n) { return std::uniform_int_distribution<std::int64_t>(0, n - 1)(bits_); }
  const Shape& shape(ValueId v) { return b_.function().shape(v); }
  ValueId any() { return values_[static_cast<std::size_t>(below(static_cast<std::int64_t>(values_.size())))]; }
  Ints passes_axes(ValueId v) {
    Ints axes(shape(v).rank());
    for (std::size_t i = 0; i < axes.size(); ++i) axes[i] = static_cast<std::int64_t>(i);
    return axes;
  }
  void keep(ValueId v) {
    if (shape(v).elements() <= 12 && shape(v).rank() <= 3) values_.push_back(v);
  }
  ValueId fitting(ValueId v) {
    std::vector<ValueId> found;
    for (const ValueId w : values_) {
      if (shape(w) == shape(v) || shape(w).rank() == 0) found.push_back(w);
    }
    return found[static_cast<std::size_t>(below(static_cast<std::int64_t>(found.size())))];
  }

  // Chosen where it is a moderate number.
  ValueId guarded(ValueId v) {
    const ValueId is_moderate = b_.lt(b_.abs(v), b_.integer(1000));
    return b_.select(is_moderate, v, below(2) == 0 ? b_.ratio(1, 2) : b_.integer(0));
  }

  ValueId next() {
    switch (below(6)) {
      case 0:
      case 1: {
        const ValueId v = risky();
        return below(3) == 0 ? v : guarded(v);
      }
      case 2: return choice();
      case 3: return smooth();
      case 4: return below(2) == 0 ? product() : reduction();
      default: return move();
    }
  }

  ValueId risky() {
    const ValueId v = any();
    switch (below(8)) {
      case 0: return b_.sqrt(v);
      case 1: return b_.log(v);
      case 2: return b_.div(fitting(v), v);
      case 3: return b_.div(b_.integer(1), v);
      case 4: return b_.asin(v);
      case 5: return b_.acosh(v);
      case 6: return b_.pow(v, b_.ratio(3, 2));
      default: return b_.exp(b_.mul(v, b_.integer(500)));
    }
  }

  ValueId choice() {
    const ValueId v = any();
    return choice(v, fitting(v));
  }
  ValueId choice(ValueId v, ValueId w) {
    switch (below(6)) {
      case 0: return b_.max(v, w);
      case 1: return b_.min(v, w);
      case 2: return b_.max(v, b_.integer(0));
      case 3: return b_.select(b_.lt(fitting(v), b_.ratio(3, 4)), v, w);
      case 4: return b_.min(b_.max(v, b_.integer(-1)), b_.integer(1));
      default: return b_.mod(v, b_.integer(2));
    }
  }

  // Some of the elements of v, or of each a side.
  ValueId taken(ValueId v) {
    const std::size_t rank = shape(v).rank();
    if (rank == 0 || below(2) == 0) return choice(v, v);
    const std::int64_t axis = below(static_cast<std::int64_t>(rank));
    const std::int64_t extent = shape(v)[static_cast<std::size_t>(axis)];
    switch (below(5)) {
      case 0: return b_.reduce_max(v, Ints{axis});
      case 1: return b_.reduce_min(v, Ints{axis});
      case 2: return b_.gather(v, b_.mod(b_.iota(Ints{2}, 0), b_.integer(extent)), axis);
      case 3: return b_.reduce_sum(guarded(v), Ints{axis});
      default: {
        const Ints starts(rank, 0);
        Ints stops(shape(v).dims().begin(), shape(v).dims().end());
        stops[static_cast<std::size_t>(axis)] = 1 + below(extent);
        return b_.slice(v, starts, stops, Ints(rank, 1));
      }
    }
  }

  ValueId smooth() {
    const ValueId v = any();
    switch (below(5)) {
      case 0: return b_.mul(v, fitting(v));
      case 1: return b_.add(v, fitting(v));
      case 2: return b_.sub(v, fitting(v));
      case 3: return b_.sin(v);
      default: return b_.mul(v, v);
    }
  }

  ValueId product() {
    const ValueId v = any();
    if (shape(v).rank() == 0) return smooth();
    const std::int64_t axis = below(static_cast<std::int64_t>(shape(v).rank()));
    for (int tries = 0; tries < 6; ++tries) {
      const ValueId w = any();
      for (std::size_t other = 0; other < shape(w).rank(); ++other) {
        if (shape(w)[other] != shape(v)[static_cast<std::size_t>(axis)] || shape(v).rank() + shape(w).rank() > 4)
          continue;
        const Ints lhs{axis};
        const Ints rhs{static_cast<std::int64_t>(other)};
        if (below(4) == 0) return b_.dot(v, w, {{}, {}, lhs, rhs});
        return b_.dot(v, w, {lhs, rhs});
      }
    }
    return smooth();
  }

  ValueId reduction() {
    const ValueId v = any();
    const std::size_t rank = shape(v).rank();
    if (rank == 0) return choice();
    const Ints axes{below(static_cast<std::int64_t>(rank))};
    switch (below(4)) {
      case 0: return b_.reduce_sum(v, axes);
      case 1: return b_.prod(v, axes);
      case 2: return b_.reduce_max(v, axes);
      default: return b_.reduce_min(v, axes);
    }
  }

  ValueId move() {
    const ValueId v = any();
    const auto rank = static_cast<std::int64_t>(shape(v).rank());
    if (rank == 0) return b_.broadcast(v, shapes_[static_cast<std::size_t>(below(4))], {});
    const std::int64_t axis = below(rank);
    const std::int64_t extent = shape(v)[static_cast<std::size_t>(axis)];
    switch (below(5)) {
      case 0: return b_.gather(v, b_.mod(b_.add(b_.iota(Ints{2}, 0), b_.integer(1)), b_.integer(extent)), axis);
      case 1: return b_.reverse(v, Ints{axis});
      case 2: return b_.concat(v, v, axis);
      case 3: {
        Ints low(static_cast<std::size_t>(rank), 0);
        Ints none = low;
        low[static_cast<std::size_t>(axis)] = 1;
        return b_.pad(v, low, none, none);
      }
      default: return b_.scatter_add(v, b_.mod(b_.iota(Ints{extent}, 0), b_.integer(2)), axis, 2);
    }
  }

  RandomBits& bits_;
  Builder b_;
  std::array<Ints, 4> shapes_;
  std::vector<ValueId> values_;
};

enum class Kind { Number, Infinite, Nan };
Kind kind(double v) { return std::isnan(v) ? Kind::Nan : std::isinf(v) ? Kind::Infinite : Kind::Number; }

Numbers derivatives(const Function& fn, Derive derive, Mode mode, const Numbers& at) {
  return evaluate_flat(
      passes::run(fn, {.derive = derive, .mode = mode, .level = Level::Exact, .wrt = {}, .limits = {}}).value(), at);
}

// Derivatives of a program of tensors in the order of those of scalars: blocks of second ones as one matrix.
Numbers by_elements(const Function& fn, const Numbers& found) {
  std::vector<std::size_t> sizes;
  std::size_t n = 0;
  for (std::size_t i = 0; i < fn.params().size(); ++i) {
    if (fn.params()[i].kind != ir::ParamKind::Param) continue;
    sizes.push_back(static_cast<std::size_t>(fn.shape(ir::value_id(i)).elements()));
    n += sizes.back();
  }
  if (found.size() == 1 + n) return found;
  Numbers result(found.size());
  std::copy_n(found.begin(), 1 + n, result.begin());
  std::size_t next = 1 + n;
  std::size_t row = 0;
  for (const std::size_t rows : sizes) {
    std::size_t column = 0;
    for (const std::size_t columns : sizes) {
      for (std::size_t i = 0; i < rows; ++i) {
        for (std::size_t j = 0; j < columns; ++j) result[1 + n + (row + i) * n + column + j] = found[next++];
      }
      column += columns;
    }
    row += rows;
  }
  return result;
}

// The sizes of what is added up, to measure errors by.
double largest(const Numbers& numbers) {
  double size = 1;
  for (const double v : numbers) size = std::isfinite(v) ? std::max(size, std::abs(v)) : size;
  return size;
}

}  // namespace

Function random_choices(RandomBits& random) { return Maker(random).make(); }

Function random_choices_of_products(RandomBits& random) { return Maker(random).make_product(); }

Numbers edge_point(const Function& fn, RandomBits& random) {
  constexpr double kNumbers[] = {0, 0, -0.0, 1, 1, -1, 2, 0.5, -2, 3, 1.5, 0.25, -0.75};
  std::uniform_int_distribution<std::size_t> any(0, std::size(kNumbers) - 1);
  Numbers x(ir::flat_inputs(fn));
  for (double& v : x) v = kNumbers[any(random)];
  return x;
}

Numbers infinite_point(const Function& fn, RandomBits& random) {
  constexpr double kInf = std::numeric_limits<double>::infinity();
  constexpr double kBad[] = {kInf, -kInf, std::numeric_limits<double>::quiet_NaN()};
  Numbers x = edge_point(fn, random);
  const auto below = [&](std::size_t n) { return std::uniform_int_distribution<std::size_t>(0, n - 1)(random); };
  const auto size = static_cast<std::size_t>(fn.shape(ir::value_id(0)).elements());
  for (std::size_t bad = 1 + below(2); bad > 0; --bad) x[below(size)] = kBad[below(std::size(kBad))];
  return x;
}

std::string fault_of_choices(const Function& fn, const Numbers& at, std::int64_t& numbers) {
  const Function plain = chosen(fn, at);
  for (const Derive derive : {Derive::Gradient, Derive::Hessian}) {
    const Numbers wanted = derivatives(plain, derive, Mode::Forward, at);
    const Numbers other = derivatives(plain, derive, Mode::Reverse, at);
    const Numbers first = by_elements(fn, derivatives(fn, derive, Mode::Auto, at));
    for (const Mode mode : {Mode::Auto, Mode::Symbolic, Mode::Forward, Mode::Reverse}) {
      const Numbers found = by_elements(fn, derivatives(fn, derive, mode, at));
      if (found.size() != wanted.size()) return "another number of results";
      for (std::size_t i = 0; i < found.size(); ++i) {
        if (kind(wanted[i]) != kind(other[i])) continue;  // ∞ − ∞ in one order alone
        numbers += kind(wanted[i]) == Kind::Number ? 1 : 0;
        // Where a choice tells that a factor is 0, 0·∞ need not be nan; but then in all modes.
        if (kind(wanted[i]) == Kind::Nan && kind(found[i]) == Kind::Number && found[i] == first[i]) continue;
        const bool same = kind(found[i]) == kind(wanted[i]) &&
                          (kind(found[i]) != Kind::Number || std::abs(found[i] - wanted[i]) <= 1e-12 * largest(wanted));
        if (same) continue;
        return "mode " + std::to_string(static_cast<int>(mode)) +
               (derive == Derive::Hessian ? ", Hessian, " : ", gradient, ") + std::to_string(i) + ": " +
               std::to_string(found[i]) + ", of what is chosen " + std::to_string(wanted[i]) + "\n" + ir::print(plain);
      }
    }
  }
  return "";
}

}  // namespace adc::test
