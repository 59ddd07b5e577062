// What ends work before it is done: Ctrl-C, and the end of the time that it was given.
#pragma once

#include <atomic>
#include <csignal>
#include <cstdint>

#include "adc/result.hpp"

namespace adc::tools {

/// What `Limits::stop` of all that the program compiles is.
[[nodiscard]] const std::atomic<bool>* stop_flag();

/// For work that ends by itself when it is asked to. While it lives, the first SIGINT, or the end of a `TimeLimit`,
/// only makes `requested()` true; a second SIGINT ends the process as usual.
class InterruptGuard {
 public:
  InterruptGuard();
  ~InterruptGuard();
  InterruptGuard(const InterruptGuard&) = delete;
  InterruptGuard& operator=(const InterruptGuard&) = delete;

  [[nodiscard]] static bool requested();

 private:
  struct sigaction before_{};
};

/// While it lives, SIGINT sets `stop_flag`: what is at work fails with "interrupted", and the process goes on.
class StopsWork {
 public:
  /// What a second SIGINT does.
  enum class Second : std::uint8_t { Same, EndsProcess };
  explicit StopsWork(Second second = Second::Same);
  ~StopsWork();
  StopsWork(const StopsWork&) = delete;
  StopsWork& operator=(const StopsWork&) = delete;

 private:
  struct sigaction before_{};
};

/// Ends the process as SIGINT does, so that a shell knows what ended it.
[[noreturn]] void end_by_interrupt();

/// While it lives, `stop_flag` is set when `seconds` have passed (infinity: never), and waiting for input ends. One at
/// a time, of the whole process.
class TimeLimit {
 public:
  /// What is done about work that does not look at the flag: code generation, a long loop of native code.
  enum class Grace : std::uint8_t {
    Endless,  ///< nothing: a session goes on
    Short,    ///< after another quarter of a second the process ends, with the message and exit code of "too-long"
  };
  TimeLimit(double seconds, Grace grace);
  ~TimeLimit();
  TimeLimit(const TimeLimit&) = delete;
  TimeLimit& operator=(const TimeLimit&) = delete;

  /// Whether the time of the limit made last is over.
  [[nodiscard]] static bool is_over();
  /// Throws the error "too-long" if it is.
  static void check();
  /// `error`; or "too-long", if `error` says that work was interrupted and the cause is this limit.
  [[nodiscard]] static Error cause(const Error& error);

 private:
  struct sigaction before_{};
};

}  // namespace adc::tools
