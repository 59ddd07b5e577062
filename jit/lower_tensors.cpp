#include "jit/lower_tensors.h"

#include <fmt/core.h>

#include <algorithm>
#include <map>
#include <string>
#include <utility>

#include "jit/region_lowering.h"
#include "jit/vector_math.h"

namespace adc::jit {
namespace {

using kernel::Call;
using kernel::MatrixProduct;
using kernel::Program;
using kernel::Region;
using kernel::Step;
using llvm::Value;

/// From so much weighted work on, a loop is worth sharing among threads.
constexpr double kParallelWork = 1 << 17;

std::size_t size_of(const Region& region) { return region.nodes.size() + region.loops.size() + region.stores.size(); }

double cost(const kernel::Node& node) {
  const auto* const apply = std::get_if<kernel::Apply>(&node);
  return apply == nullptr ? 1 : std::max<double>(ir::info(apply->op).cost, 1);
}

/// One step, or some that are done slice by slice.
struct Unit {
  std::span<const Step> steps;
  const kernel::SlicedSteps* sliced = nullptr;
};

/// Lowers steps into machine functions `void (inputs, outputs, workspace)`, over rows with `rows` after them, and where
/// these are summed with `is_first` after that.
class ProgramLowering {
 public:
  ProgramLowering(const Program& program, const TensorLowering& how, llvm::LLVMContext& context)
      : program_(program),
        how_(how),
        module_(std::make_unique<llvm::Module>(how.names.symbol, context)),
        b_(context),
        float_type_(program.float_type == ir::DType::F32 ? b_.getFloatTy() : b_.getDoubleTy()),
        ops_(how.names, *module_, b_, float_type_),
        math_(ops_, *module_, b_, how.vector_math ? how.register_bits : 0),
        units_(units()) {}

  std::unique_ptr<llvm::Module> run() {
    if (how_.flat)
      lower_flat(declare(how_.names.symbol + ".tensors", llvm::Function::InternalLinkage));
    else
      lower(declare(how_.names.symbol, llvm::Function::ExternalLinkage));
    return std::move(module_);
  }

 private:
  /// All steps.
  void lower(llvm::Function& entry) {
    std::vector<std::span<const Unit>> pieces = cut();
    if (pieces.size() == 1) return lower(entry, pieces[0]);
    std::vector<llvm::Function*> functions;
    for (const std::span<const Unit> piece : pieces) {
      const std::string name = fmt::format("{}.{}", how_.names.symbol, functions.size());
      functions.push_back(&declare(name, llvm::Function::InternalLinkage));
      lower(*functions.back(), piece);
    }
    b_.SetInsertPoint(llvm::BasicBlock::Create(module_->getContext(), "", &entry));
    for (llvm::Function* const function : functions) {
      llvm::SmallVector<Value*, 5> arguments;
      for (llvm::Argument& argument : entry.args()) arguments.push_back(&argument);
      b_.CreateCall(function, arguments)->setDoesNotThrow();
    }
    b_.CreateRetVoid();
  }

  /// The entry, which calls `tensors`, all steps, with pointers to where each input and output begins.
  void lower_flat(llvm::Function& tensors) {
    lower(tensors);
    llvm::Function& entry = declare(how_.names.symbol, llvm::Function::ExternalLinkage);
    b_.SetInsertPoint(llvm::BasicBlock::Create(module_->getContext(), "", &entry));
    const auto tables = [&]<class Place>(std::type_identity<Place>, Value* flat) {
      std::vector<std::int64_t> begins;
      std::int64_t begin = 0;
      for (const kernel::Array& array : program_.arrays) {
        if (!std::holds_alternative<Place>(array.place)) continue;
        begins.push_back(begin);
        begin += array.type.shape.elements();
      }
      Value* const table = b_.CreateAlloca(b_.getPtrTy(), b_.getInt64(begins.size()));
      for (std::size_t i = 0; i < begins.size(); ++i) {
        Value* const at = b_.CreateConstGEP1_64(float_type_, flat, static_cast<std::uint64_t>(begins[i]));
        b_.CreateStore(at, b_.CreateConstGEP1_64(b_.getPtrTy(), table, i));
      }
      return table;
    };
    Value* const inputs = tables(std::type_identity<kernel::Input>(), entry.getArg(0));
    Value* const outputs = tables(std::type_identity<kernel::Output>(), entry.getArg(1));
    b_.CreateCall(&tensors, {inputs, outputs, aligned(entry.getArg(2))})->setDoesNotThrow();
    b_.CreateRetVoid();
  }

