// The nodes of a region.
#include <llvm/IR/Intrinsics.h>

#include "jit/region_lowering.h"

namespace adc::jit {

using ir::Op;
using llvm::Value;

/// The nodes that vary with loop `level` − 1 and none inside it.
void RegionLowering::compute(std::size_t level) {
  for (const NodeId id : by_level_[level]) values_[id] = make(id);
}

bool RegionLowering::is_vector(NodeId id) const { return lanes_ > 1 && (varies_[id] >> vector_loop_ & 1U) != 0; }

Value* RegionLowering::wide(Value* x) {
  return lanes_ == 1 || x->getType()->isVectorTy() ? x : b_.CreateVectorSplat(lanes_, x);
}

Value* RegionLowering::make(NodeId id) {
  const bool in_vector = is_vector(id);
  const auto at = [&](const Affine& index) { return in_vector ? places(index) : place(index); };
  return std::visit(
      kernel::Match{[&](const kernel::Constant& x) -> Value* { return llvm::ConstantFP::get(float_, x.value); },
                    [&](const kernel::Truth& x) -> Value* { return b_.getInt1(x.value); },
                    [&](const kernel::Position& x) {
                      Value* const index = at(x.index);
                      return b_.CreateSIToFP(index, index->getType()->getWithNewType(float_));
                    },
                    [&](const kernel::Inside& x) {
                      Value* const index = at(x.index);
                      const auto extent = static_cast<std::uint64_t>(x.extent);
                      return b_.CreateICmpULT(index, llvm::ConstantInt::get(index->getType(), extent));
                    },
                    [&](const kernel::Load& x) { return is_never(x.guards) ? unread(x.array, in_vector) : load(x); },
                    [&](const kernel::Gather& x) {
                      return is_never(x.guards) ? unread(x.array, in_vector) : gather(x, in_vector);
                    },
                    [&](const kernel::Apply& x) { return apply(x, in_vector); },
                    // folds are made by the loops
                    [&](const kernel::Fold&) { return values_[id]; },
                    [&](const kernel::Argmax&) { return values_[id]; }},
      region_.nodes[id]);
}

Value* RegionLowering::apply(const kernel::Apply& node, bool in_vector) {
  if (node.op == Op::Select && certain_[node.operands[0]]) {
    return values_[node.operands[*certain_[node.operands[0]] ? 1 : 2]];
  }
  Operands x{};
  for (std::size_t k = 0; k < node.operands.size(); ++k) {
    x[k] = in_vector ? wide(values_[node.operands[k]]) : values_[node.operands[k]];
  }
  const int immediate = node.immediate.value_or(0);
  return in_vector ? context_.math.op(node.op, immediate, x) : context_.ops.scalar(node.op, immediate, x);
}

/// The index in the first lane.
Value* RegionLowering::place(const Affine& index) {
  Value* sum = number(index.offset);
  for (std::size_t l = 0; l < index.strides.size(); ++l) {
    if (index.strides[l] == 0) continue;
    sum = b_.CreateNSWAdd(sum, b_.CreateNSWMul(index_[l], number(index.strides[l])));
  }
  return sum;
}

/// The index in each lane.
Value* RegionLowering::places(const Affine& index) {
  std::vector<llvm::Constant*> steps;
  steps.reserve(lanes_);
  for (unsigned lane = 0; lane < lanes_; ++lane) {
    steps.push_back(b_.getInt64(static_cast<std::uint64_t>(lane * stride(index))));
  }
  return b_.CreateAdd(b_.CreateVectorSplat(lanes_, place(index)), llvm::ConstantVector::get(steps));
}

std::int64_t RegionLowering::stride(const Affine& index) const {
  return vector_loop_ < index.strides.size() ? index.strides[vector_loop_] : 0;
}

Value* RegionLowering::address(llvm::Type* type, ArrayId array, Value* index) {
  return b_.CreateGEP(type, context_.array(array), index);
}

/// Whether no turn at hand reads behind these guards.
bool RegionLowering::is_never(const std::vector<NodeId>& guards) const {
  return std::ranges::any_of(guards, [&](NodeId guard) { return certain_[guard] == false; });
}

/// What stands for an element that no turn reads.
Value* RegionLowering::unread(ArrayId array, bool in_vector) {
  llvm::Type* const type = context_.is_bool(array) ? b_.getInt1Ty() : float_;
  return llvm::PoisonValue::get(in_vector ? static_cast<llvm::Type*>(vector_of(type)) : type);
}

/// The lanes that count and whose guards are true; null: all.
Value* RegionLowering::mask_of(const std::vector<NodeId>& guards) {
  Value* mask = mask_;
  for (const NodeId guard : guards) {
    if (certain_[guard]) continue;
    Value* const one = wide(values_[guard]);
    mask = mask == nullptr ? one : b_.CreateAnd(mask, one);
  }
  return mask;
}

/// Whether the guards that are the same in all lanes are true; null if there are none. An index that is the same in all
/// lanes needs no other.
Value* RegionLowering::scalar_guard(const std::vector<NodeId>& guards) {
  Value* all = nullptr;
  for (const NodeId guard : guards) {
    if (certain_[guard] || values_[guard]->getType()->isVectorTy()) continue;
    all = all == nullptr ? values_[guard] : b_.CreateAnd(all, values_[guard]);
  }
  return all;
}

Value* RegionLowering::read_as(ArrayId array, Value* x) {
  return context_.is_bool(array) ? b_.CreateFCmpUNE(x, llvm::ConstantFP::get(x->getType(), 0.0)) : x;
}

Value* RegionLowering::load(const kernel::Load& node) {
  const llvm::Align align(float_bytes_);
  const std::int64_t step = lanes_ > 1 ? stride(node.index) : 0;
  if (step == 0) {
    Value* at = place(node.index);
    if (Value* const guard = scalar_guard(node.guards)) at = b_.CreateSelect(guard, at, number(0));
    return read_as(node.array, b_.CreateAlignedLoad(float_, address(float_, node.array, at), align));
  }
  Value* const harmless = llvm::ConstantFP::get(vector_of(float_), kHarmless);
  Value* mask = mask_of(node.guards);
  if (step != 1 && step != -1) {
    Value* const from = address(float_, node.array, places(node.index));
    Value* const all = llvm::Constant::getAllOnesValue(vector_of(b_.getInt1Ty()));
    return read_as(node.array,
                   b_.CreateMaskedGather(vector_of(float_), from, align, mask == nullptr ? all : mask, harmless));
  }
  Affine first = node.index;
  if (step == -1) {
    first.offset -= lanes_ - 1;
    if (mask != nullptr) mask = b_.CreateVectorReverse(mask);
  }
  Value* const from = address(float_, node.array, place(first));
  Value* x = mask == nullptr ? static_cast<Value*>(b_.CreateAlignedLoad(vector_of(float_), from, align))
                             : b_.CreateMaskedLoad(vector_of(float_), from, align, mask, harmless);
  if (step == -1) x = b_.CreateVectorReverse(x);
  return read_as(node.array, x);
}

/// A number as an integer from 0 to `extent` − 1; 0 where it is none.
RegionLowering::Position RegionLowering::position(Value* x, std::int64_t extent) {
  const auto constant = [&](double value) { return llvm::ConstantFP::get(x->getType(), value); };
  llvm::Type* const integer = x->getType()->getWithNewType(b_.getInt64Ty());
  Value* const in_range =
      b_.CreateAnd(b_.CreateFCmpOGE(x, constant(0)), b_.CreateFCmpOLT(x, constant(static_cast<double>(extent))));
  Value* const is_integer = b_.CreateFCmpOEQ(b_.CreateUnaryIntrinsic(llvm::Intrinsic::trunc, x), x);
  Value* const is_valid = b_.CreateAnd(in_range, is_integer);
  return {is_valid, b_.CreateFPToSI(b_.CreateSelect(is_valid, x, constant(0)), integer)};
}

Value* RegionLowering::gather(const kernel::Gather& node, bool in_vector) {
  const llvm::Align align(float_bytes_);
  Value* const x = in_vector ? wide(values_[node.by.position]) : values_[node.by.position];
  const auto [is_valid, index] = position(x, node.by.extent);
  Value* const far = b_.CreateMul(index, llvm::ConstantInt::getSigned(index->getType(), node.by.stride));
  Value* const nan = llvm::ConstantFP::getNaN(x->getType());
  if (!in_vector) {
    Value* at = b_.CreateAdd(place(node.index), far);
    if (Value* const guard = scalar_guard(node.guards)) at = b_.CreateSelect(guard, at, number(0));
    Value* const y = b_.CreateAlignedLoad(float_, address(float_, node.array, at), align);
    return read_as(node.array, b_.CreateSelect(is_valid, y, nan));
  }
  Value* const from = address(float_, node.array, b_.CreateAdd(places(node.index), far));
  Value* mask = mask_of(node.guards);
  mask = mask == nullptr ? is_valid : b_.CreateAnd(mask, is_valid);
  return read_as(node.array, b_.CreateMaskedGather(vector_of(float_), from, align, mask, nan));
}

}  // namespace adc::jit
