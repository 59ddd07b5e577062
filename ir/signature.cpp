#include "ir/signature.h"

#include <algorithm>
#include <cassert>
#include <limits>

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
    default: return Signature::Float;
  }
}

bool all_are(std::span<const Type* const> operands, DType dtype) {
  return std::ranges::all_of(operands, [&](const Type* type) { return type->dtype == dtype; });
}

bool shapes_differ(std::span<const Type* const> operands) {
  return std::ranges::any_of(operands, [&](const Type* type) { return type->shape != operands.front()->shape; });
}

}  // namespace

std::string_view type_error(Op op, std::span<const Type* const> operands, DType float_type) {
  if (operands.size() != info(op).arity) return "wrong number of operands";
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
  }
  return shapes_differ(operands) ? "the operands must have one shape" : "";
}

Type infer_type(Op op, std::span<const Type* const> operands, DType float_type) {
  assert(!operands.empty() && type_error(op, operands, float_type).empty());
  const Type& last = *operands.back();
  switch (signature(op)) {
    case Signature::Comparison:
    case Signature::Logic: return {DType::Bool, last.shape};
    case Signature::Float:
    case Signature::ToFloat: return {float_type, last.shape};
    case Signature::None:
    case Signature::Same:
    case Signature::Choice: break;
  }
  return last;
}

bool is_legal_immediate(Op op, std::int64_t value) {
  switch (info(op).immediate) {
    case Immediate::None: return true;
    case Immediate::Exponent:
      return value >= std::numeric_limits<int>::min() && value <= std::numeric_limits<int>::max();
    case Immediate::Order: return value >= 0 && value <= kMaxPolygammaOrder;
  }
  return false;
}

}  // namespace adc::ir
