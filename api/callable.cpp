// What adc/callable.hpp is made of.
#include "adc/callable.hpp"

#include <fmt/core.h>

#include "api/state.h"
#include "diag/diagnostics.h"

namespace adc::inline ADC_ABI {

Result<Function::RawCode> Function::raw_code(Derive derive, std::size_t inputs, std::size_t results, DType type) const {
  if (type != dtype()) {
    return diag::diagnose("wrong-dtype", {},
                          fmt::format("the program computes in {}", dtype() == DType::F32 ? "float" : "double"));
  }
  const Sizes& wanted = state_->numbers(derive);
  if (inputs != wanted.in || results != wanted.out) {
    return diag::diagnose("wrong-size", {},
                          fmt::format("the signature has {} arguments and {} results, the program {} and {}", inputs,
                                      results, wanted.in, wanted.out));
  }
  const Result<Entry> code = entry(derive);
  if (!code) return code.error();
  if (!state_->program.externals.empty()) return RawCode{nullptr, 0};
  const Result<std::size_t> bytes = workspace_bytes(derive);
  if (!bytes) return bytes.error();
  return RawCode{*code, *bytes};
}

}  // namespace adc::inline ADC_ABI
