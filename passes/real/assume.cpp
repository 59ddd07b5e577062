#include "passes/real/assume.h"

#include <algorithm>
#include <unordered_map>

#include "passes/real/counted.h"
#include "passes/real/rare.h"

namespace adc::passes::real {
namespace {

constexpr std::size_t kMaxVisited = 400;
constexpr int kMaxDepth = 40;
constexpr std::size_t kMaxFacts = 32;
constexpr int kMaxConditions = 32;  // within conditions
constexpr int kMaxNested = 4;       // assumptions that are followed while another one is

bool is_relation(Op op) { return op == Op::Lt || op == Op::Le || op == Op::Eq || op == Op::Ne; }

/// a < b, or a ≤ b.
struct Less {
  Expr a;
  Expr b;
  bool strict;
};

/// What is known of conditions.
class Facts {
 public:
  Facts(const Pool& pool, Expr condition, bool truth) : pool_(pool) { add(condition, truth); }

  void add(Expr condition, bool truth) {
    if (known_.size() >= kMaxFacts) return;
    known_.emplace_back(condition, truth);
    const NormalForm& form = pool_[condition];
    if (form.kind != Kind::Call) return;
    switch (form.op) {
      case Op::Not: return add(form.args[0], !truth);
      case Op::And:
      case Op::Or:
        if (truth != (form.op == Op::And)) return;
        add(form.args[0], truth);
        return add(form.args[1], truth);
      case Op::Lt:
      case Op::Le: {
        const bool strict = form.op == Op::Lt;
        if (truth)
          less_.push_back({form.args[0], form.args[1], strict});
        else if (!form.is_partial)
          less_.push_back({form.args[1], form.args[0], !strict});
        return;
      }
      default: return;
    }
  }

  [[nodiscard]] std::optional<bool> value(Expr condition, int depth = kMaxConditions) const {
    for (const auto& [known, truth] : known_) {
      if (known == condition) return truth;
    }
    const NormalForm& form = pool_[condition];
    if (form.kind != Kind::Call || depth == 0) return std::nullopt;
    const auto opposite = [](std::optional<bool> value) { return value ? std::optional(!*value) : std::nullopt; };
    switch (form.op) {
      case Op::Not: return opposite(value(form.args[0], depth - 1));
      case Op::Lt: return less(form.args[0], form.args[1], true);
      case Op::Le: return less(form.args[0], form.args[1], false);
      case Op::Eq: return equal(form.args[0], form.args[1]);
      case Op::Ne: return opposite(equal(form.args[0], form.args[1]));
      case Op::And:
      case Op::Or: {
        const bool decides = form.op == Op::Or;
        const auto first = value(form.args[0], depth - 1);
        const auto second = value(form.args[1], depth - 1);
        if (first == decides || second == decides) return decides;
        return first && second ? std::optional(!decides) : std::nullopt;
      }
      default: return std::nullopt;
    }
  }

  /// Whether a < b (a ≤ b where not `strict`) holds, or fails.
  [[nodiscard]] std::optional<bool> less(Expr a, Expr b, bool strict) const {
    for (const Less& fact : less_) {
      if (is_at_most(a, fact.a) && is_at_most(fact.b, b)) {
        if (!strict || fact.strict || is_below(a, fact.a) || is_below(fact.b, b)) return true;
      }
      // b ≤ fact.a < fact.b ≤ a
      if (is_at_most(b, fact.a) && is_at_most(fact.b, a)) {
        if (strict || fact.strict || is_below(b, fact.a) || is_below(fact.b, a)) return false;
      }
    }
    return std::nullopt;
  }

 private:
  [[nodiscard]] std::optional<bool> equal(Expr a, Expr b) const {
    if (less(a, b, true) == true || less(b, a, true) == true) return false;
    return std::nullopt;
  }
  [[nodiscard]] bool is_at_most(Expr a, Expr b) const {
    return a == b || (pool_.is_number(a) && pool_.is_number(b) && !(pool_[b].number < pool_[a].number));
  }
  [[nodiscard]] bool is_below(Expr a, Expr b) const {
    return pool_.is_number(a) && pool_.is_number(b) && pool_[a].number < pool_[b].number;
  }

  const Pool& pool_;
  std::vector<std::pair<Expr, bool>> known_;
  std::vector<Less> less_;
};

/// Whether an equality stands in a condition: beside it, no point is isolated.
bool asks_for_equality(const Pool& pool, Expr condition, int depth) {
  const NormalForm& form = pool[condition];
  if (form.kind != Kind::Call) return false;
  if (form.op == Op::Eq || form.op == Op::Ne || depth == 0) return true;
  const bool joins = form.op == Op::And || form.op == Op::Or || form.op == Op::Not;
  return joins && std::ranges::any_of(form.args, [&](Expr arg) { return asks_for_equality(pool, arg, depth - 1); });
}

/// Rebuilds an expression with the choices that facts make.
class Assumed {
 public:
  Assumed(Pool& pool, const Facts& facts) : pool_(pool), facts_(facts) {}

