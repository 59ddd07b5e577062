// Functions with kinks and steps, for a small t > 0: which side there is.
#include "passes/series/evaluate.h"

namespace adc::passes::series {

using ir::Op;

Series Evaluator::absolute(const Series& u) {
  if (u.is_zero()) return u;
  // |c·tᵛ·(1 + …)| = sign(c)·c·tᵛ·(1 + …), whatever the inputs in c are
  if (!u.coefficients.empty() && !k_.sign(u.coefficients.front())) {
    a_.note_side(u);
    return a_.mul(a_.constant(k_.call(Op::Sign, {u.coefficients.front()})), u);
  }
  return a_.scaled(Rational(a_.sign(u)), u);
}

Series Evaluator::floor(const Series& u) {
  a_.require_finite(u, "a step");
  const auto floor = k_.floor_of(a_.constant_of(u));
  if (!floor) Algebra::refuse("what there is depends on where a step is", {"give the inputs in it values"});
  const bool below = floor->exact && a_.sign(a_.without_constant(u)) < 0;
  return a_.number(Rational(floor->whole - (below ? 1 : 0)));
}

// Halves to even: ⌊u + 1/2⌋, but for what stays at a half.
Series Evaluator::round(const Series& u) {
  const Series half = a_.add(u, a_.number(Rational::ratio(1, 2)));
  const Series rounded = floor(half);
  if (!a_.sub(half, rounded).is_zero()) return rounded;
  const auto whole = k_.floor_of(a_.constant_of(rounded));
  return whole && whole->whole % 2 != 0 ? a_.sub(rounded, one()) : rounded;
}

bool Evaluator::relation(Op op, const Series& x, const Series& y) {
  const int order = a_.sign(a_.sub(y, x));
  switch (op) {
    case Op::Lt: return order > 0;
    case Op::Le: return order >= 0;
    case Op::Eq: return order == 0;
    default: return order != 0;
  }
}

std::optional<Series> Evaluator::kinked(Op op, const std::vector<Series>& x) {
  const auto negative = [&](const Series& u) { return a_.scaled(Rational(-1), u); };
  switch (op) {
    case Op::Abs: return absolute(x[0]);
    case Op::Sign: return a_.number(Rational(a_.sign(x[0])));
    case Op::Min: return a_.sign(a_.sub(x[0], x[1])) <= 0 ? x[0] : x[1];
    case Op::Max: return a_.sign(a_.sub(x[0], x[1])) >= 0 ? x[0] : x[1];
    case Op::Floor: return floor(x[0]);
    case Op::Ceil: return negative(floor(negative(x[0])));
    case Op::Trunc: return a_.sign(x[0]) < 0 ? negative(floor(negative(x[0]))) : floor(x[0]);
    case Op::Round: return round(x[0]);
    case Op::Mod: return a_.sub(x[0], a_.mul(x[1], floor(a_.div(x[0], x[1]))));
    case Op::Copysign: {
      const Series size = absolute(x[0]);
      return a_.sign(x[1]) < 0 ? negative(size) : size;
    }
    case Op::Atan2: return atan2(x[0], x[1]);
    default: return std::nullopt;
  }
}

}  // namespace adc::passes::series
