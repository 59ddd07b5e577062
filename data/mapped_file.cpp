#include "data/mapped_file.h"

#include <fmt/core.h>

#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <utility>

#include "adc/result.hpp"
#include "data/file.h"
#include "diag/diagnostics.h"

namespace adc::data {
namespace {

[[noreturn]] void fail_to_map(diag::Slug slug, std::string message) {
  throw Error(diag::diagnose(slug, {}, std::move(message)));
}

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
  fail_to_map("source-too-large", fmt::format("{} has more than the limit of {} bytes", name, max_bytes));
}

MappedFile::MappedFile(const std::string& path, std::size_t max_bytes) {
  const Descriptor file = open_to_read(path);
  const struct stat about = status(file, path);
  const auto size = static_cast<std::size_t>(about.st_size);
  if (S_ISREG(about.st_mode) && size > 0) {
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
