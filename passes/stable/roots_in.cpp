#include "passes/stable/roots_in.h"

#include <algorithm>
#include <array>

#include "ir/moves.h"
#include "passes/stable/match_tensors.h"

namespace adc::passes {
namespace {

using std::optional;

constexpr std::size_t kMaxLegs = 8;
constexpr std::size_t kMaxRoots = 4;
constexpr int kMaxMoves = 8;

bool is_one_of(Op op, std::span<const Op> ops) { return std::ranges::find(ops, op) != ops.end(); }

constexpr std::array kOdd{Op::Sin,   Op::Tan,   Op::Csc,   Op::Cot,  Op::Asin,   Op::Atan,
                          Op::Acsc,  Op::Sinh,  Op::Tanh,  Op::Csch, Op::Coth,   Op::Asinh,
                          Op::Atanh, Op::Acsch, Op::Acoth, Op::Erf,  Op::Erfinv, Op::Cbrt};

std::int64_t exponent_of(const Site& s, ValueId v) { return s.b.function().immediate(v); }

// c and u where v is c·u² for a constant c > 0; u is to be taken to the power n/2, for u^n.
struct Square {
  Rational c = 1;
  ValueId u;
  std::int64_t n = 2;
};
optional<Square> square_of(const Site& s, ValueId v) {
  Rational c = 1;
  const auto scale = [&](const optional<Rational>& by) {
    const optional<Rational> product = by && !by->is_negative() && !by->is_zero() ? mul(c, *by) : std::nullopt;
    if (product) c = *product;
    return product.has_value();
  };
  for (int i = 0; i < kMaxMoves; ++i) {
    if (s.is(v, Op::Mul) && s.arg(v, 0) == s.arg(v, 1)) return Square{c, s.arg(v)};
    if (s.is(v, Op::Powi) && exponent_of(s, v) > 0 && exponent_of(s, v) % 2 == 0)
      return Square{c, s.arg(v), exponent_of(s, v)};
    const bool product = s.is(v, Op::Mul);
    const std::size_t k = product && s.rational(s.arg(v, 0)) != nullptr ? 0 : 1;
    const Rational* by = product || s.is(v, Op::Div) ? s.rational(s.arg(v, k)) : nullptr;
    if (by == nullptr || !scale(product ? optional(*by) : div(1, *by))) return std::nullopt;
    v = s.arg(v, 1 - k);
  }
  return std::nullopt;
}

// x where v is Σ x² over all elements.
optional<ValueId> summed_square(const Site& s, ValueId v) {
  if (shape_of(s, v).rank() > 0) return std::nullopt;
  if (s.is(v, Op::ReduceSum)) return square_root_of(s, s.arg(v));
  const bool dot = s.is(v, Op::Dot) && s.arg(v, 0) == s.arg(v, 1) && list_of(s, v, 2) == list_of(s, v, 3);
  return dot && !list_of(s, v, 2).empty() ? optional(s.arg(v)) : std::nullopt;
}

// The terms of a sum that are squares; none where one is not, or where there are too many.
struct Terms {
  std::vector<Square> squares;
  optional<Square> summed;
};
optional<Terms> squares_in(const Site& s, ValueId sum) {
  Terms terms;
  std::vector<ValueId> open{sum};
  while (!open.empty()) {
    const ValueId v = open.back();
    open.pop_back();
    if (s.is(v, Op::Add)) {
      open.insert(open.end(), {s.arg(v, 1), s.arg(v, 0)});
    } else if (const optional<Square> square = square_of(s, v)) {
      terms.squares.push_back(*square);
    } else {
      return std::nullopt;
    }
    if (open.size() + terms.squares.size() > kMaxLegs) return std::nullopt;
  }
  return terms;
}

// c·Σ: the terms of the sum under a root, each with the constant before it.
optional<Terms> terms_of_root(const Site& s, ValueId root) {
  ValueId q = s.arg(root);
  Rational scale = 1;
  for (int i = 0; i < kMaxMoves && (s.is(q, Op::Mul) || s.is(q, Op::Div)); ++i) {
    const bool product = s.is(q, Op::Mul);
    const std::size_t k = product && s.rational(s.arg(q, 0)) != nullptr ? 0 : 1;
    const Rational* by = s.rational(s.arg(q, k));
    if (by == nullptr || by->is_zero() || by->is_negative()) break;
    const optional<Rational> scaled = product ? mul(scale, *by) : div(scale, *by);
    if (!scaled) return std::nullopt;
    scale = *scaled;
    q = s.arg(q, 1 - k);
  }
  if (const optional<ValueId> x = summed_square(s, q)) return Terms{{}, Square{scale, *x}};
  optional<Terms> terms = squares_in(s, q);
  if (!terms) return std::nullopt;
  for (Square& square : terms->squares) {
    const optional<Rational> c = mul(square.c, scale);
    if (!c) return std::nullopt;
    square.c = *c;
  }
  return terms;
}

// The value below moves of elements.
ValueId moved(const Site& s, ValueId v) {
  for (int i = 0; i < kMaxMoves && ir::moves_elements(s.b.function().op(v)); ++i) v = s.arg(v);
  return v;
}

ValueId repeat_on(const Site& s, ValueId like, ValueId x) {
  const ir::List given = s.b.function().immediates(like);
  const Axes immediates(given.begin(), given.end());
  return s.b.emit(s.b.function().op(like), std::array{x}, immediates);
}

// The leg of |u|, with the moves that stand over it.
ValueId moved_leg(const Site& s, ValueId v) {
  std::vector<ValueId> moves;
  for (; !s.is(v, Op::Abs); v = s.arg(v)) moves.push_back(v);
  ValueId u = s.arg(v);
  for (; !moves.empty(); moves.pop_back()) u = repeat_on(s, moves.back(), u);
  return u;
}

// hypot(r, w) where the choice of a smooth form for r = 0 and w ≠ 0 stands for it.
ValueId unguarded_hypot(const Site& s, ValueId v) {
  if (!s.is(v, Op::Select) || !s.is(s.arg(v, 2), Op::Hypot) || !s.is(s.arg(v), Op::And)) return v;
  const ValueId hypot = s.arg(v, 2);
  for (const std::size_t k : {std::size_t{0}, std::size_t{1}}) {
    const ValueId is_zero = s.arg(s.arg(v), k);
    if (!s.is(is_zero, Op::Eq)) continue;
    for (const std::size_t i : {std::size_t{0}, std::size_t{1}}) {
      const ValueId r = s.arg(is_zero, i);
      const bool guards = r == s.arg(hypot, 0) || r == s.arg(hypot, 1);
      if (guards && s.is_rational(s.arg(is_zero, 1 - i), 0)) return hypot;
    }
  }
  return v;
}

bool is_hypot(const Site& s, ValueId v) { return s.is(unguarded_hypot(s, v), Op::Hypot); }
bool is_whole_norm(const Site& s, ValueId v) { return s.is(v, Op::Norm) && shape_of(s, v).rank() == 0; }

// The roots of both.
std::vector<ValueId> shared(const std::vector<ValueId>& a, const std::vector<ValueId>& b) {
  std::vector<ValueId> both;
  std::ranges::set_intersection(a, b, std::back_inserter(both));
  return both;
}
// The roots of one alone: of the others there is the square.
std::vector<ValueId> unshared(const std::vector<ValueId>& a, const std::vector<ValueId>& b) {
  std::vector<ValueId> one;
  std::ranges::set_symmetric_difference(a, b, std::back_inserter(one));
  if (one.size() > kMaxRoots) one.clear();
  return one;
}

// The roots of the first alone.
std::vector<ValueId> without(const std::vector<ValueId>& a, const std::vector<ValueId>& b) {
  std::vector<ValueId> rest;
  std::ranges::set_difference(a, b, std::back_inserter(rest));
  return rest;
}

class Finding {
 public:
  explicit Finding(const Site& s) : s_(s), facts_(s.b.base().facts()) {}