  Expr rebuilt(Expr e, int depth = kMaxDepth) {
    if (!may_choose(e) || depth == 0) return e;
    if (const auto known = rebuilt_.find(e); known != rebuilt_.end()) return known->second;
    if (++visited_ > kMaxVisited || !pool_.may_look(1)) return e;
    const Expr result = rebuilt_parts(e, depth - 1);
    rebuilt_.emplace(e, result);
    return result;
  }

 private:
  /// Only what has a kink or a step chooses.
  [[nodiscard]] bool may_choose(Expr e) const { return pool_[e].is_flat || pool_[e].is_bent; }

  Expr rebuilt_parts(Expr e, int depth) {
    const NormalForm& form = pool_[e];
    switch (form.kind) {
      case Kind::Number: return e;
      case Kind::Sum: {
        std::vector<Term> terms;
        bool changed = false;
        for (const std::uint32_t i : form.order) {
          terms.push_back({form.terms[i].coeff, rebuilt(form.terms[i].expr, depth)});
          changed = changed || terms.back().expr != form.terms[i].expr;
        }
        return changed ? pool_.sum(form.number, terms) : e;
      }
      case Kind::Product: {
        std::vector<Factor> factors;
        bool changed = false;
        for (const std::uint32_t i : form.order) {
          const Factor& factor = form.factors[i];
          factors.push_back({rebuilt(factor.base, depth), rebuilt(factor.exponent, depth)});
          changed = changed || factors.back().base != factor.base || factors.back().exponent != factor.exponent;
        }
        return changed ? pool_.product(form.number, std::move(factors)) : e;
      }
      case Kind::Call: return rebuilt_call(e, form, depth);
    }
    return e;
  }

  Expr rebuilt_call(Expr e, const NormalForm& form, int depth) {
    if (!ir::is_elementwise(form.op) || form.args.empty()) return e;
    if (is_relation(form.op) || form.op == Op::And || form.op == Op::Or || form.op == Op::Not) {
      if (const auto value = facts_.value(e)) return pool_.constant(ir::Constant::boolean(*value));
    }
    if (form.op == Op::Select) {
      if (const auto value = facts_.value(form.args[0])) return rebuilt(form.args[*value ? 1 : 2], depth);
    }
    std::vector<Expr> args;
    for (const Expr arg : form.args) args.push_back(rebuilt(arg, depth));
    if (form.op == Op::Min || form.op == Op::Max) {
      const bool is_max = form.op == Op::Max;
      if (const auto less = compared(Op::Le, args[0], args[1])) return args[*less == is_max ? 1 : 0];
      if (const auto less = compared(Op::Le, args[1], args[0])) return args[*less == is_max ? 0 : 1];
    }
    const Expr zero = pool_.zero();
    if (form.op == Op::Abs) {
      if (compared(Op::Le, zero, args[0]) == true) return args[0];
      if (compared(Op::Le, args[0], zero) == true) return pool_.scaled(Rational(-1), args[0]);
    }
    if (form.op == Op::Sign) {
      if (compared(Op::Lt, zero, args[0]) == true) return pool_.one();
      if (compared(Op::Lt, args[0], zero) == true) return pool_.number(Rational(-1));
    }
    return args == form.args ? e : pool_.call(form.op, std::move(args), form.immediate);
  }

  /// Comparisons have a normal form, too: 0 < 1 − u is u < 1.
  [[nodiscard]] std::optional<bool> compared(Op op, Expr a, Expr b) {
    const Expr condition = pool_.call(op, {a, b});
    if (pool_.is_constant(condition, ir::Constant::Kind::Bool)) return pool_.constant_of(condition).as_bool();
    return facts_.value(condition);
  }

  Pool& pool_;
  const Facts& facts_;
  std::unordered_map<Expr, Expr> rebuilt_;
  std::size_t visited_ = 0;
};

}  // namespace

Expr negated(Pool& pool, Expr condition) { return pool.call(Op::Not, {condition}); }

Expr assuming(Pool& pool, Expr e, Expr condition, bool truth) {
  if ((!pool[e].is_flat && !pool[e].is_bent) || pool.assumptions() >= kMaxNested || !pool.may_look(1)) return e;
  const Counted counted(pool.assumptions());
  Facts facts(pool, condition, truth);
  if (!truth) facts.add(negated(pool, condition), true);
  facts.add(strict(pool, truth ? condition : negated(pool, condition)), true);  // but at isolated points
  return Assumed(pool, facts).rebuilt(e);
}

std::optional<bool> follows(const Pool& pool, Expr wanted, Expr condition, bool truth) {
  return Facts(pool, condition, truth).value(wanted);
}

Expr strict(Pool& pool, Expr condition) {
  if (asks_for_equality(pool, condition, kMaxConditions)) return condition;
  const NormalForm& form = pool[condition];
  if (form.kind != Kind::Call) return condition;
  if (form.op == Op::Le && meet_rarely(pool, form.args[0], form.args[1])) return pool.call(Op::Lt, form.args);
  if (form.op == Op::And || form.op == Op::Or)  // no deeper than was looked
    return pool.call(form.op, {strict(pool, form.args[0]), strict(pool, form.args[1])});
  return condition;
}

}  // namespace adc::passes::real
