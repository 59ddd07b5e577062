// Several columns or rows of a derivative in one sweep.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "adc/options.hpp"
#include "ir/function.h"

namespace adc::passes {

/// Which numbers of a matrix are computed together: columns in forward mode (tangents), rows in reverse mode
/// (adjoints). Those of one colour are seeded with 1 in one sweep.
struct Compression {
  /// A number that is wanted of the sweep of a colour: of all numbers that the sweep gives, this one.
  struct Entry {
    std::int32_t number;
    std::int32_t colour;
  };
  std::int32_t colours = 0;
  std::vector<std::int32_t> colour;  ///< by number of all that is seeded
  std::vector<Entry> entries;
  /// Whether a 0 of a seed that meets something infinite stays 0. Otherwise it makes nan, and what is not nan is right.
  bool keeps_zeros = false;
};

// What is derived is `fn`, its outputs from `first_output` on; the others are kept. Of a program of scalars each sweep
// is code of its own: the results are the outputs and the entries, one after the other. With tensors one sweep is done
// for all colours: the results are the outputs, and what the sweep gives, with a leading axis of colours; its seeds are
// further inputs, [colours, shape…] each. Without `Diff`. Throw `diag::Failure` as `forward` and `reverse` do. O(n), of
// scalars n·colours.

[[nodiscard]] ir::Function compressed_forward(const ir::Function& fn, std::span<const std::uint32_t> wrt,
                                              const Compression& compression, std::size_t max_instructions,
                                              std::size_t first_output, Level level);

[[nodiscard]] ir::Function compressed_reverse(const ir::Function& fn, std::span<const std::uint32_t> wrt,
                                              const Compression& compression, std::size_t max_instructions,
                                              Level level);

}  // namespace adc::passes
