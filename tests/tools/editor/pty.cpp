#include "tests/tools/editor/pty.h"

#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <stdexcept>
#include <utility>

namespace adc::tests {
namespace {

constexpr auto kPatience = std::chrono::seconds(10);
constexpr int kQuiet = 150;  // milliseconds after which a program is taken to have said all

winsize size_of(int columns, int rows) {
  winsize size{};
  size.ws_col = static_cast<decltype(size.ws_col)>(columns);
  size.ws_row = static_cast<decltype(size.ws_row)>(rows);
  return size;
}

int run_program(std::vector<std::string> words, const std::vector<std::string>& environment) {
  for (const std::string& variable : environment) {
    const std::size_t sign = variable.find('=');
    if (sign == std::string::npos)
      unsetenv(variable.c_str());
    else
      setenv(variable.substr(0, sign).c_str(), variable.substr(sign + 1).c_str(), 1);
  }
  std::vector<char*> arguments;
  arguments.reserve(words.size() + 1);
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  execvp(arguments[0], arguments.data());
  return 127;
}

}  // namespace

Pty::Pty(int columns, int rows, const std::function<int()>& body) : emulator_(columns, rows) {
  winsize size = size_of(columns, rows);
  pid_ = forkpty(&master_, nullptr, nullptr, &size);
  if (pid_ < 0) throw std::runtime_error("cannot make a pseudo-terminal");
  if (pid_ == 0) {
    try {
      _exit(body());
    } catch (...) {
      _exit(126);
    }
  }
  fcntl(master_, F_SETFD, FD_CLOEXEC);
  fcntl(master_, F_SETFL, O_NONBLOCK);
}

Pty::Pty(int columns, int rows, std::vector<std::string> words, const std::vector<std::string>& environment)
    : Pty(columns, rows, [&] { return run_program(std::move(words), environment); }) {}

Pty::~Pty() {
  if (pid_ > 0 && code_ < 0) {
    kill(pid_, SIGKILL);
    (void)finish();
  }
  if (master_ >= 0) close(master_);
}

void Pty::type(std::string_view bytes) {
  const auto end = std::chrono::steady_clock::now() + kPatience;
  while (!bytes.empty() && std::chrono::steady_clock::now() < end) {
    const ssize_t n = write(master_, bytes.data(), bytes.size());
    if (n > 0)
      bytes.remove_prefix(static_cast<std::size_t>(n));
    else
      (void)read_some(1);  // it may be waiting until we have read what it writes
  }
}

bool Pty::read_some(int milliseconds) {
  pollfd ready{master_, POLLIN, 0};
  if (poll(&ready, 1, milliseconds) <= 0) return false;
  std::array<char, 1 << 16> part{};
  const ssize_t n = read(master_, part.data(), part.size());
  if (n <= 0) return false;
  const std::string_view bytes(part.data(), static_cast<std::size_t>(n));
  written_ += bytes;
  emulator_.feed(bytes);
  return true;
}

bool Pty::reaches(const std::function<bool()>& holds) {
  const auto end = std::chrono::steady_clock::now() + kPatience;
  while (!holds()) {
    if (std::chrono::steady_clock::now() > end) return false;
    (void)read_some(20);
  }
  return true;
}

bool Pty::shows(const std::string& part) {
  return reaches([&] { return emulator_.text().find(part) != std::string::npos; });
}

void Pty::settle() {
  while (read_some(kQuiet)) {
  }
}

void Pty::resize(int columns, int rows) {
  settle();
  emulator_.resize(columns, rows);
  const winsize size = size_of(columns, rows);
  ioctl(master_, TIOCSWINSZ, &size);
}

void Pty::signal(int number) const { kill(pid_, number); }

void Pty::hang_up() {
  close(master_);
  master_ = -1;
}

int Pty::finish() {
  if (code_ >= 0) return code_;
  int status = 0;
  const auto end = std::chrono::steady_clock::now() + kPatience;
  while (waitpid(pid_, &status, WNOHANG) == 0) {
    if (std::chrono::steady_clock::now() > end) {
      kill(pid_, SIGKILL);
      waitpid(pid_, &status, 0);
      break;
    }
    (void)read_some(5);
  }
  while (read_some(0)) {
  }
  code_ = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return code_;
}

bool Pty::is_cooked() const {
  termios mode{};
  return tcgetattr(master_, &mode) == 0 && (mode.c_lflag & ICANON) != 0 && (mode.c_lflag & ECHO) != 0 &&
         (mode.c_lflag & ISIG) != 0 && (mode.c_iflag & ICRNL) != 0;
}

}  // namespace adc::tests
