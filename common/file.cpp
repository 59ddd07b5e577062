#include "common/file.h"

#include <fmt/core.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>

#include "common/failure.h"

namespace adc::common {
namespace {

Error cannot_read(const std::string& path) {
  return failure("cannot-read", fmt::format("cannot read {}: {}", path, std::strerror(errno)));
}

}  // namespace

std::string read_file(const std::string& path) {
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(path.c_str(), "rb"), &std::fclose);
  if (!file) throw cannot_read(path);
  std::string bytes;
  std::array<char, 1 << 16> buffer;  // NOLINT: written before it is read
  while (const std::size_t got = std::fread(buffer.data(), 1, buffer.size(), file.get())) {
    bytes.append(buffer.data(), got);
  }
  if (std::ferror(file.get()) != 0) throw cannot_read(path);
  return bytes;
}

}  // namespace adc::common
