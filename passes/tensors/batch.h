// From one example to many.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "ir/function.h"
#include "passes/core/sharing_builder.h"

namespace adc::passes {

/// `fn` for `n` examples at once: the inputs marked in `batched` (one mark per input), and all outputs, get a leading
/// axis of extent n, along which examples lie. Matrix–vector products become products of matrices. What does not depend
/// on a batched input is computed once; of such an output each example has a copy. Keeps names and bindings; f32
/// programs that gather along an axis cannot have more than 2²⁴ positions in all. `fn` has no `Diff`. Throws
/// `diag::Failure` ("too-many-axes", "too-many-elements", "too-many-instructions"). O(instructions).
[[nodiscard]] ir::Function batch(const ir::Function& fn, const std::vector<bool>& batched, std::int64_t n,
                                 std::size_t max_instructions);

/// The same, but with the mean over the batch in place of the first output: from a loss of one example to that of a
/// data set.
[[nodiscard]] ir::Function mean_over_batch(const ir::Function& fn, const std::vector<bool>& batched, std::int64_t n,
                                           std::size_t max_instructions);

/// The same, but with the sum over the batch of weight · loss, the weight of each example being a further input, the
/// last one: with weights of 1/n, the mean over n examples, however they are shared among batches. So the function is
/// linear in its weights, and an example that has none counts for nothing.
[[nodiscard]] ir::Function weighted_sum_over_batch(const ir::Function& fn, const std::vector<bool>& batched,
                                                   std::int64_t n, std::size_t max_instructions);

/// A value that may have a leading axis.
struct Lifted {
  ir::ValueId value{};
  bool batched = false;
};

/// The instruction `id` of `fn` made in `b` of operands with a leading axis of extent n, of which at least one has it.
/// `fn` may be the function that `b` builds. Errors as for `batch`.
[[nodiscard]] ir::ValueId lift(SharingBuilder& b, const ir::Function& fn, ir::ValueId id, std::span<const Lifted> x,
                               std::int64_t n);

/// `value` with a leading axis of extent n, repeated where it has none.
[[nodiscard]] ir::ValueId with_leading_axis(SharingBuilder& b, const Lifted& value, std::int64_t n);

}  // namespace adc::passes
