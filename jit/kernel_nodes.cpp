// The nodes of a kernel's body.
#include <llvm/IR/Intrinsics.h>

#include "jit/kernel_lowering.h"

namespace adc::jit {

using ir::Op;
using llvm::Value;

/// The nodes that vary with loop `level` − 1 and none inside it.
void KernelLowering::compute(std::size_t level) {
  for (const NodeId id : by_level_[level]) values_[id] = make(kernel_.nodes[id]);
}

bool KernelLowering::is_vector(std::uint32_t varies) const {
  return lanes_ > 1 && (varies >> kernel_.vector_loop & 1U) != 0;
}

Value* KernelLowering::wide(Value* x) {
  return lanes_ == 1 || x->getType()->isVectorTy() ? x : b_.CreateVectorSplat(lanes_, x);
}

Value* KernelLowering::make(const Node& node) {
  switch (node.kind) {
    case Node::Kind::Constant: return context_.ops.constant(node.constant);
    case Node::Kind::Load: return load(node);
    case Node::Kind::Gather: return gather(node);
    case Node::Kind::Position: {
      Value* const at = is_vector(node.varies) ? places(node.index) : place(node.index);
      return b_.CreateSIToFP(at, at->getType()->getWithNewType(float_));
    }
    case Node::Kind::Inside: {
      Value* const at = is_vector(node.varies) ? places(node.index) : place(node.index);
      return b_.CreateICmpULT(at, llvm::ConstantInt::get(at->getType(), static_cast<std::uint64_t>(node.extent)));
    }
    case Node::Kind::Apply: break;
  }
  return apply(node);
}

Value* KernelLowering::apply(const Node& node) {
  if (node.op == Op::Select && certain_[node.operands[0]]) return values_[node.operands[1]];
  Operands x{};
  const bool in_vector = is_vector(node.varies);
  for (std::size_t k = 0; k < node.operands.size(); ++k) {
    x[k] = in_vector ? wide(values_[node.operands[k]]) : values_[node.operands[k]];
  }
  return in_vector ? context_.math.op(node.op, node.immediate, x) : context_.ops.scalar(node.op, node.immediate, x);
}

/// The index in the first lane.
Value* KernelLowering::place(const Affine& index) {
  Value* sum = number(index.offset);
  for (std::size_t l = 0; l < index.strides.size(); ++l) {
    if (index.strides[l] == 0) continue;
    sum = b_.CreateNSWAdd(sum, b_.CreateNSWMul(index_[l], number(index.strides[l])));
  }
  return sum;
}

/// The index in each lane.
Value* KernelLowering::places(const Affine& index) {
  std::vector<llvm::Constant*> steps;
  for (unsigned lane = 0; lane < lanes_; ++lane) {
    steps.push_back(b_.getInt64(static_cast<std::uint64_t>(lane * stride(index))));
  }
  return b_.CreateAdd(b_.CreateVectorSplat(lanes_, place(index)), llvm::ConstantVector::get(steps));
}

std::int64_t KernelLowering::stride(const Affine& index) const {
  return kernel_.vector_loop == Kernel::kNoLoop ? 0 : index.strides[kernel_.vector_loop];
}

Value* KernelLowering::address(llvm::Type* type, ArrayId array, Value* index) {
  return b_.CreateGEP(type, context_.array(array), index);
}

/// The lanes that count and whose guards are true; null: all.
Value* KernelLowering::mask_of(const Node& node) {
  Value* mask = mask_;
  for (const NodeId guard : node.guards) {
    if (certain_[guard]) continue;
    Value* const one = wide(values_[guard]);
    mask = mask == nullptr ? one : b_.CreateAnd(mask, one);
  }
  return mask;
}

/// Whether the guards that are the same in all lanes are true; null if there are none. An index that is the same in all
/// lanes needs no other.
Value* KernelLowering::scalar_guard(const Node& node) {
  Value* all = nullptr;
  for (const NodeId guard : node.guards) {
    if (certain_[guard] || values_[guard]->getType()->isVectorTy()) continue;
    all = all == nullptr ? values_[guard] : b_.CreateAnd(all, values_[guard]);
  }
  return all;
}

Value* KernelLowering::read_bool(Value* x, bool is_bool) {
  return is_bool ? b_.CreateFCmpUNE(x, llvm::ConstantFP::get(x->getType(), 0.0)) : x;
}

Value* KernelLowering::load(const Node& node) {
  const llvm::Align align(float_bytes_);
  const std::int64_t step = lanes_ > 1 ? stride(node.index) : 0;
  if (step == 0) {
    Value* at = place(node.index);
    if (Value* const guard = scalar_guard(node)) at = b_.CreateSelect(guard, at, number(0));
    return read_bool(b_.CreateAlignedLoad(float_, address(float_, node.array, at), align), node.is_bool);
  }
  Value* const harmless = llvm::ConstantFP::get(vector_of(float_), kHarmless);
  Value* mask = mask_of(node);
  if (step != 1 && step != -1) {
    Value* const from = address(float_, node.array, places(node.index));
    Value* const all = llvm::Constant::getAllOnesValue(vector_of(b_.getInt1Ty()));
    return read_bool(b_.CreateMaskedGather(vector_of(float_), from, align, mask == nullptr ? all : mask, harmless),
                     node.is_bool);
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
  return read_bool(x, node.is_bool);
}

/// A number as an integer from 0 to `extent` − 1; 0 where it is none.
KernelLowering::Position KernelLowering::position(Value* x, std::int64_t extent) {
  const auto constant = [&](double value) { return llvm::ConstantFP::get(x->getType(), value); };
  llvm::Type* const integer = x->getType()->getWithNewType(b_.getInt64Ty());
  Value* const in_range =
      b_.CreateAnd(b_.CreateFCmpOGE(x, constant(0)), b_.CreateFCmpOLT(x, constant(static_cast<double>(extent))));
  Value* const is_integer = b_.CreateFCmpOEQ(b_.CreateUnaryIntrinsic(llvm::Intrinsic::trunc, x), x);
  Value* const is_valid = b_.CreateAnd(in_range, is_integer);
  return {is_valid, b_.CreateFPToSI(b_.CreateSelect(is_valid, x, constant(0)), integer)};
}

Value* KernelLowering::gather(const Node& node) {
  const llvm::Align align(float_bytes_);
  const bool in_vector = is_vector(node.varies);
  Value* const x = in_vector ? wide(values_[node.operands[0]]) : values_[node.operands[0]];
  const auto [is_valid, index] = position(x, node.extent);
  Value* const far = b_.CreateMul(index, llvm::ConstantInt::getSigned(index->getType(), node.gather_stride));
  Value* const nan = llvm::ConstantFP::getNaN(x->getType());
  if (!in_vector) {
    Value* at = b_.CreateAdd(place(node.index), far);
    if (Value* const guard = scalar_guard(node)) at = b_.CreateSelect(guard, at, number(0));
    Value* const y = b_.CreateAlignedLoad(float_, address(float_, node.array, at), align);
    return read_bool(b_.CreateSelect(is_valid, y, nan), node.is_bool);
  }
  Value* const from = address(float_, node.array, b_.CreateAdd(places(node.index), far));
  Value* mask = mask_of(node);
  mask = mask == nullptr ? is_valid : b_.CreateAnd(mask, is_valid);
  return read_bool(b_.CreateMaskedGather(vector_of(float_), from, align, mask, nan), node.is_bool);
}

}  // namespace adc::jit
