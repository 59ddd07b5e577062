#include "analysis/check_options.h"

#include <fmt/core.h>

#include <string>

#include "diag/diagnostics.h"

namespace adc::analysis {

Diagnostic wrong_size(const std::string& what, std::size_t size, std::size_t wanted) {
  return diag::diagnose("wrong-size", {}, fmt::format("{} has {} numbers, not {}", what, size, wanted));
}

std::optional<Diagnostic> misuse(const ir::Function& program, const CheckOptions& options) {
  if (options.order < 1 || options.order > 2) {
    return diag::diagnose("bad-value", {}, "there is no check of order " + std::to_string(options.order),
                          {"1 checks first derivatives, 2 second ones too"});
  }
  const std::size_t inputs = program.params().size();
  for (const std::vector<double>& point : options.points) {
    if (point.size() != inputs) return wrong_size("a point", point.size(), inputs);
  }
  if (!options.box.empty() && options.box.size() != inputs) return wrong_size("the box", options.box.size(), inputs);
  return std::nullopt;
}

}  // namespace adc::analysis
