#include "ir/signature.h"

#include <algorithm>
#include <cassert>
#include <limits>
#include <vector>

#include "ir/lists.h"
#include "ir/tensor_shape.h"

namespace adc::ir {
namespace {

/// What an op asks of the dtypes of its operands, and gives.
enum class Signature {
  None,        ///< a leaf
  Same,        ///< any → the same
  Float,       ///< float… → float
  Comparison,  ///< float, float → bool
  Logic,       ///< bool… → bool
  ToFloat,     ///< bool → float
  Choice,      ///< bool, any, the same → the same
  Derivative,  ///< float, float → float, with the axes of both
};

Signature signature(Op op) {
  switch (op) {
    case Op::Param:
    case Op::Const: return Signature::None;
    case Op::Copy:
    case Op::StopGradient: return Signature::Same;
    case Op::Lt:
    case Op::Le:
    case Op::Eq:
    case Op::Ne: return Signature::Comparison;
    case Op::And:
    case Op::Or:
    case Op::Not: return Signature::Logic;
    case Op::ToFloat: return Signature::ToFloat;
    case Op::Select: return Signature::Choice;
    case Op::Diff: return Signature::Derivative;
    default: return Signature::Float;
  }
}

bool all_are(std::span<const Type* const> operands, DType dtype) {
  return std::ranges::all_of(operands, [&](const Type* type) { return type->dtype == dtype; });
}

// Elementwise ops go over one shape; scalars go with each element.
bool shapes_clash(std::span<const Type* const> operands) {
  const Shape* common = nullptr;
  for (const Type* type : operands) {
    if (type->shape.rank() == 0) continue;
    if (common != nullptr && *common != type->shape) return true;
    common = &type->shape;
  }
  return false;
}

Shape common_shape(std::span<const Type* const> operands) {
  for (const Type* type : operands) {
    if (type->shape.rank() > 0) return type->shape;
  }
  return {};
}

Shape joined(const Shape& x, const Shape& y) {
  std::vector<std::int64_t> dims(x.dims().begin(), x.dims().end());
  dims.insert(dims.end(), y.dims().begin(), y.dims().end());
  return Shape(dims);
}

std::string_view derivative_error(const Shape& of, const Shape& by) {
  if (of.rank() + by.rank() > Shape::kMaxRank) return "the derivative would have more than 8 axes";
  std::int64_t elements = 0;
  const bool overflows = __builtin_mul_overflow(of.elements(), by.elements(), &elements);
  return overflows || elements > kMaxElements ? "the derivative would have too many elements" : "";
}

}  // namespace

std::string_view type_error(Op op, std::span<const Type* const> operands, std::span<const std::int64_t> immediates,
                            DType float_type) {
  if (operands.size() != info(op).arity) return "wrong number of operands";
  if (!are_legal_immediates(op, immediates)) return "the integers in brackets are not as the op has them";
  if (!is_elementwise(op)) return tensor_shape(op, operands, immediates, float_type).error;
  switch (signature(op)) {
    case Signature::None:
    case Signature::Same: break;
    case Signature::Float:
    case Signature::Comparison:
      if (!all_are(operands, float_type)) return "the operands must be of the function's float type";
      break;
    case Signature::Logic:
    case Signature::ToFloat:
      if (!all_are(operands, DType::Bool)) return "the operands must be bool";
      break;
    case Signature::Choice:
      if (operands[0]->dtype != DType::Bool) return "the condition must be bool";
      if (operands[1]->dtype != operands[2]->dtype) return "the choices must have one type";
      break;
    case Signature::Derivative:
      if (!all_are(operands, float_type)) return "the operands must be of the function's float type";
      return derivative_error(operands[0]->shape, operands[1]->shape);
  }
  return shapes_clash(operands) ? "the operands must have one shape, or be scalars" : "";
}

Type infer_type(Op op, std::span<const Type* const> operands, std::span<const std::int64_t> immediates,
                DType float_type) {
  assert(type_error(op, operands, immediates, float_type).empty());
  if (!is_elementwise(op)) {
    const bool keeps = !operands.empty() && info(op).op_class == OpClass::Linear;
    return {keeps ? operands[0]->dtype : float_type, tensor_shape(op, operands, immediates, float_type).shape};
  }
  const Type& last = *operands.back();
  switch (signature(op)) {
    case Signature::Comparison:
    case Signature::Logic: return {DType::Bool, common_shape(operands)};
    case Signature::Float:
    case Signature::ToFloat: return {float_type, common_shape(operands)};
    case Signature::Derivative: return {float_type, joined(operands[0]->shape, operands[1]->shape)};
    case Signature::Choice: return {last.dtype, common_shape(operands)};
    case Signature::None:
    case Signature::Same: break;
  }
  return last;
}

bool keeps_type(Op op) {
  return is_elementwise(op) && (signature(op) == Signature::Float || signature(op) == Signature::Same);
}

bool are_legal_immediates(Op op, std::span<const std::int64_t> values) {
  switch (info(op).immediate) {
    case Immediate::None: return values.empty();
    case Immediate::Exponent:
    case Immediate::Order:
    case Immediate::Slope:
    case Immediate::Callee: return values.size() == 1 && is_legal_immediate(op, values.front());
    case Immediate::Lists: return is_packed(values, info(op).list_count());
  }
  return false;
}

bool is_legal_immediate(Op op, std::int64_t value) {
  switch (info(op).immediate) {
    case Immediate::None:
    case Immediate::Lists: break;
    case Immediate::Exponent:
      return value >= std::numeric_limits<int>::min() && value <= std::numeric_limits<int>::max();
    case Immediate::Order:
    case Immediate::Slope: return value >= 0 && value <= max_order(op);
    case Immediate::Callee: return value >= 0 && value <= std::numeric_limits<int>::max();
  }
  return false;
}

}  // namespace adc::ir
