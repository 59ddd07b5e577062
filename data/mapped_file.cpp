#include "data/mapped_file.h"

#include <fmt/core.h>

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

#include "adc/result.hpp"
#include "diag/diagnostics.h"

namespace adc::data {
namespace {

[[noreturn]] void fail(diag::Slug slug, std::string message) {
  throw Error(diag::diagnose(slug, {}, std::move(message)));
}

[[noreturn]] void cannot_read(const std::string& path) {
  fail("cannot-read", fmt::format("cannot read {}: {}", path, std::strerror(errno)));
}

/// A descriptor that is closed, unless it is stdin.
class Descriptor {
 public:
  explicit Descriptor(const std::string& path)
      : id_(path == "-" ? STDIN_FILENO : ::open(path.c_str(), O_RDONLY | O_CLOEXEC)) {
    if (id_ < 0) cannot_read(path);
  }
  ~Descriptor() {
    if (id_ != STDIN_FILENO) ::close(id_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  [[nodiscard]] int id() const { return id_; }

 private:
  int id_;
};

/// To the end, or to the first read past the limit.
std::string read_all(const Descriptor& file, const std::string& path, std::size_t max_bytes) {
  std::string bytes;
  std::array<char, 1 << 16> buffer;  // NOLINT: written before it is read
  while (bytes.size() <= max_bytes) {
    const ssize_t got = ::read(file.id(), buffer.data(), buffer.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) cannot_read(path);
    if (got == 0) break;
    bytes.append(buffer.data(), static_cast<std::size_t>(got));
  }
  return bytes;
}

}  // namespace

void refuse_beyond(std::size_t max_bytes, std::size_t size, const std::string& name) {
  if (size <= max_bytes) return;
  fail("source-too-large", fmt::format("{} has more than the limit of {} bytes", name, max_bytes));
}

MappedFile::MappedFile(const std::string& path, std::size_t max_bytes) {
  const Descriptor file(path);
  struct stat status{};
  if (::fstat(file.id(), &status) != 0) cannot_read(path);
  const auto size = static_cast<std::size_t>(status.st_size);
  if (S_ISREG(status.st_mode) && size > 0) {
    refuse_beyond(max_bytes, size, path);
    void* const mapping = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, file.id(), 0);
    if (mapping != MAP_FAILED) {
      mapping_ = mapping;
      mapped_ = size;
      return;
    }
  }
  read_ = read_all(file, path, max_bytes);
  refuse_beyond(max_bytes, read_.size(), path);
}

MappedFile::~MappedFile() {
  if (mapping_ != nullptr) ::munmap(mapping_, mapped_);
}

std::string_view MappedFile::bytes() const {
  return mapping_ == nullptr ? std::string_view(read_) : std::string_view(static_cast<const char*>(mapping_), mapped_);
}

}  // namespace adc::data
