#include "jit/lower_scalars.h"

#include <fmt/core.h>

#include <vector>

#include "kernel/types.h"

namespace adc::jit {
namespace {

using ir::Op;
using kernel::Apply;
using kernel::ArrayId;
using kernel::kChunkCopies;
using kernel::NodeId;
using kernel::Program;
using kernel::Region;
using kernel::Schedule;
using llvm::Value;

struct SincosPlace {
  Value* sine;
  Value* cosine;
};

/// Lowers a chunk, and copies of outputs, into one machine function `void (inputs, outputs, workspace)`.
class ChunkLowering {
 public:
  ChunkLowering(const Program& program, const Schedule& schedule, const Lowering& how, llvm::Module& module,
                const std::vector<ir::DType>& types, std::vector<Value*>& values)
      : program_(program),
        region_(std::get<Region>(program.steps[0])),
        schedule_(schedule),
        how_(how),
        module_(module),
        b_(module.getContext()),
        types_(types),
        values_(values),
        float_type_(program.float_type == ir::DType::F32 ? b_.getFloatTy() : b_.getDoubleTy()),
        ops_(how, module, b_, float_type_) {}

  void run(llvm::Function& target, std::span<const NodeId> chunk, std::span<const std::uint32_t> copies) {
    target_ = &target;
    b_.SetInsertPoint(llvm::BasicBlock::Create(module_.getContext(), "", &target));
    for (const NodeId id : chunk) compute(id);
    for (const std::uint32_t store : copies) copy_output(store);
    b_.CreateRetVoid();
    for (const NodeId id : known_) values_[id] = nullptr;
  }

 private:
  [[nodiscard]] const Apply& applied(NodeId id) const { return std::get<Apply>(region_.nodes[id]); }

  void compute(NodeId id) {
    const NodeId partner = schedule_.partner[id];
    if (partner != Schedule::kNone) return compute_sincos(id, partner);
    define(id, lower(applied(id)));
  }

  Value* lower(const Apply& apply) {
    Operands x{};
    for (std::size_t i = 0; i < apply.operands.size(); ++i) x[i] = value(apply.operands[i]);
    return ops_.scalar(apply.op, apply.immediate.value_or(0), x);
  }

  void compute_sincos(NodeId id, NodeId partner) {
    if (!how_.has_sincos) {
      define(id, lower(applied(id)));
      return define(partner, lower(applied(partner)));
    }
    const bool sine_first = applied(id).op == Op::Sin;
    Value* const angle = ops_.to_double(value(applied(id).operands[0]));
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

  /// A node's value in this chunk: computed before, a constant, or loaded where it is first needed.
  Value* value(NodeId id) {
    if (Value* const known = values_[id]) return known;
    const auto make = kernel::Match{
        [&](const kernel::Constant& x) -> Value* { return llvm::ConstantFP::get(float_type_, x.value); },
        [&](const kernel::Truth& x) -> Value* { return b_.getInt1(x.value); },
        [&](const kernel::Load& x) { return input(x.array); },
        [&](const auto&) -> Value* { return b_.CreateLoad(is_bool(id) ? b_.getInt1Ty() : float_type_, slot(id)); }};
    return remember(id, std::visit(make, region_.nodes[id]));
  }

  Value* input(ArrayId array) {
    const std::size_t number = std::get<kernel::Input>(program_.arrays[array].place).number;
    Value* const x = b_.CreateLoad(float_type_, element(0, float_type_, number));
    const bool is_float = program_.arrays[array].type.dtype != ir::DType::Bool;
    return is_float ? x : b_.CreateFCmpUNE(x, llvm::ConstantFP::get(float_type_, 0.0));
  }

  /// Text of LLVM has the names that C has, where its context keeps names.
  Value* remember(NodeId id, Value* value) {
    if (!llvm::isa<llvm::Constant>(value)) value->setName("v" + llvm::Twine(id));
    known_.push_back(id);
    return values_[id] = value;
  }

  void define(NodeId id, Value* value) {
    remember(id, value);
    if (schedule_.first_store[id] != Schedule::kNone) store_output(schedule_.first_store[id], value);
    if (schedule_.slot[id] != Schedule::kNone) b_.CreateStore(value, slot(id));
  }

  void store_output(std::uint32_t store, Value* x) {
    b_.CreateStore(x->getType()->isIntegerTy(1) ? b_.CreateUIToFP(x, float_type_) : x, output_place(store));
  }

  /// An output that is an input, a constant, known here, or stored by another machine function.
  void copy_output(std::uint32_t store) {
    const NodeId id = std::get<kernel::Set>(region_.stores[store]).value;
    const bool is_here = !std::holds_alternative<Apply>(region_.nodes[id]) || values_[id] != nullptr;
    store_output(store, is_here ? value(id) : b_.CreateLoad(float_type_, output_place(schedule_.first_store[id])));
  }

  [[nodiscard]] bool is_bool(NodeId id) const { return types_[id] == ir::DType::Bool; }
  Value* output_place(std::uint32_t store) {
    const ArrayId array = std::get<kernel::Set>(region_.stores[store]).array;
    return element(1, float_type_, std::get<kernel::Output>(program_.arrays[array].place).number);
  }
  Value* slot(NodeId id) { return element(2, b_.getDoubleTy(), schedule_.slot[id]); }
  Value* element(unsigned argument, llvm::Type* type, std::size_t i) {
    return b_.CreateConstInBoundsGEP1_64(type, target_->getArg(argument), i);
  }

  const Program& program_;
  const Region& region_;
  const Schedule& schedule_;
  const Lowering& how_;
  llvm::Module& module_;
  llvm::IRBuilder<> b_;
  const std::vector<ir::DType>& types_;  // per node
  std::vector<Value*>& values_;          // per node: what it is in this chunk, or null
  llvm::Type* float_type_;
  OpLowering ops_;
  llvm::Function* target_ = nullptr;
  std::vector<NodeId> known_;
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

}  // namespace

std::unique_ptr<llvm::Module> lower_scalars(const Program& program, const Schedule& schedule, const Lowering& how,
                                            llvm::LLVMContext& context) {
  auto module = std::make_unique<llvm::Module>(how.symbol, context);
  llvm::Function& entry = declare(*module, how.symbol, llvm::Function::ExternalLinkage);
  const auto& region = std::get<Region>(program.steps[0]);
  const std::vector<ir::DType> types = kernel::types(program, region);
  std::vector<Value*> values(region.nodes.size(), nullptr);
  if (schedule.chunks() <= 1 && schedule.copies.size() <= kChunkCopies) {
    ChunkLowering(program, schedule, how, *module, types, values).run(entry, schedule.chunk(0), schedule.copies);
    return module;
  }
  llvm::IRBuilder<> b(llvm::BasicBlock::Create(context, "", &entry));
  std::size_t pieces = 0;
  const auto add_piece = [&](std::span<const NodeId> chunk, std::span<const std::uint32_t> copies) {
    const std::string name = fmt::format("{}.{}", how.symbol, pieces++);
    llvm::Function& target = declare(*module, name, llvm::Function::InternalLinkage);
    ChunkLowering(program, schedule, how, *module, types, values).run(target, chunk, copies);
    b.CreateCall(&target, {entry.getArg(0), entry.getArg(1), entry.getArg(2)})->setDoesNotThrow();
  };
  for (std::size_t i = 0; i < schedule.chunks(); ++i) add_piece(schedule.chunk(i), {});
  for (std::size_t i = 0; i < schedule.copies.size(); i += kChunkCopies) add_piece({}, schedule.copies_from(i));
  b.CreateRetVoid();
  return module;
}

}  // namespace adc::jit
