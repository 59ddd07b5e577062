// Pictures of what a session has.
#pragma once

#include <string_view>

#include "adc/session.hpp"
#include "session/definitions.h"

namespace adc::session {

/// `:plot`: an expression, an equation or a function's name, with ranges of inputs behind it (`x=-5:5`). Drawn are the
/// inputs that have a range or no value, and where there are none those that it has, with a mark where they are now;
/// the others have their values. Throws `Error`.
[[nodiscard]] Reply::Part plot_part(const Definitions& definitions, const CompileOptions& options,
                                    const Session::Display& display, std::string_view argument);

}  // namespace adc::session
