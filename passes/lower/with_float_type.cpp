#include "passes/lower/with_float_type.h"

#include <cmath>
#include <optional>

#include "diag/diagnostics.h"
#include "passes/core/rebuild.h"

namespace adc::passes {
namespace {

constexpr diag::Slug kOutOfRange = "number-out-of-range";

/// Why a number is none of single precision, if it is not.
std::optional<Diagnostic> no_single(const ir::Function& fn, ir::ValueId id) {
  const ir::Constant& constant = fn.constant(id);
  if (constant.kind() == ir::Constant::Kind::Bool || !std::isfinite(constant.to_double())) return std::nullopt;
  const float single = constant.to_float();
  if (std::isinf(single)) {
    return diag::diagnose(kOutOfRange, fn.span(id), "the number is too large for single precision",
                          {"the largest is about 3.4e38"});
  }
  if (single == 0.0F && constant.to_double() != 0) {
    return diag::diagnose(kOutOfRange, fn.span(id), "the number is too small for single precision",
                          {"the smallest is about 1.4e-45"});
  }
  return std::nullopt;
}

}  // namespace

Result<ir::Function> with_float_type(const ir::Function& fn, ir::DType float_type) {
  for (std::size_t i = 0; float_type == ir::DType::F32 && i < fn.size(); ++i) {
    if (!fn.is_const(ir::value_id(i))) continue;
    if (std::optional<Diagnostic> why = no_single(fn, ir::value_id(i))) return *std::move(why);
  }
  return rebuild(
      fn, kNoLimit,
      [&fn, float_type](SharingBuilder& b, ir::ValueId id, std::span<const ir::ValueId> operands) {
        if (ir::index(id) >= fn.params().size()) return b.clone(fn, id, operands);
        const ir::Param& param = fn.params()[ir::index(id)];
        return b.param(param.name, param.kind, {float_type, fn.shape(id)});
      },
      float_type);
}

}  // namespace adc::passes
