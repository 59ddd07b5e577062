// The bytes of a file.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace adc::data {

/// Throws `Error` ("source-too-large", class Limit) if `size` bytes of `name` are more than `max_bytes`.
void refuse_beyond(std::size_t max_bytes, std::size_t size, const std::string& name);

/// A file's bytes, mapped into memory if it is a regular file, else read to its end. A file that another program
/// shortens while it is mapped is beyond what this can guard against.
class MappedFile {
 public:
  /// `path`: "-" is stdin. Throws `Error`: "cannot-read"; "source-too-large" if it has more than `max_bytes`.
  MappedFile(const std::string& path, std::size_t max_bytes);
  ~MappedFile();
  MappedFile(const MappedFile&) = delete;
  MappedFile& operator=(const MappedFile&) = delete;

  /// Valid as long as this object lives.
  [[nodiscard]] std::string_view bytes() const;

 private:
  void* mapping_ = nullptr;
  std::size_t mapped_ = 0;
  std::string read_;
};

}  // namespace adc::data
