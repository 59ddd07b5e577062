#include "jit/lower.h"

#include <llvm/IR/IRBuilder.h>
#include <llvm/IR/Intrinsics.h>

#include <array>
#include <stdexcept>
#include <vector>

namespace adc::jit {
namespace {

using ir::Op;
using ir::ValueId;
using llvm::Value;
using Operands = std::array<Value*, 3>;

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

struct SincosPlace {
  Value* sine;
  Value* cosine;
};

/// Lowers a chunk, and copies of outputs, into one machine function `void (inputs, outputs, workspace)`.
class ChunkLowering {
 public:
  ChunkLowering(const ir::Function& fn, const Schedule& schedule, const Lowering& how, llvm::Module& module,
                std::vector<Value*>& values)
      : fn_(fn), schedule_(schedule), how_(how), module_(module), b_(module.getContext()), values_(values) {
    float_type_ = fn.float_type() == ir::DType::F32 ? b_.getFloatTy() : b_.getDoubleTy();
  }

  void run(llvm::Function& target, std::span<const ValueId> chunk, std::span<const std::uint32_t> copies) {
    target_ = &target;
    b_.SetInsertPoint(llvm::BasicBlock::Create(module_.getContext(), "", &target));
    for (const ValueId id : chunk) compute(id);
    for (const std::uint32_t output : copies) copy_output(output);
    b_.CreateRetVoid();
    for (const ValueId id : known_) values_[index(id)] = nullptr;
  }

 private:
  void compute(ValueId id) {
    const std::uint32_t partner = schedule_.partner[index(id)];
    if (partner != Schedule::kNone) return compute_sincos(id, ir::value_id(partner));
    define(id, lower(id));
  }

  Value* lower(ValueId id) {
    const Op op = fn_.op(id);
    Operands x{};
    const std::span<const ValueId> operands = fn_.operands(id);
    for (std::size_t i = 0; i < operands.size(); ++i) x[i] = value(operands[i]);
    if (op == Op::ToFloat) return b_.CreateUIToFP(x[0], float_type_);
    if (op == Op::Fma) return fma(x);
    const Instructions make = kInstructions[static_cast<std::size_t>(op)];
    return make != nullptr ? make(b_, x) : call(id, x);
  }

  /// Fused on every machine: by its instruction, or by the C library.
  Value* fma(const Operands& x) {
    if (how_.has_fma) return intrinsic(b_, llvm::Intrinsic::fma, x, 3);
    const std::string_view name = float_type_->isFloatTy() ? kFmaf : info(Op::Fma).function;
    return call(function(name, float_type_, {float_type_, float_type_, float_type_}), {x[0], x[1], x[2]});
  }

  /// A call of the op's C function, in double precision.
  Value* call(ValueId id, const Operands& x) {
    const ir::OpInfo& op = info(fn_.op(id));
    llvm::SmallVector<Value*, 4> arguments;
    for (std::size_t i = 0; i < op.arity; ++i) arguments.push_back(to_double(x[i]));
    // C's functions take an order first and an exponent last.
    if (op.immediate != ir::Immediate::None) {
      auto* const place = op.immediate == ir::Immediate::Order ? arguments.begin() : arguments.end();
      arguments.insert(place, b_.getInt32(static_cast<std::uint32_t>(fn_.immediate(id))));
    }
    llvm::SmallVector<llvm::Type*, 4> types;
    for (const Value* argument : arguments) types.push_back(argument->getType());
    return from_double(call(function(op.function, b_.getDoubleTy(), types), arguments));
  }

  void compute_sincos(ValueId id, ValueId partner) {
    const bool sine_first = fn_.op(id) == Op::Sin;
    Value* const angle = to_double(value(fn_.operands(id)[0]));
    llvm::Type* const pointer = b_.getPtrTy();
    const SincosPlace place = next_place();
    call(function(kSincos, b_.getVoidTy(), {b_.getDoubleTy(), pointer, pointer}), {angle, place.sine, place.cosine});
    define(sine_first ? id : partner, from_double(b_.CreateLoad(b_.getDoubleTy(), place.sine)));
    define(sine_first ? partner : id, from_double(b_.CreateLoad(b_.getDoubleTy(), place.cosine)));
  }

  /// Where sincos writes its results. Some places in turn: were it always one, its address would be kept in registers
  /// that the function must save.
  SincosPlace next_place() {
    constexpr std::size_t kPlaces = 16;
    if (places_.size() < kPlaces) {
      llvm::IRBuilder<> entry(&target_->getEntryBlock(), target_->getEntryBlock().begin());
      places_.push_back({entry.CreateAlloca(entry.getDoubleTy()), entry.CreateAlloca(entry.getDoubleTy())});
      return places_.back();
    }
    return places_[turn_++ % kPlaces];
  }

  llvm::FunctionCallee function(std::string_view name, llvm::Type* result, llvm::ArrayRef<llvm::Type*> arguments) {
    const std::string symbol = how_.runtime_prefix + std::string(name);
    return module_.getOrInsertFunction(symbol, llvm::FunctionType::get(result, arguments, false));
  }

  llvm::CallInst* call(llvm::FunctionCallee callee, llvm::ArrayRef<Value*> arguments) {
    llvm::CallInst* const call = b_.CreateCall(callee, arguments);
    call->setDoesNotThrow();
    call->addFnAttr(llvm::Attribute::NoBuiltin);
    return call;
  }

  Value* to_double(Value* x) { return float_type_->isFloatTy() ? b_.CreateFPExt(x, b_.getDoubleTy()) : x; }
  Value* from_double(Value* x) { return float_type_->isFloatTy() ? b_.CreateFPTrunc(x, float_type_) : x; }

