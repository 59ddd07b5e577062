// Work that nobody waits for.
#pragma once

#include <atomic>
#include <functional>

namespace adc::run {

/// A piece of work for the process's one background thread, which does one after the other, blocks all signals, and is
/// made when there is work for the first time. What it does has this thread's watch (ir/watch.h) on the task's end, and
/// may look at it by `ir::check_time`; what it throws is ignored. A process that forks does so between two pieces: one
/// that is under way is ended and begun again, in parent and child. At the process's end one under way is ended.
class Task {
 public:
  /// Hands the work over; does it at once where no thread can be made.
  explicit Task(std::function<void()> work);
  /// Ends the work: it is not begun, or told to end, and waited for.
  ~Task();
  Task(const Task&) = delete;
  Task& operator=(const Task&) = delete;

 private:
  friend class Worker;
  std::function<void()> work_;
  std::atomic<bool> stop_{false};
};

}  // namespace adc::run
