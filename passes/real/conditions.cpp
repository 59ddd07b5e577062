#include "passes/real/conditions.h"

#include <algorithm>
#include <array>
#include <tuple>

#include "passes/real/assume.h"
#include "passes/real/counted.h"

namespace adc::passes::real {
namespace {

using ir::Constant;

constexpr int kMaxNegated = 24;           // conditions in one another whose parts are negated
constexpr std::size_t kMaxCompared = 16;  // terms of a sum that is compared with a number

std::optional<bool> compare(Op op, const Rational& a, const Rational& b) {
  switch (op) {
    case Op::Lt: return a < b;
    case Op::Le: return a <= b;
    case Op::Eq: return a == b;
    case Op::Ne: return !(a == b);
    default: return std::nullopt;
  }
}

class Conditions {
 public:
  Conditions(Pool& pool, Op op, const std::vector<Expr>& args) : pool_(pool), op_(op), args_(args) {}

  std::optional<Expr> apply() {
    switch (op_) {
      case Op::Not: return negation();
      case Op::ToFloat:
        if (const auto value = as_bool(args_[0])) return pool_.number(Rational(*value ? 1 : 0));
        return std::nullopt;
      case Op::And:
      case Op::Or: return logical();
      case Op::Select: return select();
      default: return relation();
    }
  }

 private:
  Expr boolean(bool value) { return pool_.constant(Constant::boolean(value)); }
  std::optional<bool> as_bool(Expr e) const {
    if (!pool_.is_constant(e, Constant::Kind::Bool)) return std::nullopt;
    return pool_.constant_of(e).as_bool();
  }

  std::optional<Expr> relation() {
    const NormalForm& a = pool_[args_[0]];
    const NormalForm& b = pool_[args_[1]];
    if (a.kind == Kind::Number && b.kind == Kind::Number) {
      if (const auto result = compare(op_, a.number, b.number)) return boolean(*result);
    }
    if (args_[0] == args_[1]) return boolean(op_ == Op::Eq || op_ == Op::Le);
    if (const auto result = square_against_number()) return result;
    return comparison();
  }

  // u² = −1 never holds, u² = 0 where u = 0
  std::optional<Expr> square_against_number() {
    if (op_ != Op::Eq && op_ != Op::Ne) return std::nullopt;
    for (const std::size_t side : {0U, 1U}) {
      const NormalForm& power = pool_[args_[1 - side]];
      if (!pool_.is_number(args_[side]) || power.kind != Kind::Product || power.factors.size() != 1) continue;
      const NormalForm& exponent = pool_[power.factors[0].exponent];
      const auto n = exponent.kind == Kind::Number ? exponent.number.to_int64() : std::nullopt;
      if (!n || *n <= 0) continue;
      const Rational number = over(pool_[args_[side]].number, power.number);
      if (*n % 2 == 0 && number.is_negative()) return boolean(op_ == Op::Ne);
      if (number.is_zero()) return compared(pool_.number(number), power.factors[0].base, side);
    }
    return std::nullopt;
  }

  // not not c = c, not u < v = v ≤ u, not (c and d) = not c or not d, …
  std::optional<Expr> negation() {
    if (const auto value = as_bool(args_[0])) return boolean(!*value);
    const NormalForm& inner = pool_[args_[0]];
    if (inner.kind != Kind::Call) return std::nullopt;
    const auto swapped = [&](Op op) { return pool_.call(op, {inner.args[1], inner.args[0]}); };
    const auto each_negated = [&](Op op) {
      return pool_.call(op, {negated(pool_, inner.args[0]), negated(pool_, inner.args[1])});
    };
    switch (inner.op) {
      case Op::Not: return inner.args[0];
      case Op::Lt:
      case Op::Le:  // what is no number is neither less nor not
        if (pool_[args_[0]].is_partial) return std::nullopt;
        return swapped(inner.op == Op::Lt ? Op::Le : Op::Lt);
      case Op::Eq: return pool_.call(Op::Ne, inner.args);
      case Op::Ne: return pool_.call(Op::Eq, inner.args);
      case Op::And:
      case Op::Or: {
        if (pool_.assumptions() >= kMaxNegated) return std::nullopt;
        const Counted counted(pool_.assumptions());
        return each_negated(inner.op == Op::And ? Op::Or : Op::And);
      }
      default: return std::nullopt;
    }
  }

  // k < u + c is k − c < u, k < −u is u < −k, and 0 < u − v is v < u
  std::optional<Expr> comparison() {
    for (const std::size_t side : {0U, 1U}) {
      if (const auto result = without_coefficient(side)) return result;
      const NormalForm& sum = pool_[args_[1 - side]];
      if (!pool_.is_number(args_[side]) || sum.kind != Kind::Sum || sum.terms.size() > kMaxCompared) continue;
      const Rational number = plus(pool_[args_[side]].number, -sum.number);
      std::vector<Term> positive;
      std::vector<Term> negative;
      for (const std::uint32_t i : sum.order) {
        const Term& term = sum.terms[i];
        if (term.coeff.is_negative())
          negative.push_back({-term.coeff, term.expr});
        else
          positive.push_back(term);
      }
      const bool splits = number.is_zero() || positive.empty();
      if (sum.number.is_zero() && (!splits || negative.empty())) continue;  // so it stands already
      if (!splits) return compared(pool_.number(number), pool_.sum(Rational(0), sum.terms), side);
      // number + Σ negative against Σ positive
      return compared(pool_.sum(number, negative), pool_.sum(Rational(0), positive), side);
    }
    return std::nullopt;
  }

