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

constexpr int kMilliseconds = 20;  ///< between two looks at `stop`

Descriptor open_to_write(const std::string& path) {
  if (path == "-") return Descriptor(STDOUT_FILENO);
  const int id = ::open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0666);
  if (id < 0) cannot_write(path);
  return Descriptor(id);
}

}  // namespace

Output::Output(const std::string& path, const std::optional<FileIdentity>& source, const std::atomic<bool>* stop)
    : name_(path == "-" ? "stdout" : path), file_(open_to_write(path)), stop_(stop) {
  const FileIdentity self = identity(status(file_, name_));
  is_regular_ = self.is_regular;
  can_seek_ = is_regular_ && path != "-";
  if (is_regular_ && source == self) {
    throw Error(
        diag::diagnose("cannot-write", {}, fmt::format("cannot write to {}: it is the file that is read", name_)));
  }
  if (can_seek_ && ::ftruncate(file_.id(), 0) != 0) cannot_write(name_);
}

/// To what may make it wait, no more is written at once than surely goes into a pipe that has room.
Output::Written Output::write(std::string_view bytes, int patience) {
  const std::size_t size = bytes.size();
  while (!bytes.empty()) {
    pollfd file{.fd = file_.id(), .events = POLLOUT, .revents = 0};
    if (!is_regular_ && ::poll(&file, 1, kMilliseconds) <= 0) {
      if (patience > 0 ? --patience == 0 : stop_ != nullptr && *stop_) return {size - bytes.size(), Ended::Stopped};
      continue;
    }
    const std::size_t piece = is_regular_ ? bytes.size() : std::min<std::size_t>(bytes.size(), PIPE_BUF);
    const ssize_t written = ::write(file_.id(), bytes.data(), piece);
    if (written < 0 && (errno == EINTR || errno == EAGAIN)) continue;
    if (written < 0) return {size - bytes.size(), Ended::Failed};
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return {size, Ended::Whole};
}

Output::Written Output::write(std::string_view bytes) { return write(bytes, 0); }

Output::Written Output::write_rest(std::string_view bytes) { return write(bytes, 1); }

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
