#include "tests/passes/chosen.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

#include "ir/interpreter.h"
#include "ir/view.h"
#include "passes/core/dce.h"
#include "passes/core/sharing_builder.h"
#include "passes/tensors/axes.h"

namespace adc::test {
namespace {

using ir::Op;
using ir::Shape;
using ir::ValueId;
using passes::Axes;
using Ids = std::vector<ValueId>;

// Every value of a program of tensors, flat.
std::vector<std::vector<double>> values_of(const ir::Function& fn, const std::vector<double>& at) {
  ir::Builder b("all", fn.float_type());
  for (std::size_t i = 0; i < fn.size(); ++i) b.clone(fn, ir::value_id(i), fn.operands(ir::value_id(i)));
  for (std::size_t i = 0; i < fn.size(); ++i) b.output(ir::value_id(i));
  const ir::Function all = b.finish();
  std::vector<double> flat(ir::flat_outputs(all));
  ir::interpret(all, at, flat);
  std::vector<std::vector<double>> values;
  auto next = flat.begin();
  for (std::size_t i = 0; i < fn.size(); ++i) {
    const std::ptrdiff_t n = fn.shape(ir::value_id(i)).elements();
    values.emplace_back(next, next + n);
    next += n;
  }
  return values;
}

// The indices of all elements of a shape, in order.
std::vector<Axes> indices(const Shape& shape) {
  std::vector<Axes> all;
  for (std::int64_t flat = 0; flat < shape.elements(); ++flat) {
    Axes index(shape.rank());
    std::int64_t rest = flat;
    for (std::size_t axis = shape.rank(); axis-- > 0; rest /= shape[axis]) index[axis] = rest % shape[axis];
    all.push_back(index);
  }
  return all;
}

std::size_t flat(const Shape& shape, const Axes& index) {
  std::int64_t at = 0;
  for (std::size_t axis = 0; axis < shape.rank(); ++axis) at = at * shape[axis] + index[axis];
  return static_cast<std::size_t>(at);
}

class Chosen {
 public:
  Chosen(const ir::Function& fn, const std::vector<double>& at)
      : fn_(fn), values_(values_of(fn, at)), b_("chosen", fn.float_type(), 1'000'000) {}

  ir::Function make() {
    for (std::size_t i = 0; i < fn_.params().size(); ++i) {
      for (std::int64_t k = 0; k < fn_.shape(ir::value_id(i)).elements(); ++k) {
        const ir::Param& param = fn_.params()[i];
        std::string name = param.name + '_';
        name += std::to_string(k);
        elements_.resize(fn_.params().size());
        elements_[i].push_back(b_.param(name, param.kind));
      }
    }
    for (std::size_t i = 0; i < fn_.size(); ++i) {
      const auto n = static_cast<std::size_t>(fn_.shape(ir::value_id(i)).elements());
      for (auto& counts : counts_) counts.emplace_back(n, 1);
      if (i >= fn_.params().size()) elements_.push_back(expand(ir::value_id(i)));
    }
    for (const ir::Output& output : fn_.outputs()) {
      std::size_t k = 0;
      for (const ValueId element : elements_[ir::index(output.value)])
        b_.output(element, output.name + std::to_string(k++));
    }
    return passes::dce(b_.finish());
  }

 private:
  [[nodiscard]] ValueId x(ValueId id, std::size_t k) const { return fn_.operands(id)[k]; }
  [[nodiscard]] const Shape& shape(ValueId id, std::size_t k) const { return fn_.shape(x(id, k)); }
  ValueId element(ValueId v, std::size_t k) { return elements_[ir::index(v)][fn_.shape(v).rank() == 0 ? 0 : k]; }
  double value(ValueId v, std::size_t k) { return values_[ir::index(v)][fn_.shape(v).rank() == 0 ? 0 : k]; }

  Ids expand(ValueId id) {
    if (ir::is_elementwise(fn_.op(id))) {
      Ids result;
      const auto n = static_cast<std::size_t>(fn_.shape(id).elements());
      for (std::size_t k = 0; k < n; ++k) result.push_back(elementwise(id, k));
      return result;
    }
    switch (fn_.op(id)) {
      case Op::Dot: return dot(id);
      case Op::ReduceSum:
      case Op::Prod:
      case Op::ReduceMax:
      case Op::ReduceMin: return reduce(id);
      case Op::ScatterAdd: return scatter(id);
      default: return move(id);
    }
  }

  // How many values an element is one of, as maxima (or minima) that are nested in each other choose it.
  std::int64_t& count(bool is_max, ValueId v, std::size_t k) {
    return counts_[is_max ? 1 : 0][ir::index(v)][fn_.shape(v).rank() == 0 ? 0 : k];
  }