  /// The workspace of flat functions is aligned as a double.
  Value* aligned(Value* workspace) {
    Value* const mask = b_.getInt64(~static_cast<std::uint64_t>(kernel::kArrayAlignment - 1));
    Value* const behind = b_.CreateConstGEP1_64(b_.getInt8Ty(), workspace, kernel::kArrayAlignment - 1);
    return b_.CreateIntrinsic(llvm::Intrinsic::ptrmask, {b_.getPtrTy(), b_.getInt64Ty()}, {behind, mask});
  }

  std::vector<Unit> units() const {
    const std::span<const Step> all = program_.steps;
    std::vector<Unit> result;
    std::size_t next = 0;
    const auto single = [&](std::size_t end) {
      for (; next < end; ++next) result.push_back({all.subspan(next, 1)});
    };
    for (const kernel::SlicedSteps& sliced : how_.sliced) {
      single(sliced.first);
      result.push_back({all.subspan(sliced.first, sliced.steps), &sliced});
      next += sliced.steps;
    }
    single(all.size());
    return result;
  }

  std::vector<std::span<const Unit>> cut() const {
    std::vector<std::span<const Unit>> pieces;
    const std::span<const Unit> all = units_;
    std::size_t begin = 0;
    std::size_t size = 0;
    std::size_t calls = 0;
    const auto next_size = [&](const Unit& unit) {
      std::size_t sum = 0;
      for (const Step& step : unit.steps) {
        const bool is_library = std::holds_alternative<Call>(step) && how_.plans[calls++].has_value();
        sum += is_library ? 1 : size_of(kernel::loops_of(step));
      }
      return sum;
    };
    for (std::size_t i = 0; i < all.size(); ++i) {
      const std::size_t added = next_size(all[i]);
      if (i > begin && size + added > kPieceNodes) {
        pieces.push_back(all.subspan(begin, i - begin));
        begin = i;
        size = 0;
      }
      size += added;
    }
    pieces.push_back(all.subspan(begin));
    return pieces;
  }

  llvm::Function& declare(const std::string& name, llvm::GlobalValue::LinkageTypes linkage) {
    llvm::Type* const pointer = b_.getPtrTy();
    llvm::SmallVector<llvm::Type*, 5> arguments(3, pointer);
    if (program_.tile) arguments.push_back(b_.getInt64Ty());
    if (program_.sums_rows) arguments.push_back(b_.getInt64Ty());
    return create(llvm::FunctionType::get(b_.getVoidTy(), arguments, false), linkage, name);
  }

  /// What vectors are kept in around calls is aligned as they are, so that none lies across two lines of the cache.
  llvm::Function& create(llvm::FunctionType* type, llvm::GlobalValue::LinkageTypes linkage, const std::string& name) {
    llvm::Function* const made = llvm::Function::Create(type, linkage, name, *module_);
    made->setDoesNotThrow();
    made->addFnAttr(llvm::Attribute::getWithStackAlignment(module_->getContext(), llvm::Align(how_.register_bits / 8)));
    return *made;
  }

  void lower(llvm::Function& target, std::span<const Unit> units) {
    target_ = &target;
    b_.SetInsertPoint(llvm::BasicBlock::Create(module_->getContext(), "", &target));
    if (program_.sums_rows) is_first_ = b_.CreateIsNotNull(target.getArg(4));
    for (const Unit& unit : units) {
      if (unit.sliced != nullptr)
        by_slices(unit);
      else
        std::visit([&](const auto& one) { lower(one); }, unit.steps.front());
    }
    b_.CreateRetVoid();
  }

