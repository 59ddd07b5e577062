// Open files of the system.
#pragma once

#include <sys/stat.h>
#include <sys/types.h>

#include <string>
#include <utility>

namespace adc::data {

/// The number of an open file, which is closed with it unless it is a standard stream.
class Descriptor {
 public:
  Descriptor() = default;
  explicit Descriptor(int id) : id_(id) {}
  ~Descriptor();
  Descriptor(Descriptor&& other) noexcept : id_(std::exchange(other.id_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(id_, other.id_);
    return *this;
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;

  [[nodiscard]] int id() const { return id_; }
  /// Gives the number away: it is no longer closed.
  [[nodiscard]] int release() { return std::exchange(id_, -1); }

 private:
  int id_ = -1;
};

/// Which file a descriptor is of, under whatever name.
struct FileIdentity {
  dev_t device;
  ino_t number;
  bool is_regular;

  friend bool operator==(const FileIdentity&, const FileIdentity&) = default;
};

/// Throws `Error` ("cannot-read", "cannot-write") with the cause that errno says.
[[noreturn]] void cannot_read(const std::string& name);
[[noreturn]] void cannot_write(const std::string& name);

/// Opens a file to read; "-" is stdin. Throws `Error` ("cannot-read").
[[nodiscard]] Descriptor open_to_read(const std::string& path);

/// What the system says about an open file. `name` is for messages. Throws `Error` ("cannot-read").
[[nodiscard]] struct stat status(const Descriptor& file, const std::string& name);

[[nodiscard]] FileIdentity identity(const struct stat& status);

}  // namespace adc::data
