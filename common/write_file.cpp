#include "common/file.h"

#include <fmt/core.h>

#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <memory>

#include "common/failure.h"

namespace adc::common {
namespace {

using File = std::unique_ptr<std::FILE, int (*)(std::FILE*)>;

Error cannot_write(const std::string& path) {
  return failure("cannot-write", fmt::format("cannot write {}: {}", path, std::strerror(errno)));
}

bool write_all(const std::string& path, std::string_view bytes) {
  File file(std::fopen(path.c_str(), "wb"), &std::fclose);
  if (!file) return false;
  bool written = std::fwrite(bytes.data(), 1, bytes.size(), file.get()) == bytes.size();
  written = std::fflush(file.get()) == 0 && written;
  written = (fsync(fileno(file.get())) == 0 || errno == EINVAL || errno == EROFS) && written;  // pipes have no disk
  return std::fclose(file.release()) == 0 && written;
}

}  // namespace

void write_file(const std::string& path, std::string_view bytes) {
  namespace fs = std::filesystem;
  std::error_code unknown;
  const fs::file_status there = fs::status(path, unknown);
  if (fs::exists(there) && !fs::is_regular_file(there)) {  // a device or a pipe is written to, not replaced
    if (!write_all(path, bytes)) throw cannot_write(path);
    return;
  }
  const std::string target = fs::exists(there) ? fs::canonical(path, unknown).string() : path;  // links stay links
  const std::string temporary = fmt::format("{}.{}.tmp", target, getpid());
  if (write_all(temporary, bytes) && std::rename(temporary.c_str(), target.c_str()) == 0) return;
  const int why = errno;
  std::remove(temporary.c_str());
  errno = why;
  throw cannot_write(path);
}

}  // namespace adc::common
