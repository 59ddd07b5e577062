#include "run/scratch.h"

#include <new>

namespace adc::run {

thread_local constinit ThreadMemory thread_memory[3];

namespace {

constexpr std::align_val_t kAlignment{kScratchAlignment};

void release(ThreadMemory& own) {
  ::operator delete(own.memory, kAlignment);
  own = {};
}

/// Frees a thread's memory at its end.
struct Owner {
  Owner() = default;
  Owner(const Owner&) = delete;
  Owner& operator=(const Owner&) = delete;
  ~Owner() {
    for (ThreadMemory& own : thread_memory) release(own);
  }
};

}  // namespace

void* grow_thread_scratch(Scratch scratch, std::size_t bytes) {
  static thread_local Owner owner;
  ThreadMemory& own = thread_memory[static_cast<std::size_t>(scratch)];
  release(own);
  own.memory = ::operator new(bytes, kAlignment);
  own.size = bytes;
  return own.memory;
}

}  // namespace adc::run