  // 0 < c·u is 0 < u or u < 0
  std::optional<Expr> without_coefficient(std::size_t side) {
    const Term part = pool_.split(args_[1 - side]);
    if (!pool_.is_number(args_[side], 0) || part.coeff.is_one() || pool_.is_number(part.expr)) return std::nullopt;
    return compared(args_[side], part.expr, part.coeff.is_negative() ? 1 - side : side);
  }

  // a against b, a at `side`
  Expr compared(Expr a, Expr b, std::size_t side) {
    return side == 0 ? pool_.call(op_, {a, b}) : pool_.call(op_, {b, a});
  }

  // c and true = c, c or true = true, u < 1 and u < 2 = u < 1, …
  std::optional<Expr> logical() {
    if (args_[0] == args_[1]) return args_[0];
    const bool is_and = op_ == Op::And;
    for (const std::size_t i : {0U, 1U}) {
      const auto value = as_bool(args_[i]);
      if (!value) continue;
      return *value == is_and ? args_[1 - i] : args_[i];
    }
    // where the first does not decide
    const Expr second = assuming(pool_, args_[1], args_[0], is_and);
    if (second != args_[1]) return pool_.call(op_, {args_[0], second});
    if (follows(pool_, args_[0], args_[1], is_and) == is_and) return args_[1];
    return std::nullopt;
  }

  std::optional<Expr> select() {
    const auto [condition, yes, no] = std::tuple(args_[0], args_[1], args_[2]);
    if (const auto value = as_bool(condition)) return *value ? yes : no;
    if (yes == no) return yes;
    // if(not c, a, b) = if(c, b, a)
    if (pool_.is_call(condition, Op::Not)) return pool_.call(Op::Select, {pool_[condition].args[0], no, yes});
    if (pool_.is_call(condition, Op::Ne)) {
      return pool_.call(Op::Select, {pool_.call(Op::Eq, pool_[condition].args), no, yes});
    }
    // if(u ≤ c, 0, a) = if(u > c, a, 0), if(u < c, 0, a) = if(u ≥ c, a, 0)
    const bool compares = pool_.is_call(condition, Op::Le) || pool_.is_call(condition, Op::Lt);
    if (compares && !pool_[condition].is_partial && pool_.is_number(yes, 0)) {
      const std::vector<Expr>& sides = pool_[condition].args;
      if (pool_.is_number(sides[0]) || pool_.is_number(sides[1]))
        return pool_.call(Op::Select, {negated(pool_, condition), no, yes});
    }
    if (pool_.are_same_powers(yes, no)) return yes;
    const Expr assumed_yes = assuming(pool_, yes, condition, true);
    const Expr assumed_no = assuming(pool_, no, condition, false);
    if (assumed_yes != yes || assumed_no != no) return pool_.call(Op::Select, {condition, assumed_yes, assumed_no});
    return nested_choice(condition, yes, no);
  }

  // Equalities stay in front of what holds nearly everywhere.
  bool can_turn(Expr condition) const {
    constexpr std::array kOps{Op::Lt, Op::Le, Op::And, Op::Or};
    const NormalForm& form = pool_[condition];
    return form.kind == Kind::Call && !form.is_partial && std::ranges::find(kOps, form.op) != kOps.end();
  }

  // One choice for two, where a value stands in both.
  std::optional<Expr> nested_choice(Expr condition, Expr yes, Expr no) {
    const auto choose = [&](Expr c, Expr a, Expr b) { return pool_.call(Op::Select, {c, a, b}); };
    const auto both = [&](Expr c, Expr d) { return pool_.call(Op::And, {c, d}); };
    if (pool_.is_call(yes, Op::Select)) {
      const std::vector<Expr>& inner = pool_[yes].args;
      if (inner[2] == no) return choose(both(condition, inner[0]), inner[1], no);
      if (inner[1] == no) return choose(both(condition, negated(pool_, inner[0])), inner[2], no);
      // Further choices stand behind "else", and 0 last.
      if (pool_.is_number(no, 0)) return choose(both(condition, inner[0]), inner[1], choose(condition, inner[2], no));
      if (can_turn(condition) && !pool_.is_call(no, Op::Select)) return choose(negated(pool_, condition), no, yes);
    }
    if (pool_.is_call(no, Op::Select)) {
      const std::vector<Expr>& inner = pool_[no].args;
      const Expr otherwise = negated(pool_, condition);
      if (inner[1] == yes) return choose(both(otherwise, negated(pool_, inner[0])), inner[2], yes);
      if (inner[2] == yes) return choose(both(otherwise, inner[0]), inner[1], yes);
    }
    return std::nullopt;
  }

  Pool& pool_;
  Op op_;
  const std::vector<Expr>& args_;
};

}  // namespace

bool is_condition_or_choice(Op op) {
  constexpr std::array kOps{Op::Eq, Op::Ne, Op::Lt, Op::Le, Op::Not, Op::And, Op::Or, Op::Select, Op::ToFloat};
  return std::ranges::find(kOps, op) != kOps.end();
}

std::optional<Expr> apply_to_conditions(Pool& pool, Op op, const std::vector<Expr>& args) {
  return Conditions(pool, op, args).apply();
}

}  // namespace adc::passes::real
