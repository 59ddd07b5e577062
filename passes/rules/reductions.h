// Rules of composite ops. Included by structural.cpp alone.
#pragma once

#include <limits>
#include <vector>

#include "passes/rules/structural.h"
#include "passes/rules/ties.h"

namespace adc::passes {

using ir::Op;
using ir::ValueId;

// A reduction whose change is outer · Σ inner·ẋ: `inner` has the operand's shape, `outer` the result's.
struct Weights {
  Partial inner;
  Partial outer = one();
};

// With a mask: where `t` is not 0, also where its weight is infinite.
inline Term weigh(SharingBuilder& b, const Partial& partial, const Term& t, const Mask& mask = {}) {
  Term weighed = apply(b, partial, t);
  if (partial.condition) weighed = select(b, *partial.condition, weighed, {});
  return mask.active ? select(b, *mask.active, weighed, {}) : weighed;
}

// p = exp(z)/Σ exp(z), which goes to 0 with z → −∞ faster than anything that goes to infinity with z: where it is 0,
// what it is applied to counts nothing, though it be infinite.
inline Partial probability(const OpInput& in, ValueId p) {
  const Partial weight = multiply_by(p);
  return in.meets_infinities ? when(in.b.ne(p, in.b.integer(0)), weight) : weight;
}

// A value of the result's shape for each element of the operand.
inline Term per_element(const OpInput& in, const Term& t) {
  return spread(in.b, t, in.shapes[0], other_axes(in.lists[0], in.shapes[0].rank()));
}
inline ValueId per_element(const OpInput& in, ValueId v) { return *per_element(in, value_term(v)).value; }

// ẏ = outer·Σ inner·ẋ,  x̄ = inner·(outer·ȳ for each)
template <Weights (*weights)(const OpInput&)>
StructuralRule reduction_rule() {
  return {.data = {true},
          .tangent =
              [](const OpInput& in, std::span<const Term> t) {
                const Weights w = weights(in);
                const Term change = sum(in.b, weigh(in.b, w.inner, t[0], in.masks[0]), in.shapes[0], in.lists[0]);
                return weigh(in.b, w.outer, change);
              },
          .adjoint =
              [](const OpInput& in, std::size_t, const Term& adjoint) {
                const Weights w = weights(in);
                const Term each = per_element(in, weigh(in.b, w.outer, adjoint));
                return Share{apply(in.b, w.inner, each), w.inner.condition};
              },
          .use = [](const OpInput& in, std::size_t, const Term& used) { return per_element(in, used); },
          .reach =
              [](const OpInput& in, std::size_t, const Term& changed) {
                const std::optional<ValueId> condition = weights(in).inner.condition;
                const Term counted = condition ? select(in.b, *condition, changed, {}) : changed;
                return sum(in.b, counted, in.shapes[0], in.lists[0]);
              },
          .amplifies = true};
}

// y = the extreme of x:  n/Σn where x = y, 0 elsewhere; nan where y is. n is 1, or how many values a choice x chose
template <Op choice>
Weights extreme_weights(const OpInput& in) {
  SharingBuilder& b = in.b;
  const ValueId is_extreme = b.eq(in.x[0], per_element(in, in.y));
  const ValueId nan = b.floating(std::numeric_limits<double>::quiet_NaN());
  const ValueId is_number = b.eq(in.y, in.y);
  const ValueId has_share = b.logical_or(is_extreme, per_element(in, b.logical_not(is_number)));
  const ValueId n = tie_count(b, in.x[0], choice);
  const ValueId count = tie_count(b, in.y, choice);
  return {when(has_share, is_one(b, n) ? one() : multiply_by(n)), divide_by(b.select(is_number, count, nan))};
}
template <>
inline StructuralRule rule_of<Op::ReduceMax>() {
  return reduction_rule<extreme_weights<Op::Max>>();
}
template <>
inline StructuralRule rule_of<Op::ReduceMin>() {
  return reduction_rule<extreme_weights<Op::Min>>();
}

// y = ‖x‖:  x/y, and 0 where y = 0: a factor, so that a nan or infinity behind it stays one, in every mode
inline Weights norm_weights(const OpInput& in) {
  SharingBuilder& b = in.b;
  const ValueId y = per_element(in, in.y);
  return {multiply_by(b.select(b.ne(y, b.integer(0)), b.div(in.x[0], y), b.integer(0)))};
}
template <>
inline StructuralRule rule_of<Op::Norm>() {
  return reduction_rule<norm_weights>();
}

// y = log Σ eˣ:  softmax x
inline Weights logsumexp_weights(const OpInput& in) { return {probability(in, in.b.softmax(in.x[0], in.lists[0]))}; }
template <>
inline StructuralRule rule_of<Op::Logsumexp>() {
  return reduction_rule<logsumexp_weights>();
}

// The product of all other elements along the last axis. Elements are multiplied in pairs, level by level; then each of
// a pair is given what its pair is given, times its partner. Nothing is divided, so zeros are no special case.
class ProductOfOthers {
 public:
  explicit ProductOfOthers(SharingBuilder& b) : b_(b) {}

