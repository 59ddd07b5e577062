// Work for several threads.
#pragma once

#include <tbb/parallel_for.h>
#include <tbb/task_arena.h>

#include <cstdint>

#include "jit/jit.h"

namespace adc::jit {

/// Calls `body(part)` for each part from 0 to `parts` − 1, in oneTBB's arena of the calling thread, and returns when
/// all are done. Meanwhile the thread begins no task of its callers': that may call the same code, whose workspace is
/// one per thread. Thread-safe; may be nested.
template <class Body>
void for_parts(std::int64_t parts, const Body& body) {
  tbb::this_task_arena::isolate([&] { tbb::parallel_for(std::int64_t{0}, parts, body, tbb::static_partitioner()); });
}

/// The first turn of part `part` of `parts` of `count` turns.
[[nodiscard]] constexpr std::int64_t first_turn(std::int64_t count, std::int64_t part, std::int64_t parts) {
  return count / parts * part + count % parts * part / parts;
}

}  // namespace adc::jit
