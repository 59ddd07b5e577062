#include "analysis/rules_by_hand.h"

#include <fmt/core.h>

#include <algorithm>
#include <optional>

#include "analysis/extract.h"
#include "ir/builder.h"
#include "passes/pipeline.h"

namespace adc::analysis {
namespace {

using ir::index;
using ir::Op;
using ir::ValueId;

/// The one instruction that is neither input nor constant.
ValueId last_of(const ir::Function& fn) { return fn.outputs()[0].value; }

bool depends(const Operation& operation, ValueId operand) {
  return index(operand) < operation.depends.size() && operation.depends[index(operand)];
}

bool is_one(const ir::Function& fn, ValueId id) {
  return fn.is_const(id) && fn.constant(id) == ir::Constant::rational(ir::Rational(1));
}

/// Builds what a rule gives, after copies of the inputs.
class Application {
 public:
  Application(const Operation& operation, const std::vector<std::string>& derivatives)
      : operation_(operation), fn_(operation.fn), b_(fn_.name(), fn_.float_type()) {
    to_ = ir::copy_params(fn_, b_);
    slopes_.resize(to_.size());
    for (std::size_t i = 0; i < to_.size(); ++i) {
      if (operation.depends[i] && !derivatives[i].empty()) slopes_[i] = b_.param(derivatives[i], ir::ParamKind::Data);
    }
  }

  ir::Function run() {
    const Op op = fn_.op(last_of(fn_));
    ValueId result{};
    switch (op) {
      case Op::Add:
      case Op::Sub: result = sum(op); break;
      case Op::Mul: result = product(); break;
      case Op::Div: result = quotient(); break;
      default: result = total();
    }
    b_.output(result);
    return b_.finish();
  }

 private:
  [[nodiscard]] ValueId operand(std::size_t k) const { return fn_.operands(last_of(fn_))[k]; }
  [[nodiscard]] bool varies(std::size_t k) const { return depends(operation_, operand(k)); }

  /// Operand `k`, in what is built.
  ValueId value(std::size_t k) {
    const ValueId id = operand(k);
    return index(id) < to_.size() ? to_[index(id)] : b_.clone(fn_, id, {});
  }

  /// `factor` times the derivative of input `i`; without a factor that derivative alone.
  ValueId times_slope(std::optional<ValueId> factor, std::size_t i) {
    if (!slopes_[i]) return factor ? *factor : b_.integer(1);
    return factor ? b_.mul(*factor, *slopes_[i]) : *slopes_[i];
  }
  ValueId times_slope_of(std::optional<ValueId> factor, std::size_t k) {
    return times_slope(factor, index(operand(k)));
  }

  // (u ± v)′ = u′ ± v′
  ValueId sum(Op op) {
    if (!varies(1)) return times_slope_of({}, 0);
    const ValueId right = times_slope_of({}, 1);
    if (!varies(0)) return op == Op::Add ? right : b_.neg(right);
    const ValueId left = times_slope_of({}, 0);
    return op == Op::Add ? b_.add(left, right) : b_.sub(left, right);
  }

  // (u·v)′ = u′·v + u·v′
  ValueId product() {
    std::optional<ValueId> all;
    for (const std::size_t k : {std::size_t{0}, std::size_t{1}}) {
      if (!varies(k)) continue;
      const ValueId term = times_slope_of(value(1 - k), k);
      all = all ? b_.add(*all, term) : term;
    }
    return *all;
  }

  // (u/v)′ = (u′·v − u·v′)/v²
  ValueId quotient() {
    if (!varies(1)) return b_.div(times_slope_of({}, 0), value(1));
    const ValueId below = b_.emit(Op::Powi, {value(1)}, {2});
    const ValueId right = times_slope_of(value(0), 1);
    if (!varies(0)) return b_.neg(b_.div(right, below));
    return b_.div(b_.sub(times_slope_of(value(1), 0), right), below);
  }

