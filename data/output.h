// Bytes that go out one piece after the other.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "data/file.h"

namespace adc::data {

/// A file, or stdout.
class Output {
 public:
  /// Makes the file at `path` empty, or makes it; "-" is stdout. Throws `Error` ("cannot-write"), also if it is the
  /// file `source`, which is then left as it is.
  Output(const std::string& path, const std::optional<FileIdentity>& source, const std::atomic<bool>* stop);

  /// What became of a piece.
  enum class Ended { Whole, Stopped, Failed };
  struct Written {
    std::size_t bytes;
    Ended ended;  ///< `Failed`: errno says why
  };

  /// Writes `bytes`. Once `stop` is true it no longer waits for who reads a pipe.
  Written write(std::string_view bytes);
  /// Writes what makes a row whole, waiting for a moment at most.
  Written write_rest(std::string_view bytes);
  /// Overwrites the first bytes. Only where `can_seek()`. Throws `Error` ("cannot-write").
  void write_at_begin(std::string_view bytes);
  /// Takes the last bytes away again, where that is possible.
  void take_back(std::size_t bytes);
  /// Throws `Error` ("cannot-write").
  void close();

  [[nodiscard]] bool can_seek() const { return can_seek_; }
  [[nodiscard]] const std::string& name() const { return name_; }

 private:
  bool reopen_without_waiting();
  [[nodiscard]] bool wait_for_room() const;
  Written write(std::string_view bytes, bool is_patient);

  std::string name_;
  Descriptor file_;
  const std::atomic<bool>* stop_;
  bool asks_first_ = false;  ///< whether there is room, as writing would wait for it
  bool can_seek_ = false;    ///< it is a regular file that begins with what this writes
};

}  // namespace adc::data