  const std::vector<ValueId>& in(ValueId v) {
    for (std::size_t& next = facts_.looked_for_roots; next <= ir::index(v); ++next) {
      if (facts_.roots.empty() && !is_root(s_, ir::value_id(next))) continue;
      std::vector<ValueId> roots = found(ir::value_id(next));
      if (!roots.empty()) facts_.roots.emplace(ir::value_id(next), std::move(roots));
    }
    return known(v);
  }

 private:
  [[nodiscard]] const std::vector<ValueId>& known(ValueId v) const {
    static const std::vector<ValueId> kNone;
    const auto found = facts_.roots.find(v);
    return found == facts_.roots.end() ? kNone : found->second;
  }
  [[nodiscard]] const std::vector<ValueId>& known(ValueId v, std::size_t k) const { return known(s_.arg(v, k)); }
  [[nodiscard]] std::vector<ValueId> signs(ValueId v, std::size_t k) const {
    std::vector<ValueId> some = known(v, k);
    std::erase_if(some, [this](ValueId r) { return !is_sign_root(s_, r); });
    return some;
  }
  // Those of which a divisor keeps nothing: r/(r·w) is 1/w.
  [[nodiscard]] std::vector<ValueId> norms(ValueId v, std::size_t k) const { return without(known(v, k), signs(v, k)); }
  // Those that linear maps of tensors pass on.
  [[nodiscard]] std::vector<ValueId> scalars(ValueId v, std::size_t k) const {
    std::vector<ValueId> some = signs(v, k);
    std::erase_if(some, [this](ValueId r) { return shape_of(s_, r).rank() > 0; });
    return some;
  }

