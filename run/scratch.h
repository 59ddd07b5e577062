// Memory that calls of native code need for a moment.
#pragma once

#include <cstddef>

namespace adc::run {

/// At least `bytes` bytes of this thread, aligned to 64, whose content is unspecified; valid until the thread's next
/// call. Grows as needed and is freed when the thread ends, so that a call allocates only if it needs more than any
/// before it. Null for 0.
[[nodiscard]] void* thread_scratch(std::size_t bytes);

}  // namespace adc::run