  /// The value `id` in this chunk: computed before, a constant, or loaded where it is first needed.
  Value* value(ValueId id) {
    if (Value* const known = values_[index(id)]) return known;
    Value* value = nullptr;
    if (fn_.is_const(id))
      value = constant(fn_.constant(id));
    else if (fn_.op(id) == Op::Param)
      value = input(id);
    else
      value = b_.CreateLoad(type(id), slot(id));
    return remember(id, value);
  }

  Value* input(ValueId id) {
    Value* const x = b_.CreateLoad(float_type_, element(0, float_type_, index(id)));
    return type(id) == float_type_ ? x : b_.CreateFCmpUNE(x, llvm::ConstantFP::get(float_type_, 0.0));
  }

  Value* remember(ValueId id, Value* value) {
    known_.push_back(id);
    return values_[index(id)] = value;
  }

  llvm::Constant* constant(const ir::Constant& constant) {
    if (constant.kind() == ir::Constant::Kind::Bool) return b_.getInt1(constant.as_bool());
    return llvm::ConstantFP::get(float_type_, float_type_->isFloatTy() ? constant.to_float() : constant.to_double());
  }

  void define(ValueId id, Value* value) {
    remember(id, value);
    if (schedule_.first_output[index(id)] != Schedule::kNone) store_output(schedule_.first_output[index(id)], value);
    if (schedule_.slot[index(id)] != Schedule::kNone) b_.CreateStore(value, slot(id));
  }

  void store_output(std::uint32_t output, Value* x) {
    b_.CreateStore(x->getType()->isIntegerTy(1) ? b_.CreateUIToFP(x, float_type_) : x, output_place(output));
  }

  /// An output that is an input, a constant, known here, or stored by another machine function.
  void copy_output(std::uint32_t output) {
    const ValueId id = fn_.outputs()[output].value;
    const Op op = fn_.op(id);
    const bool is_here = op == Op::Param || op == Op::Const || values_[index(id)] != nullptr;
    store_output(output,
                 is_here ? value(id) : b_.CreateLoad(float_type_, output_place(schedule_.first_output[index(id)])));
  }

  llvm::Type* type(ValueId id) { return fn_.type(id).dtype == ir::DType::Bool ? b_.getInt1Ty() : float_type_; }
  Value* output_place(std::uint32_t output) { return element(1, float_type_, output); }
  Value* slot(ValueId id) { return element(2, b_.getDoubleTy(), schedule_.slot[index(id)]); }
  Value* element(unsigned argument, llvm::Type* type, std::size_t i) {
    return b_.CreateConstInBoundsGEP1_64(type, target_->getArg(argument), i);
  }

  const ir::Function& fn_;
  const Schedule& schedule_;
  const Lowering& how_;
  llvm::Module& module_;
  llvm::IRBuilder<> b_;
  std::vector<Value*>& values_;  // per value of `fn_`: what it is in this chunk, or null
  llvm::Type* float_type_ = nullptr;
  llvm::Function* target_ = nullptr;
  std::vector<ValueId> known_;
  std::vector<SincosPlace> places_;
  std::size_t turn_ = 0;
};

llvm::Function& declare(llvm::Module& module, const std::string& name, llvm::GlobalValue::LinkageTypes linkage) {
  llvm::LLVMContext& context = module.getContext();
  llvm::Type* const pointer = llvm::PointerType::getUnqual(context);
  auto* const type = llvm::FunctionType::get(llvm::Type::getVoidTy(context), {pointer, pointer, pointer}, false);
  llvm::Function* const made = llvm::Function::Create(type, linkage, name, module);
  made->setDoesNotThrow();
  for (unsigned i = 0; i < 3; ++i) made->addParamAttr(i, llvm::Attribute::NoAlias);
  return *made;
}

void check_scalars(const ir::Function& fn) {
  for (std::size_t i = 0; i < fn.size(); ++i) {
    const ir::Type& type = fn.type(ir::value_id(i));
    if (type.shape.rank() != 0 || (type.dtype != fn.float_type() && type.dtype != ir::DType::Bool)) {
      throw std::runtime_error("native code of values of type " + to_string(type) + " is not supported");
    }
  }
}

}  // namespace

std::unique_ptr<llvm::Module> lower(const ir::Function& fn, const Schedule& schedule, const Lowering& how,
                                    llvm::LLVMContext& context) {
  check_scalars(fn);
  auto module = std::make_unique<llvm::Module>(how.symbol, context);
  llvm::Function& entry = declare(*module, how.symbol, llvm::Function::ExternalLinkage);
  std::vector<Value*> values(fn.size(), nullptr);
  if (schedule.chunks() <= 1 && schedule.copies.size() <= kChunkCopies) {
    ChunkLowering(fn, schedule, how, *module, values).run(entry, schedule.chunk(0), schedule.copies);
    return module;
  }
  llvm::IRBuilder<> b(llvm::BasicBlock::Create(context, "", &entry));
  std::size_t pieces = 0;
  const auto add_piece = [&](std::span<const ValueId> chunk, std::span<const std::uint32_t> copies) {
    const std::string name = how.symbol + "." + std::to_string(pieces++);
    llvm::Function& target = declare(*module, name, llvm::Function::InternalLinkage);
    ChunkLowering(fn, schedule, how, *module, values).run(target, chunk, copies);
    b.CreateCall(&target, {entry.getArg(0), entry.getArg(1), entry.getArg(2)})->setDoesNotThrow();
  };
  for (std::size_t i = 0; i < schedule.chunks(); ++i) add_piece(schedule.chunk(i), {});
  for (std::size_t i = 0; i < schedule.copies.size(); i += kChunkCopies) add_piece({}, schedule.copies_from(i));
  b.CreateRetVoid();
  return module;
}

}  // namespace adc::jit
