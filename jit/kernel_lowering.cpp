#include "jit/kernel_lowering.h"

#include <algorithm>
#include <bit>
#include <cstdlib>
#include <limits>

namespace adc::jit {
namespace {

using ir::Op;
using llvm::Value;

/// Bytes of the partial sums of one reduction: its lanes, on every machine.
constexpr unsigned kSumBytes = 256;
/// So many terms are added one after the other; then as many such sums, and so on.
constexpr std::int64_t kBlock = 64;

/// A body of no more nodes runs on several registers at once, so that operations overlap.
constexpr std::size_t kShortBody = 16;

std::int64_t round_up_to_power(std::int64_t n) {
  return static_cast<std::int64_t>(std::bit_ceil(static_cast<std::uint64_t>(n)));
}

bool is_call(const Node& node) {
  return node.kind == Node::Kind::Apply && !ir::info(node.op).function.empty() && node.op != Op::Fma;
}

/// How many turns of a vector loop that is not reduced are done at once.
std::int64_t lanes_for_kept(const Kernel& kernel, unsigned register_bits, unsigned float_bytes) {
  const std::int64_t width = register_bits / 8 / float_bytes;
  const bool is_short = kernel.nodes.size() <= kShortBody && std::ranges::none_of(kernel.nodes, is_call);
  return std::min(is_short ? 4 * width : width, round_up_to_power(kernel.loops[kernel.vector_loop].extent));
}

}  // namespace

KernelLowering::KernelLowering(const Kernel& kernel, const KernelContext& context)
    : kernel_(kernel),
      context_(context),
      b_(context.builder),
      float_(context.float_type),
      float_bytes_(context.float_type->isFloatTy() ? 4 : 8),
      by_level_(kernel.loops.size() + 1),
      values_(kernel.nodes.size(), nullptr),
      index_(kernel.loops.size(), nullptr),
      certain_(kernel.nodes.size(), false) {
  while (kept_ < kernel.loops.size() && !kernel.loops[kept_].is_reduced) ++kept_;
  for (NodeId id = 0; id < kernel.nodes.size(); ++id) {
    by_level_[static_cast<std::size_t>(std::bit_width(kernel.nodes[id].varies))].push_back(id);
  }
}

void KernelLowering::run(const Turns& turns) {
  turns_ = turns;
  compute(0);
  nest(0);
}

std::int64_t KernelLowering::shared_turns(const Kernel& kernel, unsigned register_bits, bool is_float) {
  const std::int64_t extent = kernel.loops[0].extent;
  return kernel.vector_loop == 0 ? extent / lanes_for_kept(kernel, register_bits, is_float ? 4 : 8) : extent;
}

// --- loops ----------------------------------------------------------------------------------------------------------

void KernelLowering::begin_vector(unsigned lanes, std::int64_t count) {
  lanes_ = lanes;
  mask_ = nullptr;
  if (count == lanes) return;
  std::vector<llvm::Constant*> bits;
  for (unsigned i = 0; i < lanes; ++i) bits.push_back(b_.getInt1(i < count));
  mask_ = llvm::ConstantVector::get(bits);
}

bool KernelLowering::reduces_lanes() const {
  return kernel_.vector_loop != Kernel::kNoLoop && kernel_.vector_loop >= kept_;
}

unsigned KernelLowering::lanes_for_sum() const {
  const std::int64_t most = kSumBytes / float_bytes_;
  return static_cast<unsigned>(std::min(most, round_up_to_power(kernel_.loops[kernel_.vector_loop].extent)));
}

/// All turns of a loop that is not reduced.
template <typename Body>
void KernelLowering::turns(std::size_t level, Body body) {
  const std::int64_t extent = kernel_.loops[level].extent;
  const auto run = [&](Value* begin, Value* end, std::int64_t step) {
    loop(b_, begin, end, step, {}, [&](Value* index, const Carried&) {
      index_[level] = index;
      body();
      return Carried{};
    });
  };
  const Turns part = level == 0 ? turns_ : Turns{};
  const bool is_vector = level == kernel_.vector_loop;
  const std::int64_t lanes = is_vector ? lanes_for_kept(kernel_, context_.register_bits, float_bytes_) : 1;
  const std::int64_t rest = extent % lanes;
  if (is_vector) begin_vector(static_cast<unsigned>(lanes), lanes);
  if (part.which == Turns::Range)
    run(b_.CreateMul(part.begin, number(lanes)), b_.CreateMul(part.end, number(lanes)), lanes);
  else if (part.which == Turns::All && extent >= lanes) {
    const auto [begin, end] = is_vector ? interior(level, lanes, extent - rest) : Interior{};
    if (begin > 0) run(number(0), number(begin), lanes);
    if (end > begin) {
      set_certain(level, true);
      run(number(begin), number(end), lanes);
      set_certain(level, false);
    }
    if (extent - rest > end) run(number(end), number(extent - rest), lanes);
  }
  if (rest > 0 && part.which != Turns::Range) {
    begin_vector(static_cast<unsigned>(std::max<std::int64_t>(round_up_to_power(rest), 2)), rest);
    run(number(extent - rest), number(extent), extent);
  }
  if (!is_vector) return;
  lanes_ = 1;
  mask_ = nullptr;
}

bool KernelLowering::guards_only(const Node& node, std::size_t level) const {
  return node.kind == Node::Kind::Inside && node.varies == 1U << level;
}

/// Whole vectors of `lanes` of the first `turns` turns; empty, at 0, where it is not worth a loop of its own.
KernelLowering::Interior KernelLowering::interior(std::size_t level, std::int64_t lanes, std::int64_t turns) const {
  constexpr std::int64_t kWorthwhile = 4;
  std::int64_t first = 0;
  std::int64_t last = turns - 1;
  bool has_guards = false;
  for (const Node& node : kernel_.nodes) {
    if (!guards_only(node, level)) continue;
    has_guards = true;
    // 0 ≤ offset + stride·i < extent
    const std::int64_t stride = node.index.strides[level];
    const std::int64_t low = stride > 0 ? node.index.offset : node.extent - 1 - node.index.offset;
    const std::int64_t size = std::abs(stride);
    if (low + size * last < 0) return {};
    if (low < 0) first = std::max(first, (-low + size - 1) / size);
    if (node.extent - 1 - low < 0) return {};
    last = std::min(last, (node.extent - 1 - low) / size);
  }
  const Interior result{(first + lanes - 1) / lanes * lanes, (last + 1) / lanes * lanes};
  return has_guards && result.end - result.begin >= kWorthwhile * lanes ? result : Interior{};
}

void KernelLowering::set_certain(std::size_t level, bool is_certain) {
  for (NodeId id = 0; id < kernel_.nodes.size(); ++id) {
    if (guards_only(kernel_.nodes[id], level)) certain_[id] = is_certain;
  }
}

void KernelLowering::nest(std::size_t level) {
  if (level == kept_) return finish();
  turns(level, [&] {
    compute(level + 1);
    nest(level + 1);
  });
}

void KernelLowering::finish() {
  if (kernel_.scatter != Kernel::kNoNode) return scatter(kernel_.results[0]);
  if (kernel_.reduction == Reduction::Argmax) return arg_max(kept_);
  if (kernel_.reduction != Reduction::None) {
    if (reduces_lanes()) lanes_ = lanes_for_sum();
    Value* value = reduce(kept_);
    if (reduces_lanes()) {
      value = join_lanes(value);
      lanes_ = 1;
      mask_ = nullptr;
    }
    return store(kernel_.results[0], value);
  }
  for (const Kernel::Result& result : kernel_.results) store(result, values_[result.node]);
}

/// What the turns of loop `level` and those inside it give together; of a vector loop, per lane.
Value* KernelLowering::reduce(std::size_t level) {
  if (level == kernel_.loops.size()) return term();
  const std::int64_t extent = kernel_.loops[level].extent;
  if (level != kernel_.vector_loop) return sum_up(number(0), number(extent), 1, level, extent);
  const unsigned lanes = lanes_for_sum();
  const std::int64_t rest = extent % lanes;
  Value* sum = nullptr;
  if (extent >= lanes) {
    begin_vector(lanes, lanes);
    sum = sum_up(number(0), number(extent - rest), lanes, level, extent / lanes);
  }
  if (rest > 0) {
    begin_vector(lanes, rest);
    Value* const last = turn(level, number(extent - rest));
    sum = sum == nullptr ? last : combine(sum, last);
  }
  return sum;
}

/// Sums of kBlock turns, sums of kBlock of these, …, for `turns` turns in all.
Value* KernelLowering::sum_up(Value* begin, Value* end, std::int64_t step, std::size_t level, std::int64_t turns) {
  std::int64_t block = 1;
  while (block * kBlock < turns) block *= kBlock;
  const std::int64_t stride = step * block;
  return loop(b_, begin, end, stride, {identity()}, [&](Value* index, const Carried& carried) {
    if (block == 1) return Carried{combine(carried[0], turn(level, index))};
    Value* const next = b_.CreateNSWAdd(index, number(stride));
    Value* const stop = b_.CreateSelect(b_.CreateICmpSLT(next, end), next, end);
    return Carried{combine(carried[0], sum_up(index, stop, step, level, block))};
  })[0];
}

Value* KernelLowering::turn(std::size_t level, Value* index) {
  index_[level] = index;
  compute(level + 1);
  return reduce(level + 1);
}

void KernelLowering::arg_max(std::size_t level) {
  Value* position = llvm::ConstantFP::get(float_, 0.0);
  if (level < kernel_.loops.size()) {
    Value* const least = llvm::ConstantFP::getInfinity(float_, true);
    position = loop(b_, number(0), number(kernel_.loops[level].extent), 1, {least, position},
                    [&](Value* index, const Carried& best) {
                      index_[level] = index;
                      compute(level + 1);
                      Value* const x = values_[kernel_.results[0].node];
                      Value* const beats = b_.CreateFCmpULT(best[0], x);  // or either is nan
                      Value* const takes = b_.CreateAnd(beats, b_.CreateFCmpORD(best[0], best[0]));
                      return Carried{b_.CreateSelect(takes, x, best[0]),
                                     b_.CreateSelect(takes, b_.CreateSIToFP(index, float_), best[1])};
                    })[1];
  }
  store(kernel_.results[0], position);
}

// --- results --------------------------------------------------------------------------------------------------------

Value* KernelLowering::identity() {
  const auto of = [&](double value) {
    llvm::Constant* const one = llvm::ConstantFP::get(float_, value);
    return lanes_ > 1 ? llvm::ConstantVector::getSplat(llvm::ElementCount::getFixed(lanes_), one) : one;
  };
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  switch (kernel_.reduction) {
    case Reduction::Product: return of(1);
    case Reduction::Max: return of(-kInfinity);
    case Reduction::Min: return of(kInfinity);
    default: return of(-0.0);  // 0 would make +0 of −0
  }
}

Value* KernelLowering::combine(Value* x, Value* y) {
  switch (kernel_.reduction) {
    case Reduction::Product: return b_.CreateFMul(x, y);
    case Reduction::Max: return context_.ops.instructions(Op::Max, {x, y});
    case Reduction::Min: return context_.ops.instructions(Op::Min, {x, y});
    default: return b_.CreateFAdd(x, y);
  }
}

/// What one turn contributes, in lanes that do not count the identity.
Value* KernelLowering::term() {
  Value* x = wide(values_[kernel_.results[0].node]);
  if (kernel_.factor != Kernel::kNoNode) x = b_.CreateFMul(x, wide(values_[kernel_.factor]));
  return mask_ != nullptr && reduces_lanes() ? b_.CreateSelect(mask_, x, identity()) : x;
}

/// The first half of the lanes with the second, again and again.
Value* KernelLowering::join_lanes(Value* x) {
  while (x->getType()->isVectorTy()) {
    const int half = static_cast<int>(llvm::cast<llvm::FixedVectorType>(x->getType())->getNumElements()) / 2;
    if (half == 1) return combine(b_.CreateExtractElement(x, std::uint64_t{0}), b_.CreateExtractElement(x, 1));
    llvm::SmallVector<int, 64> low;
    llvm::SmallVector<int, 64> high;
    for (int i = 0; i < half; ++i) {
      low.push_back(i);
      high.push_back(half + i);
    }
    x = combine(b_.CreateShuffleVector(x, low), b_.CreateShuffleVector(x, high));
  }
  return x;
}

void KernelLowering::store(const Kernel::Result& result, Value* value) {
  const llvm::Align align(float_bytes_);
  if (value->getType()->isIntOrIntVectorTy()) {
    value = b_.CreateUIToFP(value, value->getType()->getWithNewType(float_));
  }
  const std::int64_t step = lanes_ > 1 ? stride(result.index) : 0;
  if (step == 0) {
    b_.CreateAlignedStore(value, address(float_, result.array, place(result.index)), align);
    return;
  }
  value = wide(value);
  Value* const to = address(float_, result.array, step == 1 ? place(result.index) : places(result.index));
  if (step != 1)
    b_.CreateMaskedScatter(value, to, align, mask_);
  else if (mask_ != nullptr)
    b_.CreateMaskedStore(value, to, align, mask_);
  else
    b_.CreateAlignedStore(value, to, align);
}

void KernelLowering::scatter(const Kernel::Result& result) {
  const auto [is_valid, index] = position(values_[kernel_.scatter], kernel_.scatter_extent);
  llvm::Function* const function = b_.GetInsertBlock()->getParent();
  llvm::BasicBlock* const add = llvm::BasicBlock::Create(b_.getContext(), "", function);
  llvm::BasicBlock* const after = llvm::BasicBlock::Create(b_.getContext(), "", function);
  b_.CreateCondBr(is_valid, add, after);
  b_.SetInsertPoint(add);
  Value* const at = b_.CreateAdd(place(result.index), b_.CreateMul(index, number(kernel_.scatter_stride)));
  Value* const to = address(float_, result.array, at);
  b_.CreateStore(b_.CreateFAdd(b_.CreateLoad(float_, to), values_[result.node]), to);
  b_.CreateBr(after);
  b_.SetInsertPoint(after);
}

}  // namespace adc::jit
