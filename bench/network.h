// The network that benchmarks compute: layers W·x + b with tanh between them, and the cross-entropy of the softmax with
// a one-hot target.
#pragma once

#include <cstdint>
#include <vector>

#include "ir/function.h"

namespace adc::bench {

using Widths = std::vector<std::int64_t>;

/// The mean loss of `batch` examples, of inputs W1 [widths[1], widths[0]], b1, W2, …, x [batch, widths[0]], t [batch,
/// widths.back()].
[[nodiscard]] ir::Function network_loss(const Widths& widths, std::int64_t batch, ir::DType type);

}  // namespace adc::bench
