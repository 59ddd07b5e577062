#include "tools/report/progress.h"

#include <fmt/core.h>

#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <string>

namespace adc::tools {
namespace {

constexpr auto kPatience = std::chrono::seconds(1);
constexpr auto kBetween = std::chrono::milliseconds(200);

/// "12,300,000"
std::string grouped(std::uint64_t n) {
  std::string digits = std::to_string(n);
  for (std::size_t at = digits.size(); at > 3;) digits.insert(at -= 3, ",");
  return digits;
}

}  // namespace

Progress::Progress(bool is_quiet) : is_quiet_(is_quiet || isatty(STDERR_FILENO) != 1), next_(begin_ + kPatience) {}

Progress::~Progress() {
  if (is_shown_) std::fputs("\r\033[K", stderr);
}

void Progress::show(const State& state) {
  if (is_quiet_) return;
  const Clock::time_point now = Clock::now();
  if (now < next_) return;
  next_ = now + kBetween;
  is_shown_ = true;
  const double seconds = std::chrono::duration<double>(now - begin_).count();
  std::string line = "\r";
  if (state.all_bytes && *state.all_bytes > 0) {
    line += fmt::format("{:3} %  ", std::min<std::uint64_t>(100 * state.bytes / *state.all_bytes, 100));
  }
  line +=
      fmt::format("{} rows  {:.0f} MB/s\033[K", grouped(state.rows), static_cast<double>(state.bytes) / seconds / 1e6);
  std::fputs(line.c_str(), stderr);
}

}  // namespace adc::tools
