#include "analysis/explain.h"

#include <fmt/core.h>

#include "ir/op.h"

namespace adc::analysis {
namespace {

/// "hypot(x, y)"; the order of polygamma comes first. The text of an op with a `Slope` names its operands itself.
std::string call(const ir::OpInfo& op) {
  constexpr const char* kNames[] = {"x", "y", "z"};
  std::string text = std::string(op.spelling) + "(";
  if (op.immediate == ir::Immediate::Order) text += "n, ";
  for (std::size_t i = 0; i < op.arity; ++i) {
    if (i > 0) text += ", ";
    text += kNames[i];
  }
  return text + ")";
}

}  // namespace

std::optional<std::string> explain(std::string_view name) {
  const std::optional<ir::Op> op = ir::find_op(name);
  if (!op || !ir::info(*op).is(ir::kFunction)) return std::nullopt;
  const ir::OpInfo& info = ir::info(*op);
  std::string text = fmt::format("{}: {}", call(info), info.text);
  if (!info.kink.empty()) text += "\n  convention: " + std::string(info.kink);
  return text;
}

}  // namespace adc::analysis
