#include "data/output.h"

#include <fmt/core.h>

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <climits>

#include "adc/result.hpp"
#include "diag/diagnostics.h"

namespace adc::data {
namespace {

Descriptor open_to_write(const std::string& path) {
  if (path == "-") return Descriptor(STDOUT_FILENO);
  const int id = ::open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0666);
  if (id < 0) cannot_write(path);
  return Descriptor(id);
}

}  // namespace

Output::Output(const std::string& path, const std::optional<FileIdentity>& source, const std::atomic<bool>* stop)
    : name_(path == "-" ? "stdout" : path), file_(open_to_write(path)), stop_(stop) {
  const struct stat about = status(file_, name_);
  can_seek_ = S_ISREG(about.st_mode) && path != "-";
  if (S_ISREG(about.st_mode) && source == identity(about)) {
    throw Error(
        diag::diagnose("cannot-write", {}, fmt::format("cannot write to {}: it is the file that is read", name_)));
  }
  if (can_seek_ && ::ftruncate(file_.id(), 0) != 0) cannot_write(name_);
  const bool is_pipe = S_ISFIFO(about.st_mode);
  asks_first_ = is_pipe ? !reopen_without_waiting() : S_ISSOCK(about.st_mode) || ::isatty(file_.id()) == 1;
}

/// The pipe as a file that only this program has open: that writing to it does not wait changes it for nobody else.
bool Output::reopen_without_waiting() {
  const std::string path = fmt::format("/proc/self/fd/{}", file_.id());
  const int id = ::open(path.c_str(), O_WRONLY | O_NONBLOCK | O_CLOEXEC);
  if (id < 0) return false;
  file_ = Descriptor(id);
  return true;
}

/// For a moment; gives false if there is none yet.
bool Output::wait_for_room() const {
  constexpr int kMilliseconds = 20;  // between two looks at `stop`
  pollfd file{.fd = file_.id(), .events = POLLOUT, .revents = 0};
  return ::poll(&file, 1, kMilliseconds) > 0;
}

Output::Written Output::write(std::string_view bytes, bool is_patient) {
  const std::size_t size = bytes.size();
  const auto is_over = [&] { return !is_patient || (stop_ != nullptr && *stop_); };
  while (!bytes.empty()) {
    if (asks_first_ && !wait_for_room()) {
      if (is_over()) return {size - bytes.size(), Ended::Stopped};
      continue;
    }
    // What surely goes into a pipe that has room does not make `write` wait.
    const std::size_t piece = asks_first_ ? std::min<std::size_t>(bytes.size(), PIPE_BUF) : bytes.size();
    const ssize_t written = ::write(file_.id(), bytes.data(), piece);
    if (written >= 0) {
      bytes.remove_prefix(static_cast<std::size_t>(written));
    } else if (errno == EAGAIN) {
      if (!wait_for_room() && is_over()) return {size - bytes.size(), Ended::Stopped};
    } else if (errno != EINTR) {
      return {size - bytes.size(), Ended::Failed};
    }
  }
  return {size, Ended::Whole};
}

Output::Written Output::write(std::string_view bytes) { return write(bytes, true); }

Output::Written Output::write_rest(std::string_view bytes) { return write(bytes, false); }

void Output::write_at_begin(std::string_view bytes) {
  for (std::size_t at = 0; at < bytes.size();) {
    const ssize_t written = ::pwrite(file_.id(), bytes.data() + at, bytes.size() - at, static_cast<off_t>(at));
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) cannot_write(name_);
    at += static_cast<std::size_t>(written);
  }
}

void Output::take_back(std::size_t bytes) {
  if (!can_seek_ || bytes == 0) return;
  const off_t end = ::lseek(file_.id(), -static_cast<off_t>(bytes), SEEK_CUR);
  if (end >= 0) (void)!::ftruncate(file_.id(), end);
}

void Output::close() {
  if (file_.id() > STDERR_FILENO && ::close(file_.release()) != 0) cannot_write(name_);
}

}  // namespace adc::data
