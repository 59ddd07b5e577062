// What adc train prints while it runs, and at its end.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "adc/train.hpp"
#include "tools/train/scores.h"

namespace adc::tools {

/// Watches a training: a bar with loss and rate on a terminal, lines otherwise, both on stderr; or events as JSON on
/// stdout, one object a line.
class TrainReport {
 public:
  TrainReport(bool json, std::size_t epochs);

  void step(const train::Progress& progress);
  void epoch(const train::State& state);
  /// Takes the bar away.
  void wipe();
  /// The last words: why it ended, the scores, and of the last of them which class is taken for which; with
  /// `calibration` how probabilities are calibrated, too.
  void end(train::Ending ending, const train::State& state, const std::vector<Score>& scores,
           const std::vector<std::string>& classes, bool calibration = false);

 private:
  using Clock = std::chrono::steady_clock;

  void draw(const train::Progress& progress);

  [[nodiscard]] double seconds() const;

  bool json_;
  bool terminal_;
  std::size_t epochs_;
  Clock::time_point begin_ = Clock::now();
  Clock::time_point drawn_;
  bool has_bar_ = false;
};

}  // namespace adc::tools
