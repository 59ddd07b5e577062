// Values with a kink whose squares have none, and what is made of them.
#pragma once

#include <optional>
#include <vector>

#include "passes/stable/match.h"

namespace adc::passes {

/// Of a root r: Σ a·b over its legs is r². For |u| it is u·u, for hypot(u, v) u·u + v·v.
struct Leg {
  ValueId a;
  ValueId b;
  bool summed = false;  ///< a tensor, whose elements are one leg each
};

/// Whether `v` is a root, |u|, hypot(u, v), ‖x‖ or √(Σ c·u²), also with moves of elements over |u|: smooth wherever it
/// is not 0, with a smooth square.
[[nodiscard]] bool is_root(const Site& s, ValueId v);
/// Whether the root `r` is ±u for its one leg u, as |u| is: odd functions of r are ±those of u, and even ones the same.
[[nodiscard]] bool is_sign_root(const Site& s, ValueId r);
/// The legs of a root: at most eight.
[[nodiscard]] std::vector<Leg> legs_of(const Site& s, ValueId r);

/// The numbers under nested hypots, from left to right; none where they are more than eight.
[[nodiscard]] std::vector<ValueId> numbers_under(const Site& s, ValueId v);

/// The roots r, at most four, of which `v` is r·w with a smooth w, or an odd function where r is ±u: 3r, r·y, r + r·z,
/// sin(|u|), y/|u| … O(1) per instruction, amortised.
[[nodiscard]] const std::vector<ValueId>& roots_in(const Site& s, ValueId v);
/// A root that both values have; such a one alone, if that is asked for.
[[nodiscard]] std::optional<ValueId> common_root(const Site& s, ValueId v, ValueId w, bool sign_root = false);

/// v·w for values that have the root r in common: Σ (v with a for r)·(w with b for r).
[[nodiscard]] Replacement product_over(const Site& s, ValueId r, ValueId v, ValueId w);
/// `v` with u for the root r = |u|.
[[nodiscard]] ValueId without_sign(const Site& s, ValueId v, ValueId r);
/// `v` with u for each root |u| that it has.
[[nodiscard]] ValueId without_signs(const Site& s, ValueId v);
/// The same for the argument of an even function: u for −u, too, and of u − v and v − u the same one.
[[nodiscard]] ValueId even_argument(const Site& s, ValueId v);

}  // namespace adc::passes
