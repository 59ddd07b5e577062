// What the line editor asks, answered by a session.
#pragma once

#include "adc/session.hpp"
#include "tools/editor/editing.h"

namespace adc::tools {

/// Completion, colours, hints and what is complete, as `session`, which must outlive it, has them.
[[nodiscard]] editor::Editing editing_of(const Session& session);

}  // namespace adc::tools
