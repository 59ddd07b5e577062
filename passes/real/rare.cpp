#include "passes/real/rare.h"

#include <unordered_set>

namespace adc::passes::real {
namespace {

constexpr int kMaxBranches = 4;          // of choices within choices
constexpr std::size_t kMaxLooked = 100;  // expressions that are looked through for a parameter

/// The values that `e` chooses from; empty if it is no choice.
std::vector<Expr> branches(const Pool& pool, Expr e) {
  const NormalForm& form = pool[e];
  if (form.kind != Kind::Call) return {};
  if (form.op == Op::Min || form.op == Op::Max) return form.args;
  if (form.op == Op::Select) return {form.args[1], form.args[2]};
  return {};
}

bool is_constant(const Pool& pool, Expr e) { return pool.is_number(e) || pool.is_call(e, Op::Const); }

/// A parameter is equal to what does not depend on it at one value of it.
bool is_met_once(Pool& pool, Expr param, Expr other) {
  return pool.is_call(param, Op::Param) && !mentions(pool, other, pool[param].immediate);
}

bool meet_rarely(Pool& pool, Expr a, Expr b, int depth) {
  if (!pool.may_look(1)) return false;
  const auto is_infinite = [&](Expr e) { return pool.is_constant(e, ir::Constant::Kind::Float); };
  if (is_infinite(a) || is_infinite(b)) return true;  // no real number is
  if (pool.is_number(a) && pool.is_number(b)) return !(pool[a].number == pool[b].number);
  if (is_met_once(pool, a, b) || is_met_once(pool, b, a)) return true;
  for (const auto& [choice, other] : {std::pair(a, b), std::pair(b, a)}) {
    const std::vector<Expr> values = branches(pool, choice);
    if (values.empty()) continue;
    if (depth == 0) return false;
    for (const Expr value : values) {
      if (value == other || !meet_rarely(pool, value, other, depth - 1)) return false;
    }
    return true;
  }
  if (pool[a].is_flat || pool[b].is_flat) return false;
  return is_constant(pool, a) || is_constant(pool, b) || (!pool[a].is_bent && !pool[b].is_bent);
}

}  // namespace

bool mentions(Pool& pool, Expr e, std::int64_t index) {
  std::vector<Expr> open{e};
  std::unordered_set<Expr> seen;
  while (!open.empty()) {
    const Expr next = open.back();
    open.pop_back();
    if (!seen.insert(next).second) continue;
    if (seen.size() > kMaxLooked || !pool.may_look(1)) return true;
    const NormalForm& form = pool[next];
    if (form.kind == Kind::Call && form.op == Op::Param && form.immediate == index) return true;
    for (const Term& term : form.terms) open.push_back(term.expr);
    for (const Factor& factor : form.factors) {
      open.push_back(factor.base);
      open.push_back(factor.exponent);
    }
    open.insert(open.end(), form.args.begin(), form.args.end());
  }
  return false;
}

bool meet_rarely(Pool& pool, Expr a, Expr b) { return meet_rarely(pool, a, b, kMaxBranches); }

}  // namespace adc::passes::real