  // f(u, v, …)′ = ∂f/∂u·u′ + ∂f/∂v·v′ + …
  ValueId total() {
    passes::Plan plan{.derive = Derive::Gradient, .mode = Mode::Symbolic, .level = Level::Real, .legalise = false};
    for (std::size_t i = 0; i < operation_.depends.size(); ++i) {
      if (operation_.depends[i]) plan.wrt.push_back(static_cast<std::uint32_t>(i));
    }
    const ir::Function partials = passes::run(fn_, plan).value();
    std::vector<ValueId> copies = to_;
    std::vector<ValueId> operands;
    for (std::size_t i = to_.size(); i < partials.size(); ++i) {
      operands.clear();
      for (const ValueId id : partials.operands(ir::value_id(i))) operands.push_back(copies[index(id)]);
      copies.push_back(b_.clone(partials, ir::value_id(i), operands));
    }
    std::optional<ValueId> all;
    for (std::size_t k = 0; k < plan.wrt.size(); ++k) {
      const ValueId partial = partials.outputs()[k + 1].value;
      const std::optional<ValueId> factor =
          is_one(partials, partial) ? std::nullopt : std::optional(copies[index(partial)]);
      const ValueId term = times_slope(factor, plan.wrt[k]);
      all = all ? b_.add(*all, term) : term;
    }
    return *all;
  }

  const Operation& operation_;
  const ir::Function& fn_;
  ir::Builder b_;
  std::vector<ValueId> to_;                     ///< the inputs, in what is built
  std::vector<std::optional<ValueId>> slopes_;  ///< per input its derivative; none for 1, and for constants
};

std::string function_rule(const ir::Function& fn, bool is_inner_the_variable) {
  const std::string_view name = ir::info(fn.op(last_of(fn))).spelling;
  return fmt::format("{}{}", is_inner_the_variable ? "derivative of " : "chain rule: ", name);
}

}  // namespace

std::string rule_name(const Operation& operation, bool is_inner_the_variable) {
  const ir::Function& fn = operation.fn;
  const auto varies = [&](std::size_t k) { return depends(operation, fn.operands(last_of(fn))[k]); };
  const std::string chain = is_inner_the_variable ? "" : " with the chain rule";
  switch (fn.op(last_of(fn))) {
    case Op::Copy: return "another name";
    case Op::Neg: return "constant factor rule";
    case Op::Add: return "sum rule";
    case Op::Sub: return "difference rule";
    case Op::Mul: return varies(0) && varies(1) ? "product rule" : "constant factor rule";
    case Op::Div:
      if (!varies(1)) return "constant factor rule";
      return varies(0) ? "quotient rule" : "reciprocal rule" + chain;
    case Op::Powi:
    case Op::Sqrt:
    case Op::Cbrt: return "power rule" + chain;
    case Op::Pow:
      if (!varies(1)) return "power rule" + chain;
      return varies(0) ? "logarithmic differentiation" : "exponential rule" + chain;
    case Op::Select: return "case by case";
    default: return function_rule(fn, is_inner_the_variable);
  }
}

ir::Function apply_rule(const Operation& operation, const std::vector<std::string>& derivatives) {
  return Application(operation, derivatives).run();
}

Operation general(const Operation& operation) {
  const ir::Function& fn = operation.fn;
  ir::Builder b(fn.name(), fn.float_type());
  std::vector<ValueId> to(fn.size());
  Operation result;
  const char* const letters[] = {"u", "v", "w"};
  std::size_t varying = 0;
  std::size_t fixed = 0;
  const auto add = [&](ValueId id, bool is_varying) {
    std::size_t& count = is_varying ? varying : fixed;
    const std::string name = is_varying   ? (count < 3 ? letters[count] : "u_" + std::to_string(count + 1))
                             : count == 0 ? "c"
                                          : "c_" + std::to_string(count + 1);
    ++count;
    to[index(id)] = b.param(name, is_varying ? ir::ParamKind::Param : ir::ParamKind::Data, fn.type(id));
    result.depends.push_back(is_varying);
  };
  for (std::size_t i = 0; i < fn.params().size(); ++i) add(ir::value_id(i), operation.depends[i]);
  const ValueId last = last_of(fn);
  for (std::size_t i = fn.params().size(); i < index(last); ++i) add(ir::value_id(i), false);  // constants
  std::vector<ValueId> operands;
  for (const ValueId id : fn.operands(last)) operands.push_back(to[index(id)]);
  b.output(b.clone(fn, last, operands));
  result.fn = b.finish();
  return result;
}

}  // namespace adc::analysis
