#include "tools/editor/history_file.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <ctime>
#include <optional>
#include <utility>

namespace adc::tools::editor {
namespace {

constexpr std::string_view kLibeditHeader = "_HiStOrY_V2_";
constexpr mode_t kMode = 0600;

/// A file descriptor of its own.
class Descriptor {
 public:
  explicit Descriptor(int id) : id_(id) {}
  ~Descriptor() {
    if (id_ >= 0) close(id_);
  }
  Descriptor(Descriptor&& other) noexcept : id_(std::exchange(other.id_, -1)) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  Descriptor& operator=(Descriptor&&) = delete;
  [[nodiscard]] int id() const { return id_; }
  [[nodiscard]] bool is_open() const { return id_ >= 0; }

 private:
  int id_;
};

std::string read_all(int file) {
  std::string content;
  std::array<char, 1 << 16> part{};
  for (;;) {
    const ssize_t n = read(file, part.data(), part.size());
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return content;
    content.append(part.data(), static_cast<std::size_t>(n));
  }
}

bool write_all(int file, std::string_view text) {
  while (!text.empty()) {
    const ssize_t n = write(file, text.data(), text.size());
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return false;
    text.remove_prefix(static_cast<std::size_t>(n));
  }
  return true;
}

// Waits for the lock, which others hold for a moment: but not for ever, for one of them may have been stopped.
void lock(int file) {
  constexpr int kTries = 100;
  constexpr timespec kPause{0, 2'000'000};
  for (int i = 0; i < kTries && flock(file, LOCK_EX | LOCK_NB) != 0; ++i) nanosleep(&kPause, nullptr);
}

// The file that `path` names, locked: not one that another process has replaced in between.
std::optional<Descriptor> open_locked(const std::string& path, int flags) {
  constexpr int kTries = 10;
  for (int i = 0; i < kTries; ++i) {
    Descriptor file(open(path.c_str(), flags | O_CLOEXEC, kMode));
    if (!file.is_open()) return std::nullopt;
    lock(file.id());
    struct stat here{};
    struct stat named{};
    if (fstat(file.id(), &here) == 0 && stat(path.c_str(), &named) == 0 && here.st_ino == named.st_ino &&
        here.st_dev == named.st_dev)
      return file;
  }
  return std::nullopt;
}

// Whether the last line of the file ends: the machine may have stopped while it was written.
bool ends_in_newline(int file) {
  char last = '\n';
  const off_t size = lseek(file, 0, SEEK_END);
  return size <= 0 || pread(file, &last, 1, size - 1) != 1 || last == '\n';
}

bool is_octal(char c) { return c >= '0' && c <= '7'; }

// libedit's lines are encoded by vis(3): `\ooo` is a byte, `\\` a backslash.
std::string decode_vis(std::string_view line) {
  std::string entry;
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (line[i] != '\\' || i + 1 == line.size()) {
      entry += line[i];
    } else if (i + 3 < line.size() && is_octal(line[i + 1]) && is_octal(line[i + 2]) && is_octal(line[i + 3])) {
      entry += static_cast<char>((line[i + 1] - '0') * 64 + (line[i + 2] - '0') * 8 + (line[i + 3] - '0'));
      i += 3;
    } else {
      entry += line[++i];
    }
  }
  return entry;
}

}  // namespace

std::string encode_entry(std::string_view entry) {
  std::string line;
  line.reserve(entry.size());
  for (const char c : entry) {
    if (c == '\n')
      line += "\\n";
    else if (c == '\\')
      line += "\\\\";
    else
      line += c;
  }
  return line;
}

std::string decode_entry(std::string_view line) {
  std::string entry;
  entry.reserve(line.size());
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (line[i] == '\\' && i + 1 < line.size() && (line[i + 1] == 'n' || line[i + 1] == '\\')) {
      ++i;
      entry += line[i] == 'n' ? '\n' : '\\';
    } else {
      entry += line[i];
    }
  }
  return entry;
}

HistoryLines parse_history(std::string_view content) {
  HistoryLines lines;
  while (!content.empty()) {
    const std::size_t end = std::min(content.find('\n'), content.size());
    const std::string_view line = content.substr(0, end);
    content.remove_prefix(std::min(end + 1, content.size()));
    // The header may stand further down, where an older program wrote over a file that this one added to.
    if (line == kLibeditHeader)
      lines.is_foreign = true;
    else if (!line.empty())
      lines.entries.push_back(lines.is_foreign ? decode_vis(line) : decode_entry(line));
  }
  return lines;
}

HistoryLines read_history(const std::string& path) {
  const Descriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file.is_open()) return {};
  return parse_history(read_all(file.id()));
}

bool append_history(const std::string& path, std::string_view entry) {
  const auto file = open_locked(path, O_RDWR | O_APPEND | O_CREAT);
  if (!file) return false;
  const std::string line = (ends_in_newline(file->id()) ? "" : "\n") + encode_entry(entry) + "\n";
  return write_all(file->id(), line);
}

void rewrite_history(const std::string& path, std::vector<std::string> (*choose)(std::vector<std::string> entries)) {
  const auto file = open_locked(path, O_RDWR);
  if (!file) return;
  std::string content;
  for (const std::string& entry : choose(parse_history(read_all(file->id())).entries)) {
    content += encode_entry(entry);
    content += '\n';
  }
  const std::string beside = path + ".new";  // whose only writer is who has the lock
  const Descriptor fresh(open(beside.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, kMode));
  if (!fresh.is_open()) return;
  const bool is_written = write_all(fresh.id(), content);
  if (!is_written || rename(beside.c_str(), path.c_str()) != 0) unlink(beside.c_str());
}

}  // namespace adc::tools::editor
