#include "data/input.h"

#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "adc/result.hpp"
#include "diag/diagnostics.h"

namespace adc::data {

Input::Input(const std::string& path, const std::atomic<bool>* stop)
    : name_(path == "-" ? "<stdin>" : path), file_(open_to_read(path)), stop_(stop) {
  const struct stat about = status(file_, name_);
  if (!S_ISREG(about.st_mode)) return;
  begin_ = static_cast<std::uint64_t>(std::max<off_t>(::lseek(file_.id(), 0, SEEK_CUR), 0));
  const auto end = static_cast<std::uint64_t>(about.st_size);
  if (end > 0) size_ = end - std::min(begin_, end);  // some files that the system makes up say 0
}

/// Looks at `stop_` while it waits, so that it need not be a signal of this thread that ends waiting.
void Input::wait() const {
  constexpr int kMilliseconds = 20;
  while (true) {
    if (stop_ != nullptr && *stop_) throw Error(diag::diagnose("interrupted", {}, "interrupted"));
    if (size_) return;
    pollfd file{.fd = file_.id(), .events = POLLIN, .revents = 0};
    if (::poll(&file, 1, stop_ == nullptr ? -1 : kMilliseconds) > 0) return;
  }
}

bool Input::would_wait() const {
  if (size_) return false;
  pollfd file{.fd = file_.id(), .events = POLLIN, .revents = 0};
  return ::poll(&file, 1, 0) == 0;
}

std::size_t Input::read(char* to, std::size_t size) {
  std::size_t got = 0;
  if (file_.id() < 0) {
    got = std::min({size, rest_.size(), piece_});
    std::memcpy(to, rest_.data(), got);
    rest_.remove_prefix(got);
  } else {
    ssize_t result = -1;
    do {
      wait();
      result = ::read(file_.id(), to, size);
    } while (result < 0 && errno == EINTR);
    if (result < 0) cannot_read(name_);
    got = static_cast<std::size_t>(result);
  }
  bytes_read_ += got;
  return got;
}

std::size_t Input::read_fully(char* to, std::size_t size) {
  std::size_t got = 0;
  while (got < size) {
    const std::size_t more = read(to + got, size - got);
    if (more == 0) break;
    got += more;
  }
  return got;
}

bool Input::read_at(std::uint64_t offset, char* to, std::size_t size) {
  if (file_.id() < 0) {
    const std::string_view all(rest_.data() - bytes_read_, rest_.size() + bytes_read_);
    if (offset > all.size() || all.size() - offset < size) return false;
    std::memcpy(to, all.data() + offset, size);
    return true;
  }
  for (std::size_t got = 0; got < size;) {
    wait();
    const ssize_t more = ::pread(file_.id(), to + got, size - got, static_cast<off_t>(begin_ + offset + got));
    if (more < 0 && errno == EINTR) continue;
    if (more < 0) cannot_read(name_);
    if (more == 0) return false;
    got += static_cast<std::size_t>(more);
  }
  return true;
}

std::optional<FileIdentity> Input::identity() const {
  if (file_.id() < 0) return std::nullopt;
  return data::identity(status(file_, name_));
}

}  // namespace adc::data
