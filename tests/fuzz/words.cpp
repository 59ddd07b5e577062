// Command lines, a word a line: whatever they say ends with an exit code, and no bug of adc.
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <ctime>
#include <filesystem>
#include <string>
#include <vector>

#include "adc/cache.hpp"
#include "adc/diagnostic.hpp"
#include "tests/fuzz/lines.h"
#include "tests/fuzz/target.h"
#include "tests/support/temporary_folder.h"
#include "tools/interrupt.h"
#include "tools/run.h"

namespace adc::tests {
namespace {

/// Sends the process a signal once, when so many seconds have passed, unless the object is gone.
class Alarm {
 public:
  Alarm(int signal, time_t seconds) {
    sigevent event{};
    event.sigev_notify = SIGEV_SIGNAL;
    event.sigev_signo = signal;
    must(timer_create(CLOCK_MONOTONIC, &event, &timer_) == 0, "there are timers");
    const itimerspec time{.it_interval = {}, .it_value = {.tv_sec = seconds, .tv_nsec = 0}};
    timer_settime(timer_, 0, &time, nullptr);
  }
  ~Alarm() { timer_delete(timer_); }
  Alarm(const Alarm&) = delete;
  Alarm& operator=(const Alarm&) = delete;

 private:
  timer_t timer_{};
};

/// While it lives, a stream of the process is nothing.
class Silenced {
 public:
  Silenced(std::FILE* stream, int flags) : stream_(stream), kept_(dup(fileno(stream))) {
    const int nothing = open("/dev/null", flags);
    dup2(nothing, fileno(stream));
    close(nothing);
  }
  ~Silenced() {
    std::fflush(stream_);
    dup2(kept_, fileno(stream_));
    close(kept_);
  }
  Silenced(const Silenced&) = delete;
  Silenced& operator=(const Silenced&) = delete;

 private:
  std::FILE* stream_;
  int kept_;
};

/// While it lives, the process is in an empty folder, so that what a command writes is its own.
class Elsewhere {
 public:
  Elsewhere() : before_(std::filesystem::current_path()) { std::filesystem::current_path(folder_.path()); }
  ~Elsewhere() { std::filesystem::current_path(before_); }
  Elsewhere(const Elsewhere&) = delete;
  Elsewhere& operator=(const Elsewhere&) = delete;

 private:
  std::filesystem::path before_;
  TemporaryFolder folder_;
};

std::vector<std::string> words_of(std::string_view bytes) {
  std::vector<std::string> words;
  for_each_line(bytes, [&](std::string_view line) { words.emplace_back(line.substr(0, line.find('\0'))); });
  return words;
}

/// Words that name files elsewhere, which a command might write, and a limit of time, which ends the process.
bool is_left_out(const std::string& word) {
  if (word.starts_with("--max-seconds")) return true;
  for (std::size_t slash = word.find('/'); slash != std::string::npos; slash = word.find('/', slash + 1)) {
    if (slash == 0 || std::string_view("=@.,").find(word[slash - 1]) != std::string_view::npos) return true;
  }
  return false;
}

}  // namespace

void fuzz(std::string_view bytes) {
  const std::vector<std::string> words = words_of(bytes);
  if (std::ranges::any_of(words, is_left_out)) return;
  set_cache({.enabled = false});  // a person's own is nothing to search with
  int code = 0;
  {
    const Elsewhere place;
    const Silenced in(stdin, O_RDONLY);
    const Silenced out(stdout, O_WRONLY);
    const Silenced err(stderr, O_WRONLY);
    const tools::StopsWork stops;
    const Alarm interrupt(SIGINT, 2);  // as a person would
    const Alarm give_up(SIGABRT, 20);
    code = tools::run({words.begin(), words.end()});
  }
  must(code >= 0 && code < static_cast<int>(ErrorClass::Internal), "no command line is an internal error");
}

}  // namespace adc::tests
