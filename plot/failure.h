// Errors of pictures: thrown inside, values outside; and what ends work on them.
#pragma once

#include <atomic>
#include <chrono>
#include <limits>

#include "adc/adc.hpp"
#include "common/failure.h"

namespace adc::inline ADC_ABI::plot {

using common::failure;
using common::guarded;

/// When a picture is given up: once a flag is set, or after a time, counted from here.
class Stop {
 public:
  Stop(const std::atomic<bool>* flag,  // NOLINT(google-explicit-constructor): a flag alone is one
       double seconds = std::numeric_limits<double>::infinity())
      : flag_(flag), seconds_(seconds), begin_(Clock::now()) {}

  [[nodiscard]] bool is_set() const { return flag_ != nullptr && flag_->load(std::memory_order_relaxed); }
  /// Of the time; infinite if there is no end to it.
  [[nodiscard]] double seconds_left() const {
    return seconds_ - std::chrono::duration<double>(Clock::now() - begin_).count();
  }
  [[nodiscard]] double seconds() const { return seconds_; }

 private:
  using Clock = std::chrono::steady_clock;
  const std::atomic<bool>* flag_;
  double seconds_;
  Clock::time_point begin_;
};

/// Throws "interrupted" once the flag is set, "too-long" after the time.
void check_stop(const Stop& stop);

}  // namespace adc::inline ADC_ABI::plot
