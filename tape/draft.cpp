#include "tape/draft.h"

#include <algorithm>
#include <bit>
#include <optional>
#include <unordered_map>

#include "ir/external.h"
#include "ir/scalars.h"
#include "ir/vector_functions.h"

namespace adc::tape {
namespace {

using ir::Op;

class Drafter {
 public:
  using Value = tape::Value;  ///< what `ir::compose` makes

  Drafter(const ir::Function& fn, For what) : fn_(fn), what_(what) {
    drafts_.all.reserve(fn.size());
    values_.reserve(fn.size());
  }

  Drafts draft() &&;

  /// The value of an op, composed of others where libmvec lacks it.
  Value op(Op op, Value x, Value y = kNone, Value z = kNone);
  Value number(double value);

 private:
  [[nodiscard]] bool is_float() const { return fn_.float_type() == ir::DType::F32; }
  [[nodiscard]] bool is_known(const ir::Inst& inst) const;
  template <class T>
  [[nodiscard]] double known(ir::ValueId id) const;
  Value make(Op op, std::int32_t immediate, const Value* x);
  Value constant(double value);
  Value sine_or_cosine(Op op, Value x);
  Value value_of(ir::ValueId id);

  const ir::Function& fn_;
  For what_;
  Drafts drafts_;
  std::vector<Value> values_;                         // by value of `fn_`
  std::unordered_map<std::uint64_t, Value> numbers_;  // by the bits of a composed op's constant
};

Value Drafter::number(double value) {
  if (is_float()) value = static_cast<float>(value);
  const auto [found, is_new] = numbers_.try_emplace(std::bit_cast<std::uint64_t>(value), drafts_.all.size());
  if (is_new) constant(value);
  return found->second;
}

Value Drafter::constant(double value) {
  drafts_.constants.push_back(value);
  return make(Op::Const, static_cast<std::int32_t>(drafts_.constants.size() - 1), nullptr);
}

Value Drafter::make(Op op, std::int32_t immediate, const Value* x) {
  Draft draft{.op = op, .immediate = immediate};
  for (std::size_t k = 0; k < info(op).arity; ++k) draft.operands[k] = x[k];
  drafts_.all.push_back(draft);
  return static_cast<Value>(drafts_.all.size() - 1);
}

Value Drafter::op(Op op, Value x, Value y, Value z) {
  const Value operands[ir::kMaxArity] = {x, y, z};
  const unsigned bits = ir::register_bits();
  if (what_ == For::VectorRows && !info(op).function.empty() && op != Op::Fma &&
      ir::vector_function(op, is_float(), bits) == nullptr) {
    if (const std::optional<Value> made = ir::compose(*this, op, operands, is_float())) return *made;
  }
  return make(op, 0, operands);
}

/// Where both are wanted, the first one's step has two results.
Value Drafter::sine_or_cosine(Op op, Value x) {
  const Value first = drafts_.all[x].turn;
  if (first == kNone || drafts_.all[first].op == op || drafts_.all[first].cosine != kNone) {
    const Value made = make(op, 0, &x);
    drafts_.all[x].turn = made;
    return made;
  }
  const Value second = make(op, 0, &x);
  drafts_.all[second].is_left_out = true;
  drafts_.all[first].cosine = second;
  return second;
}

/// Whether an instruction computes with constants alone.
bool Drafter::is_known(const ir::Inst& inst) const {
  const std::span<const ir::ValueId> from = fn_.operands(inst);
  return !from.empty() && !ir::is_external(inst.op) &&
         std::ranges::all_of(from, [&](ir::ValueId x) { return drafts_.all[values_[index(x)]].op == Op::Const; });
}

/// Its value, as one for all rows is computed: not by functions of vectors.
template <class T>
double Drafter::known(ir::ValueId id) const {
  const std::span<const ir::ValueId> from = fn_.operands(id);
  T x[ir::kMaxArity];
  for (std::size_t k = 0; k < from.size(); ++k) {
    const Draft& draft = drafts_.all[values_[index(from[k])]];
    x[k] = static_cast<T>(drafts_.constants[static_cast<std::size_t>(draft.immediate)]);
  }
  return static_cast<double>(ir::apply<T>(
      fn_.op(id), [&](std::size_t k) -> const T& { return x[k]; },
      [&] { return static_cast<int>(fn_.immediate(id)); }));
}

Value Drafter::value_of(ir::ValueId id) {
  const ir::Inst& inst = fn_.inst(id);
  if (is_known(inst)) return constant(is_float() ? known<float>(id) : known<double>(id));
  const std::span<const ir::ValueId> from = fn_.operands(inst);
  Value x[ir::kMaxArity] = {kNone, kNone, kNone};
  for (std::size_t k = 0; k < from.size(); ++k) x[k] = values_[index(from[k])];
  switch (inst.op) {
    case Op::Copy:
    case Op::StopGradient:
    case Op::ToFloat: return x[0];
    case Op::Const: {
      const ir::Constant& constant = fn_.constant(id);
      const double value = constant.kind() == ir::Constant::Kind::Bool ? static_cast<double>(constant.as_bool())
                           : is_float()                                ? constant.to_float()
                                                                       : constant.to_double();
      return this->constant(value);
    }
    case Op::Param: return make(Op::Param, static_cast<std::int32_t>(inst.payload), nullptr);
    case Op::Sin:
    case Op::Cos:
      if (what_ != For::VectorRows) return sine_or_cosine(inst.op, x[0]);
      break;
    default: break;
  }
  if (ir::info(inst.op).immediate != ir::Immediate::None) {
    return make(inst.op, static_cast<std::int32_t>(fn_.immediate(id)), x);
  }
  return op(inst.op, x[0], x[1], x[2]);
}

Drafts Drafter::draft() && {
  drafts_.type = fn_.float_type();
  drafts_.inputs = fn_.params().size();
  for (std::size_t i = 0; i < fn_.size(); ++i) values_.push_back(value_of(ir::value_id(i)));
  drafts_.outputs.reserve(fn_.outputs().size());
  for (const ir::Output& output : fn_.outputs()) drafts_.outputs.push_back(values_[index(output.value)]);
  return std::move(drafts_);
}

}  // namespace

Drafts draft(const ir::Function& fn, For what) { return Drafter(fn, what).draft(); }

}  // namespace adc::tape