  // The elements of ‖x‖·v for a tensor v are not made of elements of x.
  [[nodiscard]] std::vector<ValueId> found(ValueId v) const {
    if (is_root(s_, v)) return {v};
    std::vector<ValueId> roots = through(v);
    std::erase_if(roots,
                  [&](ValueId r) { return !is_sign_root(s_, r) && shape_of(s_, r).rank() != shape_of(s_, v).rank(); });
    return roots;
  }
  // Of operands that are known.
  [[nodiscard]] std::vector<ValueId> through(ValueId v) const {
    const Op op = s_.b.function().op(v);
    if (is_one_of(op, kOdd)) return signs(v, 0);
    if (ir::moves_elements(op)) return scalars(v, 0);
    switch (op) {
      case Op::Neg: return known(v, 0);
      case Op::Add:
      case Op::Sub: return shared(known(v, 0), known(v, 1));
      case Op::Select: return shared(known(v, 1), known(v, 2));
      case Op::Mul: return unshared(known(v, 0), known(v, 1));
      case Op::Div: return without(unshared(known(v, 0), signs(v, 1)), norms(v, 1));
      case Op::Powi: return exponent_of(s_, v) % 2 != 0 ? odd_power(v) : std::vector<ValueId>{};
      case Op::ReduceSum: return scalars(v, 0);
      case Op::Dot: return unshared(scalars(v, 0), scalars(v, 1));
      default: return {};
    }
  }
  // r^n is r·(r²)^((n − 1)/2).
  [[nodiscard]] std::vector<ValueId> odd_power(ValueId v) const {
    return exponent_of(s_, v) > 0 ? known(v, 0) : signs(v, 0);
  }

  Site s_;
  Facts& facts_;
};

// Values with one leg for a root.
class Replacing {
 public:
  Replacing(const Site& s, ValueId root, std::size_t leg, ValueId by)
      : s_(s), root_(root), leg_(leg), by_(by), done_(s.b.base().facts().replaced) {}

  ValueId in(ValueId start) {
    std::vector<ValueId> open{start};
    while (!open.empty()) {
      const ValueId v = open.back();
      const std::size_t before = open.size();
      if (!is_done(v)) {
        const std::size_t arity = s_.b.function().operands(v).size();
        for (std::size_t k = 0; k < arity; ++k) {
          if (has_root(v, k) && !is_done(s_.arg(v, k))) open.push_back(s_.arg(v, k));
        }
        if (open.size() != before) continue;
        done_.emplace(key(v), rebuilt(v));
      }
      open.pop_back();
    }
    return replaced(start);
  }

 private:
  [[nodiscard]] std::tuple<ValueId, ValueId, std::size_t> key(ValueId v) const { return {v, root_, leg_}; }
  [[nodiscard]] bool is_done(ValueId v) const { return v == root_ || done_.contains(key(v)); }
  [[nodiscard]] ValueId replaced(ValueId v) const { return v == root_ ? by_ : done_.at(key(v)); }
  [[nodiscard]] bool has_root(ValueId v, std::size_t k) const {
    return std::ranges::binary_search(roots_in(s_, s_.arg(v, k)), root_);
  }

  ValueId rebuilt(ValueId v) {
    const ir::Function& fn = s_.b.function();
    const Op op = fn.op(v);
    if (op == Op::Powi && !is_sign_root(s_, root_)) return rebuilt_power(v);
    std::vector<ValueId> x(fn.operands(v).begin(), fn.operands(v).end());
    for (std::size_t k = 0; k < x.size(); ++k) {
      if (has_root(v, k)) x[k] = replaced(x[k]);
    }
    const ir::List given = fn.immediates(v);
    const Axes immediates(given.begin(), given.end());
    return s_.b.emit(op, x, immediates);
  }
  // r^n = r·(r²)^((n − 1)/2)
  ValueId rebuilt_power(ValueId v) {
    const std::int64_t half = (exponent_of(s_, v) - 1) / 2;
    const ValueId x = s_.arg(v);
    const Replacement square = product_over(s_, root_, x, x);
    const auto* form = std::get_if<Form>(&square);
    const ValueId value = form != nullptr ? s_.b.emit(form->op, {form->x[0], form->x[1]}) : std::get<ValueId>(square);
    return half == 0 ? replaced(x) : s_.b.mul(replaced(x), half == 1 ? value : s_.b.powi(value, half));
  }

