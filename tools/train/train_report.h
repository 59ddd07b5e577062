// What adc train prints while it runs, and at its end.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "adc/train.hpp"

namespace adc::tools {

/// How good predictions for some examples are.
struct Score {
  std::string part;  ///< "training" or "test"
  double loss = 0;
  std::optional<train::ConfusionMatrix> confusion;  ///< of classes
  std::optional<double> error;                      ///< root mean square, of numbers
};

/// Watches a training: a bar with loss and rate on a terminal, lines otherwise, both on stderr; or events as JSON on
/// stdout, one object a line.
class TrainReport {
 public:
  TrainReport(bool json, std::size_t epochs);

  void step(const train::Progress& progress);
  void epoch(const train::State& state);
  /// Takes the bar away.
  void wipe();
  /// The last words: why it ended, and the scores; tables of confusion with the names of the classes.
  void end(train::Ending ending, const train::State& state, const std::vector<Score>& scores,
           const std::vector<std::string>& classes);

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

/// A number for people: four significant digits.
[[nodiscard]] std::string short_number(double value);

}  // namespace adc::tools
