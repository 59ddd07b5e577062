#include "ir/builder.h"

#include <array>
#include <cassert>
#include <utility>

namespace adc::ir {

Builder::Builder(std::string name, DType float_type, std::size_t max_instructions)
    : max_instructions_(max_instructions) {
  fn_.name_ = std::move(name);
  fn_.float_type_ = float_type;
}

TypeId Builder::intern(const Type& type) {
  for (std::size_t i = 0; i < fn_.types_.size(); ++i) {
    if (fn_.types_[i] == type) return static_cast<TypeId>(i);
  }
  fn_.types_.push_back(type);
  return static_cast<TypeId>(fn_.types_.size() - 1);
}

ValueId Builder::append(Op op, TypeId type, std::span<const ValueId> operands, std::uint32_t payload) {
  if (fn_.insts_.size() >= max_instructions_) {
    throw Failure({.slug = "too-many-instructions",
                   .error_class = ErrorClass::Limit,
                   .span = span_,
                   .message = "the program needs more than " + std::to_string(max_instructions_) + " instructions",
                   .labels = {},
                   .help = {"--max-instructions=N moves the limit"}});
  }
  const ValueId id = value_id(fn_.insts_.size());
  fn_.insts_.push_back({op, type, static_cast<std::uint32_t>(fn_.operand_pool_.size()),
                        static_cast<std::uint32_t>(operands.size()), payload});
  for (const ValueId operand : operands) {
    assert(index(operand) < index(id));
    fn_.operand_pool_.push_back(operand);
  }
  fn_.spans_.push_back(span_);
  return id;
}

ValueId Builder::param(std::string name, ParamKind kind) {
  return param(std::move(name), kind, Type{fn_.float_type_, {}});
}

ValueId Builder::param(std::string name, ParamKind kind, Type type) {
  assert(fn_.params_.size() == fn_.insts_.size() && "inputs come first");
  const auto payload = static_cast<std::uint32_t>(fn_.params_.size());
  fn_.params_.push_back({std::move(name), kind});
  return append(Op::Param, intern(type), {}, payload);
}

ValueId Builder::constant(const Constant& constant) {
  if (const auto found = constants_.find(constant); found != constants_.end()) return found->second;
  const auto payload = static_cast<std::uint32_t>(fn_.constants_.size());
  fn_.constants_.push_back(constant);
  const DType dtype = constant.kind() == Constant::Kind::Bool ? DType::Bool : fn_.float_type_;
  const ValueId id = append(Op::Const, intern({dtype, {}}), {}, payload);
  constants_.emplace(constant, id);
  return id;
}

ValueId Builder::emit(Op op, std::span<const ValueId> operands, std::int64_t immediate) {
  assert(op != Op::Param && op != Op::Const);
  assert(operands.size() == info(op).arity);
  std::array<const Type*, 3> types{};
  for (std::size_t i = 0; i < operands.size(); ++i) types[i] = &fn_.type(operands[i]);
  const TypeId type = intern(infer_type(op, {types.data(), operands.size()}, fn_.float_type_));
  std::uint32_t payload = 0;
  if (info(op).immediate != Immediate::None) {
    payload = static_cast<std::uint32_t>(fn_.immediates_.size());
    fn_.immediates_.push_back(immediate);
  }
  return append(op, type, operands, payload);
}

ValueId Builder::clone(const Function& source, ValueId id, std::span<const ValueId> operands) {
  const Span outer = std::exchange(span_, source.span(id));
  ValueId copy{};
  switch (source.op(id)) {
    case Op::Const: copy = constant(source.constant(id)); break;
    case Op::Param: {
      const Param& input = source.params()[source.inst(id).payload];
      copy = param(input.name, input.kind, source.type(id));
      break;
    }
    default: {
      const bool immediate = info(source.op(id)).immediate != Immediate::None;
      copy = emit(source.op(id), operands, immediate ? source.immediate(id) : 0);
    }
  }
  span_ = outer;
  return copy;
}

Function Builder::finish() {
  constants_.clear();
  return std::exchange(fn_, Function{});
}

std::vector<ValueId> copy_params(const Function& source, Builder& builder) {
  std::vector<ValueId> values;
  for (std::size_t i = 0; i < source.params().size(); ++i) values.push_back(builder.clone(source, value_id(i), {}));
  return values;
}

Type infer_type(Op op, std::span<const Type* const> operands, DType float_type) {
  const auto same_shape = [&] {
    for ([[maybe_unused]] const Type* type : operands) assert(type->shape == operands.back()->shape);
    return operands.back()->shape;
  };
  switch (op) {
    case Op::Lt:
    case Op::Le:
    case Op::Eq:
    case Op::Ne:
    case Op::And:
    case Op::Or:
    case Op::Not: return {DType::Bool, same_shape()};
    case Op::ToFloat: return {float_type, same_shape()};
    case Op::Select:
      assert(operands[0]->dtype == DType::Bool && operands[1]->dtype == operands[2]->dtype);
      return {operands[1]->dtype, same_shape()};
    case Op::Copy:
    case Op::StopGradient: return *operands[0];
    default:
      for ([[maybe_unused]] const Type* type : operands) assert(type->dtype == float_type);
      return {float_type, same_shape()};
  }
}

}  // namespace adc::ir
