#include "tools/interrupt.h"

#include <fmt/core.h>

#include <sys/time.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <string>

#include "tools/failure.h"

namespace adc::tools {
namespace {

constexpr double kLongestTimer = 1e8;  // in seconds: some systems refuse longer ones

volatile std::sig_atomic_t interrupted = 0;  // NOLINT: what signal handlers may write
std::atomic<bool> stop = false;              // NOLINT
std::atomic<bool> late = false;              // NOLINT
std::atomic<bool> ends_by_itself = false;    // NOLINT
std::atomic<bool> ends_process = false;      // NOLINT
double allowed_seconds = 0;                  // NOLINT
char last_words[128] = "";                   // NOLINT
static_assert(std::atomic<bool>::is_always_lock_free, "signal handlers set them");

/// Handles `signal` by `handler`; gives what did so before.
struct sigaction handle(int signal, void (*handler)(int), unsigned flags) {
  struct sigaction before{};
  struct sigaction action{};
  action.sa_handler = handler;
  action.sa_flags = static_cast<int>(flags);
  sigaction(signal, &action, &before);
  return before;
}

void set_timer(double seconds) {
  constexpr suseconds_t kGrace = 250'000;
  const double whole = std::floor(seconds);
  itimerval timer{};
  timer.it_interval.tv_usec = kGrace;
  timer.it_value.tv_sec = static_cast<time_t>(whole);
  timer.it_value.tv_usec = static_cast<suseconds_t>((seconds - whole) * 1e6);
  setitimer(ITIMER_REAL, &timer, nullptr);
}

Error too_long() {
  char seconds[32];
  std::snprintf(seconds, sizeof seconds, "%.6g", allowed_seconds);
  return failure("too-long", fmt::format("this takes longer than {} s", seconds), {"--max-seconds=N moves the limit"});
}

/// At the end of the time, and again after each further quarter of a second.
void end_time(int /*signal*/) {
  if (late && ends_process && !ends_by_itself) {
    (void)!write(STDERR_FILENO, last_words, std::strlen(last_words));
    _exit(static_cast<int>(ErrorClass::Limit));
  }
  late = true;
  if (!ends_by_itself) stop = true;
}

}  // namespace

const std::atomic<bool>* stop_flag() { return &stop; }

InterruptGuard::InterruptGuard() {
  interrupted = 0;
  ends_by_itself = true;
  before_ = handle(SIGINT, [](int) { interrupted = 1; }, SA_RESETHAND | SA_RESTART);
}

InterruptGuard::~InterruptGuard() {
  sigaction(SIGINT, &before_, nullptr);
  ends_by_itself = false;
}

bool InterruptGuard::requested() { return interrupted != 0 || late; }

StopsWork::StopsWork(Second second) {
  stop = false;
  const unsigned reset = second == Second::EndsProcess ? static_cast<unsigned>(SA_RESETHAND) : 0U;
  before_ = handle(SIGINT, [](int) { stop = true; }, SA_RESTART | reset);
}

StopsWork::~StopsWork() {
  sigaction(SIGINT, &before_, nullptr);
  stop = false;
}

void end_by_interrupt() {
  std::signal(SIGINT, SIG_DFL);
  (void)std::raise(SIGINT);
  std::_Exit(128 + SIGINT);  // where it is blocked
}

TimeLimit::TimeLimit(double seconds, Grace grace) {
  late = false;
  allowed_seconds = seconds;
  ends_process = grace == Grace::Short;
  std::snprintf(last_words, sizeof last_words, "%s", too_long().what());
  before_ = handle(SIGALRM, &end_time, 0);
  constexpr double kLeast = 1e-6;  // 0 would mean never
  if (seconds < kLongestTimer) set_timer(std::max(seconds, kLeast));
}

TimeLimit::~TimeLimit() {
  set_timer(0);
  sigaction(SIGALRM, &before_, nullptr);
  if (late) stop = false;
}

bool TimeLimit::is_over() { return late; }

void TimeLimit::check() {
  if (late) throw too_long();
}

Error TimeLimit::cause(const Error& error) {
  return late && error.diagnostic().slug == "interrupted" ? too_long() : error;
}

}  // namespace adc::tools
