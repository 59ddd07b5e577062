#include "tools/line_reader.h"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <utility>

#include "tools/editor/editor.h"
#include "tools/report/output.h"

namespace adc::tools {
namespace {

std::atomic<int> interrupts = -1;  // NOLINT: the end of a pipe that the signal handler writes to
static_assert(std::atomic<int>::is_always_lock_free);

void note_interrupt(int /*signal*/) {
  const int error = errno;
  (void)!write(interrupts, "", 1);
  errno = error;
}

/// Where the history is kept, in a folder that is there; empty if there is no home.
std::string history_file() {
  const char* const state = std::getenv("XDG_STATE_HOME");
  const char* const home = std::getenv("HOME");
  std::filesystem::path folder;
  if (state != nullptr && *state == '/')
    folder = state;
  else if (home != nullptr && *home == '/')
    folder = std::filesystem::path(home) / ".local" / "state";
  else
    return "";
  folder /= "adc";
  std::error_code error;
  if (std::filesystem::create_directories(folder, error))
    std::filesystem::permissions(folder, std::filesystem::perms::owner_all, error);
  if (error) return "";
  return (folder / "history").string();
}

}  // namespace

/// While it lives, SIGINT is a byte in a pipe: reading plainly looks at it, and at no other time does it end anything.
/// So a person who means the computation that has just ended keeps the session.
struct LineReader::Interrupts {
  Interrupts() {
    if (pipe2(ends.data(), O_CLOEXEC | O_NONBLOCK) != 0) ends = {-1, -1};
    interrupts = ends[1];
    struct sigaction action{};
    action.sa_handler = &note_interrupt;
    action.sa_flags = SA_RESTART;
    sigaction(SIGINT, &action, &before);
  }
  ~Interrupts() {
    sigaction(SIGINT, &before, nullptr);
    interrupts = -1;
    for (const int end : ends) close(end);
  }
  Interrupts(const Interrupts&) = delete;
  Interrupts& operator=(const Interrupts&) = delete;

  /// Whether SIGINT has come since it was asked last.
  [[nodiscard]] bool take() const {
    bool any = false;
    for (char byte = 0; ::read(ends[0], &byte, 1) > 0;) any = true;
    return any;
  }

  std::array<int, 2> ends = {-1, -1};
  struct sigaction before{};
};

LineReader::LineReader(editor::Editing editing)
    : editing_(std::move(editing)),
      is_terminal_(isatty(STDIN_FILENO) == 1),
      interrupts_(std::make_unique<Interrupts>()) {
  if (!editor::Terminal(STDIN_FILENO, STDOUT_FILENO).is_capable()) return;
  editor_ = std::make_unique<editor::Editor>(
      editor::Editor::Settings{STDIN_FILENO, STDOUT_FILENO, has_colours(STDOUT_FILENO), history_file()}, editing_);
}

LineReader::~LineReader() = default;

LineReader::Got LineReader::read(std::string_view prompt, std::string_view continuation, std::string& entry) {
  if (!editor_) return read_plainly(prompt, continuation, entry);
  std::fflush(stdout);
  switch (editor_->read(prompt, continuation, entry)) {
    case editor::Editor::Got::Entry: return Got::Entry;
    case editor::Editor::Got::Cancelled: return Got::Cancelled;
    case editor::Editor::Got::End: return Got::End;
  }
  return Got::End;
}

LineReader::Got LineReader::read_plainly(std::string_view prompt, std::string_view continuation, std::string& entry) {
  std::FILE* const prompts = isatty(STDOUT_FILENO) == 1 ? stdout : stderr;
  entry.clear();
  (void)interrupts_->take();
  for (bool is_first = true;; is_first = false) {
    if (is_terminal_) {
      const std::string_view shown = is_first ? prompt : continuation;
      std::fwrite(shown.data(), 1, shown.size(), prompts);
      std::fflush(prompts);
    }
    if (!is_first) entry += '\n';
    switch (read_line(entry)) {
      case Got::Cancelled: std::fputc('\n', prompts); return Got::Cancelled;
      case Got::End: return entry.empty() ? Got::End : Got::Entry;
      case Got::Entry: break;
    }
    if (!editing_.is_complete || editing_.is_complete(entry)) return Got::Entry;
  }
}

LineReader::Got LineReader::read_line(std::string& line) {
  for (;;) {
    const std::size_t end = std::min(pending_.find('\n', taken_), pending_.size());
    line.append(pending_, taken_, end - taken_);
    taken_ = std::min(end + 1, pending_.size());
    if (end < pending_.size()) return Got::Entry;
    std::array<pollfd, 2> sources = {{{STDIN_FILENO, POLLIN, 0}, {interrupts_->ends[0], POLLIN, 0}}};
    if (poll(sources.data(), sources.size(), -1) < 0) {
      if (errno == EINTR) continue;
      return Got::End;
    }
    if (interrupts_->take()) return Got::Cancelled;
    if (sources[0].revents == 0) continue;
    std::array<char, 1 << 16> part{};
    const ssize_t n = ::read(STDIN_FILENO, part.data(), part.size());
    if (n > 0) {
      pending_.assign(part.data(), static_cast<std::size_t>(n));
      taken_ = 0;
    } else if (n == 0 || (errno != EINTR && errno != EAGAIN)) {
      return Got::End;
    }
  }
}

}  // namespace adc::tools