  ValueId of(ValueId x) {
    std::vector<ValueId> levels{x};
    while (length(levels.back()) > 1) levels.push_back(multiply_pairs(levels.back()));
    ValueId given = b_.broadcast(b_.integer(1), extents(b_.function().shape(levels.back())), {});
    for (std::size_t i = levels.size() - 1; i-- > 0;) given = give_pairs(given, levels[i]);
    return given;
  }

 private:
  [[nodiscard]] std::int64_t length(ValueId v) const { return b_.function().shape(v).dims().back(); }

  ValueId part(ValueId v, std::int64_t from, std::int64_t to) {
    Axes stops = extents(b_.function().shape(v));
    Axes starts(stops.size(), 0);
    starts.back() = from;
    stops.back() = to;
    return b_.slice(v, starts, stops, Axes(stops.size(), 1));
  }
  ValueId join(ValueId v, ValueId w) {
    return b_.concat(v, w, static_cast<std::int64_t>(b_.function().shape(v).rank()) - 1);
  }

  ValueId multiply_pairs(ValueId v) {
    const std::int64_t half = length(v) / 2;
    const ValueId first = part(v, 0, half);
    const ValueId pairs = b_.mul(first, part(v, half, 2 * half));
    return length(v) == 2 * half ? pairs : join(pairs, part(v, 2 * half, length(v)));
  }

  ValueId give_pairs(ValueId given, ValueId v) {
    const std::int64_t half = length(v) / 2;
    const ValueId to_pairs = part(given, 0, half);
    const ValueId first = b_.mul(to_pairs, part(v, half, 2 * half));
    const ValueId both = join(first, b_.mul(to_pairs, part(v, 0, half)));
    return length(v) == 2 * half ? both : join(both, part(given, half, half + 1));
  }

