// The libraries that solve problems with constraints.
#pragma once

#include "solve/constrained.h"

namespace adc::solve {

/// `Method::InteriorPoint`.
[[nodiscard]] ConstrainedOutcome ipopt(const Constrained& problem);

/// All other methods.
[[nodiscard]] ConstrainedOutcome nlopt(const Constrained& problem);

}  // namespace adc::solve
