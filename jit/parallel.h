// Work for several threads.
#pragma once

#include <cstdint>

namespace adc::jit {

/// Does turns `begin` … `end` − 1 of a loop.
using Turns = void (*)(const void* inputs, const void* outputs, void* workspace, std::int64_t begin, std::int64_t end);

extern "C" {
/// Does turns 0 … `count` − 1, which are independent, in `parts` runs of turns that follow each other, in oneTBB's
/// arena of the calling thread. Returns when all are done. Thread-safe; may be nested.
void adc_jit_parallel(Turns turns, const void* inputs, const void* outputs, void* workspace, std::int64_t count,
                      std::int64_t parts);
}

/// The first turn of part `part` of `parts` of `count` turns.
[[nodiscard]] constexpr std::int64_t first_turn(std::int64_t count, std::int64_t part, std::int64_t parts) {
  return count / parts * part + count % parts * part / parts;
}

}  // namespace adc::jit