  ValueId larger(ValueId id, std::size_t k, bool is_max) {
    const ValueId a = element(x(id, 0), k);
    const ValueId c = element(x(id, 1), k);
    const double at_a = value(x(id, 0), k);
    const double at_c = value(x(id, 1), k);
    if (std::isnan(at_a) || std::isnan(at_c)) return is_max ? b_.max(a, c) : b_.min(a, c);
    const std::int64_t m = count(is_max, x(id, 0), k);
    const std::int64_t n = count(is_max, x(id, 1), k);
    const bool is_first = (at_a > at_c) == is_max;
    count(is_max, id, k) = at_a == at_c ? m + n : is_first ? m : n;
    if (at_a == at_c) return mean({times(m, a), times(n, c)}, m + n);
    return is_first ? a : c;
  }

  ValueId times(std::int64_t n, ValueId v) { return n == 1 ? v : b_.mul(b_.integer(n), v); }
  ValueId mean(const Ids& terms, std::int64_t n) { return b_.div(sum(terms), b_.integer(n)); }

  ValueId elementwise(ValueId id, std::size_t k) {
    const Op op = fn_.op(id);
    Ids operands;
    for (const ValueId v : fn_.operands(id)) operands.push_back(element(v, k));
    if (op == Op::Select) return operands[value(x(id, 0), k) != 0 ? 1 : 2];
    if (op == Op::Max || op == Op::Min) return larger(id, k, op == Op::Max);
    if (op == Op::Mod) {
      const double n = std::round((value(x(id, 0), k) - value(id, k)) / value(x(id, 1), k));
      return n == 0 ? operands[0] : b_.sub(operands[0], b_.mul(b_.floating(n), operands[1]));
    }
    // An exponent stays a constant: x^(3/2) has the derivatives of a root's cube, and a power of any exponent a nan.
    if (op == Op::Pow && fn_.is_const(x(id, 1))) operands[1] = b_.clone(fn_, x(id, 1), {});
    // Of constants only the value counts: a chosen 0 that is multiplied by ∞ is nan, as other zeros are.
    return op == Op::Const ? b_.stop_gradient(b_.clone(fn_, id, operands)) : b_.clone(fn_, id, operands);
  }

  ValueId sum(const Ids& terms) {
    if (terms.empty()) return b_.integer(0);
    return std::accumulate(terms.begin() + 1, terms.end(), terms.front(),
                           [this](ValueId a, ValueId c) { return b_.add(a, c); });
  }

  Ids dot(ValueId id) {
    const ir::List lists[] = {fn_.list(id, 0), fn_.list(id, 1), fn_.list(id, 2), fn_.list(id, 3)};
    const Shape inner(passes::extents(shape(id, 0), lists[2]));
    Ids result;
    for (const Axes& out : indices(fn_.shape(id))) {
      Ids terms;
      for (const Axes& in : indices(inner)) {
        std::size_t free = lists[0].size();
        std::size_t at[2];
        for (std::size_t side = 0; side < 2; ++side) {
          Axes index(shape(id, side).rank(), -1);
          for (std::size_t i = 0; i < lists[side].size(); ++i) index[static_cast<std::size_t>(lists[side][i])] = out[i];
          for (std::size_t i = 0; i < in.size(); ++i) index[static_cast<std::size_t>(lists[2 + side][i])] = in[i];
          for (std::int64_t& axis : index) axis = axis < 0 ? out[free++] : axis;
          at[side] = flat(shape(id, side), index);
        }
        terms.push_back(b_.mul(element(x(id, 0), at[0]), element(x(id, 1), at[1])));
      }
      result.push_back(sum(terms));
    }
    return result;
  }

  Ids reduce(ValueId id) {
    const ValueId of = x(id, 0);
    std::vector<std::vector<std::size_t>> groups(static_cast<std::size_t>(fn_.shape(id).elements()));
    const Axes kept = passes::other_axes(fn_.list(id, 0), fn_.shape(of).rank());
    for (const Axes& in : indices(fn_.shape(of))) {
      Axes out;
      for (const std::int64_t axis : kept) out.push_back(in[static_cast<std::size_t>(axis)]);
      groups[flat(fn_.shape(id), out)].push_back(flat(fn_.shape(of), in));
    }
    Ids result;
    for (std::size_t k = 0; k < groups.size(); ++k) result.push_back(reduce(id, groups[k], k));
    return result;
  }

