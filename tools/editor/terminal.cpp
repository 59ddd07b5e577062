#include "tools/editor/terminal.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <bit>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <optional>
#include <system_error>
#include <utility>

namespace adc::tools::editor {
namespace {

using Event = Terminal::Event;

constexpr std::string_view kMarkPastes = "\033[?2004h";
constexpr std::string_view kLeaveMode = "\033[?2004l\033[?25h";  // pastes are not marked, the cursor is visible

// Those that become events, in the order in which they are told.
struct Told {
  int signal;
  Event event;
};
constexpr std::array<Told, 4> kTold = {
    {{SIGINT, Event::Interrupt}, {SIGTSTP, Event::Stop}, {SIGCONT, Event::Continued}, {SIGWINCH, Event::Resized}}};
constexpr std::array<int, 10> kEnding = {SIGTERM, SIGHUP,  SIGQUIT, SIGPIPE, SIGALRM,
                                         SIGABRT, SIGSEGV, SIGBUS,  SIGFPE,  SIGILL};
constexpr int kMostSignals = 65;

// What signal handlers need: there is one mode of one terminal at a time.
struct Raw {
  std::atomic<bool> is_on = false;
  int in = -1;
  int out = -1;
  termios before{};
  std::array<int, 2> wake = {-1, -1};  ///< a pipe that handlers write to, so that waiting ends
  std::atomic<unsigned> told = 0;      ///< bits by index of kTold
  std::array<struct sigaction, kMostSignals> actions{};
};
Raw raw;  // NOLINT: signal handlers have no other way to know
static_assert(std::atomic<unsigned>::is_always_lock_free && std::atomic<bool>::is_always_lock_free);

void tell(int signal) {
  const int error = errno;
  for (std::size_t i = 0; i < kTold.size(); ++i) {
    if (kTold[i].signal == signal) raw.told.fetch_or(1U << i);
  }
  (void)!::write(raw.wake[1], "", 1);
  errno = error;
}

// Puts everything back and lets the signal do what it did before.
void end(int signal) {
  if (raw.is_on.exchange(false)) {
    struct sigaction ignore{};
    ignore.sa_handler = SIG_IGN;
    sigaction(SIGTTOU, &ignore, nullptr);  // it would stop a process in the background
    (void)!::write(raw.out, kLeaveMode.data(), kLeaveMode.size());
    (void)!::write(raw.out, "\r\n", 2);
    tcsetattr(raw.in, TCSANOW, &raw.before);
  }
  sigaction(signal, &raw.actions[static_cast<std::size_t>(signal)], nullptr);
  (void)std::raise(signal);
}

void handle(int signal, void (*handler)(int)) {
  struct sigaction& before = raw.actions[static_cast<std::size_t>(signal)];
  sigaction(signal, nullptr, &before);
  if (before.sa_handler == SIG_IGN) return;
  struct sigaction action{};
  action.sa_handler = handler;
  action.sa_flags = SA_RESTART;
  sigaction(signal, &action, nullptr);
}

bool set_mode() {
  termios mode = raw.before;
  mode.c_iflag &= ~static_cast<tcflag_t>(BRKINT | ICRNL | INLCR | IGNCR | INPCK | ISTRIP | IXON);
  mode.c_lflag &= ~static_cast<tcflag_t>(ECHO | ICANON | IEXTEN | ISIG);
  mode.c_cflag |= CS8;
  mode.c_cc[VMIN] = 1;
  mode.c_cc[VTIME] = 0;
  int result = 0;
  while ((result = tcsetattr(raw.in, TCSADRAIN, &mode)) != 0 && errno == EINTR) {
  }
  return result == 0;
}

// The event of a signal that has come; the others wait.
std::optional<Event> told() {
  const unsigned bits = raw.told.load();
  if (bits == 0) return std::nullopt;
  const auto first = static_cast<std::size_t>(std::countr_zero(bits));
  raw.told.fetch_and(~(1U << first));
  return kTold[first].event;
}

// Ends what `RawMode` began.
void give_back(const Terminal& terminal) {
  if (raw.is_on.exchange(false)) {
    terminal.write(kLeaveMode);
    while (tcsetattr(raw.in, TCSADRAIN, &raw.before) != 0 && errno == EINTR) {
    }
  }
  for (const Told& one : kTold) sigaction(one.signal, &raw.actions[static_cast<std::size_t>(one.signal)], nullptr);
  for (const int signal : kEnding) sigaction(signal, &raw.actions[static_cast<std::size_t>(signal)], nullptr);
  for (int& end_of_pipe : raw.wake) close(std::exchange(end_of_pipe, -1));
}

void drain(int pipe) {
  std::array<char, 64> bytes{};
  while (::read(pipe, bytes.data(), bytes.size()) > 0) {
  }
}

}  // namespace

bool Terminal::is_capable() const {
  const char* const name = std::getenv("TERM");
  return name != nullptr && *name != '\0' && std::strcmp(name, "dumb") != 0 && isatty(in_) == 1 && isatty(out_) == 1;
}

Size Terminal::size() const {
  winsize size{};
  if (ioctl(out_, TIOCGWINSZ, &size) != 0 || size.ws_col == 0 || size.ws_row == 0) return {};
  return {size.ws_col, size.ws_row};
}

void Terminal::write(std::string_view bytes) const {
  while (!bytes.empty()) {
    const ssize_t n = ::write(out_, bytes.data(), bytes.size());
    if (n > 0) {
      bytes.remove_prefix(static_cast<std::size_t>(n));
    } else if (errno == EAGAIN) {
      pollfd ready{out_, POLLOUT, 0};
      (void)poll(&ready, 1, -1);
    } else if (errno != EINTR) {
      return;
    }
  }
}

bool Terminal::has_input() const {
  pollfd ready{in_, POLLIN, 0};
  return poll(&ready, 1, 0) > 0 && (ready.revents & POLLIN) != 0;
}

Event Terminal::wait(std::string& bytes, int milliseconds) const {
  for (;;) {
    if (const auto event = told()) return *event;
    std::array<pollfd, 2> sources = {{{in_, POLLIN, 0}, {raw.wake[0], POLLIN, 0}}};
    const int ready = poll(sources.data(), sources.size(), milliseconds);
    if (ready == 0) return Event::Timeout;
    if (ready < 0 && errno != EINTR) return Event::Closed;
    if (ready < 0) continue;
    if (sources[1].revents != 0) drain(raw.wake[0]);
    if (sources[0].revents == 0) continue;
    std::array<char, 1 << 16> part{};
    const ssize_t n = ::read(in_, part.data(), part.size());
    if (n > 0) {
      bytes.append(part.data(), static_cast<std::size_t>(n));
      return Event::Bytes;
    }
    if (n == 0 || (errno != EINTR && errno != EAGAIN)) return Event::Closed;
  }
}

RawMode::RawMode(const Terminal& terminal) : terminal_(terminal) {
  raw.in = terminal.in();
  raw.out = terminal.out();
  if (tcgetattr(raw.in, &raw.before) != 0 || pipe(raw.wake.data()) != 0)
    throw std::system_error(errno, std::generic_category(), "cannot read the terminal's mode");
  for (const int end_of_pipe : raw.wake) {
    fcntl(end_of_pipe, F_SETFL, O_NONBLOCK);
    fcntl(end_of_pipe, F_SETFD, FD_CLOEXEC);
  }
  raw.told = 0;
  for (const Told& one : kTold) handle(one.signal, &tell);
  for (const int signal : kEnding) handle(signal, &end);
  raw.is_on = true;
  if (!renew()) {
    const int error = errno;
    give_back(terminal_);
    throw std::system_error(error, std::generic_category(), "cannot set the terminal's mode");
  }
}

RawMode::~RawMode() { give_back(terminal_); }

bool RawMode::renew() const {
  if (!set_mode()) return false;
  terminal_.write(kMarkPastes);
  return true;
}

}  // namespace adc::tools::editor
