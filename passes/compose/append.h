// The instructions of one function in another.
#pragma once

#include <vector>

#include "passes/core/sharing_builder.h"

namespace adc::passes {

enum class Spans : std::uint8_t { Keep, Drop };

/// Appends the instructions of `fn` but its inputs, whose values in `b` are the first of `to`, and puts theirs there:
/// `to` has as many as `fn`. O(n).
void append(SharingBuilder& b, const ir::Function& fn, std::vector<ir::ValueId>& to, Spans spans);

}  // namespace adc::passes
