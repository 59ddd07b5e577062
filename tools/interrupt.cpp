#include "tools/interrupt.h"

namespace adc::tools {
namespace {

volatile std::sig_atomic_t interrupted = 0;  // NOLINT: what signal handlers may write

void note_interrupt(int /*signal*/) { interrupted = 1; }

}  // namespace

InterruptGuard::InterruptGuard() {
  interrupted = 0;
  struct sigaction action{};
  action.sa_handler = &note_interrupt;
  action.sa_flags = static_cast<int>(SA_RESETHAND | SA_RESTART);
  sigaction(SIGINT, &action, &before_);
}

InterruptGuard::~InterruptGuard() { sigaction(SIGINT, &before_, nullptr); }

bool InterruptGuard::requested() { return interrupted != 0; }

}  // namespace adc::tools
