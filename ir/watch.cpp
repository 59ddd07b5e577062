#include "ir/watch.h"

#include <fmt/core.h>

#include <cmath>
#include <cstdio>

#include "diag/diagnostics.h"
#include "ir/builder.h"

namespace adc::ir {
namespace {

constexpr diag::Slug kTooLong = "too-long";
constexpr diag::Slug kInterrupted = "interrupted";

thread_local constinit const Watch* current_watch = nullptr;
thread_local constinit std::size_t work_since_look = 0;

std::string decimal(double seconds) {
  char digits[32];
  std::snprintf(digits, sizeof digits, "%.6g", seconds);
  return digits;
}

[[noreturn]] void fail_late(double seconds) {
  diag::fail(kTooLong, {}, fmt::format("this takes longer than {} s", decimal(seconds)),
             {"--max-seconds=N moves the limit"});
}

[[noreturn]] void fail_stopped() { diag::fail(kInterrupted, {}, "interrupted"); }

}  // namespace

Watch::Watch(const Limits& limits)
    : seconds_(limits.seconds), stop_(limits.stop), outer_(current_watch), previous_(current_watch) {
  constexpr double kForEver = 1e9;  // which the clock can still count
  if (limits.seconds < kForEver) {
    has_end_ = true;
    end_ = Clock::now() + std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(limits.seconds));
  }
  current_watch = this;
}

Watch::Watch(const Watch* other) : outer_(other), previous_(current_watch) { current_watch = this; }

Watch::~Watch() { current_watch = previous_; }

const Watch* Watch::current() { return current_watch; }

void Watch::look() const {
  for (const Watch* watch = this; watch != nullptr; watch = watch->outer_) {
    if (watch->is_stopped()) fail_stopped();
    if (watch->is_late()) fail_late(watch->seconds_);
  }
}

bool Watch::is_over() const {
  for (const Watch* watch = this; watch != nullptr; watch = watch->outer_) {
    if (watch->is_stopped() || watch->is_late()) return true;
  }
  return false;
}

void check_time(std::size_t work) {
  if (current_watch == nullptr) return;
  work_since_look += work;
  if (work_since_look < kManySteps) return;
  work_since_look = 0;
  current_watch->look();
}

bool is_about_time(const Diagnostic& diagnostic) {
  return diagnostic.slug == kTooLong.info().slug || diagnostic.slug == kInterrupted.info().slug;
}

}  // namespace adc::ir
