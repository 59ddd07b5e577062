// Memory that calls need for a moment.
#pragma once

#include <cstddef>
#include <cstdint>

#include "ir/external.h"

namespace adc::run {

/// Who needs it: each has memory of its own, as a call of the API runs code.
enum class Scratch : std::uint8_t {
  Code,  ///< what native code computes in, and converted numbers
  Call,  ///< results from which the API takes a part
  Rows,  ///< a tile of those columns that are not read and written in place
};

inline constexpr std::size_t kScratchAlignment = 64;

/// The memory of a thread for one purpose, as far as it goes.
struct ThreadMemory {
  void* memory = nullptr;
  std::size_t size = 0;
};
/// By `Scratch`. Nothing is constructed, so that reading it is all that most calls do.
extern thread_local constinit ThreadMemory thread_memory[3];

/// `thread_scratch` where the memory must grow.
[[nodiscard]] void* grow_thread_scratch(Scratch scratch, std::size_t bytes);

/// The same for calls out of external functions, by how deep they are.
[[nodiscard]] void* nested_scratch(Scratch scratch, std::size_t bytes);

/// At least `bytes` bytes of this thread, aligned to 64, whose content is unspecified; valid until the thread's next
/// call for the same purpose. Grows as needed and is freed when the thread ends, so that a call allocates only if it
/// needs more than any before it. Null for 0.
[[nodiscard]] inline void* thread_scratch(Scratch scratch, std::size_t bytes) {
  if (bytes == 0) return nullptr;
  if (ir::external_depth > 0) [[unlikely]]  // what called the external function still uses the memory
    return nested_scratch(scratch, bytes);
  const ThreadMemory& own = thread_memory[static_cast<std::size_t>(scratch)];
  return bytes <= own.size ? own.memory : grow_thread_scratch(scratch, bytes);
}

}  // namespace adc::run
