#include "passes/real/read.h"

#include "ir/moves.h"
#include "passes/real/assume.h"
#include "passes/real/rare.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <unordered_set>
#include <utility>

namespace adc::passes::real {
namespace {

using ir::Function;
using ir::index;
using ir::ValueId;

// Distinct values, sums and products counted as one each: what nobody reads is not worth its time.
constexpr std::size_t kMaxSize = 50'000;

// Conditions nested deeper than this are taken as they are.
constexpr int kMaxConditions = 8;

bool is_additive(Op op) { return op == Op::Add || op == Op::Sub || op == Op::Neg; }
bool is_multiplicative(Op op) { return op == Op::Mul || op == Op::Div; }

class Reader {
 public:
  Reader(const Function& fn, Guards guards, Pool& pool, Improver& improver)
      : fn_(fn), guards_(guards), pool_(pool), improver_(improver) {
    find_links();
    find_written();
  }

  std::vector<Expr> outputs() {
    exprs_.resize(fn_.size());
    raw_.resize(fn_.size());
    std::size_t distinct = 0;
    for (std::size_t i = 0; i < fn_.size(); ++i) {
      if (!needed_[i] || is_link_[i]) continue;
      const ValueId id = ir::value_id(i);
      const std::size_t known = pool_.size();
      raw_[i] = read(id);
      distinct += pool_.size() > known ? 1 : 0;
      if (distinct > kMaxSize) throw NoNormalForm{"more than 50,000 values"};
      exprs_[i] = improver_.improve(raw_[i]);
      if (is_additive(fn_.op(id))) improve_from_raw(id);
    }
    std::vector<Expr> results;
    for (const ir::Output& output : fn_.outputs()) results.push_back(exprs_[index(output.value)]);
    return results;
  }

 private:
  // A link is a value that only its one user's chain needs.
  void find_links() {
    needed_.resize(fn_.size());
    is_link_.resize(fn_.size());
    std::vector<std::uint32_t> uses(fn_.size());
    std::vector<Op> user(fn_.size());
    for (const ir::Output& output : fn_.outputs()) {
      needed_[index(output.value)] = true;
      uses[index(output.value)] = 2;
    }
    for (std::size_t i = fn_.size(); i-- > 0;) {
      if (!needed_[i]) continue;
      const ValueId id = ir::value_id(i);
      const Op op = fn_.op(id);
      is_link_[i] = uses[i] == 1 && ((is_additive(op) && is_additive(user[i])) ||
                                     (is_multiplicative(op) && is_multiplicative(user[i])));
      for (const ValueId operand : fn_.operands(id)) {
        needed_[index(operand)] = true;
        ++uses[index(operand)];
        user[index(operand)] = op;
      }
    }
  }

  // What the program itself, as opposed to its derivatives, computes.
  void find_written() {
    written_.resize(fn_.size());
    for (const ir::Output& output : fn_.outputs()) {
      if (output.role == ir::OutputRole::Value) written_[index(output.value)] = true;
    }
    for (std::size_t i = fn_.size(); i-- > 0;) {
      if (!written_[i]) continue;
      const ValueId id = ir::value_id(i);
      pool_.mark_written(fn_.op(id));
      // The language reads 0.5 as one constant and 1/2 as a quotient.
      if (fn_.is_const(id) && !fn_.constant(id).as_rational().is_integer()) pool_.mark_written_decimals();
      if (fn_.op(id) == Op::Mul) mark_neighbours(fn_.operands(id)[0], fn_.operands(id)[1]);
      for (const ValueId operand : fn_.operands(id)) written_[index(operand)] = true;
    }
  }

  // Which parameters stand side by side in left·right.
  void mark_neighbours(ValueId left, ValueId right) {
    const auto inside = [&](ValueId id, Op op, std::size_t operand) {
      return fn_.op(id) == op ? fn_.operands(id)[operand] : id;
    };
    const ValueId a = inside(inside(left, Op::Mul, 1), Op::Powi, 0);
    const ValueId b = inside(inside(right, Op::Mul, 0), Op::Powi, 0);
    if (fn_.op(a) != Op::Param || fn_.op(b) != Op::Param) return;
    pool_.mark_neighbours(static_cast<std::int64_t>(fn_.inst(a).payload),
                          static_cast<std::int64_t>(fn_.inst(b).payload));
  }

  // A sum of products as they stood before improving may have factors in common that their improved forms lost:
  // 2·(x + 1)·(x − 1) + (x + 1)².
  void improve_from_raw(ValueId id) {
    const Expr other = read_sum(id, raw_);
    if (other == raw_[index(id)]) return;
    const Expr improved = improver_.improve(other);
    if (pool_[improved].cost < pool_[exprs_[index(id)]].cost) exprs_[index(id)] = improved;
  }