  /// All steps for one slice, then for the next; each thread for its own.
  void by_slices(const Unit& unit) {
    const std::int64_t count = unit.sliced->slices;
    const auto some = [&](Value* begin, Value* end) {
      loop(b_, begin, end, 1, {}, [&](Value* slice, const Carried&) {
        slice_of(unit, slice);
        return Carried{};
      });
    };
    if (how_.threads == 1) return some(b_.getInt64(0), b_.getInt64(static_cast<std::uint64_t>(count)));
    share(count, [&](Value* begin, Value* end) {
      part_ = part_of(begin, count);
      some(begin, end);
      part_ = nullptr;
    });
  }

  void slice_of(const Unit& unit, Value* slice) {
    for (const kernel::SlicedSteps::Local& local : unit.sliced->locals) {
      Value* const room = behind(how_.locals + local.offset, unit.sliced->bytes);
      Value* const before = b_.CreateNSWMul(slice, b_.getInt64(static_cast<std::uint64_t>(-local.slice)));
      locals_[local.array] = b_.CreateGEP(float_type_, room, before);
    }
    for (const Step& step : unit.steps) {
      std::visit([&](const auto& one) { lower_slice(one, unit.sliced->slices, slice); }, step);
    }
    locals_.clear();
  }

  /// The number of the part of `count` turns that begins with `begin`.
  Value* part_of(Value* begin, std::int64_t count) {
    const auto turns = static_cast<std::uint64_t>(count);
    // begin = ⌊count·part/parts⌋ (jit/parallel.h), where no part is empty
    Value* const scaled = b_.CreateNUWMul(begin, b_.getInt64(static_cast<std::uint64_t>(parts_of(count))));
    return b_.CreateUDiv(b_.CreateNUWAdd(scaled, b_.getInt64(turns - 1)), b_.getInt64(turns));
  }

  /// What begins `offset` bytes behind the workspace's beginning, for the part at hand, each of which has `bytes`.
  Value* behind(std::size_t offset, std::size_t bytes) {
    Value* const first = b_.CreateConstGEP1_64(b_.getInt8Ty(), target_->getArg(2), offset);
    return part_ == nullptr ? first : b_.CreateGEP(b_.getInt8Ty(), first, b_.CreateNUWMul(part_, b_.getInt64(bytes)));
  }

  void lower_slice(const Region& region, std::int64_t slices, Value* slice) {
    const auto turns = static_cast<std::uint64_t>(region.loops[0].extent / slices);
    Value* const begin = b_.CreateNSWMul(slice, b_.getInt64(turns));
    Value* const end = b_.CreateNSWAdd(begin, b_.getInt64(turns));
    lower(region, {RegionLowering::Turns::Which::Range, begin, end});
  }
  void lower_slice(const Call& call, std::int64_t slices, Value* slice) {
    const std::optional<std::size_t> plan = how_.plans[next_call_++];
    if (!plan) return lower_slice(call.fallback, slices, slice);
    const auto products = static_cast<std::uint64_t>(call.product.batch / slices);
    multiply(call.product, *plan, b_.CreateNSWMul(slice, b_.getInt64(products)));
  }

  void lower(const Region& region) {
    if (how_.threads == 1 || work(region) < kParallelWork) return lower(region, RegionLowering::Turns{});
    share(RegionLowering::shared_turns(region, how_.register_bits, float_type_->isFloatTy()),
          [&](Value* begin, Value* end) { lower(region, {RegionLowering::Turns::Which::Range, begin, end}); });
    lower(region, RegionLowering::Turns{.which = RegionLowering::Turns::Which::Rest});
  }

  void lower(const Region& region, const RegionLowering::Turns& turns) {
    arrays_.clear();
    kernel::for_each_array_of_region(region, [&](ArrayId id) { array(id); });
    const auto is_bool = [&](ArrayId id) { return program_.arrays[id].type.dtype == ir::DType::Bool; };
    const RegionContext context{*module_,
                                b_,
                                float_type_,
                                ops_,
                                math_,
                                how_.register_bits,
                                [&](ArrayId id) { return array(id); },
                                is_bool,
                                rows(),
                                program_.sums_rows,
                                [&](ArrayId id) { return program_.is_sum(id); },
                                is_first_};
    RegionLowering(region, context).run(turns);
  }

