// Partials of functions of the host, which are functions of the host, too. Included by smooth.cpp alone.
#pragma once

#include <fmt/core.h>

#include "diag/diagnostics.h"
#include "ir/external.h"
#include "passes/rules/smooth.h"

namespace adc::passes {

// y = g(x…):  ∂y/∂xₖ = gₖ(x…), where the host says what gₖ is
inline Partials external_partials(const RuleInput& in) {
  const ir::External* const external = ir::find_external(in.immediate);
  if (external == nullptr || external->partials.empty()) {
    const std::string name = external == nullptr ? "" : external->name;
    diag::fail("no-derivative", in.b.function().span(in.y),
               fmt::format("`{}` is a function of the host, which says nothing of its derivative", name),
               {"`External::with_gradient` gives its first derivatives; `with_partials`, by functions that have "
                "derivatives in turn, those of higher order"});
  }
  Partials partials;
  for (std::size_t k = 0; k < in.x.size(); ++k) {
    if (in.wanted[k]) partials[k] = multiply_by(in.b.emit(ir::external_op(in.x.size()), in.x, external->partials[k]));
  }
  return partials;
}

template <>
inline Partials partials<Op::External1>(const RuleInput& in) {
  return external_partials(in);
}
template <>
inline Partials partials<Op::External2>(const RuleInput& in) {
  return external_partials(in);
}
template <>
inline Partials partials<Op::External3>(const RuleInput& in) {
  return external_partials(in);
}

}  // namespace adc::passes
