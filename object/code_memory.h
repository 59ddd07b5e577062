// Memory for machine code.
#pragma once

#include <cstddef>
#include <span>
#include <utility>

namespace adc::object {

/// Whole pages that hold code and what it reads: first written, then run, never both at once. Code of many objects
/// shares a few mappings of the process, of which Linux allows 65,530; what is freed is used again. No memory is shared
/// with another process, so that what one does after a fork the other does not see. Movable. Thread-safe.
class CodeMemory {
 public:
  /// At least `bytes` bytes, aligned to a page, to be written. Throws std::system_error.
  explicit CodeMemory(std::size_t bytes);
  CodeMemory(CodeMemory&& other) noexcept : pages_(std::exchange(other.pages_, {})) {}
  CodeMemory& operator=(CodeMemory&& other) noexcept {
    std::swap(pages_, other.pages_);
    return *this;
  }
  ~CodeMemory();

  /// The pages. They can be written until they are sealed.
  [[nodiscard]] std::span<std::byte> bytes() const { return pages_; }
  /// From now on they can be read and run. Throws std::system_error.
  void seal();

 private:
  std::span<std::byte> pages_;
};

}  // namespace adc::object
