// Bytes that come one piece after the other.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "data/file.h"

namespace adc::data {

/// A file, a pipe or a text, read from its begin to its end.
class Input {
 public:
  /// Opens the file at `path`; "-" is stdin. Once `stop` is true (if it is not null) waiting ends. Throws `Error`
  /// ("cannot-read").
  Input(const std::string& path, const std::atomic<bool>* stop);
  /// `text`, which must outlive this, in pieces of at most `piece` bytes, as a pipe might give it.
  Input(std::string_view text, std::string name, std::size_t piece = std::string_view::npos)
      : name_(std::move(name)), rest_(text), piece_(piece), size_(text.size()) {}

  /// Puts the next bytes at `to`, as soon as there are some, at most `size`; gives how many: 0 at the end. Throws
  /// `Error`: "cannot-read", "interrupted".
  std::size_t read(char* to, std::size_t size);
  /// The same, until there are `size` or the end is reached.
  std::size_t read_fully(char* to, std::size_t size);
  /// Puts the bytes from `offset` on at `to`; gives false if there are not as many. Only where `can_seek()`.
  bool read_at(std::uint64_t offset, char* to, std::size_t size);

  /// Whether `read` would have to wait for another program or a person.
  [[nodiscard]] bool would_wait() const;
  [[nodiscard]] bool can_seek() const { return size_.has_value(); }
  /// What messages call it.
  [[nodiscard]] const std::string& name() const { return name_; }
  /// The bytes that `read` has given.
  [[nodiscard]] std::uint64_t bytes_read() const { return bytes_read_; }
  /// All bytes that it gives; nullopt if that is not known.
  [[nodiscard]] std::optional<std::uint64_t> size() const { return size_; }
  /// Nullopt of a text.
  [[nodiscard]] std::optional<FileIdentity> identity() const;

 private:
  void wait() const;

  std::string name_;
  Descriptor file_;
  std::string_view rest_;  ///< of a text, what has not been read
  std::size_t piece_ = 0;
  const std::atomic<bool>* stop_ = nullptr;
  std::uint64_t begin_ = 0;  ///< where in the file reading began
  std::uint64_t bytes_read_ = 0;
  std::optional<std::uint64_t> size_;
};

}  // namespace adc::data
