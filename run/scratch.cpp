#include "run/scratch.h"

#include <algorithm>
#include <array>
#include <deque>
#include <iterator>
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

void* grow(ThreadMemory& own, std::size_t bytes) {
  release(own);
  own.memory = ::operator new(bytes, kAlignment);
  own.size = bytes;
  return own.memory;
}

/// The memory of each depth.
struct Nested {
  Nested() = default;
  Nested(const Nested&) = delete;
  Nested& operator=(const Nested&) = delete;
  ~Nested() {
    for (Level& level : levels) std::ranges::for_each(level, release);
  }
  using Level = std::array<ThreadMemory, std::size(thread_memory)>;
  std::deque<Level> levels;
};

}  // namespace

void* grow_thread_scratch(Scratch scratch, std::size_t bytes) {
  static thread_local Owner owner;
  return grow(thread_memory[static_cast<std::size_t>(scratch)], bytes);
}

void* nested_scratch(Scratch scratch, std::size_t bytes) {
  static thread_local Nested nested;
  while (nested.levels.size() < ir::external_depth) nested.levels.emplace_back();
  ThreadMemory& own = nested.levels[ir::external_depth - 1][static_cast<std::size_t>(scratch)];
  return bytes <= own.size ? own.memory : grow(own, bytes);
}

}  // namespace adc::run
