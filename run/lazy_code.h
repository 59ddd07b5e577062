// Native code that is made when it is needed, or when it would pay.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>

#include "run/background.h"
#include "run/jit_loader.h"

namespace adc::run {

/// Thread-safe: any number of threads may use one; the code is made once.
class LazyCode {
 public:
  /// `make`: gives the code or an error that is kept, or throws one that is not, such as that time is over. `made` is
  /// called with it before anybody sees it.
  LazyCode(std::function<Result<NativeCode>()> make, std::function<void(const NativeCode&)> made)
      : make_(std::move(make)), made_(std::move(made)) {}

  /// Makes it unless it is there, or waits until who is making it has done so. Throws what `make` throws.
  [[nodiscard]] const Result<NativeCode>& get() const {
    std::call_once(once_, [&] {
      code_ = make_();
      if (!*code_) return;
      made_(**code_);
      ready_.store(&**code_, std::memory_order_release);
    });
    return *code_;
  }
  /// The code if it is there by now, else null.
  [[nodiscard]] const NativeCode* ready() const { return ready_.load(std::memory_order_acquire); }
  /// Has it made in the background, unless that has been asked for before.
  void make_in_background() const {
    std::call_once(asked_, [&] { task_.emplace([this] { (void)get(); }); });
  }

 private:
  std::function<Result<NativeCode>()> make_;
  std::function<void(const NativeCode&)> made_;
  mutable std::once_flag once_;
  mutable std::once_flag asked_;
  mutable std::optional<Result<NativeCode>> code_;
  mutable std::atomic<const NativeCode*> ready_{nullptr};
  mutable std::optional<Task> task_;  // last: ends before what it makes goes
};

}  // namespace adc::run
