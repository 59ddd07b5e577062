// libadc-check, loaded at first use.
#pragma once

#include <string>

#include "precise/oracle.h"

namespace adc::api {

/// High precision, or why there is none.
struct Precision {
  const precise::Oracle* oracle = nullptr;  ///< null if it is missing
  std::string error;
};

/// Loads libadc-check, which stands beside this library, at the first call of the process and never unloads it.
/// Thread-safe.
[[nodiscard]] const Precision& precision();

}  // namespace adc::api
