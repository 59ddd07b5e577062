// Commands that the program adds to sessions: what stands on more than a session knows.
#pragma once

#include "adc/session.hpp"

namespace adc::tools {

/// Adds `:check` and `:fit`.
void add_commands(Session& session);

}  // namespace adc::tools
