#include "passes/derive/taylor.h"

#include <algorithm>
#include <array>
#include <queue>
#include <utility>

#include "ir/watch.h"
#include "passes/derive/derive.h"
#include "passes/derive/sweep.h"
#include "passes/derive/taylor_sweep.h"

namespace adc::passes {
namespace {

using ir::Op;
using ir::ValueId;
using Kind = TaylorStep::Kind;

/// Integer powers up to this are products, which have fewer roundings than the recurrence of powers.
constexpr std::int64_t kLargestProduct = 8;

/// Finds what is needed, and makes the partials that are missing. An operand is needed to the order of its result, a
/// partial to one less: so going down the orders, each value has its step made once, at the highest that is needed.
class Closure {
 public:
  Closure(const ir::Function& fn, std::span<const std::uint32_t> wrt, std::size_t max_instructions)
      : b_(fn.name() + ".taylor", fn.float_type(), max_instructions), primal_(copy_primal(fn, b_)) {
    grow();
    for (const std::uint32_t input : wrt) {
      moves_[ir::index(primal_.params[input])] = true;
      steps_[ir::index(primal_.params[input])].kind = Kind::Input;
    }
    spread(fn.params().size());
  }

  TaylorProgram close(std::size_t order) {
    for (const ValueId output : primal_.outputs) need(output, order);
    while (!waiting_.empty()) {
      const auto [own, y] = waiting_.top();
      waiting_.pop();
      if (own < steps_[ir::index(y)].order) continue;
      add_step(y);
      for (const TaylorSlope& slope : steps_[ir::index(y)].slopes) {
        need(slope.operand, own);
        if (slope.factor) need(*slope.factor, own - 1);
      }
    }
    std::vector<ValueId> moving = sequence();
    ir::Function fn = b_.finish();
    return {std::move(fn), std::move(steps_), std::move(moving), order};
  }

 private:
  void grow() {
    moves_.resize(b_.size());
    met_.resize(b_.size());
    steps_.resize(b_.size());
  }

  // Which of the instructions from `first` on depend on t.
  void spread(std::size_t first) {
    for (std::size_t i = first; i < b_.size(); ++i) {
      const Op op = b_.function().op(ir::value_id(i));
      const std::span<const ValueId> x = b_.function().operands(ir::value_id(i));
      for (std::size_t k = 0; k < x.size(); ++k) {
        if (is_differentiable(op, k) && moves_[ir::index(x[k])]) moves_[i] = true;
      }
    }
  }

  void need(ValueId root, std::size_t order) {
    std::vector<std::pair<ValueId, std::size_t>> stack{{root, order}};
    while (!stack.empty()) {
      ir::check_time();
      const auto [y, wanted] = stack.back();
      stack.pop_back();
      const std::size_t i = ir::index(y);
      const std::size_t own = moves_[i] ? wanted : 0;
      if (met_[i] && own <= steps_[i].order) continue;
      met_[i] = true;
      steps_[i].order = own;
      if (own > 0) waiting_.emplace(own, y);
      for (const ValueId x : b_.function().operands(y)) stack.emplace_back(x, own);
    }
  }

  void add_slope(ValueId operand, const Partial& partial) {
    if (partial.is_zero()) return;
    std::optional<ValueId> factor = partial.factor;
    if (partial.divisor) factor = b_.div(factor ? *factor : b_.integer(1), *partial.divisor);
    if (partial.condition) factor = b_.select(*partial.condition, factor ? *factor : b_.integer(1), b_.integer(0));
    slopes_.push_back({operand, partial.coefficient, factor});
  }

  // What a slope is of may stand behind its value: what replaces a power does.
  [[nodiscard]] std::vector<ValueId> sequence() const {
    std::vector<ValueId> sorted;
    std::vector<bool> entered(b_.size());
    std::vector<bool> left(b_.size());
    std::vector<ValueId> stack;
    const auto push = [&](ValueId x) {
      if (steps_[ir::index(x)].order > 0 && !entered[ir::index(x)]) stack.push_back(x);
    };
    for (std::size_t i = b_.size(); i-- > 0;) push(ir::value_id(i));
    while (!stack.empty()) {
      const ValueId y = stack.back();
      const std::size_t i = ir::index(y);
      if (entered[i]) {
        stack.pop_back();
        if (!left[i]) sorted.push_back(y);
        left[i] = true;
        continue;
      }
      entered[i] = true;
      for (const ValueId x : b_.function().operands(y)) push(x);
      for (const TaylorSlope& slope : steps_[i].slopes) push(slope.operand);
    }
    return sorted;
  }

