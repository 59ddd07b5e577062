#include "adc/train/schedule.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <string>

#include "train/failure.h"
#include "train/text.h"

namespace adc::inline ADC_ABI::train {
namespace {

struct Row {
  Schedule::Kind kind;
  std::string_view name;
  bool has_period;
  bool has_factor;
  double (*scale)(double t, const Schedule& schedule);  ///< η(t)/η₀
};

using Kind = Schedule::Kind;

constexpr auto kRows = std::to_array<Row>({
    {Kind::Constant, "constant", false, false, [](double, const Schedule&) { return 1.0; }},
    {Kind::Step, "step", true, true,
     [](double t, const Schedule& s) { return std::pow(s.factor, std::floor(t / s.period)); }},
    {Kind::Exponential, "exponential", false, true, [](double t, const Schedule& s) { return std::pow(s.factor, t); }},
    {Kind::Cosine, "cosine", true, false,
     [](double t, const Schedule& s) {
       return (1 + std::cos(std::numbers::pi * std::min(t, s.period) / s.period)) / 2;
     }},
    {Kind::InverseTime, "1/t", true, false, [](double t, const Schedule& s) { return 1 / (1 + t / s.period); }},
});

Error bad_schedule(std::string_view text) {
  return failure(
      "bad-schedule", fmt::format("there is no schedule `{}`", text),
      {"there are constant, step:PERIOD:FACTOR, exponential:FACTOR, cosine:PERIOD and 1/t:PERIOD, with positive "
       "numbers; a period is in epochs; `warmup:EPOCHS,` may stand before"});
}

}  // namespace

double Schedule::at(std::size_t epoch, double part) const {
  const auto t = static_cast<double>(epoch);
  if (t + part < warmup) return rate * (t + part) / warmup;
  return rate * std::ranges::find(kRows, kind, &Row::kind)->scale(std::max(0.0, t - warmup), *this);
}

Result<Schedule> parse_schedule(std::string_view text, double rate) {
  const std::size_t comma = text.find(',');
  if (const std::vector<std::string_view> first = split(text.substr(0, comma), ':'); first.front() == "warmup") {
    const auto epochs = first.size() == 2 ? number<double>(first[1]) : std::nullopt;
    if (!epochs || !(*epochs > 0) || !std::isfinite(*epochs)) return bad_schedule(text);
    const std::string_view rest = comma == std::string_view::npos ? "constant" : text.substr(comma + 1);
    if (trimmed(rest).starts_with("warmup")) return bad_schedule(text);
    Result<Schedule> schedule = parse_schedule(rest, rate);
    if (schedule) schedule->warmup = *epochs;
    return schedule;
  }
  const std::vector<std::string_view> parts = split(text, ':');
  const auto* const row = std::ranges::find(kRows, parts.front(), &Row::name);
  if (row == kRows.end()) return bad_schedule(text);
  Schedule schedule{.kind = row->kind, .rate = rate};
  std::size_t used = 1;
  for (const auto& [has, place] : {std::pair(row->has_period, &schedule.period), {row->has_factor, &schedule.factor}}) {
    if (!has) continue;
    const auto value = used < parts.size() ? number<double>(parts[used]) : std::nullopt;
    if (!value || !(*value > 0) || !std::isfinite(*value)) return bad_schedule(text);
    *place = *value;
    ++used;
  }
  if (used != parts.size()) return bad_schedule(text);
  return schedule;
}

}  // namespace adc::inline ADC_ABI::train
