// A method per op, which all builders have.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <span>

#include "ir/function.h"
#include "ir/lists.h"

namespace adc::ir {

/// The axes of a product of tensors, by operand. Each list of the left operand goes with that of the right.
struct Contraction {
  List lhs_contracted;
  List rhs_contracted;
  List lhs_batch = {};
  List rhs_batch = {};
};

/// `b.mul(x, b.sin(y))`, `b.powi(x, 3)`, `b.reduce_sum(v, axes)`: named by the op's spelling, each calls `emit` of
/// `Self`, a builder that derives from this. The lists are those of ir/ops.def.
template <class Self>
class OpMethods {
 public:
#define ADC_METHOD_None(Id, spelling, arity) ADC_METHOD_##arity(Id, spelling)
#define ADC_METHOD_Exponent(Id, spelling, arity) \
  ValueId spelling(ValueId x, std::int64_t n) { return self().emit(Op::Id, {x}, {n}); }
#define ADC_METHOD_Order(Id, spelling, arity) ADC_ORDER_##arity(Id, spelling)
#define ADC_METHOD_Slope(Id, spelling, arity) ADC_ORDER_##arity(Id, spelling)
#define ADC_METHOD_Callee(Id, spelling, arity) ADC_ORDER_##arity(Id, spelling)
#define ADC_ORDER_1(Id, spelling) ADC_METHOD_Exponent(Id, spelling, 1)
#define ADC_ORDER_2(Id, spelling) \
  ValueId spelling(ValueId x, ValueId y, std::int64_t k) { return self().emit(Op::Id, {x, y}, {k}); }
#define ADC_ORDER_3(Id, spelling) \
  ValueId spelling(ValueId x, ValueId y, ValueId z, std::int64_t k) { return self().emit(Op::Id, {x, y, z}, {k}); }
#define ADC_METHOD_0(Id, spelling)
#define ADC_METHOD_1(Id, spelling) \
  ValueId spelling(ValueId x) { return self().emit(Op::Id, {x}); }
#define ADC_METHOD_2(Id, spelling) \
  ValueId spelling(ValueId x, ValueId y) { return self().emit(Op::Id, {x, y}); }
#define ADC_METHOD_3(Id, spelling) \
  ValueId spelling(ValueId x, ValueId y, ValueId z) { return self().emit(Op::Id, {x, y, z}); }
#define ADC_OP(Id, spelling, arity, op_class, cost, traits, immediate, domain, function, text, kink) \
  ADC_METHOD_##immediate(Id, spelling, arity)
#include "ir/ops.def"
#undef ADC_OP
#undef ADC_METHOD_None
#undef ADC_METHOD_Exponent
#undef ADC_METHOD_Order
#undef ADC_METHOD_Slope
#undef ADC_METHOD_Callee
#undef ADC_ORDER_1
#undef ADC_ORDER_2
#undef ADC_ORDER_3
#undef ADC_METHOD_0
#undef ADC_METHOD_1
#undef ADC_METHOD_2
#undef ADC_METHOD_3

  ValueId dot(ValueId x, ValueId y, const Contraction& axes) {
    return lists(Op::Dot, {x, y}, {axes.lhs_batch, axes.rhs_batch, axes.lhs_contracted, axes.rhs_contracted});
  }
  ValueId reduce_sum(ValueId x, List axes) { return lists(Op::ReduceSum, {x}, {axes}); }
  ValueId reduce_max(ValueId x, List axes) { return lists(Op::ReduceMax, {x}, {axes}); }
  ValueId reduce_min(ValueId x, List axes) { return lists(Op::ReduceMin, {x}, {axes}); }
  ValueId prod(ValueId x, List axes) { return lists(Op::Prod, {x}, {axes}); }
  ValueId norm(ValueId x, List axes) { return lists(Op::Norm, {x}, {axes}); }
  ValueId logsumexp(ValueId x, List axes) { return lists(Op::Logsumexp, {x}, {axes}); }
  ValueId softmax(ValueId x, List axes) { return lists(Op::Softmax, {x}, {axes}); }
  ValueId log_softmax(ValueId x, List axes) { return lists(Op::LogSoftmax, {x}, {axes}); }
  ValueId broadcast(ValueId x, List extents, List axes) { return lists(Op::Broadcast, {x}, {extents, axes}); }
  ValueId transpose(ValueId x, List permutation) { return lists(Op::Transpose, {x}, {permutation}); }
  ValueId reshape(ValueId x, List extents) { return lists(Op::Reshape, {x}, {extents}); }
  ValueId slice(ValueId x, List starts, List stops, List strides) {
    return lists(Op::Slice, {x}, {starts, stops, strides});
  }
  ValueId pad(ValueId x, List low, List high, List interior) { return lists(Op::Pad, {x}, {low, high, interior}); }
  ValueId concat(ValueId x, ValueId y, std::int64_t axis) { return lists(Op::Concat, {x, y}, {{&axis, 1}}); }
  ValueId reverse(ValueId x, List axes) { return lists(Op::Reverse, {x}, {axes}); }
  ValueId gather(ValueId x, ValueId positions, std::int64_t axis) {
    return lists(Op::Gather, {x, positions}, {{&axis, 1}});
  }
  ValueId scatter_add(ValueId updates, ValueId positions, std::int64_t axis, std::int64_t extent) {
    return lists(Op::ScatterAdd, {updates, positions}, {{&axis, 1}, {&extent, 1}});
  }
  ValueId argmax(ValueId x, std::int64_t axis) { return lists(Op::Argmax, {x}, {{&axis, 1}}); }
  ValueId iota(List extents, std::int64_t axis) { return lists(Op::Iota, {}, {extents, {&axis, 1}}); }

 private:
  friend Self;
  OpMethods() = default;
  Self& self() { return static_cast<Self&>(*this); }
  ValueId lists(Op op, std::initializer_list<ValueId> operands, std::initializer_list<List> lists) {
    return self().emit(op, std::span(operands.begin(), operands.size()), pack(lists));
  }
};

}  // namespace adc::ir
