#include "cache/folder.h"

#include <fmt/core.h>

#include <dirent.h>
#include <fcntl.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <ctime>

namespace adc::cache {
namespace {

constexpr mode_t kFolderMode = 0700;
constexpr mode_t kFileMode = 0600;
constexpr mode_t kOthersWrite = S_IWGRP | S_IWOTH;
constexpr std::int64_t kUseIsNoted = 3600;  ///< seconds after which reading a file is written down again
constexpr std::uint64_t kBlock = 512;       ///< of st_blocks

/// A descriptor, closed with this object.
class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() {
    if (number_ >= 0) close(number_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  [[nodiscard]] int number() const { return number_; }
  [[nodiscard]] bool is_open() const { return number_ >= 0; }

 private:
  int number_;
};

template <class Call>
auto again_if_interrupted(const Call& call) {
  auto result = call();
  while (result < 0 && errno == EINTR) result = call();
  return result;
}

/// The file's owner is this user, and nobody else may write it.
bool is_ours_alone(const struct stat& status) {
  return status.st_uid == geteuid() && (status.st_mode & kOthersWrite) == 0;
}

/// Each folder that leads to `path`, and itself.
void make_folders(const std::string& path) {
  for (std::size_t end = path.find('/', 1); end != std::string::npos; end = path.find('/', end + 1)) {
    mkdir(path.substr(0, end).c_str(), kFolderMode);
  }
  mkdir(path.c_str(), kFolderMode);
}

int open_folder(const std::string& path) {
  return again_if_interrupted([&] { return open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC); });
}

/// Whether the limits of this process allow a file of so many bytes: beyond them a signal would end it.
bool may_write(std::uint64_t bytes) {
  rlimit limit{};
  return getrlimit(RLIMIT_FSIZE, &limit) == 0 && (limit.rlim_cur == RLIM_INFINITY || bytes <= limit.rlim_cur);
}

bool write_all(int file, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = again_if_interrupted([&] { return ::write(file, bytes.data(), bytes.size()); });
    if (written <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

/// `bytes` as long as the file is; false where it is shorter.
bool read_all(int file, std::string& bytes) {
  std::size_t done = 0;
  while (done < bytes.size()) {
    const ssize_t count = again_if_interrupted([&] { return ::read(file, bytes.data() + done, bytes.size() - done); });
    if (count <= 0) return false;
    done += static_cast<std::size_t>(count);
  }
  return true;
}

std::string unfinished_name() {
  std::uint64_t number = 0;
  if (getentropy(&number, sizeof number) != 0) number = static_cast<std::uint64_t>(getpid());
  return fmt::format("{}{:016x}", Folder::kUnfinished, number);
}

}  // namespace

Folder::Folder(const std::string& path, Missing missing) : descriptor_(open_folder(path)) {
  if (descriptor_ < 0 && errno == ENOENT && missing == Missing::Make) {
    make_folders(path);
    descriptor_ = open_folder(path);
  }
  if (descriptor_ < 0) {
    if (errno != ENOENT || missing == Missing::Make) reason_ = fmt::format("{}: {}", path, std::strerror(errno));
    return;
  }
  struct stat status{};
  if (fstat(descriptor_, &status) != 0)
    reason_ = fmt::format("{}: {}", path, std::strerror(errno));
  else if (status.st_uid != geteuid())
    reason_ = fmt::format("{} belongs to another user", path);
  else if (!is_ours_alone(status))
    reason_ = fmt::format("others than its owner may write into {}", path);
  if (reason_.empty()) return;
  close(descriptor_);
  descriptor_ = -1;
}

Folder::~Folder() {
  if (descriptor_ >= 0) close(descriptor_);
}

bool Folder::has(const char* name) const { return faccessat(descriptor_, name, F_OK, AT_SYMLINK_NOFOLLOW) == 0; }

std::optional<std::string> Folder::read(const char* name, std::uint64_t most) const {
  constexpr int kHow = O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY;
  const Descriptor file(again_if_interrupted([&] { return openat(descriptor_, name, kHow); }));
  struct stat status{};
  if (!file.is_open() || fstat(file.number(), &status) != 0) return std::nullopt;
  if (!S_ISREG(status.st_mode) || !is_ours_alone(status)) return std::nullopt;
  if (static_cast<std::uint64_t>(status.st_size) > most) return std::nullopt;
  std::string bytes(static_cast<std::size_t>(status.st_size), '\0');
  if (!read_all(file.number(), bytes)) return std::nullopt;
  if (std::time(nullptr) - status.st_mtime > kUseIsNoted) futimens(file.number(), nullptr);
  return bytes;
}

bool Folder::write(const char* name, std::string_view bytes) const {
  if (!may_write(bytes.size())) return false;
  const std::string unfinished = unfinished_name();
  constexpr int kHow = O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW;
  const Descriptor file(again_if_interrupted([&] { return openat(descriptor_, unfinished.c_str(), kHow, kFileMode); }));
  if (!file.is_open()) return false;
  const bool is_done =
      write_all(file.number(), bytes) && renameat(descriptor_, unfinished.c_str(), descriptor_, name) == 0;
  if (!is_done) remove(unfinished.c_str());
  return is_done;
}

bool Folder::remove(const char* name) const { return unlinkat(descriptor_, name, 0) == 0; }

std::vector<Folder::File> Folder::files() const {
  std::vector<File> found;
  const int own = again_if_interrupted([&] { return openat(descriptor_, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC); });
  DIR* const folder = own < 0 ? nullptr : fdopendir(own);
  if (folder == nullptr) {
    if (own >= 0) close(own);
    return found;
  }
  while (const dirent* const entry = readdir(folder)) {
    struct stat status{};
    if (fstatat(own, entry->d_name, &status, AT_SYMLINK_NOFOLLOW) != 0 || !S_ISREG(status.st_mode)) continue;
    const auto blocks = static_cast<std::uint64_t>(status.st_blocks) * kBlock;
    found.push_back({.name = entry->d_name,
                     .bytes = std::max(blocks, static_cast<std::uint64_t>(status.st_size)),
                     .used = status.st_mtime});
  }
  closedir(folder);
  return found;
}

}  // namespace adc::cache
