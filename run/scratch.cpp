#include "run/scratch.h"

#include <memory>
#include <new>

namespace adc::run {
namespace {

constexpr std::align_val_t kAlignment{64};

struct Free {
  void operator()(void* memory) const { ::operator delete(memory, kAlignment); }
};

}  // namespace

void* thread_scratch(std::size_t bytes) {
  static thread_local std::unique_ptr<void, Free> memory;
  static thread_local std::size_t size = 0;
  if (bytes > size) {
    memory.reset();
    size = 0;
    memory.reset(::operator new(bytes, kAlignment));
    size = bytes;
  }
  return bytes == 0 ? nullptr : memory.get();
}

}  // namespace adc::run