  Expr read(ValueId id) {
    const Op op = fn_.op(id);
    if (is_additive(op)) return read_sum(id, exprs_);
    if (is_multiplicative(op)) return read_product(id);
    if (op == Op::Param) return pool_.param(fn_.inst(id).payload);
    if (op == Op::Const) return pool_.constant(fn_.constant(id));
    std::vector<Expr> args;
    for (const ValueId operand : fn_.operands(id)) args.push_back(exprs_[index(operand)]);
    if (!ir::is_elementwise(op)) return read_tensor(id, std::move(args));
    if (op == Op::Exp) pool_.mark_written(args[0]);
    if (op == Op::Expnsq)
      pool_.mark_written(pool_.scaled(Rational(-1), pool_.power(args[0], pool_.number(Rational(2)))));
    if (op == Op::Select) {
      if (written_[index(id)]) conditions_.insert(args[0]);
      if (const auto unguarded = drop_guard(args)) return *unguarded;
      const auto operands = fn_.operands(id);
      if (pool_.are_same_powers(raw_[index(operands[1])], raw_[index(operands[2])])) return args[1];
      if (!conditions_.contains(args[0])) order_made_choice(args);
    }
    const bool immediate = ir::info(op).immediate != ir::Immediate::None;
    return pool_.call(op, std::move(args), immediate ? fn_.immediate(id) : 0);
  }

  // What belongs to elements alone is read as for scalars; ops of tensors stand between such expressions.
  Expr read_tensor(ValueId id, std::vector<Expr> args) {
    const Op op = fn_.op(id);
    const auto operands = fn_.operands(id);
    // a number that stands for each element already
    if (op == Op::Broadcast && fn_.shape(operands[0]).rank() == 0) return args[0];
    if (ir::moves_elements(op) && pool_.is_number(args[0])) return args[0];
    if (op == Op::ReduceSum && pool_.is_number(args[0])) {
      const std::int64_t terms =
          fn_.shape(operands[0]).elements() / std::max<std::int64_t>(fn_.shape(id).elements(), 1);
      return pool_.scaled(Rational(terms), args[0]);
    }
    real::Structure structure;
    const ir::List immediates = fn_.immediates(id);
    structure.immediates.assign(immediates.begin(), immediates.end());
    for (const ValueId operand : operands) structure.shapes.push_back(fn_.shape(operand));
    if (op == Op::ReduceSum && pool_.is_call(args[0], Op::Softmax) &&
        pool_.structure_of(pool_[args[0]]).immediates == structure.immediates) {
      return pool_.one();
    }
    if (op == Op::ReduceSum && is_one_place(operands[0]) && pool_.is_number(pool_[args[0]].args[0])) {
      return pool_[args[0]].args[0];
    }
    return pool_.tensor(op, std::move(args), structure);
  }

  // A number at one place of a vector of zeros.
  [[nodiscard]] bool is_one_place(ValueId v) const {
    if (fn_.shape(v).rank() != 1) return false;
    if (fn_.op(v) == Op::Pad) return fn_.shape(fn_.operands(v)[0]).elements() == 1;
    return fn_.op(v) == Op::ScatterAdd && fn_.shape(fn_.operands(v)[1]).rank() == 0;
  }

  // if(u = v, c, w) = w but at an isolated point; c is a number where the guard may be one that was written
  std::optional<Expr> drop_guard(const std::vector<Expr>& args) {
    const Expr condition = args[0];
    if (guards_ == Guards::KeepWritten && conditions_.contains(condition)) return std::nullopt;
    const bool made = guards_ == Guards::Drop;  // by a rule of derivatives: nobody asked what holds at the point
    const auto is_special = [&](Expr value) { return made || pool_.is_number(value); };
    if (vanishes_anyway(condition, args[1], args[2])) return args[2];
    if (is_special(args[1]) && holds_rarely(condition, true, kMaxConditions)) return args[2];
    if (is_special(args[2]) && holds_rarely(condition, false, kMaxConditions)) return args[1];
    return std::nullopt;
  }

  // if(u = 0, 0, u·w) = u·w
  [[nodiscard]] bool vanishes_anyway(Expr condition, Expr yes, Expr no) const {
    const NormalForm& equal = pool_[condition];
    if (equal.kind != Kind::Call || equal.op != Op::Eq || !pool_.is_number(yes, 0)) return false;
    const NormalForm& product = pool_[no];
    return std::ranges::any_of(equal.args, [&](Expr u) {
      const Expr other = equal.args[u == equal.args[0] ? 1 : 0];
      if (!pool_.is_number(other, 0)) return false;
      return no == u || (product.kind == Kind::Product && std::ranges::any_of(product.factors, [&](const Factor& f) {
                           return f.base == u && f.exponent == pool_.one();
                         }));
    });
  }

