// How far long work is, for a person who waits for it.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

namespace adc::tools {

/// A line on the terminal that stderr is, while work goes on; nothing where it is none, or where results are printed on
/// a terminal, or in work that takes less than a second. The line is gone when the object is.
class Progress {
 public:
  /// `is_quiet`: there is nothing to show.
  explicit Progress(bool is_quiet);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  struct State {
    std::uint64_t rows;
    std::uint64_t bytes;                     ///< that were read
    std::optional<std::uint64_t> all_bytes;  ///< that there are, where that is known
  };
  /// Shows it, unless that was just done: " 45 %  12,300,000 rows  210 MB/s".
  void show(const State& state);

 private:
  using Clock = std::chrono::steady_clock;

  bool is_quiet_;
  bool is_shown_ = false;
  Clock::time_point begin_ = Clock::now();
  Clock::time_point next_;
};

}  // namespace adc::tools
