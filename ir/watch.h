// Ends work that takes too long, or that nobody waits for any more.
#pragma once

#include <chrono>

#include "adc/diagnostic.hpp"
#include "adc/limits.hpp"

namespace adc::ir {

/// While it lives, `check_time` in this thread heeds `Limits::seconds`, counted from now, and `Limits::stop`. What
/// works asks for no watch: the public function that the work is for sets it, and the loops below look at it. Of
/// watches in one another all hold.
///
/// Every library has threads' watches of its own: to another one a watch goes by its address, and is set there anew.
class Watch {
 public:
  explicit Watch(const Limits& limits);
  /// The same as a watch that another library, or another thread, has set; null for none.
  explicit Watch(const Watch* other);
  ~Watch();
  Watch(const Watch&) = delete;
  Watch& operator=(const Watch&) = delete;

  /// This thread's innermost watch; null if there is none.
  [[nodiscard]] static const Watch* current();

  /// Throws `Failure` ("too-long" or "interrupted", class Limit and Computation) if work is to end. Thread-safe.
  void look() const;
  /// Whether `look` would throw.
  [[nodiscard]] bool is_over() const;

 private:
  using Clock = std::chrono::steady_clock;
  [[nodiscard]] bool is_stopped() const { return stop_ != nullptr && stop_->load(std::memory_order_relaxed); }
  [[nodiscard]] bool is_late() const { return has_end_ && Clock::now() >= end_; }

  bool has_end_ = false;
  Clock::time_point end_;
  double seconds_ = 0;
  const std::atomic<bool>* stop_ = nullptr;
  const Watch* outer_;     // holds as well
  const Watch* previous_;  // this thread's before
};

/// Looks at this thread's watch now and then: to be called by whatever may go on for long, with about how much is done
/// between calls, in units of 10 ns. Costs some ns. Throws what `Watch::look` throws.
void check_time(std::size_t work = 1);

/// Work after which `check_time` looks at once: a look costs some 30 ns.
inline constexpr std::size_t kManySteps = 256;

/// Whether a diagnostic is one of `Watch`: the same work may succeed another time.
[[nodiscard]] bool is_about_time(const Diagnostic& diagnostic);

}  // namespace adc::ir
