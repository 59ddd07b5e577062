// The coefficients of a Taylor program at a point, for any scalar type.
#pragma once

#include <algorithm>
#include <cstddef>
#include <limits>
#include <optional>
#include <span>
#include <vector>

#include "ir/evaluate.h"
#include "ir/scalars.h"
#include "ir/watch.h"
#include "passes/derive/taylor.h"

namespace adc::passes {

/// Goes through the orders, and in each through the values: coefficient k of a value follows from those up to k of its
/// operands and up to k − 1 of itself and its partials. The first is what the evaluator gives, by the same functions.
/// What a value has no coefficients of (a polynomial's beyond its degree) is left out of sums, as derivatives that are
/// 0 by structure are, so that it makes no nan of an infinity.
template <class T>
class TaylorSweep {
 public:
  TaylorSweep(const TaylorProgram& program, std::span<const T> point, std::span<const T> direction)
      : fn_(program.fn),
        steps_(program.steps),
        sequence_(program.sequence),
        values_(fn_.size()),
        last_(fn_.size()),
        scales_(fn_.size()) {
    for (std::size_t i = 0; i < fn_.size(); ++i) start(i, point);
    for (std::size_t i = 0; i < fn_.size(); ++i) last_[i] = values_[i][0] == T(0) ? -1 : 0;
    for (const ir::ValueId moving : sequence_) last_[ir::index(moving)] = degree(ir::index(moving));
    for (std::size_t i = 0; i < fn_.params().size() && program.order > 0; ++i) {
      if (steps_[i].order > 0) values_[i][1] = direction[i];
    }
    for (std::size_t k = 1; k <= program.order; ++k) advance(static_cast<std::ptrdiff_t>(k));
  }

  /// c₀ … c_order of a value.
  [[nodiscard]] std::span<const T> of(ir::ValueId value) const { return values_[ir::index(value)]; }

  /// [output][n]
  [[nodiscard]] std::vector<std::vector<T>> outputs(std::size_t order) const {
    std::vector<std::vector<T>> all;
    for (const ir::Output& output : fn_.outputs()) {
      all.push_back(values_[ir::index(output.value)]);
      all.back().resize(order + 1, T(0));  // what does not move has one
    }
    return all;
  }

 private:
  using Kind = TaylorStep::Kind;
  using Index = std::ptrdiff_t;
  static constexpr Index kEndless = std::numeric_limits<std::int32_t>::max();

  static T number(const ir::Rational& value) { return ir::Scalar<T>::constant(ir::Constant::rational(value)); }

  void start(std::size_t i, std::span<const T> point) {
    ir::check_time(steps_[i].order);
    const ir::ValueId id = ir::value_id(i);
    values_[i].resize(steps_[i].order + 1, T(0));
    T& first = values_[i][0];
    switch (fn_.op(id)) {
      case ir::Op::Param: first = point[i]; return;
      case ir::Op::Const: first = ir::Scalar<T>::constant(fn_.constant(id)); return;
      default:
        first = ir::apply<T>(
            fn_.op(id), [&](std::size_t k) -> const T& { return x(i, k)[0]; },
            [&] { return static_cast<int>(fn_.immediate(id)); });
    }
    for (const TaylorSlope& slope : steps_[i].slopes) scales_[i].push_back(number(slope.coefficient));
  }

  [[nodiscard]] std::size_t operand(std::size_t i, std::size_t k) const {
    return ir::index(fn_.operands(ir::value_id(i))[k]);
  }
  [[nodiscard]] const std::vector<T>& x(std::size_t i, std::size_t k) const { return values_[operand(i, k)]; }
  [[nodiscard]] std::size_t chosen(std::size_t i) const { return operand(i, x(i, 0)[0] != T(0) ? 1 : 2); }

  // The last coefficient of what moves that is not 0 by structure; that of a number is 0, of the number 0 −1.
  [[nodiscard]] Index degree(std::size_t i) const {
    const auto own = [&](std::size_t k) { return last_[operand(i, k)]; };
    switch (steps_[i].kind) {
      case Kind::Fixed: return last_[i];
      case Kind::Input: return 1;
      case Kind::Choice: return last_[chosen(i)];
      case Kind::Product: return own(0) < 0 || own(1) < 0 ? -1 : std::min(kEndless, own(0) + own(1));
      case Kind::Quotient: return own(0) < 0 || own(1) <= 0 ? own(0) : kEndless;
      case Kind::Power: return power_degree(i, own(0));
      case Kind::Chain: break;
    }
    Index last = 0;
    for (const TaylorSlope& slope : steps_[i].slopes) {
      const Index operand = last_[ir::index(slope.operand)];
      if (!slope.factor) {
        last = std::max(last, operand);
      } else if (steps_[ir::index(*slope.factor)].kind != Kind::Fixed) {
        return kEndless;
      } else if (last_[ir::index(*slope.factor)] == 0) {
        last = std::max(last, operand);
      }
    }
    return last;
  }
  [[nodiscard]] Index power_degree(std::size_t i, Index base) const {
    const std::optional<Index> n = whole_exponent(i);
    if (!n || *n < 0) return kEndless;
    if (*n == 0 || base <= 0) return 0;
    return *n > kEndless / base ? kEndless : *n * base;
  }

  [[nodiscard]] T exponent(std::size_t i) const {
    if (fn_.operands(ir::value_id(i)).size() == 2) return x(i, 1)[0];
    return T(static_cast<long>(fn_.immediate(ir::value_id(i))));
  }
  [[nodiscard]] std::optional<Index> whole_exponent(std::size_t i) const {
    using std::floor;
    if (fn_.operands(ir::value_id(i)).size() == 1) return static_cast<Index>(fn_.immediate(ir::value_id(i)));
    const T c = exponent(i);
    if (!(floor(c) == c && c < T(kEndless) && c > T(-kEndless))) return std::nullopt;
    return static_cast<Index>(static_cast<double>(c));
  }

