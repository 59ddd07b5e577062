#include "passes/rules/ties.h"

#include <algorithm>
#include <array>
#include <vector>

#include "ir/moves.h"
#include "passes/tensors/axes.h"

namespace adc::passes {
namespace {

using ir::Op;
using ir::ValueId;

Op reduction_of(Op choice) { return choice == Op::Max ? Op::ReduceMax : Op::ReduceMin; }

bool is_tree(Op op, Op choice) {
  return op == choice || op == reduction_of(choice) || op == Op::Concat || ir::moves_elements(op);
}

class Counting {
 public:
  Counting(SharingBuilder& b, Op choice)
      : b_(b), choice_(choice), known_(choice == Op::Max ? b.facts().max_ties : b.facts().min_ties) {}

  ValueId of(ValueId root) {
    std::vector<ValueId> open{root};
    while (!open.empty()) {
      const ValueId v = open.back();
      const std::size_t before = open.size();
      if (!is_known(v)) {
        for (const ValueId x : b_.function().operands(v)) {
          if (!is_known(x)) open.push_back(x);
        }
        if (open.size() != before) continue;
        known_.emplace(v, counted(v));
      }
      open.pop_back();
    }
    return count(root);
  }

 private:
  [[nodiscard]] bool is_known(ValueId v) const { return !is_tree(b_.function().op(v), choice_) || known_.contains(v); }
  [[nodiscard]] ValueId count(ValueId v) {
    const auto found = known_.find(v);
    return found == known_.end() ? b_.integer(1) : found->second;
  }

  // Of operands that are known.
  ValueId counted(ValueId v) {
    const Op op = b_.function().op(v);
    const ValueId x = b_.function().operands(v)[0];
    if (op == choice_) return of_two(x, b_.function().operands(v)[1]);
    if (op == reduction_of(choice_)) return of_elements(v, x);
    return moved(v);
  }

  // a = b ? m + n : the count of the one that is chosen
  ValueId of_two(ValueId a, ValueId b) {
    const ValueId m = count(a);
    const ValueId n = count(b);
    const ValueId tie = b_.eq(a, b);
    if (is_one(b_, m) && is_one(b_, n)) return b_.select(tie, b_.integer(2), b_.integer(1));
    const ValueId second = choice_ == Op::Max ? b_.lt(a, b) : b_.lt(b, a);
    return b_.select(tie, b_.add(m, n), b_.select(second, n, m));
  }

  // Σ (x = y ? n : 0)
  ValueId of_elements(ValueId y, ValueId x) {
    const ir::List list = b_.function().list(y, 0);
    const Axes axes(list.begin(), list.end());
    const ir::Shape shape = b_.function().shape(x);
    const ValueId each = b_.broadcast(y, extents(shape), other_axes(axes, shape.rank()));
    const ValueId is_extreme = b_.eq(x, each);
    const ValueId n = count(x);
    return b_.reduce_sum(is_one(b_, n) ? b_.to_float(is_extreme) : b_.select(is_extreme, n, b_.integer(0)), axes);
  }

  ValueId moved(ValueId v) {
    const ir::Function& fn = b_.function();
    const std::vector<ValueId> x(fn.operands(v).begin(), fn.operands(v).end());
    if (std::ranges::all_of(x, [this](ValueId from) { return is_one(b_, count(from)); })) return b_.integer(1);
    std::vector<ValueId> counts;
    for (const ValueId from : x) {
      const ValueId n = count(from);
      const bool whole = fn.shape(n).rank() == fn.shape(from).rank();
      counts.push_back(whole ? n : b_.broadcast(n, extents(fn.shape(from)), {}));
    }
    const ir::List list = fn.immediates(v);
    const Axes immediates(list.begin(), list.end());
    return b_.emit(fn.op(v), counts, immediates);
  }

  SharingBuilder& b_;
  Op choice_;
  std::unordered_map<ValueId, ValueId>& known_;
};

}  // namespace

bool is_one(const SharingBuilder& b, ValueId count) {
  const ir::Function& fn = b.function();
  if (!fn.is_const(count) || fn.constant(count).kind() != ir::Constant::Kind::Rational) return false;
  return fn.constant(count).as_rational().is_one();
}

ValueId tie_count(SharingBuilder& b, ValueId v, Op choice) { return Counting(b, choice).of(v); }

}  // namespace adc::passes