  SharingBuilder& b_;
};

// y = Π x:  the product of the others
inline Weights prod_weights(const OpInput& in) {
  SharingBuilder& b = in.b;
  const Axes kept = other_axes(in.lists[0], in.shapes[0].rank());
  const Axes order = joined(kept, in.lists[0]);
  const Axes moved = extents(in.shapes[0], order);
  Axes rows = extents(in.shapes[0], kept);
  rows.push_back(ir::Shape(extents(in.shapes[0], in.lists[0])).elements());
  const ValueId x = *permute(b, value_term(in.x[0]), order).value;
  const ValueId others = b.reshape(ProductOfOthers(b).of(b.reshape(x, rows)), moved);
  return {multiply_by(*permute(b, value_term(others), inverse(order)).value)};
}
template <>
inline StructuralRule rule_of<Op::Prod>() {
  return reduction_rule<prod_weights>();
}

// y = eˣ/Σ eˣ:  ẏ = y·(ẋ − Σ y·ẋ for each), and the same for adjoints
inline Term softmax_change(const OpInput& in, const Term& t) {
  SharingBuilder& b = in.b;
  const Axes kept = other_axes(in.lists[0], in.shape.rank());
  if (t.is_zero() || is_uniform(b, t)) return {};
  const Partial p = probability(in, in.y);
  const Term mean = sum(b, weigh(b, p, t), in.shape, in.lists[0]);
  const Term excess = add(b, t, spread(b, {-mean.coefficient, mean.value}, in.shape, kept));
  return weigh(b, p, excess);
}
inline Share softmax_adjoint(const OpInput& in, std::size_t, const Term& adjoint) {
  OpInput plain = in;
  plain.meets_infinities = false;
  return {softmax_change(plain, adjoint), probability(in, in.y).condition};
}
inline Term mixed_elements(const OpInput& in, std::size_t, const Term& some) {
  const Axes kept = other_axes(in.lists[0], in.shape.rank());
  return spread(in.b, sum(in.b, some, in.shape, in.lists[0]), in.shape, kept);
}
template <>
inline StructuralRule rule_of<Op::Softmax>() {
  return {.data = {true},
          .tangent = [](const OpInput& in, std::span<const Term> t) { return softmax_change(in, t[0]); },
          .adjoint = softmax_adjoint,
          .use = mixed_elements,
          .reach = mixed_elements,
          .amplifies = true};
}

// The softmax of one element is 1, whatever it is.
inline bool is_of_one(const OpInput& in) { return ir::Shape(extents(in.shape, in.lists[0])).elements() == 1; }

// y = log(eˣ/Σ eˣ):  ẏ = ẋ − Σ p·ẋ for each,  x̄ = ȳ − p·Σ ȳ for each,  p = softmax x
inline Term log_softmax_tangent(const OpInput& in, std::span<const Term> t) {
  SharingBuilder& b = in.b;
  const Axes kept = other_axes(in.lists[0], in.shape.rank());
  if (t[0].is_zero() || is_uniform(b, t[0]) || is_of_one(in)) return {};
  const Partial p = probability(in, b.softmax(in.x[0], in.lists[0]));
  const Term mean = sum(b, weigh(b, p, t[0]), in.shape, in.lists[0]);
  return add(b, t[0], spread(b, {-mean.coefficient, mean.value}, in.shape, kept));
}
inline Share log_softmax_adjoint(const OpInput& in, std::size_t, const Term& adjoint) {
  SharingBuilder& b = in.b;
  if (is_of_one(in)) return {};
  const Axes kept = other_axes(in.lists[0], in.shape.rank());
  const Term total = sum(b, adjoint, in.shape, in.lists[0]);
  const ValueId p = b.softmax(in.x[0], in.lists[0]);
  const Term given = apply(b, multiply_by(p), spread(b, total, in.shape, kept));
  return {add(b, adjoint, {-given.coefficient, given.value})};
}
// Elements of x that ȳ is given for, and those with a share in its sum.
inline Term log_softmax_use(const OpInput& in, std::size_t k, const Term& used) {
  SharingBuilder& b = in.b;
  Term mixed = mixed_elements(in, k, used);
  if (!in.meets_infinities || !used.value) return mixed;
  return add(b, used, weigh(b, when(b.ne(b.softmax(in.x[0], in.lists[0]), b.integer(0)), one()), mixed));
}
template <>
inline StructuralRule rule_of<Op::LogSoftmax>() {
  return {.data = {true},
          .tangent = log_softmax_tangent,
          .adjoint = log_softmax_adjoint,
          .use = log_softmax_use,
          .reach = mixed_elements,
          .amplifies = true};
}

// Expanded before anything is derived (passes/derive/expand_diff.h).
template <>
inline StructuralRule rule_of<Op::Diff>() {
  return {};
}

}  // namespace adc::passes
