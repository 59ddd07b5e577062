// Steps that can be done together for one part of their arrays after the other.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "kernel/program.h"

namespace adc::kernel {

/// The steps `first`, …, `first` + `steps` − 1: doing them all for the first slice, then for the second, …, gives the
/// bits that one step after the other does. A slice of a step are as many turns of its outermost loop, or products, as
/// any other, those that follow each other.
struct SlicedSteps {
  /// A part of the workspace that no other step touches: in memory of the run it has room for the slice at hand alone.
  struct Local {
    ArrayId array;
    std::int64_t slice;  ///< elements of a slice
    std::size_t offset;  ///< of that room, in bytes, a multiple of kArrayAlignment
    friend bool operator==(const Local&, const Local&) = default;
  };
  std::size_t first;
  std::size_t steps;
  std::int64_t slices;
  std::vector<Local> locals;  ///< by number
  std::size_t bytes = 0;      ///< that they have together
  friend bool operator==(const SlicedSteps&, const SlicedSteps&) = default;
};

/// So many bytes are near the processor in any case.
inline constexpr std::size_t kNearBytes = std::size_t{1} << 19U;

/// Runs of two or more neighbouring steps that are worth doing by slices, in order: what they hand to each other is
/// more than `near_bytes`. A step is a region whose outermost loop is parallel and not the one that vectors run along,
/// or a call with as many products. A run has as many slices as the step with the fewest turns, and at most
/// `most_nodes` nodes. What one of its steps writes they all touch in the slice at hand alone; so they do with what
/// lies in the same part of the workspace, and there a slice has the same bytes. There are none in programs over rows.
/// O(n · arrays of a run).
[[nodiscard]] std::vector<SlicedSteps> sliced_steps(const Program& program, std::size_t most_nodes,
                                                    std::size_t near_bytes = kNearBytes);

}  // namespace adc::kernel