  // y and `other` have one derivative.
  Kind add_twin(ValueId other) {
    slopes_.push_back({other, 1, std::nullopt});
    return Kind::Chain;
  }

  // xⁿ by squaring
  ValueId product_power(ValueId x, std::int64_t n) {
    std::optional<ValueId> power;
    for (ValueId square = x;; square = b_.mul(square, square)) {
      if (n % 2 == 1) power = power ? b_.mul(*power, square) : square;
      n /= 2;
      if (n == 0) return *power;
    }
  }

  Kind add_power(ValueId y, ValueId x) {
    const std::int64_t n = b_.function().immediate(y);
    if (n < 2 || n > kLargestProduct) return Kind::Power;
    return add_twin(product_power(x, n));
  }

  // y = uᵛ = exp(v·log u):  y′ = y·(v·log u)′
  Kind add_power(ValueId y, ValueId u, ValueId v) {
    if (!moves_[ir::index(v)]) return Kind::Power;
    const ValueId exponent = b_.mul(v, b_.log(u));
    slopes_.push_back({exponent, 1, y});
    return Kind::Chain;
  }

  Kind add_chain(ValueId y, std::span<const ValueId> x) {
    Active wanted{};
    for (std::size_t k = 0; k < x.size(); ++k) {
      wanted[k] = is_differentiable(b_.function().op(y), k) && moves_[ir::index(x[k])];
    }
    const Partials partials = partials_of(b_, y, wanted);
    for (std::size_t k = 0; k < x.size(); ++k) {
      if (wanted[k]) add_slope(x[k], partials[k]);
    }
    return Kind::Chain;
  }

  Kind add_slopes(ValueId y) {
    const Op op = b_.function().op(y);
    const std::array<ValueId, 3> x = operands_of(b_, y);
    switch (op) {
      case Op::Mul: return Kind::Product;
      case Op::Div: return Kind::Quotient;
      case Op::Select: return Kind::Choice;
      case Op::Powi: return add_power(y, x[0]);
      case Op::Pow: return add_power(y, x[0], x[1]);
      case Op::Fma: return add_twin(b_.add(b_.mul(x[0], x[1]), x[2]));
      case Op::Copy: return add_twin(x[0]);
      default: return add_chain(y, std::span(x).first(ir::info(op).arity));
    }
  }

  void add_step(ValueId y) {
    if (steps_[ir::index(y)].kind == Kind::Input) return;
    const std::size_t before = b_.size();
    slopes_.clear();
    b_.set_span(b_.function().span(y));
    const Kind kind = add_slopes(y);
    grow();
    spread(before);
    steps_[ir::index(y)].kind = kind;
    steps_[ir::index(y)].slopes = std::move(slopes_);
  }

  SharingBuilder b_;
  Primal primal_;
  std::vector<bool> moves_;
  std::vector<bool> met_;
  std::vector<TaylorStep> steps_;
  std::vector<TaylorSlope> slopes_;                               // of the step that is made
  std::priority_queue<std::pair<std::size_t, ValueId>> waiting_;  // for their steps: the highest orders first
};

}  // namespace

TaylorProgram taylor_program(const ir::Function& fn, std::span<const std::uint32_t> wrt, std::size_t order,
                             std::size_t max_instructions) {
  return Closure(fn, wrt, max_instructions).close(order);
}

std::vector<std::vector<double>> taylor_coefficients(const TaylorProgram& program, std::span<const double> point,
                                                     std::span<const double> direction) {
  return TaylorSweep<double>(program, point, direction).outputs(program.order);
}

}  // namespace adc::passes
