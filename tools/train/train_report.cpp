#include "tools/train/train_report.h"

#include <fmt/core.h>

#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "adc/text.hpp"
#include "tools/report/output.h"
#include "tools/report/results.h"

namespace adc::tools {
namespace {

constexpr std::size_t kLines = 20;  ///< of epochs, where there is no terminal
constexpr int kBarWidth = 24;
constexpr std::chrono::milliseconds kBetweenDrawings{100};

std::string padded(std::string text, std::size_t width) {
  text.resize(std::max(width, text.size()), ' ');
  return text;
}

/// "loss 0.01234  held out 0.0234  rate 0.001"
std::string as_text(const train::Epoch& epoch) {
  std::string text = "loss " + padded(short_number(epoch.loss), 9);
  if (!std::isnan(epoch.heldout)) text += "  held out " + padded(short_number(epoch.heldout), 9);
  return fmt::format("{}  rate {}", text, short_number(epoch.rate));
}

}  // namespace

TrainReport::TrainReport(bool json, std::size_t epochs)
    : json_(json), terminal_(isatty(STDERR_FILENO) == 1 && !is_silent()), epochs_(epochs) {}

double TrainReport::seconds() const { return std::chrono::duration<double>(Clock::now() - begin_).count(); }

void TrainReport::step(const train::Progress& progress) {
  if (json_ || !terminal_ || Clock::now() - drawn_ < kBetweenDrawings) return;
  draw(progress);
}

void TrainReport::draw(const train::Progress& progress) {
  drawn_ = Clock::now();
  has_bar_ = true;
  const double epoch =
      static_cast<double>(progress.epoch) +
      static_cast<double>(progress.batch) / static_cast<double>(std::max<std::size_t>(1, progress.batches));
  const double part = epochs_ == 0 ? 1 : std::min(1.0, epoch / static_cast<double>(epochs_));
  const int filled = static_cast<int>(part * kBarWidth);
  std::string bar;
  for (int i = 0; i < kBarWidth; ++i) bar += i < filled ? "█" : "░";
  const std::string line =
      fmt::format("{} epoch {}/{}  loss {}  rate {}  {} epochs/s", bar, std::min(progress.epoch + 1, epochs_), epochs_,
                  short_number(progress.loss), short_number(progress.rate), short_number(epoch / seconds()));
  std::fprintf(stderr, "\r\033[K%s", line.c_str());
  std::fflush(stderr);
}

void TrainReport::wipe() {
  if (has_bar_) std::fputs("\r\033[K", stderr);
  has_bar_ = false;
}

void TrainReport::epoch(const train::State& state) {
  const std::size_t done = state.history.size();
  const train::Epoch& last = state.history.back();
  if (json_) {
    std::string event = R"({"schema": "adc.train.1", "event": "epoch", "epoch": )" + std::to_string(done) +
                        ", \"loss\": " + json_number(last.loss);
    if (!std::isnan(last.heldout)) event += ", \"heldout\": " + json_number(last.heldout);
    event += fmt::format(", \"rate\": {}, \"seconds\": {}}}\n", json_number(last.rate), json_number(seconds()));
    print_result(event);
    return finish_results();
  }
  const std::size_t every = std::max<std::size_t>(1, (epochs_ + kLines - 1) / kLines);
  if (terminal_ || (done % every != 0 && done != epochs_ && done != 1)) return;
  print_message(
      fmt::format("epoch {}  {}", padded(std::to_string(done) + "/" + std::to_string(epochs_), 9), as_text(last)));
}

void TrainReport::end(train::Ending ending, const train::State& state, const std::vector<Score>& scores,
                      const std::vector<std::string>& classes, bool calibration) {
  wipe();
  const std::string why(text(ending));
  if (json_) {
    std::string event = R"({"schema": "adc.train.1", "event": "end", "reason": )" + json_string(why) +
                        ", \"epochs\": " + std::to_string(state.history.size()) +
                        ", \"steps\": " + std::to_string(state.memory.steps) +
                        ", \"seconds\": " + json_number(seconds());
    if (state.best.is_taken) event += ", \"kept\": " + std::to_string(state.best.epoch);
    for (const Score& score : scores) {
      event += fmt::format(", {}: {{{}}}", json_string(score.part), score_json(score, classes));
    }
    return print_result(event + "}\n");
  }
  print_result(fmt::format("{}, {}, {} s: {}\n", counted(state.history.size(), "epoch"),
                           counted(state.memory.steps, "step"), short_number(seconds()), why));
  if (const train::Best& best = state.best; best.is_taken) {
    print_result(fmt::format("kept: epoch {}, held-out loss {}\n", best.epoch, short_number(best.heldout)));
  }
  if (!scores.empty()) print_result("\n" + score_table(scores));
  if (scores.empty() || !scores.back().classes) return;
  print_result("\n" + class_table(*scores.back().classes, classes));
  if (calibration && !scores.back().classes->reliability.empty()) {
    print_result("\n" + reliability_table(*scores.back().classes));
  }
}

}  // namespace adc::tools