  Site s_;
  ValueId root_;
  std::size_t leg_;
  ValueId by_;
  std::map<std::tuple<ValueId, ValueId, std::size_t>, ValueId>& done_;
};

}  // namespace

std::vector<ValueId> numbers_under(const Site& s, ValueId v) {
  std::vector<ValueId> numbers;
  std::vector<ValueId> open{v};
  while (!open.empty()) {
    const ValueId next = unguarded_hypot(s, open.back());
    open.pop_back();
    if (s.is(next, Op::Hypot))
      open.insert(open.end(), {s.arg(next, 1), s.arg(next, 0)});
    else
      numbers.push_back(next);
    if (open.size() + numbers.size() > kMaxLegs) return {};
  }
  return numbers;
}

bool is_root(const Site& s, ValueId v) {
  if (is_hypot(s, v)) return !numbers_under(s, v).empty();
  if (s.is(v, Op::Norm)) return is_whole_norm(s, v);
  if (s.is(v, Op::Sqrt)) return terms_of_root(s, v).has_value();
  return s.is(moved(s, v), Op::Abs);
}

bool is_sign_root(const Site& s, ValueId r) { return s.is(moved(s, r), Op::Abs); }

std::vector<Leg> legs_of(const Site& s, ValueId r) {
  std::vector<Leg> legs;
  const auto add_square = [&](const Square& square, bool summed) {
    const ValueId u = square.n == 2 ? square.u : s.b.powi(square.u, square.n / 2);
    legs.push_back({scaled(s, square.c, u), u, summed});
  };
  if (is_hypot(s, r)) {
    for (const ValueId leaf : numbers_under(s, r)) {
      const bool norm = is_whole_norm(s, leaf);
      const ValueId u = norm ? s.arg(leaf) : leaf;
      legs.push_back({u, u, norm});
    }
  } else if (s.is(r, Op::Norm)) {
    legs.push_back({s.arg(r), s.arg(r), true});
  } else if (s.is(r, Op::Sqrt)) {
    const optional<Terms> terms = terms_of_root(s, r);
    for (const Square& square : terms->squares) add_square(square, false);
    if (terms->summed) add_square(*terms->summed, true);
  } else {
    const ValueId u = moved_leg(s, r);
    legs.push_back({u, u});
  }
  return legs;
}

const std::vector<ValueId>& roots_in(const Site& s, ValueId v) { return Finding(s).in(v); }

optional<ValueId> common_root(const Site& s, ValueId v, ValueId w, bool sign_root) {
  if (roots_in(s, v).empty() || roots_in(s, w).empty()) return std::nullopt;
  for (const ValueId r : shared(roots_in(s, v), roots_in(s, w))) {
    if (!sign_root || is_sign_root(s, r)) return r;
  }
  return std::nullopt;
}

Replacement product_over(const Site& s, ValueId r, ValueId v, ValueId w) {
  if (v == r && w == r && s.is(r, Op::Sqrt)) return s.arg(r);
  const std::vector<Leg> legs = legs_of(s, r);
  optional<ValueId> sum;
  for (std::size_t i = 0; i < legs.size(); ++i) {
    const ValueId a = Replacing(s, r, 2 * i, legs[i].a).in(v);
    const ValueId b = Replacing(s, r, 2 * i + 1, legs[i].b).in(w);
    if (legs.size() == 1 && !legs[i].summed) return Form(Op::Mul, {a, b});
    ValueId product = s.b.mul(a, b);
    if (legs[i].summed) product = s.b.reduce_sum(product, all_axes(shape_of(s, product)));
    if (sum && i + 1 == legs.size()) return Form(Op::Add, {*sum, product});
    sum = sum ? s.b.add(*sum, product) : product;
  }
  return *sum;
}

ValueId without_sign(const Site& s, ValueId v, ValueId r) {
  constexpr std::size_t kOnly = 0;
  return Replacing(s, r, kOnly, legs_of(s, r)[0].a).in(v);
}

ValueId without_signs(const Site& s, ValueId v) {
  for (std::size_t i = 0; i < kMaxRoots; ++i) {
    const std::vector<ValueId>& roots = roots_in(s, v);
    const auto sign = std::ranges::find_if(roots, [&](ValueId r) { return is_sign_root(s, r); });
    if (sign == roots.end()) break;
    v = without_sign(s, v, *sign);
  }
  return v;
}

ValueId even_argument(const Site& s, ValueId v) {
  v = without_signs(s, v);
  while (s.is(v, Op::Neg)) v = s.arg(v);
  const bool reversed = s.is(v, Op::Sub) && s.arg(v, 0) > s.arg(v, 1);
  return reversed ? s.b.sub(s.arg(v, 1), s.arg(v, 0)) : v;
}

}  // namespace adc::passes
