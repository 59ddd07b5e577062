#include "jit/lower.h"

#include <stdexcept>
#include <vector>

namespace adc::jit {
namespace {

using ir::Op;
using ir::ValueId;
using kernel::kChunkCopies;
using llvm::Value;

struct SincosPlace {
  Value* sine;
  Value* cosine;
};

/// Lowers a chunk, and copies of outputs, into one machine function `void (inputs, outputs, workspace)`.
class ChunkLowering {
 public:
  ChunkLowering(const ir::Function& fn, const Schedule& schedule, const Lowering& how, llvm::Module& module,
                std::vector<Value*>& values)
      : fn_(fn),
        schedule_(schedule),
        module_(module),
        b_(module.getContext()),
        values_(values),
        float_type_(fn.float_type() == ir::DType::F32 ? b_.getFloatTy() : b_.getDoubleTy()),
        ops_(how, module, b_, float_type_) {}

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
    Operands x{};
    const std::span<const ValueId> operands = fn_.operands(id);
    for (std::size_t i = 0; i < operands.size(); ++i) x[i] = value(operands[i]);
    const bool has_immediate = info(fn_.op(id)).immediate != ir::Immediate::None;
    return ops_.scalar(fn_.op(id), has_immediate ? fn_.immediate(id) : 0, x);
  }

  void compute_sincos(ValueId id, ValueId partner) {
    const bool sine_first = fn_.op(id) == Op::Sin;
    Value* const angle = ops_.to_double(value(fn_.operands(id)[0]));
    llvm::Type* const pointer = b_.getPtrTy();
    const SincosPlace place = next_place();
    ops_.call(ops_.function(kSincos, b_.getVoidTy(), {b_.getDoubleTy(), pointer, pointer}),
              {angle, place.sine, place.cosine});
    define(sine_first ? id : partner, ops_.from_double(b_.CreateLoad(b_.getDoubleTy(), place.sine)));
    define(sine_first ? partner : id, ops_.from_double(b_.CreateLoad(b_.getDoubleTy(), place.cosine)));
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

  /// The value `id` in this chunk: computed before, a constant, or loaded where it is first needed.
  Value* value(ValueId id) {
    if (Value* const known = values_[index(id)]) return known;
    Value* value = nullptr;
    if (fn_.is_const(id))
      value = ops_.constant(fn_.constant(id));
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
  llvm::Module& module_;
  llvm::IRBuilder<> b_;
  std::vector<Value*>& values_;  // per value of `fn_`: what it is in this chunk, or null
  llvm::Type* float_type_;
  OpLowering ops_;
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