  // True if `condition` has the value `truth` at isolated points only: u = v is true, u ≠ v is false there.
  [[nodiscard]] bool holds_rarely(Expr condition, bool truth, int depth) const {
    const NormalForm& form = pool_[condition];
    if (form.kind != Kind::Call || depth == 0) return false;
    const auto part = [&](std::size_t i, bool wanted) { return holds_rarely(form.args[i], wanted, depth - 1); };
    switch (form.op) {
      case Op::Eq: return truth && meet_rarely(pool_, form.args[0], form.args[1]);
      case Op::Ne: return !truth && meet_rarely(pool_, form.args[0], form.args[1]);
      case Op::Not: return part(0, !truth);
      case Op::Lt: return !truth && pool_.is_number(form.args[0], 0) && vanishes_rarely(form.args[1], depth);
      case Op::And: return truth ? part(0, true) || part(1, true) : part(0, false) && part(1, false);
      case Op::Or: return truth ? part(0, true) && part(1, true) : part(0, false) || part(1, false);
      default: return false;
    }
  }

  // Whether a mask that counts where a condition holds is 0 at isolated points only.
  [[nodiscard]] bool vanishes_rarely(Expr mask, int depth) const {
    const NormalForm* form = &pool_[mask];
    bool counts = false;
    while (form->kind == Kind::Call && (form->op == Op::ReduceSum || ir::moves_elements(form->op))) {
      counts = counts || form->op == Op::ReduceSum;
      form = &pool_[form->args[0]];
    }
    if (form->kind != Kind::Call || form->op != Op::ToFloat) return false;
    return (counts && is_where_scattered(form->args[0])) || holds_rarely(form->args[0], false, depth - 1);
  }

  // 0 < u for what is not negative and was put at places among zeros: there are some, if it counts itself.
  [[nodiscard]] bool is_where_scattered(Expr condition) const {
    if (!pool_.is_call(condition, Op::Lt) || !pool_.is_number(pool_[condition].args[0], 0)) return false;
    const Expr u = pool_[condition].args[1];
    return (pool_.is_call(u, Op::ScatterAdd) || pool_.is_call(u, Op::Pad)) && is_count(pool_[u].args[0]);
  }

  // Whether what was scattered is a positive number, or a mask, of which a derivative holds one where there is one.
  [[nodiscard]] bool is_count(Expr scattered) const {
    if (pool_.is_number(scattered)) return pool_[scattered].number > Rational(0);
    return pool_.is_call(scattered, Op::ToFloat);
  }

  // A choice that a derivative makes: what it is at a tie is a convention, and people write `<`, and 0 last.
  void order_made_choice(std::vector<Expr>& args) {
    if (pool_.is_number(args[1], 0) && !pool_.is_number(args[2], 0) && !pool_[args[0]].is_partial) {
      args[0] = negated(pool_, args[0]);
      std::swap(args[1], args[2]);
    }
    args[0] = strict(pool_, args[0]);
  }

  // The leaves of a tree of links as one sum, left to right.
  Expr read_sum(ValueId root, const std::vector<Expr>& from) {
    std::vector<Term> terms;
    std::vector<std::pair<ValueId, bool>> stack{{root, false}};
    while (!stack.empty()) {
      const auto [id, negative] = stack.back();
      stack.pop_back();
      if (id != root && !is_link_[index(id)]) {
        terms.push_back({Rational(negative ? -1 : 1), from[index(id)]});
        continue;
      }
      const auto operands = fn_.operands(id);
      const Op op = fn_.op(id);
      if (op != Op::Neg) stack.emplace_back(operands[1], negative != (op == Op::Sub));
      stack.emplace_back(operands[0], negative != (op == Op::Neg));
    }
    return pool_.sum(Rational(0), terms);
  }

  // The leaves of a tree of links as one product.
  Expr read_product(ValueId root) {
    const Expr minus_one = pool_.number(Rational(-1));
    std::vector<Factor> factors;
    std::vector<std::pair<ValueId, bool>> stack{{root, false}};
    while (!stack.empty()) {
      const auto [id, below] = stack.back();
      stack.pop_back();
      if (id != root && !is_link_[index(id)]) {
        factors.push_back({exprs_[index(id)], below ? minus_one : pool_.one()});
        continue;
      }
      const auto operands = fn_.operands(id);
      stack.emplace_back(operands[1], below != (fn_.op(id) == Op::Div));
      stack.emplace_back(operands[0], below);
    }
    return pool_.product(Rational(1), std::move(factors));
  }

  const Function& fn_;
  Guards guards_;
  Pool& pool_;
  Improver& improver_;
  std::vector<bool> needed_;
  std::vector<bool> is_link_;
  std::vector<bool> written_;
  std::unordered_set<Expr> conditions_;
  std::vector<Expr> exprs_;
  std::vector<Expr> raw_;  // before improving
};

}  // namespace

std::vector<Expr> read_outputs(const Function& fn, Guards guards, Pool& pool, Improver& improver) {
  return Reader(fn, guards, pool, improver).outputs();
}

}  // namespace adc::passes::real
