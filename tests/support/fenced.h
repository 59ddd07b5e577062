// Arrays with nothing beyond them.
#pragma once

#include <sys/mman.h>
#include <unistd.h>

#include <cstddef>
#include <stdexcept>

namespace adc::tests {

/// Memory next to a page that cannot be touched: behind its last byte, or before its first.
class Fenced {
 public:
  enum class Side { Behind, Before };

  Fenced(std::size_t bytes, Side side) : pages_(bytes / page() + 3) {
    start_ = static_cast<unsigned char*>(
        mmap(nullptr, pages_ * page(), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
    if (start_ == MAP_FAILED) throw std::runtime_error("no memory");
    unsigned char* const last = start_ + (pages_ - 1) * page();
    mprotect(start_, page(), PROT_NONE);
    mprotect(last, page(), PROT_NONE);
    data_ = side == Side::Behind ? last - bytes : start_ + page();
  }
  ~Fenced() { munmap(start_, pages_ * page()); }
  Fenced(const Fenced&) = delete;
  Fenced& operator=(const Fenced&) = delete;

  [[nodiscard]] void* data() const { return data_; }

 private:
  static std::size_t page() { return static_cast<std::size_t>(sysconf(_SC_PAGESIZE)); }

  std::size_t pages_;
  unsigned char* start_;
  unsigned char* data_;
};

}  // namespace adc::tests
