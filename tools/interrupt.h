// Ctrl-C, as a wish to stop rather than an end.
#pragma once

#include <csignal>

namespace adc::tools {

/// While it lives, the first SIGINT only makes `requested()` true; a second one ends the process as usual.
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

}  // namespace adc::tools