  void advance(Index k) {
    for (const ir::ValueId moving : sequence_) {
      const std::size_t i = ir::index(moving);
      if (steps_[i].order < static_cast<std::size_t>(k) || k > last_[i]) continue;
      ir::check_time(1 + static_cast<std::size_t>(k) / 8);
      T& own = values_[i][static_cast<std::size_t>(k)];
      switch (steps_[i].kind) {
        case Kind::Fixed:
        case Kind::Input: break;
        case Kind::Choice: own = values_[chosen(i)][static_cast<std::size_t>(k)]; break;
        case Kind::Product: own = product(operand(i, 0), operand(i, 1), k); break;
        case Kind::Quotient: own = quotient(i, k); break;
        case Kind::Power: own = power(i, k); break;
        case Kind::Chain: own = chain(i, k); break;
      }
    }
  }

  [[nodiscard]] const T& at(std::size_t i, Index k) const { return values_[i][static_cast<std::size_t>(k)]; }

  // yₖ = Σ uⱼ·vₖ₋ⱼ
  [[nodiscard]] T product(std::size_t u, std::size_t v, Index k) const {
    T sum(0);
    for (Index j = std::max<Index>(0, k - last_[v]); j <= std::min(k, last_[u]); ++j) sum += at(u, j) * at(v, k - j);
    return sum;
  }

  // yₖ = (uₖ − Σ vⱼ·yₖ₋ⱼ, j from 1)/v₀
  [[nodiscard]] T quotient(std::size_t i, Index k) const {
    const std::size_t u = operand(i, 0);
    const std::size_t v = operand(i, 1);
    T sum = k <= last_[u] ? at(u, k) : T(0);
    for (Index j = 1; j <= std::min(k, last_[v]); ++j) sum -= at(v, j) * at(i, k - j);
    return sum / at(v, 0);
  }

  // k·yₖ = Σ j·uⱼ·pₖ₋ⱼ, j from 1, for each slope
  [[nodiscard]] T chain(std::size_t i, Index k) const {
    T all(0);
    for (std::size_t s = 0; s < scales_[i].size(); ++s) {
      const TaylorSlope& slope = steps_[i].slopes[s];
      const std::size_t u = ir::index(slope.operand);
      if (!slope.factor) {
        if (k <= last_[u]) all += scales_[i][s] * at(u, k);
        continue;
      }
      const std::size_t p = ir::index(*slope.factor);
      if (last_[p] == 0) {
        if (k <= last_[u]) all += scales_[i][s] * at(p, 0) * at(u, k);
        continue;
      }
      T sum(0);
      for (Index j = std::max<Index>(1, k - last_[p]); j <= std::min(k, last_[u]); ++j) {
        sum += T(static_cast<long>(j)) * at(u, j) * at(p, k - j);
      }
      all += scales_[i][s] * sum / T(static_cast<long>(k));
    }
    return all;
  }

  // u·y′ = c·y·u′, so k·u₀·yₖ = Σ (c·j − (k − j))·uⱼ·yₖ₋ⱼ, j from 1. Where u begins with uᵥ·tᵛ, y does with uᵥᶜ·tᶜᵛ,
  // and what follows it is a power of what follows there.
  [[nodiscard]] T power(std::size_t i, Index k) const {
    const std::size_t u = operand(i, 0);
    const T c = exponent(i);
    Index v = 0;
    while (v <= std::min(k, last_[u]) && at(u, v) == T(0)) ++v;
    if (v > std::min(k, last_[u])) return T(0);
    Index begin = 0;
    if (v > 0) {
      const std::optional<Index> n = whole_exponent(i);
      if (!n || *n < 0) return power_at_zero(i, c, at(u, v), v, k);
      if (*n * v > k) return T(0);
      begin = *n * v;
      if (k == begin) {
        T y(1);
        for (Index j = 0; j < *n; ++j) y *= at(u, v);
        return y;
      }
    }
    const Index r = k - begin;
    T sum(0);
    for (Index j = 1; j <= std::min(r, last_[u] - v); ++j) {
      sum += (c * T(static_cast<long>(j)) - T(static_cast<long>(r - j))) * at(u, v + j) * at(i, k - j);
    }
    return sum / (T(static_cast<long>(r)) * at(u, v));
  }

  // Coefficient k of uᶜ, where u begins with slope·tᵛ and c is no whole number: 0 as far as derivatives are, then
  // infinite as c·(c − 1)⋯·0^(c − k) is.
  [[nodiscard]] T power_at_zero(std::size_t i, const T& c, const T& slope, Index v, Index k) const {
    if (c * T(static_cast<long>(v)) > T(static_cast<long>(k))) return T(0);
    if (v > 1) return std::numeric_limits<T>::quiet_NaN();
    T sign(1);
    for (Index j = 0; j < k; ++j) sign *= (c - T(static_cast<long>(j))) * slope;
    return sign > T(0) ? T(at(i, 0) + std::numeric_limits<T>::infinity()) : T(-std::numeric_limits<T>::infinity());
  }

  const ir::Function& fn_;
  const std::vector<TaylorStep>& steps_;
  const std::vector<ir::ValueId>& sequence_;
  std::vector<std::vector<T>> values_;
  std::vector<Index> last_;
  std::vector<std::vector<T>> scales_;  // the slopes' coefficients
};

}  // namespace adc::passes
