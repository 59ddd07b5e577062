#include "common/file.h"

#include <fmt/core.h>

#include <fcntl.h>
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

/// Writes to the end, to the disk where there is one, and closes.
bool write_all(File file, std::string_view bytes) {
  if (!file) return false;
  bool written = std::fwrite(bytes.data(), 1, bytes.size(), file.get()) == bytes.size();
  written = std::fflush(file.get()) == 0 && written;
  written = (fsync(fileno(file.get())) == 0 || errno == EINVAL || errno == EROFS) && written;  // pipes have no disk
  return std::fclose(file.release()) == 0 && written;
}

bool write_all(const std::string& path, std::string_view bytes) {
  return write_all(File(std::fopen(path.c_str(), "wb"), &std::fclose), bytes);
}

/// The bytes in a file that has the name `temporary` once all of them are there: whoever is killed while they are
/// written leaves nothing behind, where the file system knows files without names.
bool write_temporary(const std::string& temporary, std::string_view bytes) {
#ifdef O_TMPFILE
  const std::string folder = std::filesystem::path(temporary).parent_path();
  const int nameless = open(folder.empty() ? "." : folder.c_str(), O_TMPFILE | O_WRONLY | O_CLOEXEC, 0666);
  if (nameless >= 0) {
    const std::string way = fmt::format("/proc/self/fd/{}", nameless);
    const int written = dup(nameless);
    File file(written < 0 ? nullptr : fdopen(written, "wb"), &std::fclose);
    const bool is_there = write_all(std::move(file), bytes) &&
                          linkat(AT_FDCWD, way.c_str(), AT_FDCWD, temporary.c_str(), AT_SYMLINK_FOLLOW) == 0;
    close(nameless);
    if (is_there) return true;
  }
#endif
  return write_all(temporary, bytes);
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
  if (write_temporary(temporary, bytes) && std::rename(temporary.c_str(), target.c_str()) == 0) return;
  const int why = errno;
  std::remove(temporary.c_str());
  errno = why;
  throw cannot_write(path);
}

}  // namespace adc::common
