#include "analysis/explain.h"

#include <fmt/core.h>

#include "ir/op.h"
#include "ir/spelling.h"

namespace adc::analysis {

std::optional<std::string> explain(std::string_view name) {
  const std::optional<ir::Op> op = ir::find_op(name);
  if (!op || !ir::info(*op).is(ir::kFunction)) return std::nullopt;
  const ir::OpInfo& info = ir::info(*op);
  std::string text = fmt::format("{}: {}", ir::call_text(info), info.text);
  if (!info.kink.empty()) text += "\n  convention: " + std::string(info.kink);
  return text;
}

std::string domain_in_words(ir::Op op) {
  const ir::OpInfo& info = ir::info(op);
  const std::string last = info.arity > 1 ? "y" : "x";
  switch (info.domain) {
    using enum ir::Domain;
    case AnyReal:
    case Moderate:
    case Boolean: return "";
    case Nonzero: return info.arity > 1 ? "not all are 0" : "x ≠ 0";
    case NonzeroRhs: return last + " ≠ 0";
    case Positive: return info.arity > 1 ? "all are positive" : "x > 0";
    case PositiveLhs: return "x > 0";
    case AboveMinusOne: return "x > −1";
    case AboveOne: return "x > 1";
    case InsideUnit: return "|x| < 1";
    case OutsideUnit: return "|x| > 1";
    case UnitInterval: return "0 < x < 1";
    case AboveBranchPoint: return "x > −1/e";
    case BranchPointToZero: return "−1/e < x < 0";
    case OrderThenPositive: return "x > 0";
    case ShapeThenPositive: return "a > 0, x > 0";
    case ShapesThenUnit: return "a > 0, b > 0, 0 < x < 1";
  }
  return "";
}

}  // namespace adc::analysis
