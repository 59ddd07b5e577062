#include "jit/op_lowering.h"

#include <llvm/IR/Intrinsics.h>

#include <stdexcept>

namespace adc::jit {
namespace {

using ir::Op;
using llvm::Value;

Value* intrinsic(llvm::IRBuilderBase& b, llvm::Intrinsic::ID id, const Operands& x, std::size_t arity) {
  return b.CreateIntrinsic(id, {x[0]->getType()}, llvm::ArrayRef(x.data(), arity));
}

/// The instructions of an op that has no C function.
template <Op op>
Value* instructions(llvm::IRBuilderBase& b, const Operands& x) = delete;

#define ADC_LOWER(Id) \
  template <>         \
  Value* instructions<Op::Id>([[maybe_unused]] llvm::IRBuilderBase & b, const Operands& x)

ADC_LOWER(Copy) { return x[0]; }
ADC_LOWER(StopGradient) { return x[0]; }

ADC_LOWER(Neg) { return b.CreateFNeg(x[0]); }
ADC_LOWER(Add) { return b.CreateFAdd(x[0], x[1]); }
ADC_LOWER(Sub) { return b.CreateFSub(x[0], x[1]); }
ADC_LOWER(Mul) { return b.CreateFMul(x[0], x[1]); }
ADC_LOWER(Div) { return b.CreateFDiv(x[0], x[1]); }
ADC_LOWER(Sqrt) { return intrinsic(b, llvm::Intrinsic::sqrt, x, 1); }

ADC_LOWER(Abs) { return intrinsic(b, llvm::Intrinsic::fabs, x, 1); }
ADC_LOWER(Min) { return intrinsic(b, llvm::Intrinsic::minimum, x, 2); }
ADC_LOWER(Max) { return intrinsic(b, llvm::Intrinsic::maximum, x, 2); }
ADC_LOWER(Copysign) {
  return b.CreateSelect(b.CreateFCmpUNO(x[1], x[1]), x[1], intrinsic(b, llvm::Intrinsic::copysign, x, 2));
}
ADC_LOWER(Floor) { return intrinsic(b, llvm::Intrinsic::floor, x, 1); }
ADC_LOWER(Ceil) { return intrinsic(b, llvm::Intrinsic::ceil, x, 1); }
ADC_LOWER(Round) { return intrinsic(b, llvm::Intrinsic::roundeven, x, 1); }
ADC_LOWER(Trunc) { return intrinsic(b, llvm::Intrinsic::trunc, x, 1); }

// ±1 with the sign of x where x is not zero; else x itself, which is ±0 or nan.
ADC_LOWER(Sign) {
  Value* const one = llvm::ConstantFP::get(x[0]->getType(), 1.0);
  Value* const signed_one = intrinsic(b, llvm::Intrinsic::copysign, {one, x[0]}, 2);
  Value* const is_nonzero = b.CreateFCmpONE(x[0], llvm::ConstantFP::get(x[0]->getType(), 0.0));
  return b.CreateSelect(is_nonzero, signed_one, x[0]);
}

ADC_LOWER(Select) { return b.CreateSelect(x[0], x[1], x[2]); }
ADC_LOWER(Lt) { return b.CreateFCmpOLT(x[0], x[1]); }
ADC_LOWER(Le) { return b.CreateFCmpOLE(x[0], x[1]); }
ADC_LOWER(Eq) { return b.CreateFCmpOEQ(x[0], x[1]); }
ADC_LOWER(Ne) { return b.CreateFCmpUNE(x[0], x[1]); }
ADC_LOWER(And) { return b.CreateAnd(x[0], x[1]); }
ADC_LOWER(Or) { return b.CreateOr(x[0], x[1]); }
ADC_LOWER(Not) { return b.CreateNot(x[0]); }

#undef ADC_LOWER

Value* not_computable(llvm::IRBuilderBase&, const Operands&) {
  throw std::runtime_error("native code cannot be made of an op that passes should have removed");
}

using Instructions = Value* (*)(llvm::IRBuilderBase&, const Operands&);

/// How each op is computed; null where by a call or, for leaves and conversions, by `FunctionLowering` itself.
template <Op op, bool calls>
constexpr Instructions instructions_of() {
  if constexpr (calls || op == Op::Param || op == Op::Const || op == Op::ToFloat)
    return nullptr;
  else if constexpr (op == Op::Diff)
    return not_computable;
  else
    return instructions<op>;
}

constexpr bool has_function(std::string_view name) { return name != "None"; }

constexpr std::array<Instructions, ir::kOpCount> kInstructions = {
#define ADC_OP(Id, spelling, arity, op_class, cost, traits, immediate, domain, function, text, kink) \
  instructions_of<Op::Id, has_function(#function)>(),
#include "ir/ops.def"
#undef ADC_OP
};

}  // namespace

Value* OpLowering::scalar(Op op, std::int64_t immediate, const Operands& x) {
  if (Value* const made = instructions(op, x)) return made;
  if (op != Op::Fma) return call_function(op, immediate, x);
  const std::string_view name = float_type_->isFloatTy() ? kFmaf : info(Op::Fma).function;
  return call(function(name, float_type_, {float_type_, float_type_, float_type_}), {x[0], x[1], x[2]});
}

Value* OpLowering::instructions(Op op, const Operands& x) {
  if (op == Op::ToFloat) return b_.CreateUIToFP(x[0], x[0]->getType()->getWithNewType(float_type_));
  if (op == Op::Fma) return how_.has_fma ? intrinsic(b_, llvm::Intrinsic::fma, x, 3) : nullptr;
  const Instructions make = kInstructions[static_cast<std::size_t>(op)];
  return make != nullptr ? make(b_, x) : nullptr;
}

/// A call of the op's C function, in double precision.
Value* OpLowering::call_function(Op op, std::int64_t immediate, const Operands& x) {
  llvm::SmallVector<Value*, 4> arguments;
  for (std::size_t i = 0; i < info(op).arity; ++i) arguments.push_back(to_double(x[i]));
  // C's functions take an order first and an exponent last.
  if (info(op).immediate != ir::Immediate::None) {
    auto* const place = info(op).immediate == ir::Immediate::Exponent ? arguments.end() : arguments.begin();
    arguments.insert(place, b_.getInt32(static_cast<std::uint32_t>(immediate)));
  }
  llvm::SmallVector<llvm::Type*, 4> types;
  for (const Value* argument : arguments) types.push_back(argument->getType());
  return from_double(call(function(info(op).function, b_.getDoubleTy(), types), arguments));
}

llvm::Constant* OpLowering::constant(const ir::Constant& constant) {
  if (constant.kind() == ir::Constant::Kind::Bool) return b_.getInt1(constant.as_bool());
  return llvm::ConstantFP::get(float_type_, float_type_->isFloatTy() ? constant.to_float() : constant.to_double());
}

llvm::FunctionCallee OpLowering::function(std::string_view name, llvm::Type* result,
                                          llvm::ArrayRef<llvm::Type*> arguments) {
  const std::string symbol = how_.runtime_prefix + std::string(name);
  return module_.getOrInsertFunction(symbol, llvm::FunctionType::get(result, arguments, false));
}

llvm::CallInst* OpLowering::call(llvm::FunctionCallee callee, llvm::ArrayRef<Value*> arguments) {
  llvm::CallInst* const call = b_.CreateCall(callee, arguments);
  call->setDoesNotThrow();
  call->addFnAttr(llvm::Attribute::NoBuiltin);
  return call;
}

}  // namespace adc::jit
