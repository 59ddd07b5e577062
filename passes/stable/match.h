// What the left sides of the stable rules are recognised with, and their right sides made with.
#pragma once

#include <optional>
#include <vector>

#include "passes/stable/rule.h"

namespace adc::passes {

using ir::Op;
using ir::Rational;
using ir::ValueId;
using Match = std::optional<Replacement>;

inline Match no_match() { return std::nullopt; }

/// The rational constant n/d.
[[nodiscard]] inline ValueId constant(const Site& s, std::int64_t n, std::int64_t d = 1) {
  return s.b.rational(Rational::ratio(n, d));
}
/// What rules state for double precision holds for single precision with the thresholds of its range.
[[nodiscard]] bool is_single(const Site& s);
/// The largest finite number.
[[nodiscard]] ValueId largest_number(const Site& s);
/// 709 in double precision: about the largest whole number whose exponential is finite.
[[nodiscard]] ValueId largest_exponent(const Site& s);
/// 2ⁿ in double precision; in single, whose exponents have three bits less, 2ⁿᐟ⁸.
[[nodiscard]] ValueId range_bound(const Site& s, int n);
/// c·d where it is so small that moving it past a product neither overflows nor underflows.
[[nodiscard]] std::optional<Rational> small_product(const Rational& c, const Rational& d);
/// c·v, with constant factors of v folded.
[[nodiscard]] ValueId scaled(const Site& s, const Rational& c, ValueId v);
/// −v; −(u − w) is w − u.
[[nodiscard]] ValueId negated(const Site& s, ValueId v);
/// v − w, simplified where they share a term.
[[nodiscard]] ValueId difference(const Site& s, ValueId v, ValueId w);

/// v as c·u, with the constant factors, divisors and signs that stand outermost in c.
struct Multiple {
  Rational c;
  ValueId u;
};
[[nodiscard]] Multiple multiple(const Site& s, ValueId v);

/// Whether v is −w in one of the ways that it is written.
[[nodiscard]] bool is_negative_of(const Site& s, ValueId v, ValueId w);
/// Whether v ≥ 0 wherever it is a number, as its operations show.
[[nodiscard]] bool is_never_negative(const Site& s, ValueId v);
/// w where v is 1 + w or w + 1 and w is no constant.
[[nodiscard]] std::optional<ValueId> one_plus(const Site& s, ValueId v);
/// w where v is 1 − w.
[[nodiscard]] std::optional<ValueId> one_minus(const Site& s, ValueId v);
/// v as base + c.
struct Offset {
  ValueId base;
  Rational c;
};
[[nodiscard]] Offset offset(const Site& s, ValueId v);
/// e where v is w + e.
[[nodiscard]] std::optional<ValueId> excess(const Site& s, ValueId v, ValueId w);
/// w where v is w².
[[nodiscard]] std::optional<ValueId> square_root_of(const Site& s, ValueId v);
/// A power as it was written, also where the rule for (1 + u)^p put it into a choice.
[[nodiscard]] ValueId unguarded_power(const Site& s, ValueId v);
/// u where v is exp(u) or 1/exp(u); 0 where it is 1.
[[nodiscard]] std::optional<ValueId> exponent(const Site& s, ValueId v);
/// u where {v, w} is {exp(u), exp(−u)}, v being exp(u).
[[nodiscard]] std::optional<ValueId> opposite_exponents(const Site& s, ValueId v, ValueId w);
/// u where v is exp(u) + exp(−u).
[[nodiscard]] std::optional<ValueId> double_cosh(const Site& s, ValueId v);
/// The terms of a sum, v alone where it is none; empty where they are more than 64.
[[nodiscard]] std::vector<ValueId> terms_of_sum(const Site& s, ValueId v);
/// The u where v is a sum of exp(u), one of which may be 1, as exp(0). Empty where v is no such sum of at least two and
/// at most 64 terms.
[[nodiscard]] std::vector<ValueId> exponents_of_sum(const Site& s, ValueId v);
/// The exponents v, less u, where the numerator is exp(u) and the denominator exp(u) + Σ exp(v); else empty.
[[nodiscard]] std::vector<ValueId> other_exponents(const Site& s, ValueId numerator, ValueId denominator);
/// log Σ exp(u).
[[nodiscard]] ValueId log_sum_exp(const Site& s, const std::vector<ValueId>& exponents);

}  // namespace adc::passes