  ValueId reduce(ValueId id, const std::vector<std::size_t>& group, std::size_t k) {
    const Op op = fn_.op(id);
    Ids all;
    Ids best;
    std::int64_t ties = 0;
    for (const std::size_t at : group) {
      all.push_back(element(x(id, 0), at));
      if (value(x(id, 0), at) != value(id, k)) continue;
      const std::int64_t n = count(op == Op::ReduceMax, x(id, 0), at);
      best.push_back(times(n, all.back()));
      ties += n;
    }
    if (op == Op::ReduceSum) return sum(all);
    if (op == Op::Prod)
      return std::accumulate(all.begin(), all.end(), b_.integer(1),
                             [this](ValueId a, ValueId c) { return b_.mul(a, c); });
    if (best.empty()) return b_.mul(sum(all), b_.floating(std::nan("")));
    count(op == Op::ReduceMax, id, k) = ties;
    return mean(best, ties);
  }

  Ids scatter(ValueId id) {
    const auto axis = static_cast<std::size_t>(fn_.list(id, 0)[0]);
    std::vector<Ids> terms(static_cast<std::size_t>(fn_.shape(id).elements()));
    const Shape& positions = shape(id, 1);
    for (const Axes& in : indices(shape(id, 0))) {
      const Axes at(in.begin() + static_cast<std::ptrdiff_t>(axis),
                    in.begin() + static_cast<std::ptrdiff_t>(axis + positions.rank()));
      const double position = value(x(id, 1), flat(positions, at));
      if (!(position >= 0) || position >= static_cast<double>(fn_.shape(id)[axis]) || position != std::floor(position))
        continue;
      Axes out(in.begin(), in.begin() + static_cast<std::ptrdiff_t>(axis));
      out.push_back(static_cast<std::int64_t>(position));
      out.insert(out.end(), in.begin() + static_cast<std::ptrdiff_t>(axis + positions.rank()), in.end());
      terms[flat(fn_.shape(id), out)].push_back(element(x(id, 0), flat(shape(id, 0), in)));
    }
    Ids result;
    for (const Ids& group : terms) result.push_back(sum(group));
    return result;
  }

  // Where each element comes from is found by moving numbers: 1, 2, … per operand.
  Ids move(ValueId id) {
    ir::Builder b("move");
    std::vector<double> numbers;
    Ids from;
    Ids operands;
    for (std::size_t k = 0; k < fn_.operands(id).size(); ++k) {
      const bool is_position = fn_.op(id) == Op::Gather && k == 1;
      operands.push_back(b.param("x" + std::to_string(k), ir::ParamKind::Data, {ir::DType::F64, shape(id, k)}));
      for (std::size_t i = 0; i < static_cast<std::size_t>(shape(id, k).elements()); ++i) {
        if (!is_position) from.push_back(element(x(id, k), i));
        numbers.push_back(is_position ? value(x(id, k), i) : static_cast<double>(from.size()));
      }
    }
    b.output(b.emit(fn_.op(id), operands, fn_.immediates(id)));
    const ir::Function moved = b.finish();
    std::vector<double> places(ir::flat_outputs(moved));
    ir::interpret(moved, numbers, places);
    if (counts_as_nested(fn_.op(id))) move_counts(id, places);
    Ids result;
    for (const double place : places) {
      if (from.empty() || !(place >= 1))
        result.push_back(b_.floating(fn_.op(id) == Op::Iota ? place : std::isnan(place) ? place : 0));
      else
        result.push_back(fn_.op(id) == Op::Iota ? b_.floating(place) : from[static_cast<std::size_t>(place) - 1]);
    }
    return result;
  }

  // Whether maxima are nested although this stands between.
  static bool counts_as_nested(Op op) {
    constexpr std::array kMoves{Op::Broadcast, Op::Reshape, Op::Transpose, Op::Slice, Op::Reverse, Op::Concat};
    return std::ranges::find(kMoves, op) != kMoves.end();
  }
  void move_counts(ValueId id, const std::vector<double>& places) {
    for (auto& counts : counts_) {
      std::vector<std::int64_t> from;
      for (const ValueId v : fn_.operands(id)) {
        const std::vector<std::int64_t>& of = counts[ir::index(v)];
        from.insert(from.end(), of.begin(), of.end());
      }
      for (std::size_t i = 0; i < places.size(); ++i)
        counts[ir::index(id)][i] = from[static_cast<std::size_t>(places[i]) - 1];
    }
  }

  const ir::Function& fn_;
  std::vector<std::vector<double>> values_;
  passes::SharingBuilder b_;
  std::vector<Ids> elements_;                                     // of each value
  std::array<std::vector<std::vector<std::int64_t>>, 2> counts_;  // likewise, of minima and of maxima
};

}  // namespace

ir::Function chosen(const ir::Function& fn, const std::vector<double>& at) { return Chosen(fn, at).make(); }

}  // namespace adc::test
