// libadc-solve, loaded at first use.
#pragma once

#include "loading/library.h"
#include "solve/solve.h"

namespace adc::inline ADC_ABI::train {

/// The plugin.
[[nodiscard]] const loading::Library& solver();

/// Its function `symbol`. Throws `Error` "no-solver", which says what to install, where it is missing. `purpose`: what
/// it is wanted for, such as "constraints".
template <typename F>
[[nodiscard]] F* solver_function(const char* symbol, const char* purpose);

/// The error of `solver_function`.
[[noreturn]] void refuse_without_solver(const char* purpose);

template <typename F>
F* solver_function(const char* symbol, const char* purpose) {
  F* const found = solver().find<F*>(symbol);
  if (found == nullptr) refuse_without_solver(purpose);
  return found;
}

}  // namespace adc::inline ADC_ABI::train