  /// How many rows there are, in a program over rows.
  [[nodiscard]] Value* rows() const { return program_.tile ? target_->getArg(3) : nullptr; }

  /// How many parts threads make of so many turns.
  [[nodiscard]] std::int64_t parts_of(std::int64_t count) const { return std::min<std::int64_t>(count, how_.threads); }

  /// Moves turns 0 … `count` − 1 into a function that several threads call: `body(begin, end)` appends some of them.
  template <typename Body>
  void share(std::int64_t count, Body body) {
    llvm::Type* const pointer = b_.getPtrTy();
    llvm::Type* const integer = b_.getInt64Ty();
    auto* const type = llvm::FunctionType::get(b_.getVoidTy(), {pointer, pointer, pointer, integer, integer}, false);
    const std::string name = fmt::format("{}.loop{}", how_.names.symbol, loops_++);
    llvm::Function* const turns = &create(type, llvm::Function::InternalLinkage, name);
    llvm::Function* const caller = std::exchange(target_, turns);
    llvm::BasicBlock* const block = b_.GetInsertBlock();
    b_.SetInsertPoint(llvm::BasicBlock::Create(module_->getContext(), "", turns));
    body(turns->getArg(3), turns->getArg(4));
    b_.CreateRetVoid();
    b_.SetInsertPoint(block);
    target_ = caller;
    auto* const parallel_type =
        llvm::FunctionType::get(b_.getVoidTy(), {pointer, pointer, pointer, pointer, integer, integer}, false);
    const llvm::FunctionCallee parallel = module_->getOrInsertFunction(kParallel, parallel_type);
    ops_.call(parallel, {turns, caller->getArg(0), caller->getArg(1), caller->getArg(2),
                         b_.getInt64(static_cast<std::uint64_t>(count)),
                         b_.getInt64(static_cast<std::uint64_t>(parts_of(count)))});
  }

  /// How much a region does whose outermost loop can be shared; 0 for others.
  double work(const Region& region) const {
    const bool is_shared = !region.loops.empty() && region.loops[0].role == kernel::Loop::Role::Parallel;
    if (!is_shared || program_.tile ||
        RegionLowering::shared_turns(region, how_.register_bits, float_type_->isFloatTy()) < 2)
      return 0;
    double turns = 1;
    for (const kernel::Loop& loop : region.loops) turns *= static_cast<double>(loop.extent);
    double each = 0;
    for (const kernel::Node& node : region.nodes) each += cost(node);
    return turns * each;
  }

  void lower(const Call& call) {
    const std::optional<std::size_t> plan = how_.plans[next_call_++];
    plan ? multiply(call.product, *plan) : lower(call.fallback);
  }

  /// All products, or those of a slice, from `first` on.
  void multiply(const MatrixProduct& product, std::size_t plan, Value* first = nullptr) {
    arrays_.clear();
    llvm::Type* const pointer = b_.getPtrTy();
    const bool adds = program_.is_sum(product.c);
    llvm::Type* const integer = b_.getInt64Ty();
    auto* const type =
        llvm::FunctionType::get(b_.getVoidTy(), {pointer, pointer, pointer, pointer, pointer, integer, integer}, false);
    const llvm::FunctionCallee function = module_->getOrInsertFunction(kProduct, type);
    Value* const address = module_->getOrInsertGlobal(fmt::format("{}{}", kPlanPrefix, plan), b_.getInt8Ty());
    Value* const packing = behind(how_.packing, how_.packing_bytes);
    Value* const rows = product.rows == MatrixProduct::Rows::None ? b_.getInt64(1) : this->rows();
    Value* const added = b_.CreateZExt(adds ? b_.CreateNot(is_first_) : b_.getFalse(), integer);
    const auto of_slice = [&](Value* begin, std::int64_t stride) {
      if (first == nullptr) return begin;
      return b_.CreateGEP(float_type_, begin, b_.CreateNSWMul(first, b_.getInt64(static_cast<std::uint64_t>(stride))));
    };
    Value* const a = of_slice(start(product.a), product.a.batch_stride);
    Value* const b = of_slice(start(product.b), product.b.batch_stride);
    Value* const c = of_slice(array(product.c), product.m * product.n);
    ops_.call(function, {address, a, b, c, packing, rows, added});
  }

  Value* start(const MatrixProduct::Operand& operand) {
    return b_.CreateConstGEP1_64(float_type_, array(operand.array), static_cast<std::uint64_t>(operand.offset));
  }

  /// Where an array begins; known in the step at hand.
  Value* array(ArrayId id) {
    Value*& known = arrays_[id];
    if (known != nullptr) return known;
    const auto from_table = [&](unsigned table, std::size_t at) {
      Value* const entry = b_.CreateConstGEP1_64(b_.getPtrTy(), target_->getArg(table), at);
      return b_.CreateLoad(b_.getPtrTy(), entry);
    };
    const auto find = kernel::Match{[&](const kernel::Input& at) -> Value* { return from_table(0, at.number); },
                                    [&](const kernel::Output& at) -> Value* { return from_table(1, at.number); },
                                    [&](const kernel::Table& at) -> Value* { return &table(id, at); },
                                    [&](const kernel::Workspace& at) -> Value* {
                                      return b_.CreateConstGEP1_64(b_.getInt8Ty(), target_->getArg(2), at.offset);
                                    }};
    const auto local = locals_.find(id);
    known = local != locals_.end() ? local->second : std::visit(find, program_.arrays[id].place);
    return known;
  }

  /// A table lies beside the code.
  llvm::GlobalVariable& table(ArrayId id, const kernel::Table& table) {
    llvm::GlobalVariable*& known = tables_[id];
    if (known == nullptr) {
      std::vector<float> singles(table.numbers.begin(), table.numbers.end());
      llvm::Constant* const numbers = float_type_->isFloatTy()
                                          ? llvm::ConstantDataArray::get(b_.getContext(), singles)
                                          : llvm::ConstantDataArray::get(b_.getContext(), table.numbers);
      known = new llvm::GlobalVariable(*module_, numbers->getType(), true, llvm::GlobalValue::InternalLinkage, numbers,
                                       fmt::format("{}.table{}", how_.names.symbol, id));
      known->setAlignment(llvm::Align(kernel::kArrayAlignment));
    }
    return *known;
  }

  const Program& program_;
  const TensorLowering& how_;
  std::unique_ptr<llvm::Module> module_;
  llvm::IRBuilder<> b_;
  llvm::Type* float_type_;
  OpLowering ops_;
  VectorMath math_;
  std::vector<Unit> units_;
  llvm::Function* target_ = nullptr;
  Value* is_first_ = nullptr;  // where rows are summed: whether no tile was before
  std::map<ArrayId, Value*> arrays_;
  std::map<ArrayId, llvm::GlobalVariable*> tables_;
  std::map<ArrayId, Value*> locals_;  // of a slice: where an array with room for it alone would begin
  Value* part_ = nullptr;             // in slices that threads share: whose they are
  std::size_t next_call_ = 0;
  std::size_t loops_ = 0;  // that are shared
};

}  // namespace

std::int64_t rows_at_once(const Program& program, unsigned register_bits) {
  std::int64_t rows = 1;
  for (const Step& step : program.steps) {
    const bool is_float = program.float_type == ir::DType::F32;
    rows = std::max(rows, RegionLowering::rows_at_once(kernel::loops_of(step), register_bits, is_float));
  }
  return rows;
}

std::unique_ptr<llvm::Module> lower_tensors(const Program& program, const TensorLowering& how,
                                            llvm::LLVMContext& context) {
  return ProgramLowering(program, how, context).run();
}

}  // namespace adc::jit
